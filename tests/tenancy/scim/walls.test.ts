// Between companies, and between the providers of one: no token reads, names or touches what another one provisioned, nor an account beyond its own domains.
// Requests at once come to one of each. Tokens open until they are over, and provisioning only.
import { beforeAll, describe, expect, test } from 'vitest'
import { encodeId, newUuid } from '../../../lib/kernel/id.ts'
import { sha256 } from '../../../lib/kernel/digest.ts'
import { searchEvents } from '../../../lib/audit/search-events.ts'
import { isPermission } from '../../../lib/access/operation.ts'
import { operations } from '../../../lib/registry.ts'
import { makeScimToken, revokeScimToken, showProvisioning } from '../../../lib/tenancy/scim/scim-token.ts'
import { createScimUser } from '../../../lib/tenancy/scim/users.ts'
import { ScimClient } from '../../support/scim/client.ts'
import { makeScimCompany, makeToken, memberBy, userBody, type ScimCompany } from '../../support/scim/company.ts'
import { admin, refusalOf } from '../../support/world.ts'
import { sampleOf } from '../../support/sample.ts'

let a: ScimCompany, b: ScimCompany
beforeAll(async () => {
  a = await makeScimCompany()
  b = await makeScimCompany()
})
/** Everything that is of a company, and the accounts of its people. */
async function fingerprint({ world, domain }: ScimCompany): Promise<string> {
  const parts: string[] = []
  for (const name of ['members', 'scim_users', 'scim_groups', 'scim_group_members', 'delegations', 'audit_events', 'notifications', 'settings', 'domains'])
    parts.push(
      `${name} ${(await admin`select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as mark from ${admin(name)} t where tenant_id = ${world.tenant}`)[0]?.['mark']}`,
    )
  parts.push(
    String(
      (
        await admin`select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as mark from identity.accounts t where email like ${`%@${domain}`}`
      )[0]?.['mark'],
    ),
  )
  parts.push(
    String(
      (
        await admin`select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as mark from identity.sessions t where tenant_id = ${world.tenant}`
      )[0]?.['mark'],
    ),
  )
  return parts.join('\n')
}
describe('another company’s', () => {
  test('people and groups are not there for any address of the protocol, and stay as they are', async () => {
    const person = (await b.client.post('/Users', userBody(`p@${b.domain}`, { externalId: 'same' }))).body,
      group = (
        await b.client.post('/Groups', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'Theirs', members: [{ value: person.id }] })
      ).body
    const own = (await a.client.post('/Groups', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'Ours' })).body,
      before = await fingerprint(b)
    const missing = async (kind: 'Users' | 'Groups', id: string, method: string, body?: unknown): Promise<void> => {
      const theirs = await a.client.ask(method, `/${kind}/${id}`, body),
        nobody = await a.client.ask(method, `/${kind}/${kind === 'Users' ? 'scu' : 'scg'}_00000000000000000000000000`, body)
      expect([theirs.status, theirs.text], `${method} ${kind}`).toEqual([404, nobody.text])
    }
    const patch = (path: string, value: unknown) => ({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'replace', path, value }],
    })
    for (const [method, body] of [['GET'], ['DELETE'], ['PATCH', patch('active', false)], ['PUT', userBody(`p@${a.domain}`)]] as const)
      await missing('Users', person.id, method, body)
    for (const [method, body] of [
      ['GET'],
      ['DELETE'],
      ['PATCH', patch('members', [])],
      ['PUT', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'Mine' }],
    ] as const)
      await missing('Groups', group.id, method, body)
    for (const filter of [`id eq "${person.id}"`, `userName eq "p@${b.domain}"`, 'externalId eq "same"', 'active eq true or active eq false'])
      expect((await a.client.find('Users', filter)).body.totalResults, filter).toBe(0)
    for (const filter of [`id eq "${group.id}"`, 'displayName eq "Theirs"', `members eq "${person.id}"`])
      expect((await a.client.find('Groups', filter)).body.totalResults, filter).toBe(0)
    expect((await a.client.patch(`/Groups/${own.id}`, [{ op: 'add', path: 'members', value: [{ value: person.id }] }])).body.scimType).toBe('invalidValue')
    expect((await a.client.post('/Users', userBody(`p@${b.domain}`))).body).toMatchObject({ status: '400', scimType: 'invalidValue' })
    expect(await fingerprint(b)).toBe(before)
  })
  test('domain is theirs whatever our own list says, and an account at no domain of ours is nobody’s to name', async () => {
    const before = await fingerprint(b),
      id = newUuid(new Date())
    // The list of the company claims it; the installation knows that another one proved it.
    await admin`insert into public.domains (tenant_id, id, name, token, state, proven_at) values (${a.world.tenant}, ${id}, ${b.domain}, 'x', 'proven', now())`
    for (const name of ['p', 'new'])
      expect((await a.client.post('/Users', userBody(`${name}@${b.domain}`))).body).toMatchObject({ status: '400', scimType: 'invalidValue' })
    await admin`delete from public.domains where id = ${id}`
    expect((await a.client.post('/Users', userBody(a.world.people.finance.email))).body).toMatchObject({ status: '400', scimType: 'invalidValue' })
    const { body: own } = await a.client.post('/Users', userBody(`own@${a.domain}`))
    for (const value of [`p@${b.domain}`, a.world.people.finance.email])
      expect((await a.client.patch(`/Users/${own.id}`, [{ op: 'replace', path: 'emails[type eq "work"].value', value }])).body.scimType).toBe('invalidValue')
    expect(await fingerprint(b)).toBe(before)
  })
  test('membership of an account that two companies have is not touched, nor is the account', async () => {
    const person = await b.world.join('finance'),
      email = `both@${a.domain}`
    await admin`update identity.accounts set email = ${email}, password_hash = 'kept' where id = ${person.accountId}`
    const [account] = await admin`select * from identity.accounts where id = ${person.accountId}`,
      before = await fingerprint(b)
    const { body: made } = await a.client.post('/Users', userBody(email, { displayName: 'Another Name', password: 'never-this-1' }))
    expect(await memberBy(a.world.tenant, email)).toMatchObject({ account_id: person.accountId, state: 'active', name: 'Another Name' })
    await a.client.patch(`/Users/${made.id}`, [
      { op: 'replace', path: 'active', value: false },
      { op: 'replace', path: 'userName', value: `renamed@${a.domain}` },
    ])
    await a.client.remove(`/Users/${made.id}`)
    expect((await admin`select * from identity.accounts where id = ${person.accountId}`)[0]).toEqual(account)
    expect(await fingerprint(b)).toBe(before)
  })
  test('once its domain is lost, nobody at it is let in again, and everybody is shut out as before', async () => {
    const lost = await makeScimCompany(),
      { body: one } = await lost.client.post('/Users', userBody(`one@${lost.domain}`)),
      { body: two } = await lost.client.post('/Users', userBody(`two@${lost.domain}`))
    await lost.client.patch(`/Users/${one.id}`, [{ op: 'replace', path: 'active', value: false }])
    await admin`update public.domains set state = 'lost' where tenant_id = ${lost.world.tenant}`
    await admin`delete from identity.proven_domains where tenant_id = ${lost.world.tenant}`
    expect((await lost.client.patch(`/Users/${one.id}`, [{ op: 'replace', path: 'active', value: true }])).body.scimType).toBe('invalidValue')
    expect((await lost.client.patch(`/Users/${two.id}`, [{ op: 'replace', path: 'active', value: false }])).status).toBe(200)
    expect((await memberBy(lost.world.tenant, `two@${lost.domain}`))?.state).toBe('suspended')
  })
})
test('the people of one provider are not there for another of the same company, and a name is there once', async () => {
  const connection = newUuid(new Date())
  await admin`insert into public.sso_connections (tenant_id, id, name, issuer, sso_url, state, default_role) values (${a.world.tenant}, ${connection}, 'Second', 'https://second.example', 'https://second.example/sso', 'on', 'crew')`
  const { client } = await makeToken({ world: a.world, connectionId: encodeId('ssoConnection', connection) }),
    { body: made } = await a.client.post('/Users', userBody(`mine@${a.domain}`))
  expect((await client.get(`/Users/${made.id}`)).status).toBe(404)
  expect((await client.get('/Users')).body.totalResults).toBe(0)
  expect((await client.post('/Users', userBody(`mine@${a.domain}`))).body.scimType).toBe('uniqueness')
  expect((await client.post('/Users', userBody(`other@${a.domain}`, { emails: [{ value: `mine@${a.domain}` }] }))).body.scimType).toBe('uniqueness')
})
describe('at once', () => {
  test('twenty times the same person is one member, and a conflict for the others', async () => {
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, i) => a.client.post('/Users', userBody(i % 2 === 0 ? `twenty@${a.domain}` : `Twenty@${a.domain}`))),
    )
    expect(all.map((got) => got.status).sort()).toEqual([201, ...Array.from({ length: 19 }, () => 409)])
    expect(all.filter((got) => got.status === 409).every((got) => got.body.scimType === 'uniqueness')).toBe(true)
    expect((await admin`select 1 from public.members where tenant_id = ${a.world.tenant} and email = ${`twenty@${a.domain}`}`).length).toBe(1)
    expect((await admin`select 1 from identity.accounts where email = ${`twenty@${a.domain}`}`).length).toBe(1)
    expect(
      (await a.world.events('scim.user_made')).filter((event) => event.detail['how'] === 'a new member with a new account' && event.subject_id !== null).length,
    ).toBeGreaterThan(0)
  })
  test('the same address under twenty names is one member as well', async () => {
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, i) => a.client.post('/Users', userBody(`name${i}`, { emails: [{ value: `address@${a.domain}` }] }))),
    )
    expect(all.map((got) => got.status).sort()).toEqual([201, ...Array.from({ length: 19 }, () => 409)])
    expect((await admin`select 1 from public.members where tenant_id = ${a.world.tenant} and email = ${`address@${a.domain}`}`).length).toBe(1)
  })
  test('people and the groups that they are put into agree at the end', async () => {
    const c = await makeScimCompany({
        others: null,
        lines: [
          ['Payroll', 'finance'],
          ['Field', 'crew'],
        ],
      }),
      post = (name: string) => c.client.post('/Groups', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: name })
    const people = (await Promise.all(Array.from({ length: 6 }, (_, i) => c.client.post('/Users', userBody(`p${i}@${c.domain}`))))).map((got) => got.body.id),
      payroll = (await post('Payroll')).body.id,
      field = (await post('Field')).body.id
    await Promise.all(
      people.flatMap((value) => [
        c.client.patch(`/Groups/${field}`, [{ op: 'add', path: 'members', value: [{ value }] }]),
        c.client.patch(`/Groups/${payroll}`, [{ op: 'add', path: 'members', value: [{ value }] }]),
      ]),
    )
    expect(
      (await admin`select role, count(*)::int as n from public.members where tenant_id = ${c.world.tenant} and source = 'scim' group by role`).map((row) => ({
        ...row,
      })),
    ).toEqual([{ role: 'finance', n: 6 }])
    await Promise.all(
      people.flatMap((value) => [
        c.client.patch(`/Groups/${payroll}`, [{ op: 'remove', path: `members[value eq "${value}"]` }]),
        c.client.patch(`/Users/${value}`, [{ op: 'replace', path: 'active', value: false }]),
      ]),
    )
    expect(
      (await admin`select state, count(*)::int as n from public.members where tenant_id = ${c.world.tenant} and source = 'scim' group by state`).map((row) => ({
        ...row,
      })),
    ).toEqual([{ state: 'suspended', n: 6 }])
  })
})
describe('a token', () => {
  test('is kept as a hash, is made after a factor for that very act, and is in no answer and no event again', async () => {
    const made = (await a.world.as('admin').run(makeScimToken, { connectionId: a.connectionId, name: 'Entra ID', days: '30' })) as { id: string; token: string }
    expect(made.token).toMatch(/^plscim_[\w-]{64}$/)
    const rows = await admin`select secret_hash, hint from public.scim_tokens where tenant_id = ${a.world.tenant} and name = 'Entra ID'`
    expect(Buffer.from(rows[0]?.['secret_hash'] as Buffer).equals(sha256(made.token))).toBe(true)
    expect(made.token.startsWith(rows[0]?.['hint'] as string)).toBe(true)
    expect((rows[0]?.['hint'] as string).length).toBeLessThan(16)
    for (const text of [
      JSON.stringify(await a.world.as('admin').run(showProvisioning, {})),
      JSON.stringify(await a.world.events()),
      JSON.stringify(await admin`select * from public.scim_requests where tenant_id = ${a.world.tenant}`),
    ])
      expect(text).not.toContain(made.token.slice(14))
    expect(await refusalOf(a.world.as('admin').runWithoutFactor(makeScimToken, { connectionId: a.connectionId, name: 'X', days: '30' }))).toMatchObject({
      code: 'step_up',
    })
    for (const role of ['finance', 'manager', 'office', 'crew', 'read_only'] as const)
      expect(await refusalOf(a.world.as(role).run(makeScimToken, { connectionId: a.connectionId, name: 'X', days: '30' }))).toMatchObject({ code: 'forbidden' })
    expect(await refusalOf(a.world.as('admin').run(makeScimToken, { connectionId: b.connectionId, name: 'X', days: '30' }))).toMatchObject({
      code: 'not_found',
    })
    expect(await refusalOf(a.world.as('admin').run(makeScimToken, { connectionId: a.connectionId, name: 'Entra ID', days: '30' }))).toMatchObject({
      fields: { name: 'Another token has this name.' },
    })
  })
  test('that is revoked, over or of a closed company opens nothing from the next request on; the company reads why', async () => {
    const c = await makeScimCompany(),
      { client, tokenId } = await makeToken(c),
      spare = await makeToken(c)
    expect((await client.get('/Users')).status).toBe(200)
    await c.world.as('owner').run(revokeScimToken, { tokenId: encodeId('scimToken', tokenId) })
    expect((await client.get('/Users')).status).toBe(401)
    expect(await refusalOf(c.world.as('owner').run(revokeScimToken, { tokenId: encodeId('scimToken', tokenId) }))).toMatchObject({ code: 'conflict' })
    await admin`update public.scim_tokens set expires_at = now() - interval '1 hour' where id = ${spare.tokenId}`
    expect((await spare.client.find('Users', `userName eq "someone@${c.domain}"`)).status).toBe(401)
    await admin`update identity.tenants set state = 'suspended' where id = ${c.world.tenant}`
    expect((await c.client.get('/Users')).status).toBe(401)
    await admin`update identity.tenants set state = 'active' where id = ${c.world.tenant}`
    expect((await c.client.get('/Users')).status).toBe(200)
    const { requests, tokens } = (await c.world.as('admin').run(showProvisioning, {})) as {
      requests: { status: number; reason: string | null; path: string }[]
      tokens: { state: string; lastUsedAt: Date | null }[]
    }
    expect(
      requests
        .filter((row) => row.status === 401)
        .map((row) => row.reason)
        .sort(),
    ).toEqual(['The company is closed.', 'The token has ended. Make a new one.', 'The token is revoked.'])
    expect(requests.find((row) => row.reason?.includes('has ended'))?.path).toBe('/Users?filter=username eq …')
    expect(tokens.map((token) => token.state).sort()).toEqual(['ended', 'revoked', 'valid'])
    expect(tokens.find((token) => token.state === 'valid')?.lastUsedAt).not.toBeNull()
  })
  test('with the company of another one in it opens neither', async () => {
    const bytes = Buffer.from(a.client.token.slice(7), 'base64url'),
      grafted = `plscim_${Buffer.concat([bytes.subarray(0, 32), Buffer.from(b.world.tenant.replaceAll('-', ''), 'hex')]).toString('base64url')}`
    expect((await new ScimClient(grafted).get('/Users')).status).toBe(401)
  })
  test('does nothing that people do, and no person does what it does', async () => {
    const door = { kind: 'provisioning', tenant: a.world.tenant, secret: a.client.token } as const,
      place = { requestId: 'test', ip: '', agent: '' }
    for (const operation of operations) {
      const outcome = await operation.invoke({ door, place }, sampleOf(operation)).then(
        () => 'done',
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      )
      if (isPermission(operation.needs) || operation.needs === 'key') expect(outcome, operation.name).toBe('A provisioning token is for provisioning only.')
      else if (operation.needs === 'job') expect(outcome, operation.name).toBe('Only the system itself does this.')
      else expect(outcome, operation.name).not.toMatch(/token is for provisioning only|Only the/)
    }
    expect(await refusalOf(a.world.as('owner').run(createScimUser, { user: { userName: `x@${a.domain}`, isActive: true } }))).toMatchObject({
      code: 'forbidden',
      message: 'Only the company’s provider does this, by a provisioning token.',
    })
  })
  test('is told to wait when it floods', async () => {
    const { client } = await makeToken(b)
    const { admitToken } = await import('../../../lib/access/rate.ts')
    // Up to the limit of this very minute, and over it if the minute turns meanwhile.
    let refusal: unknown
    for (let i = 0; i < 4_000 && refusal === undefined; i++) {
      try {
        admitToken(client.token)
      } catch (error) {
        refusal = error
      }
    }
    const got = await client.get('/Users')
    expect(refusal).toMatchObject({ code: 'too_many' })
    expect([200, 429]).toContain(got.status)
    if (got.status === 429) expect(got.headers.get('retry-after')).toBe('60')
    expect((await b.client.get('/Users')).status).toBe(200)
  })
})
test('what a provider did is found in the log by itself', async () => {
  const { rows } = (await a.world.as('owner').run(searchEvents, { person: 'provider' })) as {
    rows: readonly { readonly actor: { readonly kind: string; readonly role: string } }[]
  }
  expect(rows.length).toBeGreaterThan(5)
  expect(rows.every((row) => row.actor.kind === 'provisioning' && row.actor.role === 'provisioning')).toBe(true)
})
test('the last requests name no person, and each refusal has its reason; only so many are kept', async () => {
  const c = await makeScimCompany(),
    name = `very.personal@${c.domain}`
  const { body: made } = await c.client.post('/Users', userBody(name, { displayName: 'Very Personal', externalId: 'very-personal' }))
  await c.client.find('Users', `userName eq "${name}" or emails[type eq "work"].value eq "${name}"`)
  await c.client.patch(`/Users/${made.id}`, [{ op: 'replace', path: 'emails[type eq "work"].value', value: 'very.personal@elsewhere.example' }])
  await c.client.post('/Users', userBody(name))
  await c.client.get('/Users/very-personal')
  await c.client.get('/Users?filter=very%20personal')
  const rows = await admin<
    { method: string; path: string; status: number; reason: string | null }[]
  >`select method, path, status, reason from public.scim_requests where tenant_id = ${c.world.tenant} order by place`
  expect(rows.map((row) => [row.method, row.path, row.status])).toEqual([
    ['POST', '/Users', 201],
    ['GET', '/Users?filter=username eq … or emails[type eq …].value eq …', 200],
    ['PATCH', '/Users/{id}', 400],
    ['POST', '/Users', 409],
    ['GET', '/Users/{id}', 404],
    ['GET', '/Users?filter=(not readable)', 400],
  ])
  for (const row of rows) if (row.status >= 400) expect(row.reason?.length).toBeGreaterThan(10)
  expect(JSON.stringify(rows)).not.toMatch(/personal/i)
  await admin`update public.scim_tokens set requests = 98 where id = ${c.tokenId}`
  for (let i = 0; i < 4; i++) await c.client.get('/Users?count=0')
  expect((await admin`select count(*)::int as n, max(place) as top from public.scim_requests where tenant_id = ${c.world.tenant}`)[0]).toMatchObject({
    top: 99,
  })
})
