// Unusual sign-ins and exports raise one alert each, told to those who look after members; the usual raises none, and nobody's details are sealed again.
// ASVS V6.3.5
import { randomBytes } from 'node:crypto'
import { afterEach, expect, test } from 'vitest'
import '../../lib/registry.ts'
import { erasePersonal } from '../../lib/audit/erase-personal.ts'
import { exportStopped } from '../../lib/audit/events.ts'
import { listExport, listOf } from '../../lib/audit/list-export.ts'
import { command } from '../../lib/access/operation.ts'
import { encodeId, newUuid } from '../../lib/kernel/id.ts'
import { geography } from '../../lib/platform/place/places.ts'
import { listNotifications } from '../../lib/tenancy/list-notifications.ts'
import { changeAlertRules } from '../../lib/tenancy/watch/change-alert-rules.ts'
import { endAlertSession } from '../../lib/tenancy/watch/end-alert-session.ts'
import { isImpossible, journeyOf, kilometresBetween } from '../../lib/tenancy/watch/journey.ts'
import { countAlerts, listAlerts } from '../../lib/tenancy/watch/list-alerts.ts'
import { resolveAlert, showAlert } from '../../lib/tenancy/watch/show-alert.ts'
import { drain } from '../support/drain.ts'
import { alertsOf, arrangePast, chrome, comeIn, failCode, failPassword, settle } from '../support/sign-ins.ts'
import { admin, makeWorld, refusalOf, type Person, type World } from '../support/world.ts'
import { z } from 'zod'

const atHome = geography.now
afterEach(() => {
  geography.now = atHome
})
const kinds = async (world: World): Promise<string[]> => (await alertsOf(world)).map((row) => row.kind).sort()
const told = async (world: World, who: Person | 'owner' | 'admin' | 'office' | 'crew'): Promise<string[]> =>
  (await world.as(who).run(listNotifications, {})).rows.map((row) => row.sentence)
const day = 1_440

