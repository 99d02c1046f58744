// A role of the company's own gives exactly what it says, from the next request on; nobody gives what they do not hold, and nobody is left without a role.
// ASVS V8.3.2
import { beforeAll, describe, expect, test } from 'vitest'
import { presetNames } from '../../db/schema/tenancy.ts'
import { permissionNames, reachesOf } from '../../lib/access/permissions.ts'
import { companyPermissions, companyRoles, roleNames, roles, type RoleName } from '../../lib/access/roles.ts'
import { listAwards } from '../../lib/incentives/read-awards.ts'
import { listPayouts } from '../../lib/incentives/list-payouts.ts'
import { encodeId } from '../../lib/kernel/id.ts'
import { changeRole, leaveCompany } from '../../lib/tenancy/change-member.ts'
import { beginDelegation } from '../../lib/tenancy/delegation.ts'
import { explainPermission } from '../../lib/tenancy/explain-permission.ts'
import { inviteMember, inviteMemberAgain, showInviting } from '../../lib/tenancy/invite-member.ts'
import { listMembers } from '../../lib/tenancy/list-members.ts'
import { listRoles, permissionGroups } from '../../lib/tenancy/list-roles.ts'
import { membersWho } from '../../lib/tenancy/notice.ts'
import { writeGrants } from '../../lib/tenancy/role-draft.ts'
import { showDesk } from '../../lib/tenancy/show-desk.ts'
import { showMember } from '../../lib/tenancy/show-member.ts'
import { previewRole, showRole } from '../../lib/tenancy/show-role.ts'
import { copyRole, endRole, reviseRole } from '../../lib/tenancy/write-role.ts'
import { query } from '../../lib/access/operation.ts'
import { z } from 'zod'
import { admin, makeWorld, refusalOf, type Person, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await makeWorld(new Date().toISOString())
})
const mem = (person: Person): string => encodeId('member', person.memberId)
const grantsOf = (name: RoleName): string[] => writeGrants(roles[name])
const less = (list: readonly string[], ...names: string[]): string[] => list.filter((grant) => !names.includes(grant.split(':')[0] as string))
let made = 0
const copy = (source: string, grants: readonly string[], by: Person | RoleName = 'owner', name = `Role ${++made}`) =>
  world.as(by).run(copyRole, { source, name, grants })
