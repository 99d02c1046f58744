// Which factors count is the company's to say, for each role; it holds at every way in and for every act, and nobody is locked out by it.
import { describe, expect, test } from 'vitest'
import { giveFactor } from '../../lib/identity/give-factor.ts'
import { givePassword } from '../../lib/identity/give-password.ts'
import { showOwnAccount } from '../../lib/identity/own-account.ts'
import { removeFactor } from '../../lib/identity/own-factors.ts'
import { askNewPasskey, askPasskey } from '../../lib/identity/passkeys/own-passkeys.ts'
import { askPasskeyInFlow } from '../../lib/identity/passkeys/sign-in.ts'
import { listOwnCompanies, switchCompany } from '../../lib/identity/switch-company.ts'
import { chooseCompany } from '../../lib/identity/choose-company.ts'
import { encodeId } from '../../lib/kernel/id.ts'
import { approvePayouts } from '../../lib/incentives/approve-payouts.ts'
import { raisePayout } from '../../lib/incentives/raise-payouts.ts'
import { exportMembers } from '../../lib/tenancy/list-members.ts'
import { changeFactorRules } from '../../lib/tenancy/factor-rules.ts'
import { changeClocks } from '../../lib/tenancy/company.ts'
import { askAccess } from '../../lib/tenancy/access/ask-access.ts'
import { approveAccess, endAccess } from '../../lib/tenancy/access/decide-access.ts'
import { showDesk } from '../../lib/tenancy/show-desk.ts'
import { changeAlertRules } from '../../lib/tenancy/watch/change-alert-rules.ts'
import { showSecurity } from '../../lib/tenancy/show-security.ts'
import { enrolPasskey, signInByPasskey } from '../identity/passkey-person.ts'
import { addMembership, Browser, eventsOf, makePerson, password, presentClock, type TestPerson } from '../identity/person.ts'
import { giveAward, makePayee } from '../support/awards.ts'
import { PasskeyDevice } from '../support/passkey-device.ts'
import { admin, makeWorld, refusalOf, type World } from '../support/world.ts'
import '../../lib/registry.ts'

