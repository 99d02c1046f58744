// A code or a link serves once, however many arrive together; wrong tries make others wait and never lock the owner out; a session that has ended is seen by the next request.
// ASVS V2.4.1 V6.2.2 V6.2.3 V6.3.1 V6.3.7 V6.5.1 V6.5.6 V7.2.2 V7.2.4 V7.3.1 V7.3.2 V7.4.1 V7.4.2 V7.4.3 V7.5.1 V7.5.2
import { describe, expect, test } from 'vitest'
import { proveActDigest } from './act.ts'
import { chooseCompany } from '../../lib/identity/choose-company.ts'
import { giveFactor } from '../../lib/identity/give-factor.ts'
import { givePassword } from '../../lib/identity/give-password.ts'
import { changePassword, changeProfile, showOwnAccount } from '../../lib/identity/own-account.ts'
import { addFactor, confirmFactor, makeBackupCodes, removeFactor } from '../../lib/identity/own-factors.ts'
import { endOtherOwnSessions, endOwnSession, listOwnSessions, signOut } from '../../lib/identity/own-sessions.ts'
import { proveAct, renewSession } from '../../lib/identity/prove-act.ts'
import { listOwnCompanies, switchCompany } from '../../lib/identity/switch-company.ts'
import { showFlow } from '../../lib/identity/show-flow.ts'
import { throttleRules, triesPerChallengeMax } from '../../lib/identity/throttle-rules.ts'
import { totpCode } from '../../lib/identity/totp.ts'
import { sha256Hex } from '../../lib/kernel/digest.ts'
import { encodeId } from '../../lib/kernel/id.ts'
import { showDesk } from '../../lib/tenancy/show-desk.ts'
import { admin, makeWorld, refusalOf } from '../support/world.ts'
import { addMembership, Browser, eventsOf, makePerson, password, presentClock, readSecretText, type TestPerson } from './person.ts'

const world = await makeWorld()
const atFactor = async (person: TestPerson, ip?: string, clock = presentClock()): Promise<Browser> => {
  const browser = new Browser(clock, ip)
  await browser.begin(person.email)
  await browser.step(givePassword, { password })
  return browser
}
const signedIn = async (role = 'manager'): Promise<{ person: TestPerson; browser: Browser }> => {
  const person = await makePerson(world.tenant, role),
    browser = new Browser(presentClock())
  await browser.signIn(person)
  return { person, browser }
}
const isShut = (promise: Promise<unknown>) => expect(promise).rejects.toMatchObject({ name: 'DoorShut' })
const nextCode = (person: TestPerson, browser: Browser): string => {
  browser.clock.advance(30_000)
  return person.code(browser.clock)
}
const forgetStep = (person: TestPerson) => admin`update identity.factors set last_step = 0 where account_id = ${person.accountId}`