test('nobody is new at their first sign-in, and a known device and network raise nothing', async () => {
  const world = await makeWorld(),
    { office } = world.people
  await comeIn(office)
  await settle(world)
  await comeIn(office)
  await settle(world)
  expect(await kinds(world)).toEqual([])
  expect(await admin`select 1 from sign_ins where tenant_id = ${world.tenant}`).toHaveLength(2)
})
test('a device or a network not used for 90 days raises an alert, told once to admins and once to the person', async () => {
  const world = await makeWorld(),
    { office } = world.people
  await arrangePast(world, office, { minutesAgo: 90 * day + 30 })
  await arrangePast(world, office, { minutesAgo: 60, ip: '89.160.20.112', device: 'Safari on macOS' })
  await comeIn(office)
  await settle(world)
  expect(await kinds(world)).toEqual(['new_device', 'new_network'])
  expect(await told(world, 'admin')).toEqual([`${office.name} signed in from a device not seen for 90 days, a network not seen for 90 days`])
  expect(await told(world, office)).toEqual(['Was it you? Your account was used from a device not seen for 90 days, a network not seen for 90 days'])
  expect(await told(world, 'crew')).toEqual([])
  expect(await world.events('alert.raised')).toHaveLength(2)
})
test('the last day of the 90 still counts, and so does another address of the same network', async () => {
  const world = await makeWorld(),
    { office } = world.people
  await arrangePast(world, office, { minutesAgo: 90 * day - 30, ip: '81.2.69.7' })
  await comeIn(office)
  await settle(world)
  expect(await kinds(world)).toEqual([])
})
test('what one person uses is not known for another', async () => {
  const world = await makeWorld(),
    { office, dispatch } = world.people
  await arrangePast(world, office, { minutesAgo: 60, ip: '89.160.20.112', device: 'Chrome on Windows' })
  await arrangePast(world, dispatch, { minutesAgo: 60 })
  await comeIn(dispatch, { agent: chrome, ip: '89.160.20.9' })
  await settle(world)
  expect((await alertsOf(world)).map((row) => [row.kind, row.member_id]).sort()).toEqual([
    ['new_device', dispatch.memberId],
    ['new_network', dispatch.memberId],
  ])
})
test('twenty sign-ins at once from one new device raise one alert, however the jobs run', async () => {
  const world = await makeWorld(),
    { office } = world.people
  await arrangePast(world, office, { minutesAgo: 60 })
  await Promise.all(Array.from({ length: 20 }, () => comeIn(office, { agent: chrome })))
  world.clock.advance(5_000)
  const jobs = await admin<
    { payload: object }[]
  >`select payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id where payload ->> 'tenant' = ${world.tenant} and identifier = 'tenancy.watchSignIns'`
  for (let i = 0; i < 3; i++) await admin`select graphile_worker.add_job('tenancy.watchSignIns', ${JSON.stringify(jobs[0]!.payload)}::text::json)`
  await Promise.all([drain(world), drain(world), drain(world)])
  expect(await kinds(world)).toEqual(['new_device'])
  expect((await told(world, 'admin')).filter((sentence) => sentence.includes('device'))).toHaveLength(1)
  expect(await admin`select 1 from sign_ins where tenant_id = ${world.tenant}`).toHaveLength(21)
})
test('two places farther apart than anybody travels raise an alert with the way and the speed; the train to Paris does not', async () => {
  const world = await makeWorld(),
    { office, dispatch, finance } = world.people,
    london = { latitude: 51.5, longitude: -0.12 }
  geography.now = () => ({ find: () => ({ city: 'London', country: 'United Kingdom', point: london }) })
  for (const [person, minutesAgo, point] of [
    [office, 60, [40.7, -74]],
    [dispatch, 135, [48.86, 2.35]],
    [finance, 600, [40.7, -74]],
  ] as const)
    await arrangePast(world, person, { minutesAgo, point })
  for (const person of [office, dispatch, finance]) await comeIn(person)
  await settle(world)
  const [alert] = await alertsOf(world)
  expect([await kinds(world), alert?.member_id, alert?.evidence]).toEqual([['impossible_travel'], office.memberId, '2'])
  const shown = await world.as('owner').run(showAlert, { alertId: encodeId('alert', alert!.id) })
  expect(Math.round(shown.journey!.km / 100)).toBe(56)
  expect(shown.journey!.speed).toBeGreaterThan(5_000)
  expect(shown.evidence.at(-1)?.signIn).toMatchObject({ place: 'London, United Kingdom', device: 'Firefox on Linux', network: '81.2.69.0/24' })
})
test('without a known place there is no journey', async () => {
  const world = await makeWorld(),
    { office } = world.people
  await arrangePast(world, office, { minutesAgo: 1, point: [40.7, -74] })
  await comeIn(office)
  await settle(world)
  expect(await kinds(world)).toEqual([])
})
test('distance and speed are judged by their bounds', () => {
  const here = { latitude: 0, longitude: 0 },
    east = (km: number) => ({ latitude: 0, longitude: (km / 6_371) * (180 / Math.PI) }),
    at = (minutes: number): Date => new Date(Date.UTC(2026, 4, 14) + minutes * 60_000)
  expect(kilometresBetween({ latitude: 51.5, longitude: -0.12 }, { latitude: 48.86, longitude: 2.35 })).toBeCloseTo(342, -1)
  expect(kilometresBetween({ latitude: 0, longitude: 179.9 }, { latitude: 0, longitude: -179.9 })).toBeLessThan(30)
  const judge = (km: number, minutes: number): boolean => isImpossible(journeyOf({ at: at(0), point: here }, { at: at(minutes), point: east(km) }))
  expect([judge(299, 1), judge(301, 1), judge(1_001, 60), judge(999, 60), judge(5_000, 0), judge(0, 0)]).toEqual([false, true, true, false, true, false])
})
test('ten refusals of one person within a quarter of an hour raise one alert, nine none, and older ones are not counted', async () => {
  const world = await makeWorld(),
    { owner, office } = world.people
  for (let i = 0; i < 5; i++) await arrangePast(world, office, { minutesAgo: 16 + i, outcome: 'refused' })
  for (let i = 0; i < 9; i++) await (i % 2 === 0 ? failPassword : failCode)(owner, office, { ip: `81.2.${i}.1` })
  await settle(world)
  expect(await kinds(world)).toEqual([])
  await failPassword(owner, office)
  await settle(world)
  expect((await alertsOf(world)).map((row) => [row.kind, row.member_id, row.evidence])).toEqual([['failures', office.memberId, '10']])
  for (let i = 0; i < 4; i++) await failPassword(owner, office)
  await settle(world)
  expect((await alertsOf(world)).map((row) => row.evidence)).toEqual(['14'])
  expect(await told(world, 'admin')).toEqual([`Many sign-ins of ${office.name} were refused within a quarter of an hour`])
  expect(await told(world, office)).toEqual([])
})
test('after it was resolved, the same refusals raise nothing and ten more do', async () => {
  const world = await makeWorld(),
    { owner, office } = world.people
  for (let i = 0; i < 10; i++) await failPassword(owner, office)
  await settle(world)
  const [first] = await alertsOf(world)
  await world.as('admin').run(resolveAlert, { alertId: encodeId('alert', first!.id), note: 'Forgot the new password.' })
  await admin`update security_alerts set resolved_at = now() where id = ${first!.id}` // the log is stamped by the machine's clock, the world's stands still
  for (let i = 0; i < 9; i++) await failPassword(owner, office)
  await settle(world)
  expect(await kinds(world)).toEqual(['failures'])
  await failPassword(owner, office)
  await settle(world)
  expect(await kinds(world)).toEqual(['failures', 'failures'])
})
test('a network that is refused for many people raises one alert about nobody in particular', async () => {
  const world = await makeWorld(),
    { owner } = world.people,
    people = Object.values(world.people).filter((person) => person.role !== 'operator')
  await world.as('owner').run(changeAlertRules, { failures: 100, networkFailures: 8, exportRows: 5_000, exportsAnHour: 10 })
  for (let i = 0; i < 8; i++) await failPassword(owner, i < 4 ? people[i]! : null, { ip: `198.51.100.${i}` })
  await settle(world)
  expect((await alertsOf(world)).map((row) => [row.kind, row.member_id, row.evidence])).toEqual([['network_failures', null, '8']])
})

