// People by SCIM: made, read, found, changed and removed as RFC 7643 and 7644 say; every fault has the protocol’s own word and a sentence.
import { beforeAll, describe, expect, test } from 'vitest'
import { makeScimCompany, memberBy, userBody, type ScimCompany } from '../../support/scim/company.ts'
import { admin } from '../../support/world.ts'

let company: ScimCompany
const at = (name: string): string => `${name}@${company.domain}`
beforeAll(async () => {
  company = await makeScimCompany()
})

describe('a person', () => {
  test('is made with an id, a place and a version, and is a member without a password', async () => {
    const made = await company.client.post(
      '/Users',
      userBody(at('ana'), {
        externalId: 'x-1',
        name: { givenName: 'Ana', familyName: 'Ruiz' },
        emails: [{ value: at('Ana'), type: 'work', primary: true }],
        displayName: 'Ana Ruiz',
      }),
    )
    expect(made.status).toBe(201)
    expect(made.headers.get('content-type')).toMatch(/^application\/scim\+json/)
    expect(made.headers.get('location')).toBe(made.body.meta.location)
    expect(made.headers.get('etag')).toBe(made.body.meta.version)
    expect(made.body).toMatchObject({
      userName: at('ana'),
      externalId: 'x-1',
      active: true,
      displayName: 'Ana Ruiz',
      name: { givenName: 'Ana', familyName: 'Ruiz' },
      emails: [{ value: at('ana'), type: 'work', primary: true }],
      meta: { resourceType: 'User' },
    })
    expect(made.body.meta.location).toMatch(new RegExp(`/scim/v2/Users/${made.body.id}$`))
    expect(await memberBy(company.world.tenant, at('ana'))).toMatchObject({ name: 'Ana Ruiz', role: 'crew', state: 'active', source: 'scim' })
    const [account] = await admin`select password_hash, email_verified_at from identity.accounts where email = ${at('ana')}`
    expect(account).toMatchObject({ password_hash: null })
    expect((await company.client.get(`/Users/${made.body.id}`)).body).toEqual(made.body)
    const [event] = await company.world.events('scim.user_made')
    expect(event).toMatchObject({
      actor_role: 'provisioning',
      actor_id: null,
      permission: 'provisioning',
      detail: { how: 'a new member with a new account', role: 'crew' },
    })
  })
  test('of the same name, in whatever case, is there once', async () => {
    const again = await company.client.post('/Users', userBody(at('ANA').toUpperCase().replace(company.domain.toUpperCase(), company.domain)))
    expect([again.status, again.body.status, again.body.scimType]).toEqual([409, '409', 'uniqueness'])
    expect(again.body.schemas).toEqual(['urn:ietf:params:scim:api:messages:2.0:Error'])
    expect(again.body.detail).toContain('userName')
  })
  test.each([
    ['no userName', { userName: undefined }, 'invalidValue', 'userName'],
    ['no schema', { schemas: [] }, 'invalidSyntax', 'schemas'],
    ['an address elsewhere', { userName: 'someone@elsewhere.example' }, 'invalidValue', 'domain that the company has proven'],
    ['no address at all', { userName: 'someone' }, 'invalidValue', 'mail address'],
    ['an unknown attribute', { favourite: 'x' }, 'invalidPath', 'attribute'],
    ['a word for active', { active: 'yes' }, 'invalidValue', 'active'],
    ['a list for a name', { name: ['x'] }, 'invalidValue', 'name'],
    ['a userName that is too long', { userName: `${'x'.repeat(300)}@x.example` }, 'invalidValue', 'characters'],
    ['an address that is none', { emails: [{ value: 'nobody at all' }] }, 'invalidValue', 'mail address'],
    ['emails as a text', { emails: 'x' }, 'invalidValue', 'emails'],
  ])('with %s is refused in a sentence', async (_what, more, scimType, words) => {
    const got = await company.client.post('/Users', { ...userBody(at('refused')), ...more })
    expect([got.status, got.body.scimType]).toEqual([400, scimType])
    expect(got.body.detail).toContain(words)
    expect(await memberBy(company.world.tenant, at('refused'))).toBeUndefined()
  })
  test('that nobody has is 404, whatever stands in the address', async () => {
    for (const id of ['x', 'x'.repeat(5_000), 'scu_00000000000000000000000000', '__proto__', '..', '%00', 'scg_00000000000000000000000000'])
      for (const method of ['GET', 'DELETE']) expect((await company.client.ask(method, `/Users/${encodeURIComponent(id)}`)).status, `${method} ${id}`).toBe(404)
    expect((await company.client.patch('/Users/scu_00000000000000000000000000', [{ op: 'replace', path: 'active', value: false }])).body).toMatchObject({
      status: '404',
      detail: 'There is no such person.',
    })
  })
  test('is replaced whole by PUT: what is left out is empty', async () => {
    const { body: made } = await company.client.post('/Users', userBody(at('put'), { externalId: 'x-2', displayName: 'Pia Utz', name: { givenName: 'Pia' } }))
    const put = await company.client.put(`/Users/${made.id}`, userBody(at('put'), { name: { familyName: 'Utz' } }))
    expect(put.status).toBe(200)
    expect(put.body.externalId).toBeUndefined()
    expect(put.body.displayName).toBeUndefined()
    expect(put.body.name).toEqual({ familyName: 'Utz' })
    expect((await memberBy(company.world.tenant, at('put')))?.name).toBe('Utz')
  })
  test('changed by nobody since it was read, or it is refused', async () => {
    const { body: made } = await company.client.post('/Users', userBody(at('etag')))
    expect((await company.client.get(`/Users/${made.id}`, { 'if-none-match': made.meta.version })).status).toBe(304)
    expect(
      (await company.client.patch(`/Users/${made.id}`, [{ op: 'replace', path: 'displayName', value: 'One' }], { 'if-match': made.meta.version })).status,
    ).toBe(200)
    const late = await company.client.patch(`/Users/${made.id}`, [{ op: 'replace', path: 'displayName', value: 'Two' }], { 'if-match': made.meta.version })
    expect([late.status, late.body.status]).toEqual([412, '412'])
    expect((await company.client.remove(`/Users/${made.id}`, { 'if-match': 'W/"7"' })).status).toBe(412)
    expect((await company.client.remove(`/Users/${made.id}`, { 'if-match': '*' })).status).toBe(204)
  })
  test('removed is gone, its membership ended, and may be provisioned again', async () => {
    const { body: made } = await company.client.post('/Users', userBody(at('gone')))
    const before = await memberBy(company.world.tenant, at('gone')),
      gone = await company.client.remove(`/Users/${made.id}`)
    expect([gone.status, gone.text]).toEqual([204, ''])
    expect((await company.client.get(`/Users/${made.id}`)).status).toBe(404)
    expect((await company.client.remove(`/Users/${made.id}`)).status).toBe(404)
    expect((await memberBy(company.world.tenant, at('gone')))?.state).toBe('ended')
    const again = await company.client.post('/Users', userBody(at('gone')))
    expect(again.status).toBe(201)
    expect(again.body.id).not.toBe(made.id)
    expect(await memberBy(company.world.tenant, at('gone'))).toMatchObject({ id: before?.id, state: 'active' })
  })
})
describe('a list', () => {
  let listing: ScimCompany
  beforeAll(async () => {
    listing = await makeScimCompany()
    for (let i = 0; i < 7; i++)
      await listing.client.post('/Users', userBody(`p${i}@${listing.domain}`, { externalId: `e${i}`, active: i !== 3, displayName: `Person ${i}` }))
  })
  const named = async (filter: string): Promise<string[]> => {
    const got = await listing.client.find('Users', filter)
    expect(got.status, got.text).toBe(200)
    return got.body.Resources.map((one) => one.userName.split('@')[0] as string)
  }
  test('comes in pages by startIndex and count, with the number of all', async () => {
    const all = (await listing.client.get('/Users')).body
    expect([all.totalResults, all.startIndex, all.itemsPerPage, all.Resources.length]).toEqual([7, 1, 7, 7])
    expect(all.schemas).toEqual(['urn:ietf:params:scim:api:messages:2.0:ListResponse'])
    const pages = await Promise.all([1, 4, 7, 8].map(async (from) => (await listing.client.get(`/Users?startIndex=${from}&count=3`)).body))
    expect(pages.map((page) => [page.totalResults, page.startIndex, page.itemsPerPage])).toEqual([
      [7, 1, 3],
      [7, 4, 3],
      [7, 7, 1],
      [7, 8, 0],
    ])
    expect(pages.flatMap((page) => page.Resources.map((one) => one.id))).toEqual(all.Resources.map((one) => one.id))
    expect((await listing.client.get('/Users?count=0')).body).toMatchObject({ totalResults: 7, itemsPerPage: 0, Resources: [] })
    expect((await listing.client.get('/Users?startIndex=-5&count=-1')).body).toMatchObject({ startIndex: 1, totalResults: 7, Resources: [] })
    expect((await listing.client.get('/Users?count=100000')).body.itemsPerPage).toBe(7)
    expect((await listing.client.get('/Users?count=many')).body).toMatchObject({ status: '400', scimType: 'invalidValue' })
  })
  test('is found by filter', async () => {
    expect(await named(`userName eq "P2@${listing.domain}"`)).toEqual(['p2'])
    expect(await named(`USERNAME EQ "p2@${listing.domain}"`)).toEqual(['p2'])
    expect(await named(`urn:ietf:params:scim:schemas:core:2.0:User:userName eq "p2@${listing.domain}"`)).toEqual(['p2'])
    expect(await named('externalId eq "e4"')).toEqual(['p4'])
    expect(await named('externalId eq "E4"')).toEqual([])
    expect(await named(`emails.value eq "p5@${listing.domain}"`)).toEqual(['p5'])
    expect(await named(`emails[type eq "work" and value eq "p5@${listing.domain}"]`)).toEqual(['p5'])
    expect(await named(`emails[type eq "work"].value eq "p5@${listing.domain}"`)).toEqual(['p5'])
    expect(await named(`emails[type eq "home"].value eq "p5@${listing.domain}"`)).toEqual([])
    expect(await named('active eq false')).toEqual(['p3'])
    expect(await named('active eq "False"')).toEqual(['p3'])
    expect(await named(`active eq true and (externalId eq "e1" or userName eq "p6@${listing.domain}" or externalId eq "e3")`)).toEqual(['p1', 'p6'])
    expect(await named('externalId eq "e1" or externalId eq "e2" and active eq false')).toEqual(['p1'])
    expect(await named('userName eq "nobody"')).toEqual([])
    expect(await named('externalId eq "\\"; drop table members; --"')).toEqual([])
    const [first] = (await listing.client.get('/Users?count=1')).body.Resources
    expect(await named(`id eq "${first?.id}"`)).toEqual(['p0'])
  })
  test.each([
    'userName',
    'userName eq',
    'userName eq bare',
    'eq "x"',
    'userName co "x"',
    'userName sw "x"',
    'not (userName eq "x")',
    'userName pr',
    'meta.lastModified gt "2020-01-01T00:00:00Z"',
    '(userName eq "x"',
    'userName eq "x")',
    'userName eq "x',
    'title eq "x"',
    '__proto__ eq "x"',
    'constructor.prototype eq "x"',
    'userName eq "x" and',
    'userName eq 7',
    'active eq "perhaps"',
    'addresses[type eq "work"]',
    'userName eq "x" "y"',
    '[]',
    'emails[',
    'emails[type eq "work"',
    `${'('.repeat(50)}userName eq "x"${')'.repeat(50)}`,
    Array.from({ length: 40 }, () => 'externalId eq "x"').join(' or '),
    `userName eq "${'x'.repeat(1_100)}"`,
    `userName eq "${'x'.repeat(5_000)}"`,
    "userName eq 'x'",
    'userName eq "\\q"',
  ])('is refused as invalidFilter: %s', async (filter) => {
    const got = await listing.client.find('Users', filter)
    expect([got.status, got.body.scimType, got.body.detail.startsWith('The filter')], got.text).toEqual([400, 'invalidFilter', true])
  })
  test('holds what was asked for, and always the id', async () => {
    const [one] = (await listing.client.find('Users', 'externalId eq "e1"', '&attributes=userName')).body.Resources
    expect(Object.keys(one ?? {}).sort()).toEqual(['id', 'meta', 'schemas', 'userName'])
    const [other] = (await listing.client.find('Users', 'externalId eq "e1"', '&excludedAttributes=emails,name.givenName')).body.Resources
    expect(other).not.toHaveProperty('emails')
    expect(other).toHaveProperty('userName')
  })
})
describe('a request', () => {
  test('by no token, a wrong one or somebody else’s kind of word is 401 with a way to ask', async () => {
    const { send } = company.client
    for (const authorization of [
      '',
      'Bearer',
      'Bearer x',
      `Basic ${company.client.token}`,
      `Bearer ${company.client.token.slice(0, -2)}AA`,
      `Bearer ${'plscim_'}${'A'.repeat(64)}`,
    ]) {
      const got = await send('GET', '/Users', { headers: authorization === '' ? {} : { authorization } })
      expect([got.status, got.headers.get('www-authenticate')], authorization.slice(0, 20)).toEqual([401, 'Bearer realm="scim"'])
      expect(((await got.json()) as { schemas: string[] }).schemas).toEqual(['urn:ietf:params:scim:api:messages:2.0:Error'])
    }
  })
  test('that is no JSON, of another type, or nested without end is refused', async () => {
    for (const [body, words] of [
      ['', 'JSON'],
      ['[]', 'object'],
      ['{', 'JSON'],
      [`{"schemas":${'['.repeat(60)}${']'.repeat(60)}}`, 'nested'],
      [`{"schemas":[${'1,'.repeat(30_000)}1]}`, 'values'],
      ['{"userName":"\\ud800"}', 'character'],
      ['{"userName":"a\\u0000"}', 'character'],
    ] as const) {
      const got = await company.client.ask('POST', '/Users', body)
      expect([got.status, got.body.scimType], body.slice(0, 20)).toEqual([400, 'invalidSyntax'])
      expect(got.body.detail).toContain(words)
    }
    expect((await company.client.ask('POST', '/Users', '{}', { 'content-type': 'text/plain' })).status).toBe(415)
    expect(
      (await company.client.ask('POST', '/Users', JSON.stringify(userBody(at('plainjson'))), { 'content-type': 'application/json; charset=utf-8' })).status,
    ).toBe(201)
  })
  test.each([
    '{"__proto__":{"isAdmin":true}}',
    '{"schemas":["x"],"name":{"__proto__":{"isAdmin":true}}}',
    '{"constructor":{"prototype":{"isAdmin":true}}}',
    '{"name":{"constructor":1}}',
    '{"emails":[{"prototype":1}]}',
    '{"a.__proto__.b":1}',
    '{"x[__proto__]":1}',
  ])('cannot change what every object is: %s', async (body) => {
    for (const [method, path] of [
      ['POST', '/Users'],
      ['PATCH', '/Users/scu_00000000000000000000000000'],
      ['PUT', '/Users/scu_00000000000000000000000000'],
      ['POST', '/Groups'],
    ] as const) {
      const got = await company.client.ask(method, path, body)
      expect([got.status, got.body.scimType]).toEqual([400, 'invalidSyntax'])
    }
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined()
  })
  test('to what there is not is answered in the protocol’s words', async () => {
    for (const path of ['/Bulk', '/Me', '/Users/x/y', '/.search', '/Things'])
      expect((await company.client.post(path, {})).body, path).toMatchObject({ status: '404', schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'] })
  })
})
describe('the service', () => {
  test('says of itself what it does', async () => {
    const { body } = await company.client.get('/ServiceProviderConfig')
    expect(body).toMatchObject({
      patch: { supported: true },
      bulk: { supported: false },
      filter: { supported: true, maxResults: 200 },
      sort: { supported: false },
      etag: { supported: true },
      changePassword: { supported: false },
    })
    const types = (await company.client.get('/ResourceTypes')).body
    expect([types.totalResults, types.Resources.map((one) => one.id)]).toEqual([2, ['User', 'Group']])
    expect((await company.client.get('/ResourceTypes/User')).body).toMatchObject({ endpoint: '/Users', schema: 'urn:ietf:params:scim:schemas:core:2.0:User' })
    const schemas = (await company.client.get('/Schemas')).body
    for (const { id } of schemas.Resources) expect((await company.client.get(`/Schemas/${encodeURIComponent(id)}`)).body.id).toBe(id)
    expect((await company.client.get('/Schemas/urn:x')).status).toBe(404)
    expect((await company.client.get('/ResourceTypes/Car')).status).toBe(404)
  })
  test('answers nothing of itself without a token', async () => {
    for (const path of ['/ServiceProviderConfig', '/Schemas', '/ResourceTypes', '/Users', '/Groups'])
      expect((await company.client.send('GET', path, { headers: {} })).status, path).toBe(401)
  })
})
