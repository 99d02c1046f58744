// Members come by a link that works once, hold what others gave them and never more, and lose everything at once when it ends; one owner always stays.
// ASVS V6.4.1 V7.4.2 V7.4.5 V8.3.2 V9.2.2 V15.4.2
import { describe, expect, test } from 'vitest'
import { encodeId } from '../../lib/kernel/id.ts'
import { giveFactor } from '../../lib/identity/give-factor.ts'
import { givePassword } from '../../lib/identity/give-password.ts'
import { confirmEnrolment, keepCodes } from '../../lib/identity/enrol-totp.ts'
import { namePerson } from '../../lib/identity/name-person.ts'
import { openLink, peekLink } from '../../lib/identity/open-link.ts'
import { showFlow } from '../../lib/identity/show-flow.ts'
import { changeRole, endMembership, endSessionsOfMember, leaveCompany, resumeMember, suspendMember } from '../../lib/tenancy/change-member.ts'
import { inviteMember, inviteMemberAgain, withdrawInvitation } from '../../lib/tenancy/invite-member.ts'
import { exportMembers, listMembers } from '../../lib/tenancy/list-members.ts'
import { listRoles } from '../../lib/tenancy/list-roles.ts'
import { showDesk } from '../../lib/tenancy/show-desk.ts'
import { showMember } from '../../lib/tenancy/show-member.ts'
import { addMembership, Browser, enrolmentCode, eventsOf, mailedLinks, makePerson, password, presentClock } from '../identity/person.ts'
import { textOf } from '../support/list-file.ts'
import { admin, makeWorld, refusalOf, type Person, type World } from '../support/world.ts'
import '../../lib/registry.ts'