describe('a sign-in under way', () => {
  test('does not outlive the password or the factor that it was proven with', async () => {
    const acts = [
      (browser: Browser, person: TestPerson) =>
        changePassword.invoke(browser, { ...browser.own, password, newPassword: 'heron vat mulberry 3', factorCode: nextCode(person, browser) }),
      (browser: Browser, person: TestPerson) => makeBackupCodes.invoke(browser, { ...browser.own, factorCode: nextCode(person, browser) }),
    ]
    for (const act of acts) {
      const { person, browser } = await signedIn()
      await addMembership((await makeWorld()).tenant, 'office', person)
      await forgetStep(person)
      const thief = await atFactor(person),
        waiting = await atFactor(person)
      expect(await thief.step(giveFactor, { code: person.codes[0] })).toMatchObject({ go: 'company' })
      const [company] = (await showFlow.invoke(thief, { flow: thief.flow }))?.companies ?? []
      await act(browser, person)
      expect(await refusalOf(chooseCompany.invoke(thief, { flow: thief.flow, memberId: company?.id }))).toMatchObject({
        code: 'conflict',
        message: expect.stringContaining('Start again'),
      })
      expect(await refusalOf(giveFactor.invoke(waiting, { flow: waiting.flow, code: person.codes[1] }))).toMatchObject({ code: 'conflict' })
    }
  })
})
describe('codes serve once', () => {
  test('the same authenticator code a second time', async () => {
    const person = await makePerson(world.tenant, 'office'),
      first = await atFactor(person),
      second = await atFactor(person),
      code = person.code(first.clock)
    await first.step(giveFactor, { code })
    expect(await refusalOf(giveFactor.invoke(second, { flow: second.flow, code }))).toMatchObject({
      code: 'invalid',
      fields: { code: expect.stringMatching('used before') },
    })
  })
  test('an older code after a newer one', async () => {
    const person = await makePerson(world.tenant, 'office'),
      first = await atFactor(person),
      second = await atFactor(person),
      older = person.code(second.clock)
    await first.step(giveFactor, { code: nextCode(person, first) })
    expect(await refusalOf(giveFactor.invoke(second, { flow: second.flow, code: older }))).toMatchObject({ code: 'invalid' })
  })
  test('twenty browsers with the same authenticator code at once: one gets in', async () => {
    const person = await makePerson(world.tenant, 'office'),
      browsers = []
    for (let i = 0; i < 20; i++) browsers.push(await atFactor(person))
    // One code for all: read at each browser's own moment, some might show the code of the next half minute.
    const code = person.code((browsers.at(-1) as Browser).clock)
    const outcomes = await Promise.allSettled(browsers.map((browser) => giveFactor.invoke(browser, { flow: browser.flow, code })))
    expect(outcomes.filter((o) => o.status === 'fulfilled').length).toBe(1)
    expect((await admin`select 1 from identity.sessions where account_id = ${person.accountId}`).length).toBe(1)
  })
  test('twenty browsers with the same backup code at once: one gets in, and its owner is told by mail', async () => {
    const person = await makePerson(world.tenant, 'office'),
      browsers = []
    for (let i = 0; i < 20; i++) browsers.push(await atFactor(person))
    const outcomes = await Promise.allSettled(browsers.map((browser) => giveFactor.invoke(browser, { flow: browser.flow, code: person.codes[4] })))
    expect(outcomes.filter((o) => o.status === 'fulfilled').length).toBe(1)
    expect((await admin`select subject from identity.outbox where to_address = ${person.email}`).map((row) => row['subject'])).toEqual([
      'A backup code was used to sign in',
    ])
    expect((await eventsOf(world.tenant, 'factor.backup_code_used')).at(-1)).toMatchObject({ detail: { left: 9 }, actor_id: person.memberId })
  })
  test('another account’s backup code is worth nothing', async () => {
    const [a, b] = [await makePerson(world.tenant, 'office'), await makePerson(world.tenant, 'office')],
      browser = await atFactor(a)
    expect(await refusalOf(giveFactor.invoke(browser, { flow: browser.flow, code: b.codes[0] }))).toMatchObject({ code: 'invalid' })
  })
  test('backup codes stand in the database as keyed hashes, authenticator secrets sealed', async () => {
    const person = await makePerson(world.tenant, 'office')
    const dump = JSON.stringify([
      ...(await admin`select encode(code_hash, 'escape') as c from identity.backup_codes where account_id = ${person.accountId}`),
      ...(await admin`select encode(secret, 'hex') as s from identity.factors where account_id = ${person.accountId}`),
    ])
    for (const secret of [...person.codes, person.secret.toString('hex')]) expect(dump).not.toContain(secret)
  })
})
describe('wrong tries', () => {
  test('five wrong codes end the challenge, not the account', async () => {
    const person = await makePerson(world.tenant, 'office'),
      browser = await atFactor(person)
    for (let i = 1; i < triesPerChallengeMax; i++)
      expect(await refusalOf(giveFactor.invoke(browser, { flow: browser.flow, code: '000000' }))).toMatchObject({ code: 'invalid' })
    expect(await refusalOf(giveFactor.invoke(browser, { flow: browser.flow, code: '000000' }))).toMatchObject({ code: 'too_many' })
    expect(await refusalOf(giveFactor.invoke(browser, { flow: browser.flow, code: person.code(browser.clock) }))).toMatchObject({ code: 'conflict' })
    await (await atFactor(person)).step(giveFactor, { code: person.code(presentClock()) })
  })
  test('twenty wrong codes in an hour make the account wait, across challenges', async () => {
    const person = await makePerson(world.tenant, 'office')
    // One clock: the wait begins with a second, which a busy machine may take to come this far again.
    const clock = presentClock(),
      again = () => atFactor(person, undefined, clock)
    let last = await again()
    for (let i = 0; i < 20; i++) {
      if (i % 4 === 0) last = await again()
      await refusalOf(giveFactor.invoke(last, { flow: last.flow, code: '000000' }))
    }
    last = await again()
    expect(await refusalOf(giveFactor.invoke(last, { flow: last.flow, code: person.code(last.clock) }))).toMatchObject({
      code: 'too_many',
      message: expect.stringMatching('nothing is locked'),
    })
    last.clock.advance(2_000)
    await last.step(giveFactor, { code: person.code(last.clock) })
  })
  test('guessing one address from many places is slowed down; its owner, at a place of old, is not', async () => {
    const person = await makePerson(world.tenant, 'office'),
      home = new Browser(presentClock(), '203.0.113.77')
    await home.signIn(person)
    let waits = 0
    for (let i = 0; i < 24; i++) {
      const thief = new Browser(presentClock())
      await thief.begin(person.email)
      if ((await refusalOf(givePassword.invoke(thief, { flow: thief.flow, password: `wrong password ${i}` }))).code === 'too_many') waits++
    }
    expect(waits).toBeGreaterThan(2)
    const again = new Browser(presentClock(), '203.0.113.77')
    await again.begin(person.email)
    expect(await again.step(givePassword, { password })).toMatchObject({ go: 'factor' })
  })
  test('stuffing from one network is stopped for every address, and a right password does not get through meanwhile', async () => {
    const ip = '203.0.113.200',
      clock = presentClock()
    let evaluated = 0
    for (let i = 0; i < 90; i++) {
      const browser = new Browser(clock, ip)
      await browser.begin(`stuffed${i}@example.com`)
      if ((await refusalOf(givePassword.invoke(browser, { flow: browser.flow, password: 'wrong password here' }))).code === 'invalid') evaluated++
    }
    expect(evaluated).toBeLessThanOrEqual(61)
    const person = await makePerson(world.tenant, 'office'),
      browser = new Browser(clock, ip)
    await browser.begin(person.email)
    expect(await refusalOf(givePassword.invoke(browser, { flow: browser.flow, password }))).toMatchObject({ code: 'too_many' })
    const elsewhere = new Browser(clock)
    await elsewhere.begin(person.email)
    expect(await elsewhere.step(givePassword, { password })).toMatchObject({ go: 'factor' })
  })
})
describe('beginning sign-ins', () => {
  const beginnings = async (ip: string) =>
    (
      await admin<
        { flows: number; count: number }[]
      >`select (select count(*) from identity.flows where data ->> 'email' like ${`%@${ip}.example`})::int as flows, (select count from identity.throttles where key = ${`startFromNetwork:${sha256Hex(ip).slice(0, 40)}`}) as count`
    )[0]
  const startedAlready = (ip: string, count: number) =>
    admin`update identity.throttles set count = ${count} where key = ${`startFromNetwork:${sha256Hex(ip).slice(0, 40)}`}`
  test('one network fills no table with them: further ones wait with a sentence, write nothing, and the wait ends within a minute', async () => {
    const ip = '203.0.113.201',
      stranger = new Browser(presentClock(), ip)
    for (let i = 0; i < 3; i++) await stranger.begin(`typed${i}@${ip}.example`)
    expect(await beginnings(ip)).toEqual({ flows: 3, count: 3 })
    await startedAlready(ip, throttleRules.startFromNetwork.free + 9)
    await stranger.begin(`typed3@${ip}.example`)
    const before = await beginnings(ip)
    for (let i = 0; i < 5; i++)
      expect(await refusalOf(stranger.begin(`more${i}@${ip}.example`))).toMatchObject({
        code: 'too_many',
        message: 'Too many tries. Wait 60 seconds and try again; nothing is locked.',
      })
    expect(await beginnings(ip)).toEqual(before)
    await new Browser(stranger.clock).begin(`elsewhere@${ip}.example`)
    stranger.clock.advance(60_000)
    await stranger.begin(`later@${ip}.example`)
  })
  test('who signs in takes the count back, so that an office behind one address is never kept out by its own people', async () => {
    const ip = '203.0.113.202',
      person = await makePerson(world.tenant, 'office')
    await new Browser(presentClock(), ip).begin(`typed@${ip}.example`)
    await startedAlready(ip, throttleRules.startFromNetwork.free - 2)
    for (let i = 0; i < 5; i++) {
      const browser = new Browser(presentClock(), ip)
      await browser.begin(person.email)
      await browser.step(givePassword, { password })
    }
    expect((await beginnings(ip))?.count).toBe(throttleRules.startFromNetwork.free - 2)
    const wrong = new Browser(presentClock(), ip)
    await wrong.begin(person.email)
    await refusalOf(givePassword.invoke(wrong, { flow: wrong.flow, password: 'wrong password here' }))
    expect((await beginnings(ip))?.count).toBe(throttleRules.startFromNetwork.free - 1)
  })
})
describe('sessions', () => {
  test('a revoked session is refused by the very next request, of every kind', async () => {
    const { person, browser } = await signedIn(),
      second = new Browser(presentClock())
    await forgetStep(person)
    await second.signIn(person)
    await showDesk.invoke(second.caller, {})
    const [other] = (await listOwnSessions.invoke(browser, browser.own)).filter((s) => !s.isThis)
    await endOwnSession.invoke(browser, { ...browser.own, id: other?.id })
    await isShut(showDesk.invoke(second.caller, {}))
    await isShut(showOwnAccount.invoke(second, second.own))
    await showDesk.invoke(browser.caller, {})
  })
  test('signing out ends the row: the old cookie opens nothing, and signing out twice is no error', async () => {
    const { browser } = await signedIn()
    await signOut.invoke(browser, browser.own)
    await isShut(showDesk.invoke(browser.caller, {}))
    await signOut.invoke(browser, browser.own)
  })
  test('idle and absolute expiry are judged on the row, to the second', async () => {
    const { person, browser } = await signedIn()
    await admin`update identity.sessions set last_seen_at = now() - interval '29 minutes 58 seconds' where account_id = ${person.accountId}`
    await showDesk.invoke(browser.caller, {})
    await new Promise((resolve) => setTimeout(resolve, 200))
    await admin`update identity.sessions set last_seen_at = now() - interval '30 minutes 1 second' where account_id = ${person.accountId}`
    await isShut(showDesk.invoke(browser.caller, {}))
    await isShut(showOwnAccount.invoke(browser, browser.own))
    await admin`update identity.sessions set last_seen_at = now(), expires_at = now() - interval '1 second' where account_id = ${person.accountId}`
    await isShut(showDesk.invoke(browser.caller, {}))
    const [row] =
      await admin`select extract(epoch from expires_at - created_at)::int as s, idle_seconds_max from identity.sessions s where member_id = ${(await signedIn('finance')).person.memberId}`
    expect(row).toMatchObject({ s: 12 * 3600, idle_seconds_max: 1800 })
  })
  test('a suspended or ended membership and a closed account open nothing any more', async () => {
    for (const cut of [
      (p: TestPerson) => admin`update public.members set state = 'suspended' where id = ${p.memberId}`,
      (p: TestPerson) => admin`update identity.accounts set is_disabled = true where id = ${p.accountId}`,
    ]) {
      const { person, browser } = await signedIn()
      await cut(person)
      await isShut(showDesk.invoke(browser.caller, {}))
      await isShut(listOwnSessions.invoke(browser, browser.own))
    }
  })
  test('the tenant that a cookie claims must be the session’s', async () => {
    const { browser } = await signedIn(),
      other = await makeWorld()
    await isShut(showOwnAccount.invoke(browser, { session: { ...browser.own.session, tenant: other.tenant } }))
  })
  test('a session is a fresh secret at every sign-in, and the one it replaces in the browser ends (fixation)', async () => {
    const { person, browser } = await signedIn(),
      before = browser.own.session,
      again = new Browser(presentClock())
    await forgetStep(person)
    await again.begin(person.email)
    await again.step(givePassword, { password, previous: before })
    await again.step(giveFactor, { code: person.code(again.clock), previous: before })
    expect(again.session?.secret).not.toBe(before.secret)
    await isShut(showDesk.invoke(browser.caller, {}))
  })
  test('a step-up proves one act and rotates the secret', async () => {
    const { person, browser } = await signedIn(),
      old = { ...browser.own }
    await admin`update identity.sessions set factor_at = now() - interval '1 hour' where account_id = ${person.accountId}`
    expect(await refusalOf(proveAct.invoke(browser, { ...browser.own, act: proveActDigest('x'), code: '000000' }))).toMatchObject({
      code: 'invalid',
      fields: { factorCode: expect.any(String) },
    })
    await proveAct.invoke(browser, { ...browser.own, act: proveActDigest('x'), code: nextCode(person, browser) })
    expect(
      (
        await admin`select act, method, used_at from identity.proofs where session_id in (select id from identity.sessions where account_id = ${person.accountId})`
      )[0],
    ).toMatchObject({ act: proveActDigest('x'), method: 'totp', used_at: null })
    browser.session = await renewSession.invoke(browser, browser.own)
    await isShut(showOwnAccount.invoke(browser, old))
    await showDesk.invoke(browser.caller, {})
  })
  test('a new password ends all other sessions, rotates this one and is told by mail', async () => {
    const { person, browser } = await signedIn(),
      second = new Browser(presentClock()),
      old = { ...browser.own }
    await forgetStep(person)
    await second.signIn(person)
    const change = { ...browser.own, password, newPassword: 'heron vat mulberry 3', factorCode: nextCode(person, browser) }
    expect(await refusalOf(changePassword.invoke(browser, { ...change, password: 'wrong password here' }))).toMatchObject({
      fields: { password: expect.any(String) },
    })
    expect(await refusalOf(changePassword.invoke(browser, { ...change, newPassword: 'password1234' }))).toMatchObject({
      fields: { newPassword: expect.stringMatching('first that are guessed') },
    })
    expect(await refusalOf(changePassword.invoke(browser, { ...change, factorCode: '000000' }))).toMatchObject({ fields: { factorCode: expect.any(String) } })
    browser.session = await changePassword.invoke(browser, change)
    await isShut(showDesk.invoke(second.caller, {}))
    await isShut(showOwnAccount.invoke(browser, old))
    await showDesk.invoke(browser.caller, {})
    const third = new Browser(presentClock())
    await third.begin(person.email)
    expect(await refusalOf(givePassword.invoke(third, { flow: third.flow, password }))).toMatchObject({ code: 'invalid' })
    await third.step(givePassword, { password: 'heron vat mulberry 3' })
    expect((await eventsOf(world.tenant, 'account.password_changed')).at(-1)).toMatchObject({ detail: { by: 'the person', sessions: 1 } })
  })
  test('ending all others leaves this one', async () => {
    const { person, browser } = await signedIn(),
      second = new Browser(presentClock())
    await forgetStep(person)
    await second.signIn(person)
    expect(await endOtherOwnSessions.invoke(browser, browser.own)).toEqual({ count: 1 })
    await isShut(showDesk.invoke(second.caller, {}))
    await showDesk.invoke(browser.caller, {})
  })
})
describe('own factors', () => {
  test('a further authenticator needs a code of a present one and its own first code; the last one stays', async () => {
    const { person, browser } = await signedIn()
    const only = (await showOwnAccount.invoke(browser, browser.own)).factors[0]
    expect(await refusalOf(removeFactor.invoke(browser, { ...browser.own, id: only?.id, factorCode: nextCode(person, browser) }))).toMatchObject({
      code: 'conflict',
      message: expect.stringMatching('only second factor'),
    })
    expect(await refusalOf(addFactor.invoke(browser, { ...browser.own, name: 'Tablet', factorCode: '000000' }))).toMatchObject({
      fields: { factorCode: expect.any(String) },
    })
    const begun = await addFactor.invoke(browser, { ...browser.own, name: 'Tablet', factorCode: person.code(browser.clock) })
    const view = await showFlow.invoke(browser, { flow: begun?.flow })
    const secret = readSecretText(view?.secretText ?? '')
    const stranger = await signedIn()
    expect(
      await refusalOf(
        confirmFactor.invoke(stranger.browser, { ...stranger.browser.own, flow: begun?.flow, code: totpCode(secret, stranger.browser.clock.now()) }),
      ),
    ).toMatchObject({ code: 'conflict' })
    const done = await confirmFactor.invoke(browser, { ...browser.own, flow: begun?.flow, code: totpCode(secret, browser.clock.now()) })
    browser.session = done?.session
    expect((await showOwnAccount.invoke(browser, browser.own)).factors.map((f) => f.name)).toEqual(['Tablet', 'Phone'])
    const phone = (await showOwnAccount.invoke(browser, browser.own)).factors[1]
    browser.clock.advance(60_000)
    browser.session = await removeFactor.invoke(browser, { ...browser.own, id: phone?.id, factorCode: totpCode(secret, browser.clock.now()) })
    expect((await showOwnAccount.invoke(browser, browser.own)).factors.map((f) => f.name)).toEqual(['Tablet'])
  })
  test('new backup codes void the old ones', async () => {
    const { person, browser } = await signedIn()
    const made = await makeBackupCodes.invoke(browser, { ...browser.own, factorCode: nextCode(person, browser) })
    const next = await atFactor(person)
    expect(await refusalOf(giveFactor.invoke(next, { flow: next.flow, code: person.codes[0] }))).toMatchObject({ code: 'invalid' })
    expect(await next.step(giveFactor, { code: made?.codes[0] as string })).toMatchObject({ go: 'home' })
  })
})
test('another company is a session of its own; without a factor proven just now it asks for one', async () => {
  const other = await makeWorld(),
    { person, browser } = await signedIn(),
    before = browser.caller
  const there = await addMembership(other.tenant, 'finance', person)
  await admin`update identity.sessions set factor_at = now() - interval '6 minutes' where account_id = ${person.accountId}`
  const list = await listOwnCompanies.invoke(browser, browser.own)
  expect(list).toMatchObject({ asksFactor: true, companies: [{ isThis: true }, { isThis: false, role: 'finance' }] })
  expect(await refusalOf(switchCompany.invoke(browser, { ...browser.own, memberId: encodeId('member', there) }))).toMatchObject({ code: 'step_up' })
  expect(
    await refusalOf(switchCompany.invoke(browser, { ...browser.own, memberId: encodeId('member', other.people.owner.memberId), factorCode: '123456' })),
  ).toMatchObject({ code: 'not_found' })
  browser.session = await switchCompany.invoke(browser, { ...browser.own, memberId: encodeId('member', there), factorCode: nextCode(person, browser) })
  expect((await showDesk.invoke(browser.caller, {})).member.role).toBe('finance')
  await isShut(showDesk.invoke(before, {}))
})
test('one’s name changes in every company, and what it was is kept in the erasable part alone', async () => {
  const other = await makeWorld(),
    { person, browser } = await signedIn()
  await addMembership(other.tenant, 'office', person)
  await changeProfile.invoke(browser, { ...browser.own, name: 'Jana Ruiz-Okafor', zone: 'Europe/Oslo' })
  expect((await admin`select name from public.members where account_id = ${person.accountId}`).map((row) => row['name'])).toEqual([
    'Jana Ruiz-Okafor',
    'Jana Ruiz-Okafor',
  ])
  for (const tenant of [world.tenant, other.tenant]) expect(JSON.stringify((await eventsOf(tenant, 'account.profile_changed')).at(-1))).not.toContain('Ruiz')
})
