// Over HTTP as well: from outside the allowed networks a good session opens no page and no download, and no header talks its way in.
import { beforeAll, expect, inject, test } from 'vitest'
import { makeSessionToken } from '../../lib/identity/session-token.ts'
import { admin, makeWorld, type World } from '../support/world.ts'

const origin = inject('origin')
let world: World,
  cookie = ''
const ask = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(origin + path, { redirect: 'manual', headers: { cookie: `session=${cookie}`, ...headers } })
const allow = async (...ranges: string[]): Promise<void> => {
  await admin`delete from public.network_rules where tenant_id = ${world.tenant}`
  for (const range of ranges)
    await admin`insert into public.network_rules (tenant_id, id, scope, range) values (${world.tenant}, gen_random_uuid(), 'company', ${range})`
}
beforeAll(async () => {
  world = await makeWorld(new Date().toISOString())
  const { door } = world.people.owner.caller
  if (door.kind === 'session') cookie = await makeSessionToken({ tenant: door.tenant, secret: door.secret })
})

test('a page leads to one that says why and from which address; a download is refused with the sentence', async () => {
  await allow('203.0.113.0/24')
  for (const path of ['/home', '/members', '/payouts', '/account/sessions']) {
    const page = await ask(path)
    expect([page.status, page.headers.get('location')], path).toEqual([307, '/other-network'])
  }
  const file = await ask('/payees.csv')
  expect(file.status).toBe(403)
  expect(await file.json()).toMatchObject({ code: 'forbidden', title: expect.stringMatching(/is not among the networks that the company allows/) })
  const said = await (await ask('/other-network')).text()
  expect(said).toMatch(/Not from this network/)
  expect(said).toMatch(/127\.0\.0\.1|::1/)
})
test.each(['x-forwarded-for', 'forwarded', 'x-real-ip', 'x-client-ip', 'true-client-ip', 'cf-connecting-ip', 'x-peer'])(
  'no header of a caller counts: %s',
  async (name) => {
    await allow('203.0.113.0/24')
    const page = await ask('/members', { [name]: name === 'forwarded' ? 'for=203.0.113.9' : '203.0.113.9' })
    expect([page.status, page.headers.get('location')]).toEqual([307, '/other-network'])
  },
)
test('from an allowed network everything goes on, in the same session', async () => {
  await allow('203.0.113.0/24', '127.0.0.0/8', '::1')
  expect((await ask('/members')).status).toBe(200)
  expect((await ask('/other-network')).status).toBe(200)
})
