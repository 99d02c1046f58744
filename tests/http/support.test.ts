// An operator whom a company has let in is served pages and nothing else: no file, no program’s interface, no act; the company reads on its own pages that they are there; and the request after its end is answered as a stranger’s.
import { createHash, randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { makeSessionToken } from '../../lib/identity/session-token.ts'
import { encodeId, newUuid, tryDecodeId } from '../../lib/kernel/id.ts'
import { endSupport, grantSupport } from '../../lib/tenancy/support/grant-support.ts'
import { handlerPatterns, pagePatterns } from '../support/records.ts'
import { admin, makeWorld, type Person, type World } from '../support/world.ts'

const origin = inject('origin')
const ask = (path: string, cookie: string, init: RequestInit = {}): Promise<Response> =>
  fetch(origin + path, { redirect: 'manual', ...init, headers: { cookie: `session=${cookie}`, 'sec-fetch-site': 'none', ...init.headers } })
let world: World,
  grantId = '',
  secret = '',
  cookie = '',
  owner = ''
const cookieOf = async ({ caller }: Person): Promise<string> =>
  caller.door.kind === 'session' ? makeSessionToken({ tenant: caller.door.tenant, secret: caller.door.secret }) : ''
beforeAll(async () => {
  world = await makeWorld(new Date().toISOString())
  const { operator } = world.people
  grantId = (await world.as('owner').run(grantSupport, { operator: operator.email, hours: 2, reason: 'The batch of Monday' })).id
  const grant = tryDecodeId('supportGrant', grantId) ?? ''
  secret = randomUUID()
  await admin`insert into identity.sessions (id, secret_hash, account_id, tenant_id, member_id, support_grant_id, methods, factor_at, idle_seconds_max, expires_at) values (${newUuid(new Date())}, ${createHash('sha256').update(secret).digest()}, ${operator.accountId}, ${world.tenant}, ${operator.memberId}, ${grant}, 'password, authenticator', now(), 900, now() + interval '2 hours')`
  await admin`update support_grants set entered_at = now(), last_used_at = now() where id = ${grant}`
  cookie = await makeSessionToken({ tenant: world.tenant, secret })
  owner = await cookieOf(world.people.owner)
})
const plain = (patterns: readonly string[]): string[] => patterns.filter((pattern) => !pattern.includes('['))
describe('whoever was let in', () => {
  it('reads the pages of a reading role, with the line that says so; nothing breaks, and none leads anywhere else', async () => {
    const opened: string[] = []
    for (const path of plain(pagePatterns()).filter((one) => !/^\/(sign|switch|confirm|report|trust|other-network|signed-out|choose|$)/.test(one))) {
      const answer = await ask(path, cookie),
        body = await answer.text()
      expect(answer.status, path).toBeLessThan(500)
      if (answer.status === 200 && body.includes('You look at')) opened.push(path)
    }
    for (const path of ['/home', '/members', '/payees', '/payouts', '/audit', '/settings/plan', '/settings/support', '/roles'])
      expect(opened, path).toContain(path)
    for (const path of ['/statements', '/account/profile', '/operator/tenants', '/members/invite']) expect((await ask(path, cookie)).status, path).not.toBe(200)
  }, 120_000)
  it('takes no file', async () => {
    const files = plain(handlerPatterns()).filter((pattern) => pattern.endsWith('.csv'))
    expect(files.length).toBeGreaterThan(10)
    for (const path of files) {
      const answer = await ask(path, cookie)
      expect([403, 303], `${path}: ${answer.status}`).toContain(answer.status)
      expect(answer.headers.get('content-disposition'), path).toBeNull()
    }
    // A file of one record too: refused before it is looked for.
    const proof = `/awards/${encodeId('award', newUuid(new Date()))}/proof`
    expect([(await ask(proof, cookie)).status, (await ask(proof, owner)).status]).toEqual([403, 404])
  })
  it('is nobody to the interface for programs and to provisioning, with the cookie or with its secret', async () => {
    for (const path of ['/api/v1/payees', '/scim/v2/Users'])
      for (const authorization of [undefined, `Bearer ${secret}`, `Bearer ${cookie}`])
        expect((await ask(path, cookie, authorization === undefined ? {} : { headers: { authorization } })).status, path).toBeOneOf([401, 403])
  })
  it('is seen by everyone of the company, on each page', async () => {
    for (const path of ['/home', '/settings/company'])
      expect(await (await ask(path, owner)).text(), path).toContain('an operator of this installation, looks at')
    expect(await (await ask('/my-earnings', await cookieOf(world.people.crew))).text()).toContain('an operator of this installation, looks at')
  })
  it('is a stranger from the request after the end', async () => {
    expect((await ask('/members', cookie)).status).toBe(200)
    await world.as('owner').run(endSupport, { grantId, reason: 'Found it' })
    for (const path of ['/members', '/home', '/settings/support']) expect((await ask(path, cookie)).headers.get('location') ?? '', path).toMatch(/sign-in/)
    expect((await ask('/api/pulse', cookie)).status).toBe(401)
    expect(await (await ask('/home', owner)).text()).not.toContain('an operator of this installation, looks at')
  })
})
