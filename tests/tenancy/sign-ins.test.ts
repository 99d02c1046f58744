// The list of sign-ins says of every attempt who, when, from where, with what and how it was proven, and of nothing else that happened.
import { textOf } from '../support/list-file.ts'
import { afterEach, expect, test } from 'vitest'
import { startSignIn } from '../../lib/identity/start-sign-in.ts'
import { givePassword } from '../../lib/identity/give-password.ts'
import { schedules } from '../../lib/registry.ts'
import { encodeId } from '../../lib/kernel/id.ts'
import { geography } from '../../lib/platform/place/places.ts'
import { forgetSignIns, signInsKeptDays } from '../../lib/tenancy/watch/forget-sign-ins.ts'
import { exportSignIns, listSignIns } from '../../lib/tenancy/watch/list-sign-ins.ts'
import { networkOfAddress } from '../../lib/tenancy/watch/network-of.ts'
import { arrangePast, chrome, comeIn, failCode, failPassword, meetNetwork, settle } from '../support/sign-ins.ts'
import { admin, makeWorld, refusalOf, type World } from '../support/world.ts'

const atHome = geography.now
afterEach(() => {
  geography.now = atHome
})
const list = async (world: World, filters: Record<string, unknown> = {}) => (await world.as('admin').run(listSignIns, filters)).rows

test('each attempt stands there with person, outcome, proof, device, address, network and place, newest first', async () => {
  const world = await makeWorld(),
    { owner, office } = world.people
  geography.now = () => ({ find: (ip) => (ip.startsWith('81.') ? { city: 'London', country: 'United Kingdom', point: undefined } : undefined) })
  await comeIn(office)
  await failCode(owner, office, { ip: '192.0.2.9' })
  await failPassword(owner, null, { agent: chrome, ip: '2001:db8:aa:bb::1' })
  await meetNetwork(office, 'identity.signIn', { ip: '192.0.2.9' })
  expect(await settle(world)).toContain('tenancy.watchSignIns')
  expect((await list(world)).map(({ person, outcome, how, device, ip, network, place }) => [person?.name, outcome, how, device, ip, network, place])).toEqual([
    [office.name, 'refused', 'a network that is not allowed for the company', '', '192.0.2.9', '192.0.2.0/24', 'unknown place'],
    [undefined, 'refused', 'a wrong password', 'Chrome on Windows', '2001:db8:aa:bb::1', '2001:db8:aa::/48', 'unknown place'],
    [office.name, 'refused', 'a wrong code: not right, or used before', 'Firefox on Linux', '192.0.2.9', '192.0.2.0/24', 'unknown place'],
    [office.name, 'in', 'password and totp', 'Firefox on Linux', '81.2.69.142', '81.2.69.0/24', 'London, United Kingdom'],
  ])
})
test('a request of an open session that a list of networks refused is no attempt to come in', async () => {
  const world = await makeWorld()
  await meetNetwork(world.people.office, 'incentives.listPayouts')
  await settle(world)
  expect(await list(world)).toEqual([])
})
test('a wrong password typed at the real door is in the list of the person’s company, and in no other', async () => {
  const world = await makeWorld(),
    other = await makeWorld(),
    { office } = world.people,
    place = { requestId: 'test', ip: '81.2.69.142', agent: chrome }
  const { flow } = (await startSignIn.invoke({ place, clock: world.clock }, { email: office.email })) as { flow: string }
  await refusalOf(givePassword.invoke({ place, clock: world.clock }, { flow, password: 'not the right one' }))
  await settle(world)
  await settle(other)
  expect(await list(world)).toMatchObject([{ person: { name: office.name }, outcome: 'refused', how: 'a wrong password', device: 'Chrome on Windows' }])
  expect(await list(other)).toEqual([])
})
test('it is narrowed by person, outcome, day and network, and paged without a gap', async () => {
  const world = await makeWorld(),
    { owner, office, dispatch } = world.people
  for (let i = 0; i < 3; i++) {
    await comeIn(office, { ip: `81.2.${i}.1` })
    await failPassword(owner, dispatch, { ip: '81.2.0.77' })
  }
  await settle(world)
  const id = encodeId('member', office.memberId)
  expect(
    [
      await list(world, { person: id }),
      await list(world, { outcome: 'refused' }),
      await list(world, { network: '81.2.0.0/24' }),
      await list(world, { network: '81.2.0.200' }),
      await list(world, { dayFrom: '2020-01-01', dayTo: '2020-01-02' }),
      await list(world, { dayFrom: '2020-01-01' }),
    ].map((rows) => rows.length),
  ).toEqual([3, 3, 4, 4, 0, 6])
  for (const network of ['81.2.0.0/16', '81.2', '81.2.0.7/24', 'the office'])
    expect((await refusalOf(list(world, { network }))).fields).toHaveProperty('network')
  const all = await list(world),
    seen: string[] = []
  for (let after: string | undefined; ;) {
    const page = await world.as('admin').run(listSignIns, { size: 4, ...(after === undefined ? {} : { after }) })
    seen.push(...page.rows.map((row) => row.id))
    if (page.next === undefined) break
    after = page.next
  }
  expect(seen).toEqual(all.map((row) => row.id))
})
test('who may read the log sees it, and a file of it asks for a code for exactly that file', async () => {
  const world = await makeWorld()
  await comeIn(world.people.office, { agent: '=HYPERLINK("https://example.com")<script>' })
  await settle(world)
  for (const role of ['manager', 'office', 'dispatch', 'crew'] as const) expect((await refusalOf(world.as(role).run(listSignIns, {}))).code).toBe('forbidden')
  expect((await refusalOf(world.as('finance').runWithoutFactor(exportSignIns, {}))).code).toBe('step_up')
  const csv = await textOf(await world.as('finance').run(exportSignIns, {}))
  expect(csv).toContain('An unknown browser')
  expect(csv).not.toContain('HYPERLINK')
})
test('networks are 24 bits of IPv4 and 48 of IPv6, also where IPv4 comes wrapped', () => {
  expect(['81.2.69.142', '::ffff:81.2.69.142', '2A02:0100:0007::9', '', 'unknown', '1.2.3', '81.2.69.142:443'].map(networkOfAddress)).toEqual([
    '81.2.69.0/24',
    '81.2.69.0/24',
    '2a02:100:7::/48',
    '',
    '',
    '',
    '',
  ])
})
test('what is older than its days leaves the list each night, in this company alone, and the log keeps its own record', async () => {
  const [world, other] = [await makeWorld(new Date().toISOString()), await makeWorld(new Date().toISOString())],
    minutes = signInsKeptDays * 1_440
  for (const one of [world, other]) {
    await arrangePast(one, one.people.office, { minutesAgo: minutes + 30 })
    await arrangePast(one, one.people.office, { minutesAgo: minutes - 30 })
  }
  await comeIn(world.people.office)
  await settle(world)
  const logged = (await world.events('session.started')).length
  expect(
    await forgetSignIns.invoke(
      { door: { kind: 'platform', tenant: world.tenant, actor: null }, place: { requestId: 'test', ip: '', agent: '' }, clock: world.clock },
      {},
    ),
  ).toEqual({ forgotten: 1 })
  const left = async (tenant: string): Promise<number> => (await admin`select 1 from sign_ins where tenant_id = ${tenant}`).length
  expect([await left(world.tenant), await left(other.tenant), (await world.events('session.started')).length]).toEqual([2, 2, logged])
  expect(schedules.find((schedule) => 'kind' in schedule && schedule.kind.name === forgetSignIns.name)?.cron).toBe('19 5 * * *')
})