const rowsOf = (n: number) =>
  listExport({
    name: 'test.export',
    needs: 'session.own',
    input: z.strictObject({}),
    of: () =>
      listOf('payouts', {}, [{ header: 'N', cell: (row: number) => row }], async () => ({
        rows: Array.from({ length: n }, (_, i) => i),
        next: undefined,
        previous: undefined,
      })),
  })
test('a large export and many exports within an hour raise an alert; one row less and one export less do not', async () => {
  const world = await makeWorld(),
    { finance, owner } = world.people
  await world.as('owner').run(changeAlertRules, { failures: 10, networkFailures: 30, exportRows: 50, exportsAnHour: 3 })
  await rowsOf(49).invoke(finance.caller, {})
  await drain(world)
  expect(await kinds(world)).toEqual([])
  await rowsOf(50).invoke(finance.caller, {})
  await rowsOf(1).invoke(finance.caller, {})
  await rowsOf(1).invoke(owner.caller, {})
  await drain(world)
  expect(await kinds(world)).toEqual(['big_export'])
  await rowsOf(1).invoke(finance.caller, {})
  await rowsOf(1).invoke(finance.caller, {})
  await drain(world)
  expect((await alertsOf(world)).map((row) => [row.kind, row.member_id, row.evidence]).sort()).toEqual([
    ['big_export', finance.memberId, '1'],
    ['many_exports', finance.memberId, '5'],
  ])
  expect(await told(world, 'admin')).toEqual(
    expect.arrayContaining([`${finance.name} exported 50 rows at once`, `${finance.name} made more than 3 exports within an hour`]) as string[],
  )
})
test('an export of the log that its reader breaks off counts by what was sent', async () => {
  const world = await makeWorld(),
    { finance } = world.people
  const stop = (bytes: number) =>
    command({
      name: 'test.stop',
      needs: 'session.own',
      input: z.strictObject({}),
      run: async (ctx) => {
        ctx.record(exportStopped, null, { format: 'csv', filter: '{}', bytes, reason: 'the client went away' })
      },
    }).invoke(finance.caller, {})
  await stop(1_499_999)
  await drain(world)
  expect(await kinds(world)).toEqual([])
  await stop(1_500_000)
  await drain(world)
  expect(await kinds(world)).toEqual(['big_export'])
  expect(await told(world, 'admin')).toEqual([`${finance.name} exported about 5000 entries of the log and broke off`])
})
test('a job that runs again finds nothing new', async () => {
  const world = await makeWorld(),
    { finance } = world.people
  await world.as('owner').run(changeAlertRules, { failures: 10, networkFailures: 30, exportRows: 5, exportsAnHour: 10 })
  await rowsOf(9).invoke(finance.caller, {})
  const [job] = await admin<
    { payload: object }[]
  >`select payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id where payload ->> 'tenant' = ${world.tenant} and identifier = 'tenancy.watchExports'`
  await drain(world)
  const [first] = await alertsOf(world)
  await world.as('owner').run(resolveAlert, { alertId: encodeId('alert', first!.id), note: 'The auditors asked.' })
  await admin`select graphile_worker.add_job('tenancy.watchExports', ${JSON.stringify(job!.payload)}::text::json)`
  await drain(world)
  expect(await kinds(world)).toEqual(['big_export'])
})
test('an alert is resolved once, with a note, by who looks after members; the note stands where it can be erased', async () => {
  const world = await makeWorld(),
    { owner, office } = world.people
  for (let i = 0; i < 10; i++) await failPassword(owner, office)
  await settle(world)
  const [row] = await alertsOf(world),
    alertId = encodeId('alert', row!.id)
  expect((await refusalOf(world.as('finance').run(resolveAlert, { alertId, note: 'It was me.' }))).code).toBe('forbidden')
  expect((await refusalOf(world.as('admin').run(resolveAlert, { alertId, note: ' ' }))).fields).toHaveProperty('note')
  expect(await world.as('read_only').run(countAlerts, {})).toEqual({ open: 1 })
  const note = 'Asked on the phone: <b>the new laptop</b>'
  const tries = await Promise.allSettled(Array.from({ length: 5 }, () => world.as('admin').run(resolveAlert, { alertId, note })))
  expect(tries.filter((t) => t.status === 'fulfilled')).toHaveLength(1)
  const [event] = await world.events('alert.resolved')
  expect(event!.detail).toEqual({ kind: 'failures' })
  expect((await admin<{ body: string }[]>`select body from audit_personal where id = ${event!.id}`)[0]!.body).toContain('the new laptop')
  expect((await world.as('finance').run(listAlerts, { state: 'resolved' })).rows).toMatchObject([{ note, resolvedBy: world.people.admin.name }])
})
test('an alert is not resolved by whom it is about, unless there is nobody else', async () => {
  const world = await makeWorld(),
    { owner, admin: subject } = world.people
  for (let i = 0; i < 10; i++) await failPassword(owner, subject)
  await settle(world)
  const [row] = await alertsOf(world),
    alertId = encodeId('alert', row!.id)
  expect(await world.as('admin').run(showAlert, { alertId })).toMatchObject({ isAboutMe: true, may: { resolve: false } })
  expect((await refusalOf(world.as('admin').run(resolveAlert, { alertId, note: 'That was me.' }))).message).toContain('about you')
  expect(await world.as('owner').run(showAlert, { alertId })).toMatchObject({ isAboutMe: false, may: { resolve: true } })
  await admin`update members set state = 'suspended' where tenant_id = ${world.tenant} and id <> ${subject.memberId}`
  expect(await world.as('admin').run(showAlert, { alertId })).toMatchObject({ isAboutMe: false, may: { resolve: true } })
  await world.as('admin').run(resolveAlert, { alertId, note: 'That was me, and there is nobody else.' })
})
test('erasing a person takes address, device and place out of the list, and leaves alert, proof and seal as they are', async () => {
  const world = await makeWorld(),
    { office } = world.people
  geography.now = () => ({ find: () => ({ city: 'London', country: 'United Kingdom', point: { latitude: 51.5, longitude: -0.12 } }) })
  await arrangePast(world, office, { minutesAgo: 60, point: [40.7, -74], ip: '89.160.20.112' })
  await comeIn(office, { agent: chrome })
  await settle(world)
  const sealed = await admin<{ detail: string }[]>`select detail from audit_events where tenant_id = ${world.tenant} and event = 'alert.raised'`
  expect(sealed.map((row) => Object.keys(JSON.parse(row.detail) as object).sort())).toEqual([
    ['evidence', 'kind'],
    ['evidence', 'kind'],
    ['evidence', 'kind'],
  ])
  await world.as('owner').run(erasePersonal, { memberId: encodeId('member', office.memberId), reason: 'Asked by the person.' })
  expect(await admin`select ip, network, device, city, country, latitude from sign_ins where tenant_id = ${world.tenant}`).toEqual(
    Array.from({ length: 2 }, () => ({ ip: '', network: '', device: '', city: '', country: '', latitude: null })),
  )
  const travel = (await alertsOf(world)).find((row) => row.kind === 'impossible_travel')!
  expect(await world.as('owner').run(showAlert, { alertId: encodeId('alert', travel.id) })).toMatchObject({ journey: undefined, kind: 'impossible_travel' })
})
test('the company’s numbers are kept within bounds, recorded, and changed by whoever may change the company only', async () => {
  const world = await makeWorld(),
    rules = { failures: 5, networkFailures: 30, exportRows: 5_000, exportsAnHour: 10 }
  expect((await refusalOf(world.as('finance').run(changeAlertRules, rules))).code).toBe('forbidden')
  expect((await refusalOf(world.as('owner').run(changeAlertRules, { ...rules, failures: 2 }))).fields).toHaveProperty('failures')
  expect(await world.as('owner').run(changeAlertRules, rules)).toEqual({ changed: 1 })
  expect(await world.as('owner').run(changeAlertRules, rules)).toEqual({ changed: 0 })
  expect((await world.events('company.alert_rules_changed')).map((row) => row.detail)).toEqual([
    { changes: [{ field: 'refused sign-ins of one person', before: '10', after: '5' }] },
  ])
})
const aliveOf = async (person: Person): Promise<number> =>
  (await admin`select 1 from identity.sessions where member_id = ${person.memberId} and ended_at is null`).length
