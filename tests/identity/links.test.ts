// Every mailed or printed link serves one purpose once, signs nobody in by itself and enrols nothing by itself; whoever helps a locked-out person cannot be alone or quick.
// ASVS V6.3.2 V6.3.6 V6.3.7 V6.4.3 V6.4.4 V6.4.6 V7.5.1 V13.2.3 V14.2.1
import { describe, expect, test } from 'vitest'
import { askRecovery, forgetPassword, signUp } from '../../lib/identity/ask-by-mail.ts'
import { askEmailChange, askEmailProof, confirmEmail } from '../../lib/identity/change-email.ts'
import { confirmEnrolment, keepCodes } from '../../lib/identity/enrol-totp.ts'
import { foundCompany } from '../../lib/identity/found-company.ts'
import { giveFactor } from '../../lib/identity/give-factor.ts'
import { givePassword } from '../../lib/identity/give-password.ts'
import { firstRunLink, makeSetupLink } from '../../lib/identity/make-setup-link.ts'
import { namePerson } from '../../lib/identity/name-person.ts'
import { openLink, peekLink } from '../../lib/identity/open-link.ts'
import { showOwnAccount } from '../../lib/identity/own-account.ts'
import { recoverOperator } from '../../lib/identity/recover-operator.ts'
import { setNewPassword } from '../../lib/identity/set-new-password.ts'
import { sweepIdentity } from '../../lib/identity/sweep.ts'
import { platformTenant } from '../../lib/kernel/platform-tenant.ts'
import { agreeRecovery, listRecoveries, refuseRecovery } from '../../lib/tenancy/recoveries.ts'
import { inviteMember } from '../../lib/tenancy/invite-member.ts'
import { listCompanies } from '../../lib/tenancy/console-lists.ts'
import { inviteCompany } from '../../lib/tenancy/operator.ts'
import { showDesk } from '../../lib/tenancy/show-desk.ts'
import { admin, makeWorld, refusalOf } from '../support/world.ts'
import { addMembership, Browser, enrolmentCode, eventsOf, mailedLinks, makePerson, password, presentClock, type TestPerson } from './person.ts'

const now = (): string => new Date().toISOString()
const world = await makeWorld(now())
const console_ = { place: { requestId: 'console', ip: '', agent: 'console' } }
const isShut = (promise: Promise<unknown>) => expect(promise).rejects.toMatchObject({ name: 'DoorShut' })
const open = async (purpose: string, token: string | undefined, browser = new Browser(presentClock())): Promise<Browser> => {
  await browser.step(openLink, { flow: undefined, purpose, token })
  return browser
}
const company = { name: 'Lantern & Sons', currency: 'EUR', zone: 'Europe/Oslo', locale: 'nb-NO' }
const dayLater = (browser: Browser): Browser => {
  browser.clock.advance(24 * 3_600_000 + 1_000)
  return browser
}

