// A provider makes of people what those who map it may give: presets but owner, and roles of the company’s own, which take along what is mapped to them when they end.
import { beforeAll, describe, expect, test } from 'vitest'
import { roles } from '../../lib/access/roles.ts'
import { writeGrants } from '../../lib/tenancy/role-draft.ts'
import { showRole } from '../../lib/tenancy/show-role.ts'
import { changeConnection, makeConnection } from '../../lib/tenancy/sso-change.ts'
import { setGroupRoles } from '../../lib/tenancy/sso-groups.ts'
import { showConnection } from '../../lib/tenancy/sso-connection.ts'
import { copyRole, endRole, reviseRole } from '../../lib/tenancy/write-role.ts'
import { makeCertificate } from '../support/certificate.ts'
import { admin, makeWorld, refusalOf, type Person, type World } from '../support/world.ts'

let world: World,
  other: World,
  count = 0,
  named = 0
beforeAll(async () => {
  ;[world, other] = [await makeWorld(new Date().toISOString()), await makeWorld(new Date().toISOString())]
})
const certificate = makeCertificate()
const make = () =>
  world
    .as('admin')
    .run(makeConnection, { name: `Provider ${++count}`, issuer: 'urn:example:idp', ssoUrl: 'https://idp.example.com/sso', certificate: certificate.pem })

