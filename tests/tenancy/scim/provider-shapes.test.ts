// The requests that Entra ID and Okta are published to send, as they are: string booleans, verbs in capitals, changes without a path, paths with filters.
import { beforeAll, describe, expect, test } from 'vitest'
import type { Got } from '../../support/scim/client.ts'
import { makeScimCompany, memberBy, userBody, type ScimCompany } from '../../support/scim/company.ts'

let company: ScimCompany
const at = (name: string): string => `${name}@${company.domain}`
const ok = (got: Got, status = 200): Got => {
  expect(got.status, got.text).toBe(status)
  return got
}
beforeAll(async () => {
  company = await makeScimCompany({ lines: [['Payroll', 'finance']] })
})
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

describe('Entra ID', () => {
  test('tries the connection by a person whom nobody has, and gets an empty list', async () => {
    expect(ok(await company.client.find('Users', 'userName eq "a7c1f1e0-57b5-4c40-a3d5-8b0f4f0b0c4e"')).body).toMatchObject({
      totalResults: 0,
      Resources: [],
      startIndex: 1,
      itemsPerPage: 0,
    })
    expect(ok(await company.client.get('/Groups?excludedAttributes=members&filter=displayName%20eq%20%22x%22')).body.totalResults).toBe(0)
  })
  test('provisions somebody with its extension, finds them, changes and shuts them out', async () => {
    const made = ok(
      await company.client.post('/Users', {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', enterprise],
        externalId: '0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef',
        userName: at('test_user_ab6490ee'),
        active: true,
        addresses: [{ primary: false, type: 'work', streetAddress: 'Main 1', formatted: 'Main 1' }],
        displayName: 'lennay',
        emails: [{ primary: true, type: 'work', value: at('test_user_ab6490ee') }],
        meta: { resourceType: 'User' },
        name: { formatted: 'Adrienne Mclaughlin', familyName: 'Mclaughlin', givenName: 'Adrienne' },
        phoneNumbers: [{ type: 'mobile', value: '+1 555' }],
        preferredLanguage: 'en',
        roles: [],
        title: 'Engineer',
        [enterprise]: { department: 'Field', employeeNumber: '7', manager: { value: 'x' } },
      }),
      201,
    ).body
    expect(ok(await company.client.find('Users', `externalId eq "${made.externalId}"`)).body.Resources.map((one) => one.id)).toEqual([made.id])
    ok(
      await company.client.patch(`/Users/${made.id}`, [
        { op: 'Replace', path: 'emails[type eq "work"].value', value: at('updatedEmail') },
        { op: 'Replace', path: 'name.familyName', value: 'updatedFamilyName' },
        { op: 'Add', path: 'name.givenName', value: 'New' },
        { op: 'Replace', path: 'title', value: 'Lead' },
        { op: 'Add', path: `${enterprise}:department`, value: 'Office' },
        { op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: '+1 556' },
        { op: 'Replace', path: 'addresses[type eq "work"].streetAddress', value: 'Main 2' },
      ]),
    )
    const shown = ok(await company.client.get(`/Users/${made.id}`)).body
    expect(shown).toMatchObject({
      emails: [{ value: at('updatedemail') }],
      name: { familyName: 'updatedFamilyName', givenName: 'New', formatted: 'Adrienne Mclaughlin' },
      active: true,
    })
    // The account's own address is the person's: no provider moves it.
    expect(await memberBy(company.world.tenant, at('test_user_ab6490ee'))).toMatchObject({ state: 'active', email: at('test_user_ab6490ee') })
    expect(ok(await company.client.patch(`/Users/${made.id}`, [{ op: 'Replace', path: 'active', value: 'False' }])).body.active).toBe(false)
    expect((await memberBy(company.world.tenant, at('test_user_ab6490ee')))?.state).toBe('suspended')
    expect(
      ok(await company.client.patch(`/Users/${made.id}`, [{ op: 'Add', value: { active: 'True', 'name.familyName': 'Dotted', displayName: 'Dora' } }])).body,
    ).toMatchObject({ active: true, name: { familyName: 'Dotted' }, displayName: 'Dora' })
    expect(await memberBy(company.world.tenant, at('test_user_ab6490ee'))).toMatchObject({ state: 'active', name: 'Dora' })
    ok(await company.client.remove(`/Users/${made.id}`), 204)
  })
  test('adds an address where none of work is, by the value path alone', async () => {
    const { body: made } = await company.client.post('/Users', userBody(at('noemail')))
    expect(
      ok(await company.client.patch(`/Users/${made.id}`, [{ op: 'Add', path: 'emails[type eq "work"].value', value: at('later') }])).body.emails[0]?.value,
    ).toBe(at('later'))
    expect(
      ok(
        await company.client.patch(`/Users/${made.id}`, [
          { op: 'Replace', path: 'emails[type eq "work"].primary', value: 'True' },
          { op: 'Replace', path: 'emails[type eq "home"].value', value: 'me@elsewhere.example' },
        ]),
      ).body.emails,
    ).toEqual([{ value: at('later'), type: 'work', primary: true }])
  })
  test('keeps a group: made empty, filled, looked into, emptied, renamed, removed', async () => {
    const { body: person } = await company.client.post('/Users', userBody(at('grouped')))
    const group = ok(
      await company.client.post('/Groups', {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group', 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'],
        externalId: '8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159',
        displayName: 'Entra group',
        meta: { resourceType: 'Group' },
      }),
      201,
    ).body
    expect(group).toMatchObject({ displayName: 'Entra group', members: [], meta: { resourceType: 'Group' } })
    ok(await company.client.patch(`/Groups/${group.id}`, [{ op: 'Add', path: 'members', value: [{ $ref: null, value: person.id }] }]), 204)
    expect(ok(await company.client.find('Groups', `id eq "${group.id}" and members eq "${person.id}"`)).body.totalResults).toBe(1)
    expect(ok(await company.client.get(`/Groups/${group.id}?excludedAttributes=members`)).body).not.toHaveProperty('members')
    expect(ok(await company.client.get(`/Users/${person.id}`)).body.groups).toMatchObject([{ value: group.id, display: 'Entra group' }])
    ok(await company.client.patch(`/Groups/${group.id}`, [{ op: 'Replace', path: 'displayName', value: 'Renamed' }]), 204)
    ok(await company.client.patch(`/Groups/${group.id}`, [{ op: 'Remove', path: 'members', value: [{ $ref: null, value: person.id }] }]), 204)
    expect(ok(await company.client.get(`/Groups/${group.id}`)).body).toMatchObject({ displayName: 'Renamed', members: [] })
    ok(await company.client.remove(`/Groups/${group.id}`), 204)
    expect((await company.client.get(`/Groups/${group.id}`)).status).toBe(404)
  })
})
describe('Okta', () => {
  test('looks whether somebody is there, makes them with groups and a password, and reads them again', async () => {
    expect(
      ok(await company.client.get(`/Users?filter=${encodeURIComponent(`userName eq "${at('test.user')}"`)}&startIndex=1&count=100`)).body.totalResults,
    ).toBe(0)
    const made = ok(
      await company.client.post('/Users', {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
        userName: at('test.user'),
        name: { givenName: 'Test', familyName: 'User' },
        emails: [{ primary: true, value: at('test.user'), type: 'work' }],
        displayName: 'Test User',
        locale: 'en-US',
        externalId: '00ujl29u0le5T6Aj10h7',
        groups: [],
        password: '1mz050nq',
        active: true,
      }),
      201,
    ).body
    expect(JSON.stringify(made)).not.toContain('1mz050nq')
    expect(ok(await company.client.get(`/Users/${made.id}`)).body).toMatchObject({ userName: at('test.user'), active: true })
    // Its update is a GET and a PUT of what it read, with what differs.
    expect(
      ok(await company.client.put(`/Users/${made.id}`, { ...made, name: { givenName: 'Another', familyName: 'User' }, middleName: undefined })).body.name?.[
        'givenName'
      ],
    ).toBe('Another')
    expect(ok(await company.client.patch(`/Users/${made.id}`, [{ op: 'replace', value: { active: false } }])).body.active).toBe(false)
    expect((await memberBy(company.world.tenant, at('test.user')))?.state).toBe('suspended')
    expect(ok(await company.client.patch(`/Users/${made.id}`, [{ op: 'replace', value: { active: true } }])).body.active).toBe(true)
    expect((await memberBy(company.world.tenant, at('test.user')))?.state).toBe('active')
  })
  test('pushes a group: with its members, renamed by an id and a name, one in, one out by a filter, all at once', async () => {
    const people = await Promise.all(['g1', 'g2', 'g3'].map(async (name) => (await company.client.post('/Users', userBody(at(name)))).body))
    const [one, two, three] = people.map((person) => person.id) as [string, string, string]
    const group = ok(
      await company.client.post('/Groups', {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
        displayName: 'Test SCIMv2',
        members: [{ value: one, display: at('g1') }],
      }),
      201,
    ).body
    expect(group.members?.map((member) => member.value)).toEqual([one])
    ok(await company.client.patch(`/Groups/${group.id}`, [{ op: 'replace', value: { id: group.id, displayName: 'Test SCIMv2 0' } }]), 204)
    ok(
      await company.client.patch(`/Groups/${group.id}`, [
        { op: 'remove', path: `members[value eq "${one}"]` },
        {
          op: 'add',
          path: 'members',
          value: [
            { value: two, display: at('g2') },
            { value: three, display: at('g3') },
          ],
        },
      ]),
      204,
    )
    expect(ok(await company.client.get(`/Groups/${group.id}`)).body).toMatchObject({ displayName: 'Test SCIMv2 0' })
    expect(
      ok(await company.client.get(`/Groups/${group.id}`))
        .body.members?.map((member) => member.value)
        .sort(),
    ).toEqual([two, three].sort())
    ok(await company.client.patch(`/Groups/${group.id}`, [{ op: 'replace', path: 'members', value: [{ value: one }] }]), 204)
    expect(
      ok(
        await company.client.put(`/Groups/${group.id}`, {
          schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
          id: group.id,
          displayName: 'Test SCIMv2',
          members: [{ value: three }],
        }),
      ).body.members?.map((member) => member.value),
    ).toEqual([three])
    ok(await company.client.patch(`/Groups/${group.id}`, [{ op: 'remove', path: 'members' }]), 204)
    expect(ok(await company.client.get(`/Groups/${group.id}`)).body.members).toEqual([])
    expect(ok(await company.client.find('Groups', 'displayName eq "test scimv2"', '&startIndex=1&count=100')).body.totalResults).toBe(1)
  })
})
describe('a change', () => {
  test.each<readonly [string, unknown, string]>([
    ['no operation', [], 'invalidSyntax'],
    ['no verb', [{ path: 'active', value: true }], 'invalidSyntax'],
    ['an unknown verb', [{ op: 'move', path: 'active', value: true }], 'invalidSyntax'],
    ['a removal without a path', [{ op: 'remove' }], 'noTarget'],
    ['a removal of what nobody knows', [{ op: 'remove', path: 'shoeSize' }], 'noTarget'],
    ['an unknown path', [{ op: 'replace', path: 'shoeSize', value: 1 }], 'invalidPath'],
    ['a part that is none', [{ op: 'replace', path: 'name.shoe', value: 'x' }], 'invalidPath'],
    ['a path that is none', [{ op: 'replace', path: '][', value: 'x' }], 'invalidPath'],
    ['a path into every object', [{ op: 'replace', path: '__proto__.x', value: 'x' }], 'invalidPath'],
    ['a path into every object, filtered', [{ op: 'add', path: 'constructor[value eq "x"].prototype', value: 'x' }], 'invalidPath'],
    ['a filter that is none', [{ op: 'replace', path: 'emails[type].value', value: 'x' }], 'invalidFilter'],
    ['no value', [{ op: 'replace', path: 'active' }], 'invalidValue'],
    ['a list without a path', [{ op: 'add', value: ['x'] }], 'invalidValue'],
    ['nothing for the userName', [{ op: 'remove', path: 'userName' }], 'invalidValue'],
    ['a word for active', [{ op: 'replace', path: 'active', value: 'maybe' }], 'invalidValue'],
    ['an address elsewhere', [{ op: 'replace', path: 'emails', value: [{ value: 'x@elsewhere.example', primary: 'True' }] }], 'invalidValue'],
    ['operations that are no list', { op: 'add' }, 'invalidSyntax'],
  ])('with %s is refused, and nothing of it is done', async (what, operations, scimType) => {
    const { body: made } = await company.client.post(
      '/Users',
      userBody(at(`x${what.replaceAll(/\W/g, '')}`.toLowerCase().slice(0, 30)), { displayName: 'Before' }),
    )
    const list =
      Array.isArray(operations) && operations.length > 0 ? [{ op: 'replace', path: 'displayName', value: 'After' }, ...(operations as unknown[])] : operations
    const got = await company.client.ask('PATCH', `/Users/${made.id}`, { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: list })
    expect([got.status, got.body.scimType], got.text).toEqual([400, scimType])
    expect((await company.client.get(`/Users/${made.id}`)).body).toEqual(made)
  })
  test('without its schema, or too many at once, is refused', async () => {
    const { body: made } = await company.client.post('/Users', userBody(at('schema')))
    expect((await company.client.ask('PATCH', `/Users/${made.id}`, { Operations: [{ op: 'replace', path: 'active', value: false }] })).body.scimType).toBe(
      'invalidSyntax',
    )
    expect(
      (
        await company.client.patch(
          `/Users/${made.id}`,
          Array.from({ length: 201 }, () => ({ op: 'replace', path: 'title', value: 'x' })),
        )
      ).body.scimType,
    ).toBe('tooMany')
  })
  test('sent again changes nothing and leaves nothing in the log', async () => {
    const { body: made } = await company.client.post('/Users', userBody(at('again')))
    const change = [
        { op: 'Replace', path: 'displayName', value: 'Once' },
        { op: 'Replace', path: 'active', value: 'False' },
      ],
      first = ok(await company.client.patch(`/Users/${made.id}`, change)).body,
      events = (await company.world.events()).length
    for (let i = 0; i < 3; i++) expect(ok(await company.client.patch(`/Users/${made.id}`, change)).body).toEqual(first)
    expect((await company.world.events()).length).toBe(events)
  })
  test('of a group names people who are there, and no more than a thousand', async () => {
    const { body: group } = await company.client.post('/Groups', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'Bounds' })
    for (const value of [[{ value: 'scu_00000000000000000000000000' }], [{ value: 'nobody' }], ['__proto__']])
      expect((await company.client.patch(`/Groups/${group.id}`, [{ op: 'add', path: 'members', value }])).body.scimType).toBe('invalidValue')
    expect((await company.client.patch(`/Groups/${group.id}`, [{ op: 'add', path: 'members', value: [{ value: { a: 1 } }] }])).body.scimType).toBe(
      'invalidValue',
    )
    expect(
      (
        await company.client.patch(`/Groups/${group.id}`, [
          { op: 'add', path: 'members', value: Array.from({ length: 1_001 }, (_, i) => ({ value: `u${i}` })) },
        ])
      ).body.scimType,
    ).toBe('tooMany')
    expect((await company.client.patch(`/Groups/${group.id}`, [{ op: 'remove', path: 'members[display eq "x"]' }])).body.scimType).toBe('invalidFilter')
    expect((await company.client.patch(`/Groups/${group.id}`, [{ op: 'replace', path: 'colour', value: 'x' }])).body.scimType).toBe('invalidPath')
    expect((await company.client.patch(`/Groups/${group.id}`, [{ op: 'remove', path: 'members[value eq "scu_00000000000000000000000000"]' }])).status).toBe(204)
    expect((await company.client.post('/Groups', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'BOUNDS' })).body.scimType).toBe(
      'uniqueness',
    )
    expect((await company.client.post('/Groups', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'] })).body.scimType).toBe('invalidValue')
  })
})
