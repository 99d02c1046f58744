// Where a company requires its provider, nothing else opens it: not a password, a reset, an invitation, a recovery, a new address, another company's session, nor a session from before. What else the account opens, it goes on opening.
import { isPermission } from '../../../lib/access/operation.ts'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { waysOf } from '../../../lib/access/required-provider.ts'
import { askRecovery, forgetPassword } from '../../../lib/identity/ask-by-mail.ts'
import { askEmailChange, confirmEmail } from '../../../lib/identity/change-email.ts'
import { chooseCompany } from '../../../lib/identity/choose-company.ts'
import { confirmEnrolment, keepCodes } from '../../../lib/identity/enrol-totp.ts'
import { giveFactor } from '../../../lib/identity/give-factor.ts'
import { givePassword } from '../../../lib/identity/give-password.ts'
import { namePerson } from '../../../lib/identity/name-person.ts'
import { openLink, peekLink } from '../../../lib/identity/open-link.ts'
import { showOwnAccount } from '../../../lib/identity/own-account.ts'
import { addFactor } from '../../../lib/identity/own-factors.ts'
import { signOut } from '../../../lib/identity/own-sessions.ts'
import { proveAct } from '../../../lib/identity/prove-act.ts'
import { setNewPassword } from '../../../lib/identity/set-new-password.ts'
import { switchCompany } from '../../../lib/identity/switch-company.ts'
import { encodeId } from '../../../lib/kernel/id.ts'
import { operations } from '../../../lib/registry.ts'
import { beginDelegation } from '../../../lib/tenancy/delegation.ts'
import { inviteMember } from '../../../lib/tenancy/invite-member.ts'
import { agreeRecovery, listRecoveries } from '../../../lib/tenancy/recoveries.ts'
import { liftRequired } from '../../../lib/tenancy/require-provider.ts'
import { showDesk } from '../../../lib/tenancy/show-desk.ts'
import { drain } from '../../support/drain.ts'
import { sampleOf } from '../../support/sample.ts'
import { byPassword, byProvider, colleagueAt, demand, makeReadyCompany, member, type RequiredCompany } from '../../support/saml/required.ts'
import { startProvider, type Provider } from '../../support/saml/provider.ts'
import { admin, makeWorld, refusalOf } from '../../support/world.ts'
import { addMembership, Browser, enrolmentCode, mailedLinks, makePerson, password, presentClock, type TestPerson } from '../person.ts'

let provider: Provider, company: RequiredCompany
beforeAll(async () => {
  provider = await startProvider()
  process.env['PLUMBLINE_EGRESS_ALLOW'] = provider.origin
  company = await makeReadyCompany(provider, { providerFactor: 'attested' })
  await demand(company)
}, 60_000)
afterAll(() => provider.close())
const isShut = (promise: Promise<unknown>) => expect(promise).rejects.toMatchObject({ name: 'DoorShut' })
const openSessions = async (person: Pick<TestPerson, 'accountId'>, tenant = company.world.tenant): Promise<number> =>
  (await admin`select 1 from identity.sessions where account_id = ${person.accountId} and tenant_id = ${tenant} and ended_at is null`).length
const refusals = async (): Promise<number> =>
  (await company.world.events('session.refused')).filter((e) => String(e.detail['why']).includes('the provider is required')).length
const everywhere = (person: TestPerson) =>
  makeWorld(new Date().toISOString()).then(async (other) => ({ other, memberId: await addMembership(other.tenant, 'finance', person) }))
/** Refused by name: the company, the domain and the way that is left. */
async function refusedByName(act: () => Promise<unknown>, kept = ''): Promise<void> {
  const before = await refusals(),
    refusal = await refusalOf(act())
  expect(refusal.code).toBe('forbidden')
  expect(refusal.fields['provider']).toBe('required')
  expect(refusal.message.startsWith(kept)).toBe(true)
  expect(refusal.message).toMatch(new RegExp(`lets addresses at ${company.domain} in by “Work account” only`))
  expect(await refusals()).toBe(before + 1)
}