describe('roles of the company’s own', () => {
  const role = async (source: 'crew' | 'finance' | 'admin' | 'read_only', more: readonly string[] = [], less: readonly string[] = []) =>
    world
      .as('owner')
      .run(copyRole, { source, name: `Own role ${++named}`, grants: [...writeGrants(roles[source]).filter((grant) => !less.includes(grant)), ...more] })
  const holder = async (of: { name: string }): Promise<Person> => {
    const person = await world.join('office')
    await admin`update public.members set role = ${of.name}, role_id = (select id from public.roles where tenant_id = ${world.tenant} and name = ${of.name}) where id = ${person.memberId}`
    return person
  }
  const shown = async (connectionId: string) => world.as('owner').run(showConnection, { connectionId })
  const change = (connectionId: string, name: string, defaultRole: string) => ({
    connectionId,
    name,
    wantsResponseSigned: false,
    allowsProviderStart: false,
    joins: true,
    defaultRole,
    emailAttribute: 'mail',
    nameAttribute: '',
    groupsAttribute: 'groups',
    providerFactor: 'never',
  })
  const set = (connectionId: string, lines: string, who: Person | 'owner' | 'admin' = 'owner') => world.as(who).run(setGroupRoles, { connectionId, lines })

  test('are mapped by name or by key, and called what they are called now', async () => {
    const { id } = await make(),
      own = await role('crew'),
      payer = await role('finance')
    await set(id, `Trucks = ${own.name.toUpperCase()}\nDesk = ${payer.id}`)
    expect((await shown(id)).groups).toEqual([
      { group: 'Trucks', role: own.name, key: own.id },
      { group: 'Desk', role: payer.name, key: payer.id },
    ])
    await world.as('owner').run(reviseRole, { roleId: own.id, version: 1, name: `Drivers ${named}`, grants: writeGrants(roles.crew) })
    expect((await shown(id)).groups[0]).toMatchObject({ role: `Drivers ${named}`, key: own.id })
    expect((await refusalOf(set(id, 'A = rol_0000000000000000000000000a'))).fields['lines']).toMatch(/no role rol_/)
    const theirs = await other.as('owner').run(copyRole, { source: 'crew', name: `Theirs ${++named}`, grants: writeGrants(roles.crew) })
    expect((await refusalOf(set(id, `A = ${theirs.id}`))).fields['lines'], 'another company’s role').toMatch(/no role rol_/)
    expect((await refusalOf(world.as('owner').run(changeConnection, change(id, 'Own', theirs.id)))).fields['defaultRole']).toMatch(/not of this company/)
  })
  test('and presets alike are mapped only by who may give them; nobody makes an owner', async () => {
    const { id } = await make(),
      name = `Provider ${count}`,
      clerk = await holder(await role('read_only', ['sign_in.change:all'])),
      payer = await role('finance')
    for (const lines of ['Desk = finance', 'Desk = admin', 'Desk = crew', `Desk = ${payer.name}`, `Desk = ${payer.id}`])
      expect(await refusalOf(set(id, lines, clerk)), lines).toMatchObject({
        code: 'forbidden',
        fields: { lines: expect.stringMatching(/^You cannot give the role/) as string },
      })
    for (const key of ['finance', payer.id])
      expect(await refusalOf(world.as(clerk).run(changeConnection, change(id, name, key))), key).toMatchObject({
        code: 'forbidden',
        fields: { defaultRole: expect.stringMatching(/^You cannot give/) as string },
      })
    expect((await refusalOf(world.as('owner').run(changeConnection, change(id, name, 'owner')))).fields['defaultRole']).toMatch(/Nobody becomes owner/)
    expect(await shown(id)).toMatchObject({ groups: [], defaultRole: null, joins: false })
    await set(id, 'Readers = read only', clerk)
    // An admin gives the presets, and of a company's own what the admin holds.
    expect((await refusalOf(set(id, `Desk = ${payer.name}`, 'admin'))).code).toBe('forbidden')
    await set(id, 'Desk = finance', 'admin')
    for (const preset of ['owner', 'operator'])
      await expect(
        admin`update public.sso_group_roles set preset = ${preset} where tenant_id = ${world.tenant}`.then(() => undefined),
        preset,
      ).rejects.toThrow(/sso_group_roles_preset/)
    await expect(admin`update public.sso_connections set default_role = 'owner' where tenant_id = ${world.tenant}`.then(() => undefined)).rejects.toThrow(
      /sso_connections_default/,
    )
  })
  test('that an owner mapped stay while others map beside them, and are not moved up by who may not give them', async () => {
    const { id } = await make(),
      payer = await role('finance')
    await set(id, `Desk = ${payer.name}\nTrucks = crew`)
    await set(id, `Desk = ${payer.name}\nTrucks = dispatch\nOffice = office`, 'admin')
    expect((await refusalOf(set(id, `Trucks = dispatch\nDesk = ${payer.name}`, 'admin'))).code).toBe('forbidden')
    await set(id, `Trucks = dispatch\nDesk = ${payer.name}\nOffice = office`)
    expect((await world.events('sso.groups_mapped')).at(-1)?.detail['changes']).toEqual([
      { field: 'order', before: 'Desk, Trucks, Office', after: 'Trucks, Desk, Office' },
    ])
    await world.as('owner').run(changeConnection, change(id, `Stays ${named}`, payer.id))
    await world.as('admin').run(changeConnection, { ...change(id, `Stays ${named}`, payer.id), nameAttribute: 'cn' })
    expect(await shown(id)).toMatchObject({ defaultRole: payer.name, defaultRoleKey: payer.id, nameAttribute: 'cn' })
  })
  test('that end take along what is mapped to them: to a role that may be given, never owner, and by who may change sign-in', async () => {
    const { id } = await make(),
      own = await role('crew'),
      end = (target: string | undefined, who: Person | 'owner' = 'owner') =>
        world.as(who).run(endRole, { roleId: own.id, ...(target === undefined ? {} : { target }) })
    await set(id, `Trucks = ${own.name}\nDesk = finance`)
    await world.as('owner').run(changeConnection, change(id, `Ends ${named}`, own.id))
    expect(await world.as('owner').run(showRole, { role: own.id })).toMatchObject({ mapped: { groups: 1, defaults: 1 } })
    expect((await refusalOf(end(undefined))).fields['target']).toMatch(/by a provider/)
    expect((await refusalOf(end('owner'))).fields['target']).toMatch(/nobody becomes owner/)
    expect((await refusalOf(end('crew', await holder(await role('admin', [], ['sign_in.change:all']))))).message).toMatch(/changing how people sign in/)
    await end('dispatch')
    expect(await shown(id)).toMatchObject({
      groups: [
        { group: 'Trucks', role: 'dispatch' },
        { group: 'Desk', role: 'finance' },
      ],
      defaultRole: 'dispatch',
    })
    expect((await world.events('sso.groups_mapped')).at(-1)?.detail['changes']).toEqual([{ field: 'Trucks', before: own.name, after: 'dispatch' }])
  })
})
