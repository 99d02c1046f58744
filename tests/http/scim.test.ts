// Over HTTP as a provider comes: by its token and no cookie, in the protocol’s words at every door; and whom it sets inactive is refused by the first request after the answer, everywhere here and nowhere else.
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { newUuid } from '../../lib/kernel/id.ts'
import { requestExport } from '../../lib/audit/request-export.ts'
import { overHttp } from '../support/scim/client.ts'
import { makeScimCompany, memberBy, userBody, type ScimCompany } from '../support/scim/company.ts'
import { postAction, sessionCookie } from '../support/http-act.ts'
import { admin, makeWorld, type Person } from '../support/world.ts'

const origin = inject('origin')
let company: ScimCompany
beforeAll(async () => {
  company = await makeScimCompany({ send: overHttp(origin), lines: [['Payroll', 'finance']] })
})
afterAll(async () => {
  await admin`update public.scim_tokens set revoked_at = now() where tenant_id = ${company.world.tenant}`
})

describe('a provider', () => {
  test('comes without a cookie and is answered in its own content type, behind the headers of every answer', async () => {
    const made = await company.client.post('/Users', userBody(`first@${company.domain}`))
    expect([made.status, made.headers.get('content-type')]).toEqual([201, 'application/scim+json; charset=utf-8'])
    expect(made.headers.get('cache-control')).toContain('no-store')
    expect(made.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(made.headers.get('etag')).toBe('W/"1"')
    expect(made.body.meta.location).toBe(`${origin}/scim/v2/Users/${made.body.id}`)
    expect((await company.client.find('Users', `userName eq "first@${company.domain}"`)).body.totalResults).toBe(1)
    expect((await company.client.patch(`/Users/${made.body.id}`, [{ op: 'Replace', path: 'active', value: 'False' }])).body.active).toBe(false)
    expect((await company.client.put(`/Users/${made.body.id}`, userBody(`first@${company.domain}`, { displayName: 'F' }))).body.active).toBe(true)
    const gone = await company.client.remove(`/Users/${made.body.id}`)
    expect([gone.status, gone.text]).toEqual([204, ''])
    expect((await company.client.get('/ServiceProviderConfig')).body).toMatchObject({ patch: { supported: true } })
  })
  test('with a cookie, too much at once, or a method that is none is refused in its words', async () => {
    const { token } = company.client,
      headers = { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' }
    const refused = async (status: number, path: string, init: RequestInit): Promise<void> => {
      const got = await fetch(`${origin}/scim/v2${path}`, { redirect: 'manual', ...init }),
        body = (await got.json()) as { schemas: string[]; status: string; detail: string }
      expect([got.status, body.status, body.schemas], `${String(init.method)} ${path}`).toEqual([
        status,
        String(status),
        ['urn:ietf:params:scim:api:messages:2.0:Error'],
      ])
      expect(body.detail.length).toBeGreaterThan(10)
    }
    await refused(403, '/Users', { headers: { ...headers, cookie: await sessionCookie(company.world.people.owner) } })
    await refused(413, '/Users', { method: 'POST', headers, body: `{"x":"${'a'.repeat(1_100_000)}"}` })
    await refused(405, '/Users', { method: 'OPTIONS', headers })
    await refused(401, '/Users', {})
    await refused(401, '/Users', { headers: { authorization: `Bearer ${token.slice(0, -3)}AAA` } })
    await refused(404, '/Bulk', { method: 'POST', headers, body: '{}' })
    await refused(415, '/Users', { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'text/plain' }, body: '{}' })
    await refused(400, '/Users', { method: 'POST', headers, body: '{"__proto__":{"x":1}}' })
  })
  test('signs nobody in: its token opens no page and no other address', async () => {
    const headers = { authorization: `Bearer ${company.client.token}`, 'sec-fetch-site': 'none' }
    for (const path of ['/home', '/members', '/settings/provisioning'])
      expect((await fetch(origin + path, { redirect: 'manual', headers })).status, path).toBe(303)
    for (const path of ['/api/pulse', '/api/find?q=a', '/members.csv'])
      expect([401, 303], path).toContain((await fetch(origin + path, { redirect: 'manual', headers })).status)
  })
})
describe('whom the provider sets inactive or removes', () => {
  const page = (path: string, cookie: string): Promise<Response> => fetch(origin + path, { redirect: 'manual', headers: { cookie, 'sec-fetch-site': 'none' } })
  async function arrange(name: string): Promise<{ person: Person; cookie: string; id: string; elsewhere: string; other: string }> {
    const person = await company.world.join('finance'),
      email = `${name}@${company.domain}`
    await admin`update identity.accounts set email = ${email} where id = ${person.accountId}`
    await admin`update public.members set email = ${email} where id = ${person.memberId}`
    const { body } = await company.client.post('/Users', userBody(email)),
      second = await makeWorld(new Date().toISOString()),
      twin = await second.join('finance')
    // The same account in another company, with a session of its own there.
    await admin`update public.members set account_id = ${person.accountId} where id = ${twin.memberId}`
    await admin`update identity.sessions set account_id = ${person.accountId} where id = ${twin.sessionId}`
    return { person, cookie: await sessionCookie(person), id: body.id, elsewhere: await sessionCookie(twin), other: second.tenant }
  }
  test.each(['set inactive', 'removed'] as const)(
    '%s: the first request after the answer is refused, on pages, their data, acts, downloads and what runs for them; another company goes on',
    async (how) => {
      const { person, cookie, id, elsewhere } = await arrange(how.replace(' ', '-')),
        exported = `/api/audit/exports/${(await company.world.as(person).run(requestExport, { format: 'csv' })).id}`
      expect([
        (await page('/payouts', cookie)).status,
        (await page('/api/pulse', cookie)).status,
        (await page('/payouts.csv', cookie)).status,
        (await page('/payouts', elsewhere)).status,
      ]).toEqual([200, 200, 200, 200])
      const answer =
        how === 'removed'
          ? await company.client.remove(`/Users/${id}`)
          : await company.client.patch(`/Users/${id}`, [{ op: 'Replace', path: 'active', value: 'False' }])
      expect([200, 204]).toContain(answer.status)
      // Each of them is a first request of its own kind; none finds anything left.
      const [shown, data, download, pulse, act] = await Promise.all([
        page('/payouts', cookie),
        fetch(`${origin}/payouts?_rsc=1`, { redirect: 'manual', headers: { cookie, rsc: '1', 'sec-fetch-site': 'same-origin' } }),
        page('/payouts.csv', cookie),
        page('/api/pulse', cookie),
        postAction(origin, cookie, 'app/(desk)/notifications/actions.ts#readAll', {}),
      ])
      expect([303, 307], 'page').toContain(shown.status)
      expect(await data.text(), 'data').not.toContain('Payouts by')
      expect([download.status, pulse.status]).toEqual([401, 401])
      expect(act.kind).not.toBe('done')
      expect((await page(exported, cookie)).status).toBe(401)
      expect((await page('/payouts', elsewhere)).status).toBe(200)
      expect(await memberBy(company.world.tenant, `${how.replace(' ', '-')}@${company.domain}`)).toMatchObject({
        state: how === 'removed' ? 'ended' : 'suspended',
      })
      expect((await admin`select 1 from identity.sessions where member_id = ${person.memberId} and ended_at is null`).length).toBe(0)
    },
  )
  test('loses what others lent and what was lent, from the next request on', async () => {
    const { person, id } = await arrange('lent'),
      delegate = company.world.people.manager
    await admin`insert into public.delegations (tenant_id, id, from_member_id, to_member_id, permission, starts_at, ends_at) values (${company.world.tenant}, ${newUuid(new Date())}, ${person.memberId}, ${delegate.memberId}, 'payout.approve', now() - interval '1 day', now() + interval '3 days')`
    await company.client.patch(`/Users/${id}`, [{ op: 'replace', value: { active: false } }])
    expect((await admin`select 1 from public.delegations where from_member_id = ${person.memberId} and ended_at is null`).length).toBe(0)
  })
})
test('the token is made on its page, shown once there, and the last requests are read there', async () => {
  const cookie = await sessionCookie(company.world.people.admin),
    shown = await (await fetch(`${origin}/settings/provisioning`, { headers: { cookie, 'sec-fetch-site': 'none' } })).text()
  expect(shown).toContain('/scim/v2')
  expect(shown).toContain('POST /Users')
  expect(shown).not.toContain(company.client.token.slice(20))
  expect(shown).not.toContain(`first@${company.domain}`)
  const form = await (await fetch(`${origin}/settings/provisioning/new`, { headers: { cookie, 'sec-fetch-site': 'none' } })).text()
  expect(form).toContain('factorCode')
})