const mem = (person: Person) => encodeId('member', person.memberId)
const isShut = (promise: Promise<unknown>) => expect(promise).rejects.toMatchObject({ name: 'DoorShut' })
const now = (): string => new Date().toISOString()
const world = await makeWorld(now())
const invite = async (role: string, email: string, in_: World = world) => in_.as('owner').run(inviteMember, { name: 'Nina Vold', email, role })
/** Follows an invitation as a person without an account. */
async function acceptNew(token: string, browser = new Browser(presentClock())): Promise<Browser> {
  await browser.step(openLink, { flow: undefined, purpose: 'invite', token })
  await browser.step(namePerson, { name: 'Nina Vold', password: 'heron vat mulberry 3' })
  await browser.step(confirmEnrolment, { code: await enrolmentCode(browser) })
  await browser.step(keepCodes, { kept: 'yes' })
  return browser
}
describe('invitations', () => {
  test('a new person comes in by the mailed link: account, factor, codes and membership at once, the address proven', async () => {
    const invited = await invite('finance', 'nina.new@example.com')
    expect(invited.link).toMatch(/\/invitation\/[\w-]{43}$/)
    const [token] = await mailedLinks('nina.new@example.com', 'invitation')
    expect(invited.link).not.toContain(token)
    expect(await peekLink.invoke(new Browser(presentClock()), { purpose: 'invite', token })).toMatchObject({
      company: expect.stringMatching('Tidewell'),
      role: 'finance',
      name: 'Nina Vold',
    })
    const browser = await acceptNew(token as string)
    expect((await showDesk.invoke(browser.caller, {})).member).toMatchObject({ name: 'Nina Vold', role: 'finance' })
    expect((await admin`select email_verified_at is not null as proven from identity.accounts where email = 'nina.new@example.com'`)[0]).toMatchObject({
      proven: true,
    })
    expect((await eventsOf(world.tenant, 'member.joined')).at(-1)).toMatchObject({ detail: { role: 'finance', by: 'a new account', mailProven: true } })
  })
  test('the link that the inviter was shown works as well, once, and proves no mailbox', async () => {
    const { link } = await invite('office', 'nina.shown@example.com'),
      token = link.split('/').at(-1) as string
    await acceptNew(token)
    expect((await admin`select email_verified_at from identity.accounts where email = 'nina.shown@example.com'`)[0]).toMatchObject({ email_verified_at: null })
    const [mailed] = await mailedLinks('nina.shown@example.com', 'invitation')
    for (const used of [token, mailed])
      expect(await refusalOf(openLink.invoke(new Browser(presentClock()), { purpose: 'invite', token: used }))).toMatchObject({ code: 'not_found' })
  })
  test('two browsers with the same link: one joins', async () => {
    const { link } = await invite('office', 'nina.race@example.com'),
      token = link.split('/').at(-1) as string
    const ready = await Promise.all(
      [1, 2, 3].map(async () => {
        const browser = new Browser(presentClock())
        await browser.step(openLink, { flow: undefined, purpose: 'invite', token })
        await browser.step(namePerson, { name: 'Nina Vold', password: 'heron vat mulberry 3' })
        await browser.step(confirmEnrolment, { code: await enrolmentCode(browser) })
        return browser
      }),
    )
    const outcomes = await Promise.allSettled(ready.map((browser) => browser.step(keepCodes, { kept: 'yes' })))
    expect(outcomes.filter((o) => o.status === 'fulfilled').length).toBe(1)
    expect((await admin`select count(*)::int as n from identity.accounts where email = 'nina.race@example.com'`)[0]).toMatchObject({ n: 1 })
  })
  test('a person with an account joins with its password and factor, and keeps it', async () => {
    const other = await makeWorld(now()),
      person = await makePerson(other.tenant, 'manager'),
      { link } = await invite('office', person.email)
    const browser = new Browser(presentClock())
    expect(await browser.step(openLink, { flow: undefined, purpose: 'invite', token: link.split('/').at(-1) })).toMatchObject({ go: 'password' })
    await browser.step(givePassword, { password })
    expect(await browser.step(giveFactor, { code: person.code(browser.clock) })).toMatchObject({ go: 'home' })
    expect((await showDesk.invoke(browser.caller, {})).member.role).toBe('office')
    expect((await admin`select count(*)::int as n from public.members where account_id = ${person.accountId} and state = 'active'`)[0]).toMatchObject({ n: 2 })
  })
  test('without password and factor of the account nobody joins in its name', async () => {
    const other = await makeWorld(now()),
      person = await makePerson(other.tenant, 'manager'),
      { link } = await invite('owner', person.email),
      browser = new Browser(presentClock())
    await browser.step(openLink, { flow: undefined, purpose: 'invite', token: link.split('/').at(-1) })
    expect(await refusalOf(namePerson.invoke(browser, { flow: browser.flow, name: 'Mallory', password: 'heron vat mulberry 3' }))).toMatchObject({
      code: 'conflict',
    })
    expect(await refusalOf(givePassword.invoke(browser, { flow: browser.flow, password: 'heron vat mulberry 3' }))).toMatchObject({ code: 'invalid' })
  })
  test('72 hours; a newer one voids the older; withdrawing voids both', async () => {
    const first = await invite('office', 'nina.late@example.com'),
      token = first.link.split('/').at(-1)
    const late = new Browser(presentClock())
    late.clock.advance(72 * 3_600_000 + 1_000)
    await admin`update identity.links set expires_at = now() + interval '72 hours' where email = 'nina.late@example.com'`
    expect(await peekLink.invoke(late, { purpose: 'invite', token })).toBeUndefined()
    const again = await world.as('owner').run(inviteMemberAgain, { memberId: first.id })
    expect(again).toMatchObject({ isMailed: false }) // no mail server is set here, so nobody is told that a mail is under way
    expect(await peekLink.invoke(new Browser(presentClock()), { purpose: 'invite', token })).toBeUndefined()
    await world.as('owner').run(withdrawInvitation, { memberId: first.id })
    expect(await peekLink.invoke(new Browser(presentClock()), { purpose: 'invite', token: again.link.split('/').at(-1) })).toBeUndefined()
  })
  test('an address is not written to again and again, nor is the world: the last link stays good', async () => {
    const world = await makeWorld(),
      first = await world.as('owner').run(inviteMember, { name: 'Vic Tim', email: 'vic.tim@example.com', role: 'crew' })
    for (let n = 0; n < 3; n++) await world.as('owner').run(inviteMemberAgain, { memberId: first.id })
    const kept = async () => admin`select id, used_at from identity.links where tenant_id = ${world.tenant} and purpose = 'invite' order by id`
    const before = await kept()
    expect(await refusalOf(world.as('owner').run(inviteMemberAgain, { memberId: first.id }))).toMatchObject({
      code: 'too_many',
      message: expect.stringContaining('four times within the hour'),
    })
    expect(await kept()).toEqual(before)
    await admin`insert into identity.links (id, purpose, token_hash, tenant_id, member_id, email, data, expires_at)
      select gen_random_uuid(), 'invite', sha256(uuid_send(gen_random_uuid())), ${world.tenant}, gen_random_uuid(), n || '@example.com', '{"via":"mail"}', now() from generate_series(1, 196) n`
    expect(await refusalOf(world.as('owner').run(inviteMember, { name: 'One More', email: 'one.more@example.com', role: 'crew' }))).toMatchObject({
      code: 'too_many',
      message: expect.stringContaining('Two hundred'),
    })
    await admin`update identity.links set created_at = now() - interval '61 minutes' where tenant_id = ${world.tenant}`
    await world.as('owner').run(inviteMemberAgain, { memberId: first.id })
  })
  test('a link of another purpose is not even found', async () => {
    const { link } = await invite('office', 'nina.purpose@example.com'),
      token = link.split('/').at(-1)
    for (const purpose of ['reset', 'setup', 'recover', 'change_email', 'confirm_email'])
      expect(await refusalOf(openLink.invoke(new Browser(presentClock()), { purpose, token }))).toMatchObject({ code: 'not_found' })
  })
  test('one address, one invitation; a factor for this very act', async () => {
    await invite('office', 'nina.twice@example.com')
    expect(await refusalOf(invite('crew', 'NINA.twice@example.com'))).toMatchObject({
      code: 'invalid',
      fields: { email: expect.stringMatching('invited already') },
    })
    expect(await refusalOf(world.as('owner').runWithoutFactor(inviteMember, { name: 'X Y', email: 'x@example.com', role: 'crew' }))).toMatchObject({
      code: 'step_up',
    })
  })
  test('who had left comes back as the member they were', async () => {
    const here = await makeWorld(now()),
      person = await makePerson(here.tenant, 'crew')
    await here.as('owner').run(endMembership, { memberId: encodeId('member', person.memberId), reason: 'season is over' })
    const { link } = await invite('office', person.email, here),
      browser = new Browser(presentClock())
    await browser.step(openLink, { flow: undefined, purpose: 'invite', token: link.split('/').at(-1) })
    await browser.step(givePassword, { password })
    await browser.step(giveFactor, { code: person.code(browser.clock) })
    expect((await showDesk.invoke(browser.caller, {})).member).toMatchObject({ id: encodeId('member', person.memberId), role: 'office' })
  })
})
describe('roles and endings', () => {
  test('only owners make owners and decide over them; nobody decides over themselves; operators are not of companies', async () => {
    const { crew, owner, admin: boss, manager } = world.people
    expect(await refusalOf(world.as('admin').run(changeRole, { memberId: mem(crew), role: 'owner' }))).toMatchObject({
      code: 'forbidden',
      fields: { role: expect.any(String) },
    })
    expect(await refusalOf(world.as('admin').run(inviteMember, { name: 'A B', email: 'ab@example.com', role: 'owner' }))).toMatchObject({ code: 'forbidden' })
    for (const operation of [suspendMember, endMembership])
      expect(await refusalOf(world.as('admin').run(operation, { memberId: mem(owner), reason: 'because' }))).toMatchObject({
        code: 'forbidden',
        message: expect.stringMatching('is an owner'),
      })
    expect(await refusalOf(world.as('admin').run(changeRole, { memberId: mem(boss), role: 'finance' }))).toMatchObject({
      code: 'forbidden',
      message: expect.stringMatching('This is you'),
    })
    expect(await refusalOf(world.as('owner').run(changeRole, { memberId: mem(manager), role: 'operator' }))).toMatchObject({ code: 'invalid' })
    expect(await refusalOf(world.as('finance').run(changeRole, { memberId: mem(crew), role: 'manager' }))).toMatchObject({ code: 'forbidden' })
    expect(await refusalOf(world.as('owner').runWithoutFactor(changeRole, { memberId: mem(crew), role: 'office' }))).toMatchObject({ code: 'step_up' })
  })
  test('the link of an invited owner is shown to owners alone: an admin would come in by it in the owner’s place', async () => {
    const { id } = await world.as('owner').run(inviteMember, { name: 'Second Owner', email: 'second.owner@example.com', role: 'owner' })
    for (const operation of [inviteMemberAgain, withdrawInvitation])
      expect(await refusalOf(world.as('admin').run(operation, { memberId: id }))).toMatchObject({ code: 'forbidden' })
    expect((await world.as('admin').run(showMember, { memberId: id })).acts).toMatchObject({ 'invite again': { may: false }, withdraw: { may: false } })
    await world.as('owner').run(inviteMemberAgain, { memberId: id })
    await world.as('owner').run(withdrawInvitation, { memberId: id })
  })
  test('another role ends the sessions that were opened under the old one, seen by the next request', async () => {
    const person = await world.join('dispatch')
    await showDesk.invoke(person.caller, {})
    expect(await world.as('admin').run(changeRole, { memberId: mem(person), role: 'office' })).toMatchObject({ sessions: 1 })
    await isShut(showDesk.invoke(person.caller, {}))
    expect((await eventsOf(world.tenant, 'member.role_changed')).at(-1)).toMatchObject({
      detail: { changes: [{ field: 'role', before: 'dispatch', after: 'office' }] },
    })
  })
  test('suspended, ended, sessions ended: out at once; a suspended person is let in again', async () => {
    for (const operation of [suspendMember, endMembership] as const) {
      const person = await world.join('office')
      await world.as('admin').run(operation, { memberId: mem(person), reason: 'phone was stolen' })
      await isShut(showDesk.invoke(person.caller, {}))
      if (operation === suspendMember) await world.as('admin').run(resumeMember, { memberId: mem(person) })
      else
        expect(await refusalOf(world.as('admin').run(resumeMember, { memberId: mem(person) }))).toMatchObject({
          code: 'conflict',
          message: expect.stringMatching('has left'),
        })
    }
    const person = await world.join('office')
    await world.as('admin').run(endSessionsOfMember, { memberId: mem(person) })
    await isShut(showDesk.invoke(person.caller, {}))
  })
  test('the last owner stays, also when two owners remove one another at once', async () => {
    const alone = await makeWorld(now())
    expect(await refusalOf(alone.as('owner').run(leaveCompany, {}))).toMatchObject({ code: 'conflict', message: expect.stringMatching('last owner') })
    const second = await alone.join('owner')
    const outcomes = await Promise.allSettled([
      alone.as('owner').run(endMembership, { memberId: mem(second), reason: 'quarrel' }),
      alone.as(second).run(endMembership, { memberId: mem(alone.people.owner), reason: 'quarrel' }),
    ])
    expect(outcomes.filter((o) => o.status === 'fulfilled').length).toBe(1)
    expect(
      (await admin`select count(*)::int as n from public.members where tenant_id = ${alone.tenant} and role = 'owner' and state = 'active'`)[0],
    ).toMatchObject({ n: 1 })
  })
  test('one leaves by oneself, and the account stays one’s own', async () => {
    const here = await makeWorld(now()),
      person = await makePerson(here.tenant, 'crew'),
      browser = new Browser(presentClock())
    await browser.signIn(person)
    expect(await refusalOf(leaveCompany.invoke(browser.caller, {}))).toMatchObject({ code: 'step_up' })
    browser.clock.advance(30_000)
    await leaveCompany.invoke({ ...browser.caller, code: person.code(browser.clock) }, {})
    await isShut(showDesk.invoke(browser.caller, {}))
    expect((await admin`select is_disabled from identity.accounts where id = ${person.accountId}`)[0]).toMatchObject({ is_disabled: false })
  })
})
describe('what is shown', () => {
  test('members with their factors; the page of one says what they may do and why', async () => {
    const here = await makeWorld(now()),
      person = await makePerson(here.tenant, 'finance', 'Marta Lindqvist'),
      browser = new Browser(presentClock())
    await browser.signIn(person)
    const { rows, counts } = await here.as('manager').run(listMembers, { q: 'marta' })
    expect(rows).toMatchObject([{ name: 'Marta Lindqvist', factors: ['totp'], codesLeft: 10, sessions: 1, role: 'finance' }])
    expect(counts.active).toBe(9)
    const page = await here.as('admin').run(showMember, { memberId: rows[0]?.id })
    expect(page.permissions.find((p) => p.name === 'payout.release')).toMatchObject({ reach: 'all', why: 'role finance' })
    expect(page.permissions.find((p) => p.name === 'member.change')).toBeUndefined()
    expect(page.acts).toMatchObject({ change: { may: true }, suspend: { may: true } })
    expect((await here.as('manager').run(showMember, { memberId: rows[0]?.id })).acts.suspend).toMatchObject({ may: false })
  })
  test('another company’s factors and members are not there', async () => {
    const [a, b] = [await makeWorld(now()), await makeWorld(now())],
      person = await makePerson(a.tenant, 'finance'),
      browser = new Browser(presentClock())
    await browser.signIn(person)
    expect(await refusalOf(b.as('owner').run(showMember, { memberId: encodeId('member', person.memberId) }))).toMatchObject({ code: 'not_found' })
    await addMembership(b.tenant, 'crew', person)
    expect((await b.as('owner').run(listMembers, { q: person.email })).rows).toMatchObject([{ factors: [], sessions: 0, lastSeenAt: null }])
  })
  test('the matrix is what the operations judge by, and the list can be taken along, recorded', async () => {
    const { roles, groups } = await world.as('admin').run(listRoles, {})
    expect(roles.map((r) => r.name)).toEqual(['owner', 'admin', 'manager', 'finance', 'office', 'dispatch', 'crew', 'read_only'])
    expect(groups.flatMap((g) => g.rows).find((r) => r.name === 'payout.approve')).toMatchObject({
      asksAgain: true,
      reaches: { owner: 'all', admin: undefined, manager: 'all' },
    })
    const body = await textOf(await world.as('admin').run(exportMembers, { role: 'crew' }))
    expect(body.split('\r\n')[0]).toContain('Second factors')
    expect((await eventsOf(world.tenant, 'list.exported')).at(-1)).toMatchObject({ detail: { list: 'members' } })
  })
})
test('the code shown by a flow is the flow’s', async () => {
  expect(await showFlow.invoke(new Browser(presentClock()), { flow: 'x' })).toBeUndefined()
})
