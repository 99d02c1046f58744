// Acts of administrators, failed sign-ins, exports, refusals and faults leave a trace that says who, from where, when and by which request.
// ASVS V16.2.1 V16.3.1 V16.3.2 V16.3.3 V16.3.4 V16.5.1 V16.5.4
import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { command } from '../../lib/access/operation.ts'
import { givePassword } from '../../lib/identity/give-password.ts'
import { approvePayouts } from '../../lib/incentives/approve-payouts.ts'
import { exportWork } from '../../lib/incentives/list-work.ts'
import { encodeId, newUuid } from '../../lib/kernel/id.ts'
import { createFrontServer } from '../../lib/platform/http/front-server.ts'
import { changeCompany } from '../../lib/tenancy/company.ts'
import { showMember } from '../../lib/tenancy/show-member.ts'
import { Browser, makePerson, password, presentClock } from '../identity/person.ts'
import { giveFactor } from '../../lib/identity/give-factor.ts'
import { proveAct } from '../../lib/identity/prove-act.ts'
import { admin, makeWorld, refusalOf } from '../support/world.ts'

const world = await makeWorld(new Date().toISOString())
interface Row {
  actor_kind: string
  actor_id: string | null
  actor_role: string
  request_id: string
  permission: string
  at: string
  ip: string
  body: string
  detail: string
}
/** The newest event of a kind with its erasable part. */
async function newest(event: string): Promise<Row> {
  const [row] = await admin<
    Row[]
  >`select e.actor_kind, e.actor_id, e.actor_role, e.request_id, e.permission, e.at::text as at, e.detail, p.ip, p.body from public.audit_events e join public.audit_personal p on p.tenant_id = e.tenant_id and p.id = e.id where e.tenant_id = ${world.tenant} and e.event = ${event} order by e.seq desc limit 1`
  if (!row) throw new Error(`there is no ${event}`)
  return row
}
const isNow = (at: string): void => expect(Math.abs(Date.parse(at) - Date.now())).toBeLessThan(600_000)

describe('the log says who, from where and by which request', () => {
  test('of an act of an administrator', async () => {
    await world.as('admin').run(changeCompany, { name: 'Tidewell & Sons', zone: 'UTC', locale: 'en-US' })
    const row = await newest('company.changed')
    expect(row).toMatchObject({ actor_kind: 'member', actor_id: world.people.admin.memberId, actor_role: 'admin', request_id: 'test', ip: '192.0.2.7' })
    expect(JSON.parse(row.body)).toMatchObject({ actor: world.people.admin.name, agent: 'vitest', session: world.people.admin.sessionId })
    isNow(row.at)
  })
  test('of an export', async () => {
    await world.as('finance').run(exportWork, {})
    expect(await newest('list.exported')).toMatchObject({
      actor_id: world.people.finance.memberId,
      actor_role: 'finance',
      request_id: 'test',
      ip: '192.0.2.7',
      permission: exportWork.needs,
    })
  })
  test('of an attempt without the right, of one at another record, and of one without the factor', async () => {
    expect((await refusalOf(world.as('crew').runWithoutFactor(changeCompany, { name: 'Mine', zone: 'UTC', locale: 'en-US' }))).code).toBe('forbidden')
    expect(await newest('access.refused')).toMatchObject({
      actor_id: world.people.crew.memberId,
      request_id: 'test',
      ip: '192.0.2.7',
      detail: expect.stringContaining('"forbidden"'),
    })
    const foreign = encodeId('member', newUuid(world.clock.now()))
    expect((await refusalOf(world.as('owner').run(showMember, { memberId: foreign }))).code).toBe('not_found')
    expect((await newest('access.refused')).detail).toContain(foreign)
    const payout = encodeId('payout', newUuid(world.clock.now()))
    expect((await refusalOf(world.as('finance').runWithoutFactor(approvePayouts, { payoutIds: [payout] }))).code).toBe('step_up')
    expect((await newest('access.refused')).detail).toContain('"step_up"')
  })
  test('of a fault of ours, once a minute for the same person and act, and nothing of what broke', async () => {
    const broken = command({
      name: 'test.broken',
      needs: 'home.read',
      input: z.strictObject({}),
      run: async () => {
        throw new TypeError('the inside of the machine')
      },
    })
    for (let n = 0; n < 3; n++) await expect(world.as('office').run(broken, {})).rejects.toThrow('the inside of the machine')
    const row = await newest('system.broke')
    expect(row).toMatchObject({ actor_id: world.people.office.memberId, actor_role: 'office', request_id: 'test', ip: '192.0.2.7', permission: 'home.read' })
    expect(JSON.parse(row.detail)).toEqual({ operation: 'test.broken', count: 1 })
    expect(await world.events('system.broke')).toHaveLength(1)
    isNow(row.at)
  })
  test('of a sign-in that failed at the password, of one that failed at the code, and of one that succeeded', async () => {
    const person = await makePerson(world.tenant, 'office'),
      browser = new Browser(presentClock(), '203.0.113.77')
    await browser.begin(person.email)
    await refusalOf(givePassword.invoke(browser, { flow: browser.flow, password: 'not the password' }))
    expect(await newest('session.refused')).toMatchObject({
      actor_id: null,
      ip: '203.0.113.77',
      request_id: 'test',
      detail: expect.stringContaining('"password"'),
    })
    await browser.step(givePassword, { password })
    await refusalOf(giveFactor.invoke(browser, { flow: browser.flow, code: '000000' }))
    expect(await newest('factor.refused')).toMatchObject({ actor_id: null, ip: '203.0.113.77', request_id: 'test' })
    await browser.step(giveFactor, { code: person.code(browser.clock) })
    expect(await newest('session.started')).toMatchObject({
      actor_id: person.memberId,
      ip: '203.0.113.77',
      request_id: 'test',
      detail: expect.stringContaining('"methods"'),
    })
    // Signed in, it is the person who mistypes, and no stranger at the door.
    await refusalOf(proveAct.invoke(browser, { ...browser.own, act: 'a'.repeat(64), code: '000000' }))
    expect(await newest('factor.refused')).toMatchObject({ actor_id: person.memberId, ip: '203.0.113.77', request_id: 'test' })
  })
})
test('a fault is a line of the log with its request, its address, its place in the code and no secret; the caller hears its reference only', async () => {
  const origins: string[] = [],
    write = process.stdout.write
  const server = createFrontServer({
    config: { origins, trustedProxies: 0 },
    development: false,
    handle: () => Promise.reject(new Error('it broke with Bearer k9Canary7Secret')),
  })
  let told = ''
  process.stdout.write = ((part: string) => {
    told += part
    return true
  }) as typeof process.stdout.write
  try {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address(),
      origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
    origins.push(origin)
    const response = await fetch(`${origin}/anything`),
      body = await response.text(),
      reference = response.headers.get('x-request-id') ?? ''
    expect([response.status, body.includes(reference), /k9Canary|\bat |\.ts/.test(body)]).toEqual([500, true, false])
    const lines = told
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter((line) => line['requestId'] === reference)
    expect(lines.find((line) => line['message'] === 'request failed')).toMatchObject({
      level: 'error',
      method: 'GET',
      path: '/anything',
      error: { message: 'it broke with Bearer [redacted]', stack: expect.any(Array) },
    })
    expect(lines.find((line) => line['message'] === 'request')).toMatchObject({ level: 'error', status: 500, ip: '127.0.0.1' })
  } finally {
    process.stdout.write = write
    server.closeAllConnections()
    server.close()
  }
})