/** A member under a role of the company's own, with a session that stays open while the role changes. */
async function holder(roleId: string, in_: World = world): Promise<Person> {
  const person = await in_.join('office')
  const [role] =
    await admin`select id, name from public.roles where tenant_id = ${in_.tenant} and name = (select name from public.roles r where r.tenant_id = ${in_.tenant} and r.id::text = ${uuidOf(roleId)})`
  await admin`update public.members set role = ${role?.['name'] as string}, role_id = ${role?.['id'] as string} where tenant_id = ${in_.tenant} and id = ${person.memberId}`
  return person
}
const ids = new Map<string, string>()
const uuidOf = (roleId: string): string => ids.get(roleId) ?? (ids.set(roleId, decode(roleId)), ids.get(roleId) as string)
function decode(id: string): string {
  let n = 0n
  for (const c of id.slice(4)) n = (n << 5n) | BigInt('0123456789abcdefghjkmnpqrstvwxyz'.indexOf(c))
  const h = n.toString(16).padStart(32, '0')
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}`
}
const reachesAt = async (person: Person): Promise<Readonly<Record<string, string>>> =>
  (await showDesk.invoke(person.caller, {})).reaches as Record<string, string>

describe('the catalogue', () => {
  test('code and database know the same presets, and a preset holds a permission only as far as its operations judge', () => {
    expect([...presetNames]).toEqual([...roleNames])
    for (const name of roleNames)
      for (const permission of permissionNames) {
        const reach = roles[name][permission]
        if (reach !== undefined) expect(reachesOf(permission), `${name} ${permission}`).toContain(reach)
      }
  })
  test('each permission stands in exactly one part of the catalogue, so that none is missing in the editor', () => {
    for (const permission of permissionNames)
      expect(
        permissionGroups.filter(({ nouns }) => nouns.includes(permission.split('.')[0] as string)).map(({ label }) => label),
        permission,
      ).toHaveLength(1)
  })
  test('money, members and everything else can be held apart: each permission alone', async () => {
    for (const permission of companyPermissions) {
      const grants = [...new Set(['home.read:own', 'session.own:own', `${permission}:${reachesOf(permission).at(-1)}`])]
      expect((await world.as('owner').run(previewRole, { source: 'owner', name: 'One thing', grants })).beyond, permission).toEqual([])
    }
  })
})
describe('making a role', () => {
  test('a copy minus one is that preset without it, at once and for who holds it', async () => {
    const { id } = await copy('finance', less(grantsOf('finance'), 'payout.release')),
      person = await holder(id)
    const held = await reachesAt(person)
    expect(held['payout.release']).toBeUndefined()
    expect({ ...held, 'payout.release': 'all' }).toEqual(roles.finance)
    expect((await world.events('role.made')).at(-1)).toMatchObject({
      subject_id: uuidOf(id),
      actor_role: 'owner',
      permission: 'role.change',
      detail: { copied: 'finance', changes: [{ field: 'payout.release', before: 'all', after: 'none' }] },
    })
  })
  test('nobody writes into a role what they do not hold', async () => {
    const got = await refusalOf(copy('admin', [...grantsOf('admin'), 'payout.release:all'], 'admin'))
    expect(got).toMatchObject({ code: 'forbidden', message: expect.stringMatching('you do not hold “Release batches to the bank”') })
    expect((await world.as('admin').run(previewRole, { source: 'finance', name: 'Pay desk', grants: grantsOf('finance') })).beyond).toContain(
      'Release batches to the bank',
    )
    // Wider than one's own: an admin reads nobody's awards, so not even their own.
    expect(await refusalOf(copy('crew', grantsOf('crew'), 'admin'))).toMatchObject({ code: 'forbidden' })
    await copy('admin', less(grantsOf('admin'), 'audit.erase'), 'admin')
  })
  test('who may not change roles makes none, and it asks for the factor for this very act', async () => {
    for (const role of companyRoles.filter((name) => name !== 'owner' && name !== 'admin'))
      expect(await refusalOf(copy('crew', grantsOf('crew'), role)), role).toMatchObject({ code: 'forbidden' })
    expect(await refusalOf(world.as('owner').runWithoutFactor(copyRole, { source: 'crew', name: 'Unproven', grants: grantsOf('crew') }))).toMatchObject({
      code: 'step_up',
    })
  })
  test('names: one of each, never that of a preset or of what is no person', async () => {
    await copy('crew', grantsOf('crew'), 'owner', 'Riggers')
    expect(await refusalOf(copy('crew', grantsOf('crew'), 'owner', 'riggers'))).toMatchObject({
      code: 'invalid',
      fields: { name: expect.stringMatching('There is a role') },
    })
    for (const name of ['Owner', 'read only', 'ReadOnly', 'System', 'job', 'A', 'x'.repeat(41), 'ad_min', 'a\u202eb'])
      expect(await refusalOf(copy('crew', grantsOf('crew'), 'owner', name)), name).toMatchObject({ code: 'invalid' })
    for (const name of ['owner', 'Read only', 'system'])
      await expect(
        admin`insert into public.roles (tenant_id, id, name, preset, grants) values (${world.tenant}, gen_random_uuid(), ${name}, 'crew', '{}')`.then(
          () => undefined,
        ),
        name,
      ).rejects.toThrow(/roles_not_a_preset/)
  })
  test.each([
    ['a permission that is none', ['payout.steal:all'], 'is not a permission of a company'],
    ['the installation’s', ['tenant.change:all'], 'is not a permission of a company'],
    ['a reach that its operations do not judge by', ['payout.approve:own'], 'reaches all'],
    ['twice', ['work.read:own', 'work.read:all'], 'given twice'],
    ['no reach', ['work.read'], 'reaches own, crew, all'],
  ])('refused by name: %s', async (_what, grants, words) => {
    expect(await refusalOf(copy('crew', ['home.read:own', 'session.own:own', ...grants]))).toMatchObject({
      code: 'invalid',
      fields: { grants: expect.stringMatching(words) },
    })
  })
  test('every role keeps the way in and out', async () => {
    for (const name of ['home.read', 'session.own'])
      expect(await refusalOf(copy('crew', less(grantsOf('crew'), name)))).toMatchObject({
        code: 'invalid',
        fields: { grants: expect.stringMatching('Every role keeps') },
      })
  })
})
describe('changing a role', () => {
  test('counts at the next request of a session that stays open, in words beforehand, and stands in the log', async () => {
    const { id, name } = await copy('office', grantsOf('office')),
      person = await holder(id),
      grants = [...less(grantsOf('office'), 'redemption.decide', 'work.read'), 'work.read:crew', 'ledger.read:all']
    const shown = await world.as('owner').run(previewRole, { roleId: id, name, grants })
    expect(shown.difference.map((d) => [d.kind, d.words])).toEqual([
      ['narrower', 'See work records, of the own crew'],
      ['gained', 'See ledger accounts and journal entries'],
      ['lost', 'Fulfil or cancel redemptions'],
    ])
    expect(shown.holders).toMatchObject({ total: 1, shown: [{ id: mem(person), name: person.name }] })
    expect(shown.blind).toEqual([])
    await world.as('owner').run(reviseRole, { roleId: id, version: shown.version, name, grants })
    expect(await reachesAt(person)).toMatchObject({ 'work.read': 'crew', 'ledger.read': 'all' })
    expect((await reachesAt(person))['redemption.decide']).toBeUndefined()
    expect((await world.events('role.revised')).at(-1)).toMatchObject({
      detail: { members: 1, version: 2, changes: expect.arrayContaining([{ field: 'work.read', before: 'all', after: 'crew' }]) },
    })
  })
  test('an editor may keep or take what they do not hold, but not add it', async () => {
    const { id, name } = await copy('finance', grantsOf('finance')),
      without = less(grantsOf('finance'), 'payout.raise')
    await world.as('admin').run(reviseRole, { roleId: id, version: 1, name, grants: without })
    expect(await refusalOf(world.as('admin').run(reviseRole, { roleId: id, version: 2, name, grants: grantsOf('finance') }))).toMatchObject({
      code: 'forbidden',
      message: expect.stringMatching('Raise, reissue'),
    })
  })
  test('two editors: the second sees what the first did', async () => {
    const { id, name } = await copy('crew', grantsOf('crew'))
    await world.as('owner').run(reviseRole, { roleId: id, version: 1, name, grants: less(grantsOf('crew'), 'dispute.open') })
    expect(await refusalOf(world.as('owner').run(reviseRole, { roleId: id, version: 1, name, grants: grantsOf('crew') }))).toMatchObject({
      code: 'conflict',
      message: expect.stringMatching('meanwhile'),
    })
  })
  test('a preset stays as it is, and nobody writes their own role', async () => {
    for (const roleId of ['owner', 'crew'])
      expect(await refusalOf(world.as('owner').run(reviseRole, { roleId, version: 0, name: 'Any', grants: grantsOf('crew') }))).toMatchObject({
        code: 'forbidden',
        message: expect.stringMatching('A preset stays'),
      })
    const { id, name } = await copy('admin', grantsOf('admin')),
      person = await holder(id)
    for (const run of [
      () => world.as(person).run(reviseRole, { roleId: id, version: 1, name, grants: grantsOf('admin') }),
      () => world.as(person).run(endRole, { roleId: id, target: 'crew' }),
    ])
      expect(await refusalOf(run())).toMatchObject({ code: 'forbidden', message: expect.stringMatching('your own role') })
  })
  test('another name stands beside every member, and the log keeps the one of its time', async () => {
    const { id } = await copy('crew', grantsOf('crew'), 'owner', 'Divers'),
      person = await holder(id)
    await world.as('owner').run(reviseRole, { roleId: id, version: 1, name: 'Deep divers', grants: grantsOf('crew') })
    expect((await showDesk.invoke(person.caller, {})).member).toMatchObject({ role: 'Deep divers', preset: 'crew' })
    expect((await world.as('owner').run(listMembers, { role: id })).rows).toMatchObject([{ name: person.name, role: 'Deep divers' }])
  })
})
describe('giving a role', () => {
  test('invited and changed into like a preset, by the same step-up, and only by who holds all of it', async () => {
    const { id, name } = await copy('manager', grantsOf('manager')),
      target = await world.join('crew')
    expect((await world.as('admin').run(showInviting, {})).roles.find((role) => role.role === id)).toMatchObject({
      name,
      why: expect.stringMatching('which you do not hold'),
    })
    expect(await refusalOf(world.as('admin').run(changeRole, { memberId: mem(target), role: id }))).toMatchObject({
      code: 'forbidden',
      fields: { role: expect.stringMatching('which you do not hold') },
    })
    expect(await refusalOf(world.as('admin').run(inviteMember, { name: 'A B', email: 'a.b@example.com', role: id }))).toMatchObject({ code: 'forbidden' })
    expect(await refusalOf(world.as('owner').runWithoutFactor(changeRole, { memberId: mem(target), role: id }))).toMatchObject({ code: 'step_up' })
    await world.as('owner').run(changeRole, { memberId: mem(target), role: id })
    expect((await admin`select role, role_id from public.members where id = ${target.memberId}`)[0]).toMatchObject({ role: name, role_id: uuidOf(id) })
    const invited = await world.as('owner').run(inviteMember, { name: 'C D', email: `c.d.${made}@example.com`, role: id })
    expect(await refusalOf(world.as('admin').run(inviteMemberAgain, { memberId: invited.id })), 'the link would let an admin in as a manager').toMatchObject({
      code: 'forbidden',
    })
    await world.as('owner').run(inviteMemberAgain, { memberId: invited.id })
    await world.as('owner').run(changeRole, { memberId: mem(target), role: 'crew' })
    expect((await admin`select role, role_id from public.members where id = ${target.memberId}`)[0]).toMatchObject({ role: 'crew', role_id: null })
  })
  test('what was taken out of a copy of admin is not given back by way of a preset', async () => {
    const { id } = await copy('admin', less(grantsOf('admin'), 'audit.erase', 'member.change')),
      person = await holder(id),
      target = await world.join('crew')
    const offered = Object.fromEntries((await world.as(person).run(showInviting, {})).roles.map((role) => [role.role, role.why]))
    expect(offered['crew']).toBeUndefined()
    expect(offered['finance']).toBeUndefined()
    expect(offered['admin']).toMatch('which you do not hold')
    expect(offered['owner']).toMatch('only an owner')
    expect(await refusalOf(world.as(person).run(changeRole, { memberId: mem(target), role: 'office' }))).toMatchObject({ code: 'forbidden' })
  })
  test('who looks after members by another role gives only what they hold', async () => {
    const { id } = await copy('dispatch', [...grantsOf('dispatch'), 'member.read:all', 'member.invite:all', 'member.change:all']),
      person = await holder(id)
    const offered = Object.fromEntries((await world.as(person).run(showInviting, {})).roles.map((role) => [role.role, role.why]))
    expect(offered['dispatch']).toBeUndefined()
    for (const name of ['admin', 'finance', 'manager', 'crew', 'owner']) expect(offered[name], name).toBeDefined()
  })
  test('nobody lifts a limit or gives more than they hold by way of the preset that a copy begins with', async () => {
    const lead = await holder(
        (await copy('manager', [...grantsOf('manager'), 'member.invite:all', 'member.change:all', 'role.read:all', 'role.change:all'])).id,
      ),
      target = await world.join('crew')
    const bare = [...grantsOf('crew'), 'payout.approve:all'].filter((grant) => !grant.startsWith('payout.read')),
      approving = [...bare, 'payout.read:all']
    // Finance approves without a limit, and the lead up to one: the copy would lift it.
    expect(await refusalOf(copy('finance', approving, lead))).toMatchObject({ code: 'forbidden', message: expect.stringMatching('without a limit') })
    expect((await world.as(lead).run(previewRole, { source: 'finance', name: 'Signers', grants: approving })).beyond).toEqual([
      'approve payouts without a limit',
    ])
    const harmless = await copy('finance', grantsOf('crew'), lead),
      { version } = await world.as(lead).run(showRole, { role: harmless.id })
    expect(await refusalOf(world.as(lead).run(reviseRole, { roleId: harmless.id, version, name: harmless.name, grants: approving }))).toMatchObject({
      code: 'forbidden',
      message: expect.stringMatching('without a limit'),
    })
    const signers = await copy('finance', approving, 'owner')
    expect(await refusalOf(world.as(lead).run(changeRole, { memberId: mem(target), role: signers.id }))).toMatchObject({
      code: 'forbidden',
      message: expect.stringMatching('without a limit'),
    })
    // Whoever holds a copy of admin gives presets that they do not hold themselves.
    const helping = ['home.read:own', 'session.own:own', 'member.read:all', 'member.invite:all', 'member.change:all'],
      helpers = await copy('admin', helping, 'owner')
    expect(await refusalOf(copy('admin', helping, lead))).toMatchObject({ code: 'forbidden', message: expect.stringMatching('presets') })
    expect(await refusalOf(world.as(lead).run(changeRole, { memberId: mem(target), role: helpers.id }))).toMatchObject({ code: 'forbidden' })
    // With the same habits as one's own, or for an owner, nothing of it stands in the way; nor for what stands in the role already.
    await copy('manager', approving, lead)
    await world.as(lead).run(reviseRole, { roleId: signers.id, version: 1, name: 'Second signers', grants: approving })
    await world.as('owner').run(changeRole, { memberId: mem(target), role: signers.id })
  })
  test('a role like an owner’s makes nobody an owner', async () => {
    const { id } = await copy('owner', grantsOf('owner')),
      person = await holder(id),
      target = await world.join('crew')
    expect(await refusalOf(world.as(person).run(changeRole, { memberId: mem(target), role: 'owner' }))).toMatchObject({
      code: 'forbidden',
      message: expect.stringMatching('Only an owner'),
    })
    expect(await refusalOf(world.as(person).run(changeRole, { memberId: mem(world.people.owner), role: 'crew' }))).toMatchObject({ code: 'forbidden' })
    const alone = await makeWorld(new Date().toISOString()),
      second = await alone.as('owner').run(copyRole, { source: 'owner', name: 'Deputies', grants: grantsOf('owner') })
    const deputy = await alone.join('crew')
    await alone.as('owner').run(changeRole, { memberId: mem(deputy), role: second.id })
    expect(await refusalOf(alone.as('owner').run(leaveCompany, {})), 'a deputy is no owner').toMatchObject({
      code: 'conflict',
      message: expect.stringMatching('last owner'),
    })
  })
  test('another company’s role is a role that does not exist', async () => {
    const other = await makeWorld(new Date().toISOString()),
      { id } = await copy('crew', grantsOf('crew')),
      target = await other.join('crew')
    expect(await refusalOf(other.as('owner').run(changeRole, { memberId: mem(target), role: id }))).toMatchObject({
      code: 'invalid',
      fields: { role: expect.stringMatching('not of this company') },
    })
    expect(await refusalOf(other.as('owner').run(showRole, { role: id }))).toMatchObject({ code: 'not_found' })
    expect(await refusalOf(other.as('owner').run(reviseRole, { roleId: id, version: 1, name: 'Mine', grants: grantsOf('crew') }))).toMatchObject({
      code: 'not_found',
    })
    expect(await refusalOf(other.as('owner').run(endRole, { roleId: id }))).toMatchObject({ code: 'not_found' })
    await expect(admin`update public.members set role = 'x', role_id = ${uuidOf(id)} where id = ${target.memberId}`.then(() => undefined)).rejects.toThrow(
      /members_own_role/,
    )
  })
})
describe('ending a role', () => {
  test('not while somebody holds it, unless they are moved; then their sessions end and both changes stand in the log', async () => {
    const { id, name } = await copy('office', grantsOf('office')),
      person = await holder(id)
    expect(await refusalOf(world.as('owner').run(endRole, { roleId: id }))).toMatchObject({
      code: 'invalid',
      fields: { target: expect.stringMatching('One member holds') },
    })
    expect(await refusalOf(world.as('owner').run(endRole, { roleId: id, target: id }))).toMatchObject({ code: 'invalid' })
    expect(await refusalOf(world.as('admin').run(endRole, { roleId: id, target: 'owner' }))).toMatchObject({
      code: 'forbidden',
      fields: { target: expect.any(String) },
    })
    expect(await world.as('owner').run(endRole, { roleId: id, target: 'dispatch' })).toEqual({ name, members: 1, sessions: 1 })
    await expect(showDesk.invoke(person.caller, {})).rejects.toThrow(/not signed in/)
    expect((await admin`select role, role_id from public.members where id = ${person.memberId}`)[0]).toMatchObject({ role: 'dispatch', role_id: null })
    expect((await world.events('member.role_changed')).at(-1)).toMatchObject({ detail: { changes: [{ field: 'role', before: name, after: 'dispatch' }] } })
    expect((await world.events('role.ended')).at(-1)).toMatchObject({ detail: { name, members: 1, target: 'dispatch' } })
    expect(await refusalOf(world.as('owner').run(showRole, { role: id }))).toMatchObject({ code: 'not_found' })
    await copy('crew', grantsOf('crew'), 'owner', name)
  })
  test('given and ended at the same moment: nobody is left under a role that is over', async () => {
    const { id } = await copy('crew', grantsOf('crew')),
      target = await world.join('office')
    await Promise.allSettled([
      world.as('owner').run(changeRole, { memberId: mem(target), role: id }),
      world.as('admin').run(endRole, { roleId: id, target: 'crew' }),
    ])
    expect([
      ...(await admin`select m.id from public.members m join public.roles r on r.tenant_id = m.tenant_id and r.id = m.role_id where m.tenant_id = ${world.tenant} and r.ended_at is not null and m.state <> 'ended'`),
    ]).toEqual([])
  })
})
describe('what hangs on a role', () => {
  test('a role that is over, or whose name is made up, gives nothing', async () => {
    const { id } = await copy('manager', grantsOf('manager')),
      person = await holder(id)
    await admin`update public.roles set ended_at = now() where id = ${uuidOf(id)}`
    expect(await refusalOf(showDesk.invoke(person.caller, {}))).toMatchObject({ code: 'forbidden' })
    await expect(
      admin`update public.members set role = 'owner' where id = ${person.memberId}`.then(() => undefined),
      'a preset’s name beside another role',
    ).rejects.toThrow(/members_role/)
    await expect(admin`update public.members set role_id = null where id = ${person.memberId}`.then(() => undefined)).rejects.toThrow(/members_role/)
  })
  test('what is stored and not known is nothing', async () => {
    const { id } = await copy('crew', grantsOf('crew')),
      person = await holder(id)
    await admin`update public.roles set grants = '{"home.read":"own","payout.approve":"own","tenant.change":"all","made.up":"all","work.read":"everything"}' where id = ${uuidOf(id)}`
    expect(await reachesAt(person)).toEqual({ 'home.read': 'own' })
  })
  test('its members are told, asked and lent to like those of a preset', async () => {
    const here = await makeWorld(new Date().toISOString())
    const approver = await here.as('owner').run(copyRole, { source: 'manager', name: 'Approvers', grants: grantsOf('manager') }),
      clerk = await here.as('owner').run(copyRole, { source: 'manager', name: 'Clerks', grants: less(grantsOf('manager'), 'payout.approve') })
    const [boss, stand] = [await holder(approver.id, here), await holder(clerk.id, here)]
    const who = query({ name: 'test.who', needs: 'home.read', input: z.strictObject({}), run: (ctx) => membersWho(ctx, 'payout.approve') })
    expect(await here.as('owner').run(who, {})).toContain(boss.memberId)
    expect(await here.as('owner').run(who, {})).not.toContain(stand.memberId)
    const day = new Date().toISOString().slice(0, 10)
    here.clock.advance(86_400_000)
    expect(await refusalOf(here.as(stand).run(beginDelegation, { permission: 'payout.approve', to: mem(boss), from: day, until: day }))).toMatchObject({
      code: 'forbidden',
    })
    here.clock.advance(-86_400_000)
    const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Los_Angeles' }).format(here.clock.now())
    await here.as(boss).run(beginDelegation, { permission: 'payout.approve', to: mem(stand), from: today, until: today })
    expect((await reachesAt(stand))['payout.approve']).toBe('all')
    const why = await here.as('owner').run(explainPermission, { memberId: mem(stand), permission: 'payout.approve' })
    expect(why).toMatchObject({
      reach: 'all',
      role: { name: 'Clerks', isOwn: true, reach: undefined, presetHas: 'all' },
      lent: [{ from: { name: boss.name, role: 'Approvers' }, counts: true }],
    })
    await here.as('owner').run(reviseRole, { roleId: approver.id, version: 1, name: 'Approvers', grants: less(grantsOf('manager'), 'payout.approve') })
    expect((await reachesAt(stand))['payout.approve'], 'what the lender lost is lent no more').toBeUndefined()
    expect(await here.as('owner').run(explainPermission, { memberId: mem(stand), permission: 'payout.approve' })).toMatchObject({
      lent: [{ counts: false, why: expect.stringMatching('does not hold it any more') }],
    })
  })
  test('“why can this person do that?” leads from member to role to permission to reach, and says who made it so', async () => {
    const { id, name } = await copy('crew', [...less(grantsOf('crew'), 'payout.read'), 'payout.read:crew']),
      target = await world.join('office')
    await world.as('owner').run(changeRole, { memberId: mem(target), role: id })
    const why = await world.as('admin').run(explainPermission, { memberId: mem(target), permission: 'payout.read' })
    expect(why).toMatchObject({
      reach: 'crew',
      member: { given: { event: 'member.role_changed', by: world.people.owner.name } },
      role: { key: id, name, isOwn: true, preset: 'crew', reach: 'crew', presetHas: 'own', written: { event: 'role.made', by: world.people.owner.name } },
    })
    const not = await world.as('admin').run(explainPermission, { memberId: mem(target), permission: 'payout.approve' })
    expect(not.reach).toBeUndefined()
    expect(not.others.map((role) => role.name)).toEqual(expect.arrayContaining(['owner', 'manager', 'finance']))
    expect((await world.as('admin').run(showMember, { memberId: mem(target) })).permissions.find((p) => p.name === 'payout.read')).toMatchObject({
      reach: 'crew',
      why: `role ${name}`,
    })
    for (const input of [
      { memberId: mem(target), permission: 'no.such' },
      { memberId: 'mem_0', permission: 'payout.read' },
    ])
      expect(await refusalOf(world.as('admin').run(explainPermission, input))).toMatchObject({ code: 'not_found' })
  })
  test('the habits of the preset stay: a copy of manager approves up to the manager’s limit, a copy of crew keeps its long session', async () => {
    const { policyOf } = await import('../../lib/tenancy/policy.ts'),
      { sessionLengthOf, sessionLengthsOf } = await import('../../lib/identity/session-lengths.ts'),
      policy = policyOf({})
    expect(['manager', 'office', 'crew', 'admin'].map((preset) => policy.limitOf(preset as RoleName, 'USD')?.minor)).toEqual([
      200_000n,
      200_000n,
      200_000n,
      200_000n,
    ])
    expect([policy.limitOf('finance', 'USD'), policy.limitOf('owner', 'USD'), policy.limitOf(null, 'USD')]).toEqual([undefined, undefined, undefined])
    expect(sessionLengthOf('crew', sessionLengthsOf({})).secondsMax).toBeGreaterThan(sessionLengthOf('office', sessionLengthsOf({})).secondsMax)
  })
  test('the matrix shows it beside the presets', async () => {
    const { id, name } = await copy('crew', grantsOf('crew')),
      { roles: columns, groups } = await world.as('admin').run(listRoles, {})
    expect(columns.find((role) => role.key === id)).toMatchObject({ name, isOwn: true, preset: 'crew' })
    expect(groups.flatMap((group) => group.rows).find((row) => row.name === 'work.read')?.reaches[name]).toBe('own')
    expect(groups.map((group) => group.label)).toEqual(expect.arrayContaining(['Money', 'Members and roles']))
  })
})
test('reading of the crew: whoever is on a crew with one now, and nobody else', async () => {
  const here = await makeWorld(new Date().toISOString()),
    own = [...less(grantsOf('crew'), 'award.read', 'payout.read'), 'award.read:crew', 'payout.read:crew']
  const { id } = await here.as('owner').run(copyRole, { source: 'crew', name: 'Leads', grants: own }),
    person = await holder(id, here)
  const { payeeIdsWithin } = await import('../../lib/incentives/own-payees.ts')
  const add = async (name: string, member: string | null): Promise<string> =>
    (
      await admin<
        { id: string }[]
      >`insert into public.payees (tenant_id, id, number, name, key, member_id, source) values (${here.tenant}, gen_random_uuid(), ${name}, ${name}, ${name}, ${member}, 'hand') returning id`
    )[0]?.id as string
  const [me, mate, gone, stranger] = [await add('Me', person.memberId), await add('Mate', null), await add('Gone', null), await add('Stranger', null)]
  const [crew] = await admin<
    { id: string }[]
  >`insert into public.crews (tenant_id, id, number, name, key) values (${here.tenant}, gen_random_uuid(), 'C-00001', 'North', 'north') returning id`
  for (const [payee, left] of [
    [me, null],
    [mate, null],
    [gone, here.clock.now()],
  ] as const)
    await admin`insert into public.crew_members (tenant_id, id, crew_id, payee_id, left_at) values (${here.tenant}, gen_random_uuid(), ${crew?.id as string}, ${payee}, ${left})`
  const within = query({
    name: 'test.within',
    needs: 'home.read',
    input: z.strictObject({}),
    run: async (ctx) => [await payeeIdsWithin(ctx, 'award.read'), await payeeIdsWithin(ctx, 'work.read')],
  })
  const [crewWide, ownOnly] = (await here.as(person).run(within, {})) as [string[], string[]]
  expect([crewWide.sort(), ownOnly]).toEqual([[me, mate].sort(), [me]])
  expect(crewWide).not.toContain(stranger)
  await here.as(person).run(listAwards, {})
  await here.as(person).run(listPayouts, {})
})