const rule = (world: World, passkeyAlone: boolean, passkeyRoles: readonly string[]) => world.as('owner').run(changeFactorRules, { passkeyAlone, passkeyRoles })
/** Somebody who has a passkey, not signed in. */
async function equipped(world: World, role: string): Promise<{ person: TestPerson; device: PasskeyDevice; browser: Browser }> {
  const person = await makePerson(world.tenant, role),
    browser = new Browser(presentClock()),
    device = new PasskeyDevice()
  await browser.signIn(person)
  await enrolPasskey(browser, person, device, 'Key')
  return { person, device, browser }
}
async function withPassword(person: TestPerson): Promise<Browser> {
  const browser = new Browser(presentClock())
  await browser.begin(person.email)
  await browser.step(givePassword, { password })
  return browser
}
describe('a passkey by itself', () => {
  test('signs in unless the company says otherwise; then it goes beside the password, and the refusal says so', async () => {
    const world = await makeWorld(),
      { person, device } = await equipped(world, 'office')
    expect((await world.as('owner').run(showSecurity, {})).factorRules.passkeyAlone).toBe(true)
    expect(await signInByPasskey(new Browser(presentClock()), device)).toMatchObject({ go: 'home' })
    await rule(world, false, [])
    expect(await refusalOf(signInByPasskey(new Browser(presentClock()), device))).toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('your password beside the passkey') as string,
    })
    expect((await eventsOf(world.tenant, 'session.refused')).at(-1)).toMatchObject({
      actor_id: person.memberId,
      detail: { step: 'membership', why: 'a passkey alone does not count here' },
    })
    const browser = await withPassword(person),
      { options } = await askPasskeyInFlow.invoke(browser, { flow: browser.flow })
    expect(await browser.step(giveFactor, { code: device.use(options) })).toMatchObject({ go: 'home' })
    expect((await world.events('company.factors_changed')).at(-1)?.detail).toEqual({
      changes: [{ field: 'a passkey by itself', before: 'signs in', after: 'needs the password' }],
    })
  })
  test('neither choosing among companies nor switching leads around it', async () => {
    const [open, strict] = [await makeWorld(), await makeWorld()],
      { person, device } = await equipped(open, 'office')
    const memberId = await addMembership(strict.tenant, 'office', person)
    await rule(strict, false, [])
    const browser = new Browser(presentClock())
    expect(await signInByPasskey(browser, device)).toMatchObject({ go: 'company' })
    expect(await refusalOf(browser.step(chooseCompany, { memberId: encodeId('member', memberId) }))).toMatchObject({ code: 'forbidden' })
    await browser.step(chooseCompany, { memberId: encodeId('member', person.memberId) })
    const target = (await listOwnCompanies.invoke(browser, browser.own)).companies.find((c) => !c.isThis)
    expect(await refusalOf(switchCompany.invoke(browser, { ...browser.own, memberId: target?.id as string }))).toMatchObject({ code: 'forbidden' })
    expect((await admin`select 1 from identity.sessions where tenant_id = ${strict.tenant} and account_id = ${person.accountId}`).length).toBe(0)
  })
})
describe('a role that needs a passkey', () => {
  test('is let in by nothing else once there is one: no code, no backup code, no session elsewhere', async () => {
    const world = await makeWorld(),
      elsewhere = await makeWorld(),
      { person, device } = await equipped(world, 'finance')
    await rule(world, true, ['finance', 'manager'])
    for (const code of [person.codes[4] as string, person.codes[5] as string])
      expect(await refusalOf((await withPassword(person)).step(giveFactor, { code }))).toMatchObject({
        code: 'forbidden',
        message: expect.stringContaining('by passkey only') as string,
      })
    expect((await eventsOf(world.tenant, 'session.refused')).at(-1)).toMatchObject({ detail: { why: 'a passkey is needed' } })
    const browser = await withPassword(person),
      { options } = await askPasskeyInFlow.invoke(browser, { flow: browser.flow })
    expect(await browser.step(giveFactor, { code: device.use(options) })).toMatchObject({ go: 'home' })
    expect(await signInByPasskey(new Browser(presentClock()), device)).toMatchObject({ go: 'home' })
    const other = await addMembership(elsewhere.tenant, 'office', person),
      away = await withPassword(person)
    expect(await away.step(giveFactor, { code: person.codes[6] as string })).toMatchObject({ go: 'company' })
    await away.step(chooseCompany, { memberId: encodeId('member', other) })
    expect(await refusalOf(switchCompany.invoke(away, { ...away.own, memberId: encodeId('member', person.memberId) }))).toMatchObject({ code: 'forbidden' })
  })
  test('is not gone round by a passkey that a code adds in another company: a code adds the first, and the passkey the next', async () => {
    const world = await makeWorld(),
      elsewhere = await makeWorld(),
      { person, device } = await equipped(world, 'finance')
    const other = await addMembership(elsewhere.tenant, 'office', person),
      away = await withPassword(person)
    await rule(world, true, ['finance'])
    expect(await away.step(giveFactor, { code: person.codes[4] as string })).toMatchObject({ go: 'company' })
    await away.step(chooseCompany, { memberId: encodeId('member', other) })
    const asked = { ...away.own, name: 'Of somebody else' }
    expect(await refusalOf(askNewPasskey.invoke(away, { ...asked, factorCode: person.codes[5] as string }))).toMatchObject({
      code: 'forbidden',
      fields: { factorCode: expect.stringContaining('use it to add another') as string },
    })
    expect((await admin`select 1 from identity.factors where account_id = ${person.accountId} and kind = 'passkey'`).length).toBe(1)
    expect(await askNewPasskey.invoke(away, { ...asked, factorCode: device.use(await askPasskey.invoke(away, away.own)) })).toHaveProperty('challenge')
    const first = await makePerson(world.tenant, 'finance'),
      own = new Browser(presentClock())
    await own.signIn(first)
    await enrolPasskey(own, first, new PasskeyDevice(), 'Key')
  })
  test('another role is not meant', async () => {
    const world = await makeWorld(),
      { person } = await equipped(world, 'office')
    await rule(world, true, ['finance'])
    expect(await (await withPassword(person)).step(giveFactor, { code: person.codes[3] as string })).toMatchObject({ go: 'home' })
  })
  test('who has none comes in by a code to add one, and decides nothing before', async () => {
    const world = await makeWorld(),
      person = await makePerson(world.tenant, 'admin'),
      browser = new Browser(presentClock()),
      device = new PasskeyDevice()
    await rule(world, true, ['admin'])
    await browser.signIn(person)
    const act = { bankDetailHoldDays: 9, disputeBusinessDays: 9 }
    expect(await refusalOf(changeClocks.invoke({ ...browser.caller, code: person.codes[0] as string }, act))).toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('Add one in your account') as string,
    })
    expect(await refusalOf(exportMembers.invoke({ ...browser.caller, code: person.codes[0] as string }, {}))).toMatchObject({ code: 'forbidden' })
    expect((await showOwnAccount.invoke(browser, browser.own)).needPasskey.length).toBe(1)
    expect((await listOwnCompanies.invoke(browser, browser.own)).factors).toEqual({ totp: 1, passkey: 0, needsPasskey: true })
    // Nor does the code that let them in count as a factor just proven.
    expect(await refusalOf(changeAlertRules.invoke(browser.caller, { failures: 11, networkFailures: 30, exportRows: 5_000, exportsAnHour: 10 }))).toMatchObject(
      { code: 'step_up' },
    )
    // The code was not used up by the refusal: it adds the passkey.
    await enrolPasskey(browser, person, device, 'Key', person.codes[0])
    expect(await refusalOf(changeClocks.invoke({ ...browser.caller, code: person.codes[1] as string }, act))).toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('a code does not count') as string,
    })
    expect(await changeClocks.invoke({ ...browser.caller, code: device.use(await askPasskey.invoke(browser, browser.own)) }, act)).toEqual({ changed: 2 })
  })
  test('asked of approvers: a payout is approved by passkey, once for that payout, and not by a code', async () => {
    const world = await makeWorld(new Date().toISOString()),
      { person, browser, device } = await equipped(world, 'manager'),
      payee = await makePayee(world, 'Jana Ruiz')
    await giveAward(world, payee.uuid, 124_000n)
    const payout = await world.as('finance').run(raisePayout, { payeeId: payee.id, currency: 'USD', rail: 'payroll_csv', idempotencyKey: 'by-passkey' })
    await rule(world, true, ['manager'])
    const approve = (code: string) => approvePayouts.invoke({ ...browser.caller, code }, { payoutIds: [payout.id] })
    expect(await refusalOf(approve(person.codes[3] as string))).toMatchObject({
      code: 'forbidden',
      fields: { factorCode: expect.stringContaining('asks for a passkey here, for your role') as string },
    })
    const answer = device.use(await askPasskey.invoke(browser, browser.own))
    await approve(answer)
    expect((await admin`select count(*)::int as n from payout_approvals where tenant_id = ${world.tenant}`)[0]?.['n']).toBe(1)
    expect(await refusalOf(approve(answer))).toMatchObject({ code: 'invalid' })
  })
  test('what is given for a time asks for what its role asks for, in acts and at the door, and no longer than it is held', async () => {
    const world = await makeWorld(new Date().toISOString()),
      { person, browser, device } = await equipped(world, 'office'),
      payee = await makePayee(world, 'Jana Ruiz')
    await giveAward(world, payee.uuid, 124_000n)
    const payout = await world.as('finance').run(raisePayout, { payeeId: payee.id, currency: 'USD', rail: 'payroll_csv', idempotencyKey: 'by-grant' })
    await rule(world, true, ['manager'])
    const { id } = await askAccess.invoke(browser.caller, { grants: ['payout.approve:all'], amount: 2, unit: 'hours', reason: 'Everybody is away' })
    await world.as('owner').run(approveAccess, { requestId: id, amount: 2, unit: 'hours' })
    const approve = (code: string) => approvePayouts.invoke({ ...browser.caller, code }, { payoutIds: [payout.id] })
    expect(await refusalOf(approve(person.codes[3] as string))).toMatchObject({
      code: 'forbidden',
      fields: { factorCode: expect.stringContaining('for what you were given for a time') as string },
    })
    await approve(device.use(await askPasskey.invoke(browser, browser.own)))
    expect(await refusalOf((await withPassword(person)).step(giveFactor, { code: person.codes[4] as string }))).toMatchObject({
      message: expect.stringContaining('by passkey only, for what you were given') as string,
    })
    await world.as('owner').run(endAccess, { requestId: id, reason: 'They are back' })
    expect(await (await withPassword(person)).step(giveFactor, { code: person.codes[5] as string })).toMatchObject({ go: 'home' })
  })
  test('a right for a time that decides nothing asks for no passkey', async () => {
    const world = await makeWorld(new Date().toISOString()),
      { person, browser } = await equipped(world, 'office')
    await rule(world, true, ['manager'])
    const { id } = await askAccess.invoke(browser.caller, { grants: ['ledger.read:all'], amount: 2, unit: 'hours', reason: 'To see the books' })
    await world.as('owner').run(approveAccess, { requestId: id, amount: 2, unit: 'hours' })
    expect(await (await withPassword(person)).step(giveFactor, { code: person.codes[4] as string })).toMatchObject({ go: 'home' })
  })
  test('the last passkey stays while a company asks for it', async () => {
    const world = await makeWorld(),
      { person, browser } = await equipped(world, 'finance')
    await rule(world, true, ['finance'])
    const key = (await showOwnAccount.invoke(browser, browser.own)).factors.find((f) => f.kind === 'passkey')
    expect(await refusalOf(removeFactor.invoke(browser, { ...browser.own, id: key?.id as string, factorCode: person.codes[2] as string }))).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('asks you for a passkey') as string,
    })
    await rule(world, true, [])
    expect(await removeFactor.invoke(browser, { ...browser.own, id: key?.id as string, factorCode: person.codes[2] as string })).toMatchObject({
      tenant: world.tenant,
    })
  })
})
describe('what else a company asks of sign-ins holds against a passkey', () => {
  test('a required provider: no passkey opens its memberships, before or since, but those of the owners who keep a way in', async () => {
    const world = await makeWorld(),
      office = await equipped(world, 'office'),
      owner = await equipped(world, 'owner')
    const open = new Browser(presentClock())
    await signInByPasskey(open, office.device)
    await admin`update public.settings set policy = policy || ${admin.json({ ssoDomains: ['example.com'], ssoOwners: [owner.person.memberId] })} where tenant_id = ${world.tenant}`
    await expect(showDesk.invoke(open.caller, {})).rejects.toThrow()
    expect(await refusalOf(signInByPasskey(new Browser(presentClock()), office.device))).toMatchObject({ code: 'forbidden', fields: { provider: 'required' } })
    const browser = await withPassword(office.person),
      { options } = await askPasskeyInFlow.invoke(browser, { flow: browser.flow })
    expect(await refusalOf(browser.step(giveFactor, { code: office.device.use(options) }))).toMatchObject({
      code: 'forbidden',
      fields: { provider: 'required' },
    })
    const kept = new Browser(presentClock())
    expect(await signInByPasskey(kept, owner.device)).toMatchObject({ go: 'home' })
    expect((await showDesk.invoke(kept.caller, {})).member.name).toBe(owner.person.name)
    expect((await world.events('sso.break_glass_used')).length).toBe(1)
  })
  test('the networks: from elsewhere a passkey is refused, and recorded', async () => {
    const world = await makeWorld(),
      { person, device } = await equipped(world, 'office')
    await admin`insert into public.network_rules (tenant_id, id, scope, range, label, created_by) select ${world.tenant}, gen_random_uuid(), 'company', '203.0.113.0/24', 'Office', ${person.memberId}`
    expect(await refusalOf(signInByPasskey(new Browser(presentClock()), device))).toMatchObject({ code: 'forbidden' })
    expect((await world.events('network.refused')).length).toBe(1)
    expect(await signInByPasskey(new Browser(presentClock(), '203.0.113.7'), device)).toMatchObject({ go: 'home' })
  })
})
describe('who decides', () => {
  test('company settings, a factor anew, and nobody who could not take it back', async () => {
    const world = await makeWorld()
    expect(await refusalOf(world.as('finance').run(changeFactorRules, { passkeyAlone: true, passkeyRoles: [] }))).toMatchObject({ code: 'forbidden' })
    expect(await refusalOf(world.as('owner').runWithoutFactor(changeFactorRules, { passkeyAlone: true, passkeyRoles: [] }))).toMatchObject({ code: 'step_up' })
    expect(await refusalOf(rule(world, true, ['owner']))).toMatchObject({
      code: 'invalid',
      fields: { passkeyRoles: expect.stringContaining('Your own role') as string },
    })
    expect(await refusalOf(rule(world, true, ['operator']))).toMatchObject({ code: 'invalid' })
    expect(await refusalOf(rule(world, true, ['rol_00000000000000000000000000']))).toMatchObject({ code: 'invalid' })
    expect(await rule(world, true, [])).toEqual({ changed: 0 })
    expect(await rule(world, false, ['finance', 'finance'])).toEqual({ changed: 2 })
    expect((await world.as('owner').run(showSecurity, {})).factorRules.roles.filter((r) => r.needsPasskey).map((r) => r.key)).toEqual(['finance'])
    expect((await world.events('company.factors_changed')).at(-1)?.detail).toMatchObject({
      changes: [{ field: 'a passkey by itself' }, { field: 'roles that need a passkey', before: 'none', after: 'finance' }],
    })
  })
  test('another company’s rule is its own', async () => {
    const [one, two] = [await makeWorld(), await makeWorld()]
    await rule(one, false, ['finance'])
    expect((await two.as('owner').run(showSecurity, {})).factorRules).toMatchObject({ passkeyAlone: true })
    expect((await two.as('owner').run(showSecurity, {})).factorRules.roles.some((r) => r.needsPasskey)).toBe(false)
  })
})
