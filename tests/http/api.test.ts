// Over HTTP as a program comes: by its key and no cookie, answered in one shape at every door, behind the headers of every answer; and with it goes nothing that its maker may not.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { encodeId } from '../../lib/kernel/id.ts'
import { suspendMember } from '../../lib/tenancy/change-member.ts'
import { keyOf, overHttp, type Program } from '../support/api-client.ts'
import { sessionCookie } from '../support/http-act.ts'
import { admin, makeWorld, type World } from '../support/world.ts'

const origin = inject('origin')
let world: World, program: Program, token: string
beforeAll(async () => {
  world = await makeWorld(new Date().toISOString())
  ;({ program, token } = await keyOf(world, 'owner', ['payee.read', 'payee.change', 'work.read', 'work.record'], { send: overHttp(origin) }))
})
afterAll(async () => {
  await admin`update public.api_keys set revoked_at = now() where tenant_id = ${world.tenant}`
})
const whole = (headers: Headers): void => {
  expect(headers.get('cache-control')).toContain('no-store')
  expect(headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('x-request-id')).toMatch(/^req_/)
  expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([])
  expect(headers.get('set-cookie')).toBeNull()
}
describe('a program', () => {
  test('records a payee and work, reads them back, and repeats itself without harm', async () => {
    const key = randomUUID(),
      made = await program.post('/payees', { name: 'Ana Ferreira' }, { 'idempotency-key': key }),
      again = await program.post('/payees', { name: 'Ana Ferreira' }, { 'idempotency-key': key })
    expect([made.status, again.status, again.text, again.headers.get('idempotent-replayed')]).toEqual([201, 201, made.text, 'true'])
    whole(made.headers)
    const work = await program.post('/work-records', { key: 'job-1', kind: 'visit', payee: made.body.id, quantity: '2' })
    expect(work.status, work.text).toBe(201)
    const shown = await program.get(`/work-records/${work.body.id}`)
    expect([shown.status, shown.headers.get('content-type'), shown.body['key'], shown.body.state]).toEqual([
      200,
      'application/json; charset=utf-8',
      'job-1',
      'open',
    ])
    const listed = await program.get('/payees?limit=1')
    expect([listed.status, listed.body.data.length]).toEqual([200, 1])
    expect(listed.headers.get('ratelimit')).toMatch(/^"key";r=\d+;t=\d+$/)
    whole(listed.headers)
    expect((await program.ask('HEAD', '/payees')).status).toBe(200)
  })
  test('is refused in one shape, whichever of our layers refuses', async () => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': randomUUID() }
    const refused = async (status: number, path: string, init: RequestInit, more: Readonly<Record<string, string>> = {}): Promise<void> => {
      const got = await fetch(`${origin}/api/v1${path}`, { redirect: 'manual', ...init }),
        text = await got.text()
      expect([got.status, got.headers.get('content-type')], `${String(init.method)} ${path} ${text}`).toEqual([status, 'application/problem+json'])
      const body = JSON.parse(text) as { status: number; detail: string; reference: string }
      expect([body.status, body.reference]).toEqual([status, got.headers.get('x-request-id')])
      expect(body.detail.length).toBeGreaterThan(10)
      for (const [name, value] of Object.entries(more)) expect(got.headers.get(name), name).toBe(value)
      whole(got.headers)
    }
    await refused(401, '/payees', {}, { 'www-authenticate': 'Bearer realm="api"' })
    await refused(
      401,
      '/payees',
      { headers: { authorization: `Bearer ${token.slice(0, -1)}` } },
      { 'www-authenticate': 'Bearer realm="api", error="invalid_token"' },
    )
    await refused(400, `/payees?api_key=${token}`, {})
    await refused(403, '/payees', { headers: { ...headers, cookie: await sessionCookie(world.people.owner) } })
    await refused(403, '/payouts', { headers })
    await refused(403, '/payouts/pay_00000000000000000000000000/approve', { method: 'POST', headers, body: '{}' })
    await refused(404, '/payees/pye_00000000000000000000000000', { headers })
    await refused(404, '/customers', { headers })
    await refused(405, '/payees', { method: 'DELETE', headers }, { allow: 'GET, HEAD, POST' })
    await refused(405, '/payees', { method: 'OPTIONS', headers: { origin: 'https://elsewhere.example', 'access-control-request-method': 'POST' } })
    await refused(413, '/payees', { method: 'POST', headers, body: `{"name":"${'a'.repeat(1_100_000)}"}` })
    await refused(415, '/payees', { method: 'POST', headers: { ...headers, 'content-type': 'text/plain' }, body: '{}' })
    await refused(422, '/payees?limit=0', { headers })
  })
  test('comes from another origin or from none, which makes no difference to who has a key', async () => {
    for (const more of [{ origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' }, { origin: 'null' }, {}])
      expect((await program.post('/payees', { name: `P ${randomUUID()}` }, more as Record<string, string>)).status).toBe(201)
  })
  test('is signed in nowhere: its key opens no page, no download and no other address', async () => {
    const headers = { authorization: `Bearer ${token}`, 'sec-fetch-site': 'none' }
    for (const path of ['/home', '/payees', '/settings/keys', '/payees.csv', '/api/pulse', '/api/find?q=a', '/scim/v2/Users'])
      expect([401, 303], path).toContain((await fetch(origin + path, { redirect: 'manual', headers })).status)
  })
  test('is refused by the first request after its maker was suspended', async () => {
    const person = await world.join('owner'),
      { program: theirs } = await keyOf(world, person, ['payee.read'], { send: overHttp(origin) })
    expect((await theirs.get('/payees')).status).toBe(200)
    await world.as('owner').run(suspendMember, { memberId: encodeId('member', person.memberId), reason: 'Left the office' })
    expect((await theirs.get('/payees')).status).toBe(401)
  })
  test('is judged by the address that our own server states, and not by one that it claims', async () => {
    const { program: bound } = await keyOf(world, 'owner', ['payee.read'], { send: overHttp(origin), networks: '203.0.113.0/24' })
    for (const name of ['x-forwarded-for', 'x-client-ip', 'x-real-ip', 'forwarded', 'true-client-ip'])
      expect((await bound.get('/payees', { [name]: name === 'forwarded' ? 'for=203.0.113.9' : '203.0.113.9' })).status, name).toBe(403)
    const { program: here } = await keyOf(world, 'owner', ['payee.read'], { send: overHttp(origin), networks: '127.0.0.0/8 ::1' })
    expect((await here.get('/payees')).status).toBe(200)
  })
})
test('the description is open to everyone, with a cookie and without, and names the address that the product is served at', async () => {
  for (const headers of [{}, { cookie: await sessionCookie(world.people.owner) }, { authorization: `Bearer ${token}` }] as Record<string, string>[]) {
    const got = await fetch(`${origin}/api/v1/openapi.json`, { headers }),
      body = (await got.json()) as { openapi: string; servers: { url: string }[]; paths: object }
    expect([got.status, body.openapi, body.servers[0]?.url]).toEqual([200, '3.1.1', `${origin}/api/v1`])
    expect(Object.keys(body.paths).length).toBeGreaterThan(15)
    whole(got.headers)
  }
})