describe('a password', () => {
  test('with the right code opens no session, says where to go, and stands in the log; the provider opens one', async () => {
    const person = await colleagueAt(company)
    await refusedByName(() => byPassword(person))
    expect(await openSessions(person)).toBe(0)
    const browser = await byProvider(provider, company, person)
    expect((await showDesk.invoke(browser.caller, {})).member.role).toBe('finance')
  })
  test('that is wrong, or without the code, is told nothing of it', async () => {
    const person = await colleagueAt(company),
      browser = new Browser(presentClock()),
      before = await refusals()
    await browser.begin(person.email)
    expect(await refusalOf(browser.step(givePassword, { password: 'wrong wrong wrong' }))).toMatchObject({ code: 'invalid' })
    expect(await browser.step(givePassword, { password })).toMatchObject({ go: 'factor' })
    expect(await refusals()).toBe(before)
  })
  test('opens the account’s other companies, never this one, and choosing this one leaves the choice open', async () => {
    const person = await colleagueAt(company),
      { other, memberId } = await everywhere(person),
      browser = new Browser(presentClock())
    await browser.signIn(person)
    await refusedByName(() => browser.step(chooseCompany, { memberId: member(person) }))
    await browser.step(chooseCompany, { memberId: encodeId('member', memberId) })
    expect((await showDesk.invoke(browser.caller, {})).company).not.toBe('')
    expect([await openSessions(person), await openSessions(person, other.tenant)]).toEqual([0, 1])
  })
  test('of an address elsewhere goes on opening, as it is not of the domain', async () => {
    const person = await makePerson(company.world.tenant, 'finance'),
      browser = await byPassword(person)
    expect((await showDesk.invoke(browser.caller, {})).member.role).toBe('finance')
  })
})
test('switching from another company is a sign-in by the rules of this one: refused, with the code unused and the session kept', async () => {
  const person = await colleagueAt(company),
    { memberId } = await everywhere(person),
    browser = new Browser(presentClock())
  await browser.signIn(person)
  await browser.step(chooseCompany, { memberId: encodeId('member', memberId) })
  await refusedByName(() => switchCompany.invoke(browser, { ...browser.own, memberId: member(person) }))
  expect(await openSessions(person)).toBe(0)
  expect((await showDesk.invoke(browser.caller, {})).member.role).toBe('finance')
})
describe('a reset', () => {
  test('keeps the new password, which is the account’s, and opens no session here', async () => {
    const person = await colleagueAt(company),
      browser = new Browser(presentClock()),
      { memberId } = await everywhere(person)
    await admin`update public.members set state = 'suspended' where id = ${memberId}`
    await forgetPassword.invoke(browser, { email: person.email })
    await browser.step(openLink, { flow: undefined, purpose: 'reset', token: (await mailedLinks(person.email, 'reset')).at(-1) })
    await browser.step(giveFactor, { code: person.code(browser.clock) })
    await refusedByName(() => browser.step(setNewPassword, { password: 'heron vat mulberry 3' }), 'Your new password is kept. ')
    expect(await openSessions(person)).toBe(0)
    await admin`update public.members set state = 'active' where id = ${memberId}`
    const after = new Browser(presentClock())
    after.clock.advance(30_000)
    await after.begin(person.email)
    await after.step(givePassword, { password: 'heron vat mulberry 3' })
    expect(await after.step(giveFactor, { code: person.code(after.clock) })).toMatchObject({ go: 'company' })
  })
  test('of an owner who keeps a way in opens none either: the way in is password and code, typed for it', async () => {
    const [owner] = company.owners,
      browser = new Browser(presentClock())
    browser.clock.advance(60_000)
    await forgetPassword.invoke(browser, { email: owner.email })
    await browser.step(openLink, { flow: undefined, purpose: 'reset', token: (await mailedLinks(owner.email, 'reset')).at(-1) })
    await browser.step(giveFactor, { code: owner.code(browser.clock) })
    expect((await refusalOf(browser.step(setNewPassword, { password: 'heron vat mulberry 3' }))).message).toMatch(
      /^Your new password is kept\. You keep a way in to .* by password and code, or by passkey: sign in with them\.$/,
    )
    expect(await openSessions(owner)).toBe(0)
    await admin`update identity.accounts set password_hash = (select password_hash from identity.accounts where id = ${company.owners[1].accountId}) where id = ${owner.accountId}`
  })
})
test('an agreed recovery gives the account a new factor and opens no session here', async () => {
  const person = await colleagueAt(company),
    { world } = company
  await askRecovery.invoke(new Browser(presentClock()), { email: person.email, lost: 'factor' })
  const recoveryId = (await world.as('owner').run(listRecoveries, {})).rows.find((row) => row.email === person.email)?.id
  for (const role of ['owner', 'admin'] as const) await world.as(role).run(agreeRecovery, { recoveryId })
  const browser = new Browser(presentClock())
  browser.clock.advance(24 * 3_600_000 + 1_000)
  await browser.step(openLink, { flow: undefined, purpose: 'recover', token: (await mailedLinks(person.email, 'recover')).at(-1) })
  await browser.step(givePassword, { password })
  await browser.step(confirmEnrolment, { code: await enrolmentCode(browser) })
  await refusedByName(() => browser.step(keepCodes, { kept: 'yes' }), 'Your new second factor is kept. ')
  expect(await openSessions(person)).toBe(0)
})
describe('an invitation to an address at the domain', () => {
  const invite = async (email = `new-${Date.now()}-${Math.random().toString(36).slice(2, 8)}@${company.domain}`) =>
    company.world.as('owner').run(inviteMember, { name: 'Nora New', email, role: 'office' })
  const tokenOf = (link: string): string => link.split('/').at(-1) as string
  test('by mail or shown begins nothing and makes no account; its page names the provider, by which the person joins as what they were invited', async () => {
    const { email, link, id } = await invite()
    for (const token of [tokenOf(link), (await mailedLinks(email, 'invitation')).at(-1)]) {
      expect((await peekLink.invoke(new Browser(presentClock()), { purpose: 'invite', token }))?.provider?.ways).toEqual([
        { id: company.connectionId, name: 'Work account' },
      ])
      await refusedByName(() => new Browser(presentClock()).step(openLink, { flow: undefined, purpose: 'invite', token }))
    }
    expect(await admin`select 1 from identity.accounts where email = ${email}`).toEqual([])
    provider.person = { id: `subject of ${email}`, email }
    const joined = await byProvider(provider, company, { email, code: () => '' })
    await joined.step(confirmEnrolment, { code: await enrolmentCode(joined) })
    await joined.step(keepCodes, { kept: 'yes' })
    expect((await showDesk.invoke(joined.caller, {})).member).toMatchObject({ role: 'office' })
    expect(await admin`select state from public.members where tenant_id = ${company.world.tenant} and email = ${email}`).toMatchObject([{ state: 'active' }])
    expect(id).toMatch(/^mem_/)
  })
  test('that was begun before it was required ends in nothing: no account, no place', async () => {
    const mine = await makeReadyCompany(provider),
      email = `half.${Date.now()}@${mine.domain}`,
      { link } = await mine.world.as('owner').run(inviteMember, { name: 'Half Way', email, role: 'office' }),
      browser = new Browser(presentClock())
    await browser.step(openLink, { flow: undefined, purpose: 'invite', token: tokenOf(link) })
    await browser.step(namePerson, { name: 'Half Way', password: 'heron vat mulberry 3' })
    await browser.step(confirmEnrolment, { code: await enrolmentCode(browser) })
    await demand(mine)
    expect((await refusalOf(browser.step(keepCodes, { kept: 'yes' }))).message).toMatch(/only/)
    expect(await admin`select 1 from identity.accounts where email = ${email}`).toEqual([])
    expect(await admin`select state from public.members where tenant_id = ${mine.world.tenant} and email = ${email}`).toMatchObject([{ state: 'invited' }])
  })
  test('of somebody who has an account is refused in the same words, and their account stays as it is', async () => {
    const stranger = await makePerson((await makeWorld(new Date().toISOString())).tenant, 'finance'),
      email = `known.${stranger.accountId.slice(-6)}@${company.domain}`
    await admin`update identity.accounts set email = ${email} where id = ${stranger.accountId}`
    const { link } = await invite(email)
    await refusedByName(() => new Browser(presentClock()).step(openLink, { flow: undefined, purpose: 'invite', token: tokenOf(link) }))
    expect(await admin`select 1 from public.members where account_id = ${stranger.accountId} and tenant_id = ${company.world.tenant}`).toEqual([])
  })
})
describe('a change of address', () => {
  test('out of the domain is refused by the company’s name, before any mail and any code, whichever company it is asked in', async () => {
    const person = await colleagueAt(company),
      { memberId } = await everywhere(person),
      inside = await byProvider(provider, company, person),
      outside = new Browser(presentClock())
    await outside.signIn(person)
    await outside.step(chooseCompany, { memberId: encodeId('member', memberId) })
    for (const browser of [inside, outside]) {
      const refusal = await refusalOf(askEmailChange.invoke(browser, { ...browser.own, email: `away.${person.accountId}@example.com`, factorCode: '000000' }))
      expect([refusal.code, refusal.fields['email']]).toEqual(['forbidden', refusal.message])
      expect(refusal.message).toContain(`addresses at ${company.domain} in by its provider only, so yours stays there`)
    }
    expect(await mailedLinks(`away.${person.accountId}@example.com`, 'confirm-email')).toEqual([])
  })
  test('that both addresses agreed to before it was required is not carried out, and both links stay unused', async () => {
    const mine = await makeReadyCompany(provider),
      person = await colleagueAt(mine),
      browser = await byPassword(person),
      to = `gone.${person.accountId}@example.com`
    browser.clock.advance(30_000)
    await askEmailChange.invoke(browser, { ...browser.own, email: to, factorCode: person.code(browser.clock) })
    await confirmEmail.invoke(browser, { token: (await mailedLinks(to, 'confirm-email')).at(-1) })
    await demand(mine)
    expect((await refusalOf(confirmEmail.invoke(browser, { token: (await mailedLinks(person.email, 'confirm-email')).at(-1) }))).code).toBe('forbidden')
    expect(await admin`select email from identity.accounts where id = ${person.accountId}`).toEqual([{ email: person.email }])
    expect(await admin`select email from public.members where id = ${person.memberId}`).toEqual([{ email: person.email }])
  })
  test('into the domain binds from then on', async () => {
    const person = await makePerson(company.world.tenant, 'finance'),
      browser = await byPassword(person)
    await admin`update public.members set email = ${`in.${person.accountId}@${company.domain}`} where id = ${person.memberId}`
    await isShut(showDesk.invoke(browser.caller, {}))
  })
})
describe('a session from before', () => {
  test('is over at once for every operation there is and every act of its person; one by the provider and one elsewhere go on', async () => {
    const mine = await makeReadyCompany(provider, { providerFactor: 'attested' }),
      person = await colleagueAt(mine, 'admin'),
      old = await byPassword(person),
      vouched = await byProvider(provider, mine, person),
      other = await everywhere(person),
      elsewhere = new Browser(presentClock())
    elsewhere.clock.advance(30_000)
    await elsewhere.signIn(person)
    await elsewhere.step(chooseCompany, { memberId: encodeId('member', other.memberId) })
    expect((await showDesk.invoke(old.caller, {})).member.role).toBe('admin')
    expect(await demand(mine)).toMatchObject({ sessions: 1 })
    expect(await admin`select ended_reason from identity.sessions where account_id = ${person.accountId} and ended_reason is not null`).toEqual([
      { ended_reason: 'sign-in by the provider is required' },
    ])
    await sees(old)
    for (const browser of [vouched, elsewhere]) expect((await showDesk.invoke(browser.caller, {})).member.name).toBe(person.name)
  }, 60_000)
  test('that slipped in meanwhile, or was kept alive by hand, opens nothing either: the door itself judges', async () => {
    const mine = await makeReadyCompany(provider),
      person = await colleagueAt(mine, 'admin'),
      old = await byPassword(person)
    await demand(mine)
    await admin`update identity.sessions set ended_at = null, ended_reason = null where account_id = ${person.accountId}`
    await sees(old)
    await mine.world.as('owner').run(liftRequired, { domainId: mine.domainId })
    await isShut(showDesk.invoke(old.caller, {})) // lifting brings nothing back
    await signOut.invoke(old, old.own)
    const again = await byPassword(person, 30_000)
    expect((await showDesk.invoke(again.caller, {})).member.role).toBe('admin')
  }, 60_000)
  async function sees(old: Browser): Promise<void> {
    let tried = 0
    for (const operation of operations.filter(({ needs }) => isPermission(needs))) {
      if (++tried % 40 === 0)
        await new Promise((done) => {
          setTimeout(done, 10)
        })
      const outcome = await operation.invoke({ ...old.caller, place: { ...old.place, ip: `203.0.113.${tried % 250}` } }, sampleOf(operation)).then(
        () => 'done',
        (error: Error & { code?: string }) => (error.name === 'Refusal' ? `${error.code}` : error.name),
      )
      expect(['DoorShut', 'invalid', 'too_many'], `${operation.name}: ${outcome}`).toContain(outcome)
    }
    // One after the other: an act that is begun before somebody waits for it fails unheard.
    for (const act of [
      () => showOwnAccount.invoke(old, old.own),
      () => proveAct.invoke(old, { ...old.own, act: '0'.repeat(64), code: '000000' }),
      () => addFactor.invoke(old, { ...old.own, name: 'Second phone', factorCode: '000000' }),
      () => askEmailChange.invoke(old, { ...old.own, email: 'x@example.com', factorCode: '000000' }),
      () => switchCompany.invoke(old, { ...old.own, memberId: 'mem_00000000000000000000000000' }),
    ])
      await isShut(act())
  }
  test('lends nothing and uses nothing that was lent', async () => {
    const mine = await makeReadyCompany(provider),
      manager = await colleagueAt(mine, 'manager'),
      office = await colleagueAt(mine, 'office'),
      [lender, borrower] = [await byPassword(manager), await byPassword(office)]
    const days = { from: new Date().toISOString().slice(0, 10), until: new Date(Date.now() + 86_400_000).toISOString().slice(0, 10) }
    await demand(mine)
    await isShut(beginDelegation.invoke(lender.caller, { permission: 'award.confirm', to: member(office), ...days }))
    await admin`insert into public.delegations (tenant_id, id, from_member_id, to_member_id, permission, starts_at, ends_at) values (${mine.world.tenant}, gen_random_uuid(), ${manager.memberId}, ${office.memberId}, 'award.confirm', now() - interval '1 day', now() + interval '1 day')`
    await isShut(showDesk.invoke(borrower.caller, {}))
  })
})
describe('an owner who keeps a way in', () => {
  test('comes in by password and code; it stands in the log, and the other owners are told in the product and by mail', async () => {
    const [owner, other] = company.owners,
      browser = await byPassword(owner, 90_000)
    expect((await showDesk.invoke(browser.caller, {})).member.role).toBe('owner')
    expect((await company.world.events('sso.break_glass_used')).at(-1)).toMatchObject({ actor_id: owner.memberId, actor_role: 'owner' })
    await drain({ tenant: company.world.tenant, clock: company.world.clock })
    const sentence = `${owner.name} came in by break-glass, past the provider that is required, from Firefox on Linux`
    expect(
      (await admin`select member_id from public.notifications where tenant_id = ${company.world.tenant} and sentence = ${sentence}`)
        .map((row) => row['member_id'] as string)
        .sort(),
    ).toEqual([other.memberId, company.world.people.owner.memberId].sort())
    expect(await admin`select 1 from identity.outbox where to_address = ${other.email} and subject like ${`%${sentence}%`}`).toHaveLength(1)
  })
  test('does not come in by a session elsewhere, and not as what is no owner any more', async () => {
    const mine = await makeReadyCompany(provider),
      third = await colleagueAt(mine, 'owner', 'Tilda Third'),
      { memberId } = await everywhere(third)
    await demand(mine, 'owner', [...mine.owners, third])
    const browser = new Browser(presentClock())
    await browser.signIn(third)
    await browser.step(chooseCompany, { memberId: encodeId('member', memberId) })
    expect((await refusalOf(switchCompany.invoke(browser, { ...browser.own, memberId: member(third) }))).message).toMatch(
      /You keep a way in .* sign in with them/,
    )
    const inside = new Browser(presentClock())
    inside.clock.advance(30_000)
    await inside.signIn(third)
    await inside.step(chooseCompany, { memberId: member(third) })
    expect((await showDesk.invoke(inside.caller, {})).member.role).toBe('owner')
    await admin`update public.members set role = 'admin' where id = ${third.memberId}`
    await isShut(showDesk.invoke(inside.caller, {}))
  })
})
test('what one company requires binds nobody in another, though the address be at that domain there', async () => {
  const elsewhere = await makeWorld(new Date().toISOString()),
    person = await colleagueAt({ world: elsewhere, domain: company.domain }),
    browser = await byPassword(person)
  expect((await showDesk.invoke(browser.caller, {})).member.role).toBe('finance')
})
test('the door of the database and the sign-in judge alike, whatever stands in the policy', async () => {
  const domain = fc.constantFrom('a.example', 'b.example', 'sub.a.example', 'A.example'),
    id = fc.constantFrom('00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002')
  const policy = fc.oneof(
    fc.constant({}),
    fc.constant({ ssoDomains: null }),
    fc.constant({ ssoDomains: 'a.example', ssoOwners: 1 }),
    fc.record({ ssoDomains: fc.array(domain, { maxLength: 3 }), ssoOwners: fc.array(id, { maxLength: 2 }) }),
  )
  await fc.assert(
    fc.asyncProperty(
      policy,
      id,
      fc.constantFrom('owner', 'admin', 'crew'),
      fc.tuple(fc.constantFrom('x', 'a.example'), domain),
      async (stored, memberId, role, [local, at]) => {
        const email = `${local}@${at}`,
          [row] = await admin<{ needs: boolean }[]>`select scope.needs_provider(${admin.json(stored as never)}, ${memberId}, ${role}, ${email}) as needs`
        expect(row?.needs).toBe(waysOf(stored, { id: memberId, role, email }) === 'provider')
      },
    ),
    { numRuns: 150 },
  )
})