describe('first start', () => {
  test('the printed link makes the operator and the first company once; two at the same time end in one', async () => {
    await admin`update identity.installation set setup_at = null`
    const older = await makeSetupLink.invoke(console_, {}),
      made = await firstRunLink({ url: 'https://pay.example.com' })
    expect(made?.url).toMatch(/^https:\/\/pay\.example\.com\/setup\/[\w-]{43}$/)
    expect(made?.fingerprint).toMatch(/\S/)
    const token = made?.url.split('/').at(-1)
    expect(await peekLink.invoke(new Browser(presentClock()), { purpose: 'setup', token: older?.url.split('/').at(-1) })).toBeUndefined()
    const ready = []
    for (const name of ['Ada First', 'Ada Second']) {
      const browser = await open('setup', token)
      expect(await browser.step(namePerson, { name, email: `${name.replace(' ', '.')}@example.com`, password: 'heron vat mulberry 3' })).toMatchObject({
        go: 'enrol',
      })
      await browser.step(confirmEnrolment, { code: await enrolmentCode(browser) })
      expect(await browser.step(keepCodes, { kept: 'yes' })).toMatchObject({ go: 'new_company' })
      ready.push(browser)
    }
    const outcomes = await Promise.allSettled(ready.map((browser) => browser.step(foundCompany, company)))
    expect(outcomes.filter((o) => o.status === 'fulfilled').length).toBe(1)
    const winner = ready[outcomes.findIndex((o) => o.status === 'fulfilled')] as Browser
    expect(await showDesk.invoke(winner.caller, {})).toMatchObject({
      company: 'Lantern & Sons',
      currency: 'EUR',
      zone: 'Europe/Oslo',
      member: { role: 'owner' },
    })
    expect((await showOwnAccount.invoke(winner, winner.own)).companies.map((c) => c.role).sort()).toEqual(['operator', 'owner'])
    expect(await makeSetupLink.invoke(console_, {})).toBeUndefined()
    expect((await eventsOf(platformTenant, 'installation.set_up')).at(-1)).toMatchObject({
      detail: { company: 'Lantern & Sons', fingerprint: expect.any(String) },
    })
    expect(await refusalOf(openLink.invoke(new Browser(presentClock()), { purpose: 'setup', token }))).toMatchObject({ code: 'not_found' })
  })
  test('the password is judged with what is known of the person, and nothing is written before the end', async () => {
    await admin`update identity.installation set setup_at = null`
    const browser = await open('setup', (await makeSetupLink.invoke(console_, {}))?.url.split('/').at(-1))
    expect(
      await refusalOf(namePerson.invoke(browser, { flow: browser.flow, name: 'Ada Lovelace', email: 'ada@analytical.example', password: 'lovelace-lovelace' })),
    ).toMatchObject({ fields: { password: expect.stringMatching('lovelace') } })
    await browser.step(namePerson, { name: 'Ada Lovelace', email: 'ada@analytical.example', password: 'heron vat mulberry 3' })
    await browser.step(confirmEnrolment, { code: await enrolmentCode(browser) })
    expect(await admin`select 1 from identity.accounts where email = 'ada@analytical.example'`).toEqual([])
    await admin`update identity.installation set setup_at = now()`
  })
})
describe('further companies', () => {
  test('come by the operator’s invitation; a person with an account founds one with password and factor', async () => {
    const person = await makePerson(world.tenant, 'manager'),
      invited = await world.as('operator').run(inviteCompany, { company: 'Heron Heating', email: person.email })
    expect((await world.as('operator').run(listCompanies, {})).invitations).toContainEqual(
      expect.objectContaining({ company: 'Heron Heating', email: person.email }),
    )
    const browser = await open('setup', invited.link.split('/').at(-1))
    await browser.step(givePassword, { password })
    expect(await browser.step(giveFactor, { code: person.code(browser.clock) })).toMatchObject({ go: 'new_company' })
    await browser.step(foundCompany, { ...company, name: 'Heron Heating' })
    expect((await showDesk.invoke(browser.caller, {})).member.role).toBe('owner')
    const [mailed] = await mailedLinks(person.email, 'setup')
    expect(await peekLink.invoke(new Browser(presentClock()), { purpose: 'setup', token: mailed })).toBeUndefined()
    expect((await world.as('operator').run(listCompanies, {})).invitations.filter((invitation) => invitation.email === person.email)).toEqual([])
  })
  test('strangers found none unless sign-up is open', async () => {
    expect(await refusalOf(signUp.invoke(new Browser(presentClock()), { email: 'someone@example.com' }))).toMatchObject({ code: 'forbidden' })
  })
})
const asked = async (person: TestPerson, browser = new Browser(presentClock())): Promise<string | undefined> => {
  await forgetPassword.invoke(browser, { email: person.email })
  return (await mailedLinks(person.email, 'reset')).at(-1)
}
describe('reset', () => {
  test('link, second factor, new password: then every old session is over', async () => {
    const person = await makePerson(world.tenant, 'finance'),
      old = new Browser(presentClock())
    await old.signIn(person)
    const token = await asked(person),
      browser = await open('reset', token)
    browser.clock.advance(30_000)
    expect(await refusalOf(setNewPassword.invoke(browser, { flow: browser.flow, password: 'heron vat mulberry 3' }))).toMatchObject({ code: 'conflict' })
    expect(await browser.step(giveFactor, { code: person.code(browser.clock) })).toMatchObject({ go: 'new_password' })
    expect(await refusalOf(setNewPassword.invoke(browser, { flow: browser.flow, password: 'welcome12345' }))).toMatchObject({ code: 'invalid' })
    expect(await browser.step(setNewPassword, { password: 'heron vat mulberry 3' })).toMatchObject({ go: 'home' })
    await isShut(showDesk.invoke(old.caller, {}))
    expect((await showDesk.invoke(browser.caller, {})).member.role).toBe('finance')
    expect(await refusalOf(openLink.invoke(new Browser(presentClock()), { purpose: 'reset', token }))).toMatchObject({ code: 'not_found' })
  })
  test('half an hour; asking again voids none before, so that nobody is kept out by a stranger who asks, and using one voids all', async () => {
    const person = await makePerson(world.tenant, 'office'),
      first = await asked(person),
      second = await asked(person),
      late = new Browser(presentClock())
    for (const token of [first, second])
      expect(await peekLink.invoke(new Browser(presentClock()), { purpose: 'reset', token })).toMatchObject({ email: expect.stringMatching('••@example.com') })
    late.clock.advance(30 * 60_000 + 1_000)
    expect(await peekLink.invoke(late, { purpose: 'reset', token: second })).toBeUndefined()
    const begun = await open('reset', second),
      browser = await open('reset', first)
    await begun.step(giveFactor, { code: person.codes[0] as string })
    await browser.step(giveFactor, { code: person.codes[1] as string })
    await browser.step(setNewPassword, { password: 'heron vat mulberry 3' })
    expect(await refusalOf(setNewPassword.invoke(begun, { flow: begun.flow, password: 'heron vat mulberry 4' }))).toMatchObject({ code: 'not_found' })
    expect(await peekLink.invoke(new Browser(presentClock()), { purpose: 'reset', token: second })).toBeUndefined()
  })
  test('two flows of one link: one changes the password', async () => {
    const person = await makePerson(world.tenant, 'office'),
      token = await asked(person),
      flows = [await open('reset', token), await open('reset', token)] as const
    await flows[0].step(giveFactor, { code: person.codes[0] as string })
    await flows[1].step(giveFactor, { code: person.codes[1] as string })
    const outcomes = await Promise.allSettled(flows.map((browser) => browser.step(setNewPassword, { password: 'heron vat mulberry 3' })))
    expect(outcomes.filter((o) => o.status === 'fulfilled').length).toBe(1)
  })
  test('a mailbox alone opens nothing where no factor can be asked for', async () => {
    const person = await makePerson(world.tenant, 'office')
    await admin`update identity.factors set removed_at = now() where account_id = ${person.accountId}`
    expect(await refusalOf(open('reset', await asked(person)))).toMatchObject({ code: 'forbidden' })
  })
  test('an unknown address gets the same answer and no mail; nobody can flood a mailbox', async () => {
    expect(await forgetPassword.invoke(new Browser(presentClock()), { email: 'nobody@example.com' })).toEqual({ sent: true })
    expect(await mailedLinks('nobody@example.com', 'reset')).toEqual([])
    const person = await makePerson(world.tenant, 'office')
    let refused = 0
    for (let i = 0; i < 8; i++)
      await forgetPassword.invoke(new Browser(presentClock()), { email: person.email }).catch(() => {
        refused++
      })
    expect(refused).toBeGreaterThan(2)
  })
  test('links carry the configured origin, whatever the request claims', async () => {
    const person = await makePerson(world.tenant, 'office')
    await asked(person)
    expect((await admin`select body from identity.outbox where to_address = ${person.email}`)[0]?.['body']).toMatch(/http:\/\/localhost:\d+\/reset\//)
  })
})
describe('recovery of a lost factor', () => {
  test('two other admins agree, a day passes, then password and a new authenticator; the old factors are void', async () => {
    const here = await makeWorld(now()),
      person = await makePerson(here.tenant, 'finance'),
      old = new Browser(presentClock())
    await old.signIn(person)
    const reset = await asked(person, dayLater(new Browser(presentClock())))
    await askRecovery.invoke(new Browser(presentClock()), { email: person.email, lost: 'factor' })
    const [row] = (await here.as('owner').run(listRecoveries, {})).rows
    expect(row).toMatchObject({ name: person.name, agreed: 0, needed: 2, may: true })
    expect(await refusalOf(here.as('owner').runWithoutFactor(agreeRecovery, { recoveryId: row?.id }))).toMatchObject({ code: 'step_up' })
    expect(await here.as('owner').run(agreeRecovery, { recoveryId: row?.id })).toMatchObject({ isComplete: false })
    expect(await refusalOf(here.as('owner').run(agreeRecovery, { recoveryId: row?.id }))).toMatchObject({ code: 'forbidden' })
    expect(await mailedLinks(person.email, 'recover')).toEqual([])
    expect(await here.as('admin').run(agreeRecovery, { recoveryId: row?.id })).toMatchObject({ isComplete: true })
    const [token] = await mailedLinks(person.email, 'recover')
    expect(await refusalOf(open('recover', token))).toMatchObject({ code: 'not_found' })
    const browser = await open('recover', token, dayLater(new Browser(presentClock())))
    expect(await browser.step(givePassword, { password })).toMatchObject({ go: 'enrol' })
    await browser.step(confirmEnrolment, { code: await enrolmentCode(browser) })
    expect(await browser.step(keepCodes, { kept: 'yes' })).toMatchObject({ go: 'home' })
    await isShut(showDesk.invoke(old.caller, {}))
    expect(await peekLink.invoke(dayLater(new Browser(presentClock())), { purpose: 'reset', token: reset })).toBeUndefined()
    expect((await showOwnAccount.invoke(browser, browser.own)).factors.length).toBe(1)
    expect((await admin`select 1 from identity.factors where id = ${person.factorId} and removed_at is not null`).length).toBe(1)
    const again = new Browser(presentClock())
    await again.begin(person.email)
    await again.step(givePassword, { password })
    expect(await refusalOf(giveFactor.invoke(again, { flow: again.flow, code: person.codes[0] }))).toMatchObject({ code: 'invalid' })
    expect((await here.as('owner').run(listRecoveries, {})).rows).toEqual([])
  })
  test('with the password lost too, the agreed link asks for a new one; the link by itself changes nothing', async () => {
    const here = await makeWorld(now()),
      person = await makePerson(here.tenant, 'office')
    await askRecovery.invoke(new Browser(presentClock()), { email: person.email, lost: 'both' })
    const [row] = (await here.as('owner').run(listRecoveries, {})).rows
    for (const role of ['owner', 'admin'] as const) await here.as(role).run(agreeRecovery, { recoveryId: row?.id })
    const browser = await open('recover', (await mailedLinks(person.email, 'recover')).at(-1), dayLater(new Browser(presentClock())))
    await browser.step(setNewPassword, { password: 'heron vat mulberry 3' })
    await browser.step(confirmEnrolment, { code: await enrolmentCode(browser) })
    const other = new Browser(presentClock())
    await other.signIn(person) // until the codes are kept the old way in works, and using it cancels the recovery
    expect(await refusalOf(keepCodes.invoke(browser, { flow: browser.flow, kept: 'yes' }))).toMatchObject({ code: 'not_found' })
    expect((await eventsOf(here.tenant, 'recovery.cancelled')).length).toBe(1)
  })
  test('where two other admins are missing, or in several companies, the operator decides; nobody about themselves', async () => {
    const here = await makeWorld(now()),
      other = await makeWorld(now()),
      person = await makePerson(here.tenant, 'office')
    await addMembership(other.tenant, 'crew', person)
    await askRecovery.invoke(new Browser(presentClock()), { email: person.email, lost: 'factor' })
    expect((await here.as('owner').run(listRecoveries, {})).rows).toEqual([])
    const row = (await world.as('operator').run(listRecoveries, {})).rows.find((r) => r.email === person.email)
    expect(row).toMatchObject({ needed: 1 })
    for (const tenant of [here.tenant, other.tenant]) expect((await eventsOf(tenant, 'recovery.asked')).length).toBe(1)
    await world.as('operator').run(refuseRecovery, { recoveryId: row?.id, reason: 'could not reach the person' })
    await askRecovery.invoke(new Browser(presentClock()), { email: person.email, lost: 'factor' })
    expect((await world.as('operator').run(listRecoveries, {})).rows.filter((r) => r.email === person.email).length).toBe(1)
  })
  test('an operator’s own comes from the server’s console and waits a day as well; nobody else’s does', async () => {
    const person = await makePerson(platformTenant, 'operator'),
      made = await recoverOperator.invoke(console_, { email: person.email, alsoPassword: false }),
      token = made.url.split('/').at(-1)
    expect(await refusalOf(open('recover', token))).toMatchObject({ code: 'not_found' })
    expect(await (await open('recover', token, dayLater(new Browser(presentClock())))).step(givePassword, { password })).toMatchObject({ go: 'enrol' })
    expect(await refusalOf(recoverOperator.invoke(console_, { email: (await makePerson(world.tenant, 'owner')).email, alsoPassword: false }))).toMatchObject({
      code: 'not_found',
    })
  })
  test.for(['a reset', 'an invitation'] as const)('whoever comes in by %s and the factor cancels it as well', async (way) => {
    const here = await makeWorld(now()),
      person = await makePerson(here.tenant, 'office')
    await askRecovery.invoke(new Browser(presentClock()), { email: person.email, lost: 'factor' })
    if (way === 'a reset') {
      const browser = await open('reset', await asked(person))
      await browser.step(giveFactor, { code: person.codes[0] as string })
      await browser.step(setNewPassword, { password: 'heron vat mulberry 3' })
    } else {
      await world.as('owner').run(inviteMember, { email: person.email, name: person.name, role: 'crew' })
      const browser = await open('invite', (await mailedLinks(person.email, 'invitation')).at(-1))
      await browser.step(givePassword, { password })
      await browser.step(giveFactor, { code: person.codes[0] as string })
    }
    expect((await here.as('owner').run(listRecoveries, {})).rows).toEqual([])
    expect((await eventsOf(here.tenant, 'recovery.cancelled')).length).toBe(1)
  })
  test('asking for an unknown address says the same', async () => {
    expect(await askRecovery.invoke(new Browser(presentClock()), { email: 'nobody.at.all@example.com', lost: 'factor' })).toEqual({ asked: true })
  })
})
describe('another address', () => {
  test('both addresses agree by their links, then it changes everywhere, and every session ends', async () => {
    const person = await makePerson(world.tenant, 'finance'),
      browser = new Browser(presentClock()),
      wanted = `new.${person.accountId.slice(-8)}@example.com`
    await browser.signIn(person)
    browser.clock.advance(30_000)
    expect(await refusalOf(askEmailChange.invoke(browser, { ...browser.own, email: wanted, factorCode: '000000' }))).toMatchObject({
      fields: { factorCode: expect.any(String) },
    })
    await askEmailChange.invoke(browser, { ...browser.own, email: wanted, factorCode: person.code(browser.clock) })
    const [toOld] = await mailedLinks(person.email, 'confirm-email'),
      [toNew] = await mailedLinks(wanted, 'confirm-email')
    expect(await confirmEmail.invoke(browser, { token: toNew })).toBe('waits for the other address')
    expect(await refusalOf(confirmEmail.invoke(browser, { token: toNew }))).toMatchObject({ code: 'not_found' })
    await showDesk.invoke(browser.caller, {})
    expect(await confirmEmail.invoke(browser, { token: toOld })).toBe('changed')
    await isShut(showDesk.invoke(browser.caller, {}))
    expect((await admin`select email from public.members where account_id = ${person.accountId}`)[0]).toMatchObject({ email: wanted })
    const log = (await eventsOf(world.tenant)).filter((e) => e.event.startsWith('account.email'))
    expect(JSON.stringify(log)).not.toContain(wanted)
  })
  test('an address that belongs to another account is never mailed a link, and the answer is the same', async () => {
    const [person, other] = [await makePerson(world.tenant, 'finance'), await makePerson(world.tenant, 'crew')],
      browser = new Browser(presentClock())
    await browser.signIn(person)
    browser.clock.advance(30_000)
    expect(await askEmailChange.invoke(browser, { ...browser.own, email: other.email, factorCode: person.code(browser.clock) })).toEqual({ sent: true })
    expect(await mailedLinks(other.email, 'confirm-email')).toEqual([])
  })
  test('an address that was never proven is proven by a link', async () => {
    const person = await makePerson(world.tenant, 'office'),
      browser = new Browser(presentClock())
    await admin`update identity.accounts set email_verified_at = null where id = ${person.accountId}`
    await browser.signIn(person)
    await askEmailProof.invoke(browser, browser.own)
    expect(await confirmEmail.invoke(new Browser(presentClock()), { token: (await mailedLinks(person.email, 'confirm-email')).at(-1) })).toBe('confirmed')
    expect((await showOwnAccount.invoke(browser, browser.own)).emailVerified).toBe(true)
  })
})
test('once a day what is over is removed, and what still counts stays', async () => {
  const person = await makePerson(world.tenant, 'office'),
    browser = new Browser(presentClock())
  await browser.begin(person.email)
  await admin`insert into identity.throttles (key, count, window_start) values ('old', 1, now() - interval '2 days')`
  await sweepIdentity.invoke(console_, {})
  expect((await admin`select 1 from identity.throttles where key = 'old'`).length).toBe(0)
  expect(await browser.step(givePassword, { password })).toMatchObject({ go: 'factor' })
})