/** Another session of the same person, as from another browser. */
const another = (world: World, person: Person) =>
  admin`insert into identity.sessions (id, secret_hash, account_id, tenant_id, member_id, methods, factor_at, idle_seconds_max, expires_at) values (gen_random_uuid(), ${randomBytes(32)}, ${person.accountId}, ${world.tenant}, ${person.memberId}, 'password totp', now(), 1800, now() + interval '1 hour')`
async function raisedOver(world: World, person: Person): Promise<string> {
  await arrangePast(world, person, { minutesAgo: 60 })
  await comeIn(person, { agent: chrome })
  await settle(world)
  return encodeId('alert', (await alertsOf(world)).find((row) => row.member_id === person.memberId)?.id ?? '')
}
test('the one session that raised an alert is ended by itself, on record, and the person’s others go on', async () => {
  const world = await makeWorld(new Date().toISOString()),
    { office } = world.people
  await another(world, office)
  const alertId = await raisedOver(world, office),
    [item] = (await world.as('admin').run(showAlert, { alertId })).evidence,
    eventId = item?.id ?? ''
  expect(item?.maySessionEnd).toBe(true)
  expect((await refusalOf(world.as('admin').run(endAlertSession, { alertId, eventId: encodeId('auditEvent', newUuid(new Date())) }))).code).toBe('not_found')
  expect((await refusalOf(world.as('finance').run(endAlertSession, { alertId, eventId }))).code).toBe('forbidden')
  expect(await aliveOf(office)).toBe(2)
  await world.as('admin').run(endAlertSession, { alertId, eventId })
  expect([await aliveOf(office), (await admin`select ended_reason from identity.sessions where id = ${office.sessionId}`)[0]?.['ended_reason']]).toEqual([
    1,
    'ended by an admin, for an alert',
  ])
  await expect(listNotifications.invoke(office.caller, {})).rejects.toMatchObject({ name: 'DoorShut' })
  expect((await world.events('member.sessions_ended')).map((row) => row.detail['sessions'])).toEqual([1])
  expect((await world.as('admin').run(showAlert, { alertId })).evidence.map((one) => one.maySessionEnd)).toEqual([false])
  expect((await refusalOf(world.as('admin').run(endAlertSession, { alertId, eventId }))).code).toBe('conflict')
})
test('an owner’s session is another owner’s to end, nobody ends their own here, and a reader is offered nothing', async () => {
  const world = await makeWorld(new Date().toISOString()),
    { owner } = world.people,
    second = await world.join('owner'),
    alertId = await raisedOver(world, owner)
  const offered = async (who: Parameters<World['as']>[0]): Promise<boolean[]> =>
    (await world.as(who).run(showAlert, { alertId })).evidence.map((one) => one.maySessionEnd)
  expect([await offered('admin'), await offered(owner), await offered('read_only'), await offered(second)]).toEqual([[false], [false], [false], [true]])
  const eventId = (await world.as('admin').run(showAlert, { alertId })).evidence[0]?.id ?? ''
  for (const who of ['admin', owner] as const) expect((await refusalOf(world.as(who).run(endAlertSession, { alertId, eventId }))).code).toBe('forbidden')
  await world.as(second).run(endAlertSession, { alertId, eventId })
  expect(await aliveOf(owner)).toBe(0)
})
test('another company’s alert and session are ones that are not there', async () => {
  const [world, other] = [await makeWorld(new Date().toISOString()), await makeWorld(new Date().toISOString())],
    alertId = await raisedOver(world, world.people.office),
    eventId = (await world.as('admin').run(showAlert, { alertId })).evidence[0]?.id ?? ''
  expect((await refusalOf(other.as('admin').run(endAlertSession, { alertId, eventId }))).code).toBe('not_found')
  expect(await aliveOf(world.people.office)).toBe(1)
})
