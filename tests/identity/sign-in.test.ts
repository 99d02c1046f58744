// A sign-in goes through its steps in order, one browser at a time; no step can be skipped, repeated, borrowed or fixed beforehand, and nothing tells whether an address is known.
// ASVS V2.3.1 V3.7.2 V6.3.3 V6.3.4 V6.3.8 V7.6.2
import { describe, expect, test, vi } from 'vitest'
import type { IdentityOperation } from '../../lib/access/identity-act.ts'
import { chooseCompany } from '../../lib/identity/choose-company.ts'
import { confirmEnrolment, keepCodes } from '../../lib/identity/enrol-totp.ts'
import type { FlowAnswer } from '../../lib/identity/flow-answer.ts'
import { flowSteps, type FlowStep } from '../../lib/identity/flow.ts'
import { foundCompany } from '../../lib/identity/found-company.ts'
import { giveFactor } from '../../lib/identity/give-factor.ts'
import { givePassword } from '../../lib/identity/give-password.ts'
import { namePerson } from '../../lib/identity/name-person.ts'
import { givePasskey } from '../../lib/identity/passkeys/sign-in.ts'
import { setNewPassword } from '../../lib/identity/set-new-password.ts'
import { showFlow } from '../../lib/identity/show-flow.ts'
import { confirmSso } from '../../lib/identity/sso/complete-sso.ts'
import { startSignIn } from '../../lib/identity/start-sign-in.ts'
import { totpCode } from '../../lib/identity/totp.ts'
import { encodeId } from '../../lib/kernel/id.ts'
import { platformTenant } from '../../lib/kernel/platform-tenant.ts'
import { showDesk } from '../../lib/tenancy/show-desk.ts'
import { hashingOf } from '../support/hashing.ts'
import { admin, makeWorld, refusalOf } from '../support/world.ts'
import { addMembership, Browser, eventsOf, makePerson, password, presentClock, readSecretText } from './person.ts'

vi.mock('@node-rs/argon2', async (original) => (await import('../support/hashing.ts')).watched(await original()))
const world = await makeWorld()
const payloads: Readonly<Record<FlowStep, readonly [IdentityOperation<unknown, FlowAnswer | undefined>, Record<string, unknown>]>> = {
  passkey: [givePasskey, { answer: 'passkey.e30' }],
  password: [givePassword, { password }],
  confirm: [confirmSso, {}],
  person: [namePerson, { name: 'Mallory', email: 'mallory@example.com', password: 'heron vat mulberry 3' }],
  factor: [giveFactor, { code: '123456' }],
  enrol: [confirmEnrolment, { code: '123456' }],
  codes: [keepCodes, { kept: 'yes' }],
  new_password: [setNewPassword, { password: 'heron vat mulberry 3' }],
  company: [chooseCompany, { memberId: encodeId('member', world.people.owner.memberId) }],
  new_company: [foundCompany, { name: 'Mallory Ltd', currency: 'USD', zone: 'UTC', locale: 'en-US' }],
}
test('address, password, code: a session that the next operation accepts, and an event in the company’s log', async () => {
  const person = await makePerson(world.tenant, 'manager'),
    browser = new Browser(presentClock())
  expect(await browser.begin(person.email)).toMatchObject({ go: 'password' })
  expect(await browser.step(givePassword, { password })).toMatchObject({ go: 'factor' })
  expect(await browser.step(giveFactor, { code: person.code(browser.clock) })).toMatchObject({ go: 'home', flow: null })
  expect((await showDesk.invoke(browser.caller, {})).member).toMatchObject({ name: person.name, role: 'manager' })
  expect((await eventsOf(world.tenant, 'session.started')).at(-1)).toMatchObject({
    actor_id: person.memberId,
    detail: { device: 'Firefox on Linux', methods: ['password', 'totp'], isNew: false },
  })
})
test('the page that was asked for is kept only where it is our own', async () => {
  const person = await makePerson(world.tenant, 'office')
  for (const [next, kept] of [
    ['/payouts?state=raised', '/payouts?state=raised'],
    ['//evil.example', undefined],
    ['/\\evil.example', undefined],
    ['https://evil.example', undefined],
    ['javascript:alert(1)', undefined],
    ['/sign-out', undefined],
  ] as const) {
    const browser = new Browser(presentClock())
    browser.flow = (await startSignIn.invoke(browser, { email: person.email, next }))?.flow as string
    await browser.step(givePassword, { password })
    await admin`update identity.factors set last_step = 0 where id = ${person.factorId}`
    expect((await browser.step(giveFactor, { code: person.code(browser.clock) })).next).toBe(kept)
  }
})
describe('step skipping (CVE-2026-18963)', () => {
  const reach: Readonly<Record<'password' | 'factor' | 'enrol' | 'codes' | 'company', () => Promise<Browser>>> = {
    password: async () => {
      const browser = new Browser(presentClock())
      await browser.begin((await makePerson(world.tenant, 'office')).email)
      return browser
    },
    factor: async () => {
      const browser = await reach.password()
      await browser.step(givePassword, { password })
      return browser
    },
    enrol: async () => {
      const person = await makePerson(world.tenant, 'office'),
        browser = new Browser(presentClock())
      await admin`update identity.factors set removed_at = now() where account_id = ${person.accountId}`
      await browser.begin(person.email)
      await browser.step(givePassword, { password })
      return browser
    },
    codes: async () => {
      const browser = await reach.enrol(),
        view = await showFlow.invoke(browser, { flow: browser.flow })
      await browser.step(confirmEnrolment, { code: codeOf(view?.secretText, browser) })
      return browser
    },
    company: async () => {
      const other = await makeWorld(),
        person = await makePerson(world.tenant, 'office'),
        browser = new Browser(presentClock())
      await addMembership(other.tenant, 'crew', person)
      await browser.signIn(person)
      return browser
    },
  }
  test.each(Object.keys(reach) as (keyof typeof reach)[])('at “%s” only its own payload moves anything', async (step) => {
    const browser = await reach[step]()
    expect((await showFlow.invoke(browser, { flow: browser.flow }))?.step).toBe(step)
    for (const other of flowSteps.filter((name) => name !== step)) {
      const [act, payload] = payloads[other],
        before = await rowOf(browser)
      expect(await refusalOf(act.invoke(browser, { flow: browser.flow, ...payload })), other).toMatchObject({
        code: 'conflict',
        message: expect.stringMatching('moved on or has waited too long'),
      })
      expect(await rowOf(browser), `${other} at ${step} changed the flow`).toEqual(before)
    }
    expect((await admin`select 1 from identity.tenants where name = 'Mallory Ltd'`).length).toBe(0)
  })
})
const rowOf = async (browser: Browser) => [
  ...(await admin`select id, step, secret_hash, tries, ended_at, data from identity.flows where secret_hash = sha256(convert_to(${browser.flow}, 'UTF8'))`),
]
const codeOf = (secretText: string | undefined, browser: Browser): string => totpCode(readSecretText(secretText ?? ''), browser.clock.now())
test('each step has a secret of its own: one from before is worth nothing, and neither is one that was made up (CVE-2026-7507)', async () => {
  const person = await makePerson(world.tenant, 'office'),
    browser = new Browser(presentClock())
  await browser.begin(person.email)
  const first = browser.flow
  await browser.step(givePassword, { password })
  expect(browser.flow).not.toBe(first)
  for (const flow of [first, '', 'x'.repeat(43)])
    expect(await refusalOf(giveFactor.invoke(browser, { flow, code: person.code(browser.clock) }))).toMatchObject({ code: 'conflict' })
  await browser.step(giveFactor, { code: person.code(browser.clock) })
  expect(browser.session?.secret).not.toBe(first)
})
test('a step waits ten minutes, and a finished flow is over', async () => {
  const person = await makePerson(world.tenant, 'office'),
    browser = new Browser(presentClock())
  await browser.begin(person.email)
  browser.clock.advance(600_001)
  expect(await refusalOf(givePassword.invoke(browser, { flow: browser.flow, password }))).toMatchObject({ code: 'conflict' })
  const again = new Browser(presentClock())
  await again.begin(person.email)
  await again.step(givePassword, { password })
  const last = again.flow
  await again.step(giveFactor, { code: person.code(again.clock) })
  expect(await refusalOf(giveFactor.invoke(again, { flow: last, code: person.codes[0] }))).toMatchObject({ code: 'conflict' })
  expect((await admin`select 1 from identity.backup_codes where account_id = ${person.accountId} and used_at is not null`).length).toBe(0)
})
test('two uses of one step at the same time: one moves on', async () => {
  const person = await makePerson(world.tenant, 'office'),
    browser = new Browser(presentClock())
  await browser.begin(person.email)
  const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => givePassword.invoke(browser, { flow: browser.flow, password })))
  expect(outcomes.filter((o) => o.status === 'fulfilled').length).toBe(1)
})
describe('nothing tells whether an address is known', () => {
  test('same steps, same words, the same shape of what is shown', async () => {
    const person = await makePerson(world.tenant, 'office'),
      views = [],
      refusals = []
    for (const email of [person.email, 'nobody@example.com']) {
      const browser = new Browser(presentClock(), '203.0.113.9')
      expect((await browser.begin(email)).go).toBe('password')
      const view = await showFlow.invoke(browser, { flow: browser.flow })
      views.push({ ...view, email: '' })
      refusals.push(await refusalOf(givePassword.invoke(browser, { flow: browser.flow, password: 'wrong password here' })))
    }
    expect(views[0]).toEqual(views[1])
    expect(refusals[0]).toEqual(refusals[1])
  })
  test('the same work: one comparison of the same cost, whose time the bench prints', async () => {
    const person = await makePerson(world.tenant, 'office'),
      work = async (email: string) => {
        const browser = new Browser(presentClock())
        await browser.begin(email)
        return hashingOf(() => refusalOf(givePassword.invoke(browser, { flow: browser.flow, password: 'wrong password here' })))
      }
    await work('warm-up@example.com') // the first of a process makes what the others are compared with
    const known = await work(person.email)
    expect(known).toEqual([{ act: 'verify', cost: expect.stringContaining('$argon2id$') as string, typed: 'wrong password here' }])
    for (const email of ['nobody@example.com', 'nobody@elsewhere.example']) expect(await work(email)).toEqual(known)
  })
  test('a try at an unknown address is in the platform’s log, one at a known address in its company’s', async () => {
    const person = await makePerson(world.tenant, 'office')
    // Files run beside one another and share the platform's log: these requests are told from theirs by their id.
    const ours = `tries of ${person.accountId}`,
      noted = () => admin`select event from public.audit_events where tenant_id = ${platformTenant} and event = 'session.refused' and request_id = ${ours}`
    for (const email of [person.email, 'nobody.else@example.com']) {
      const browser = new Browser(presentClock())
      browser.place = { ...browser.place, requestId: ours }
      await browser.begin(email)
      await refusalOf(givePassword.invoke(browser, { flow: browser.flow, password: 'wrong password here' }))
    }
    expect(await noted()).toHaveLength(1)
    expect((await eventsOf(world.tenant, 'session.refused')).at(-1)).toMatchObject({ actor_id: null, detail: { step: 'password', why: 'a wrong password' } })
  })
})
test('an account that is closed between two steps goes no further (CVE-2026-16103)', async () => {
  const person = await makePerson(world.tenant, 'office'),
    browser = new Browser(presentClock())
  await browser.begin(person.email)
  await browser.step(givePassword, { password })
  await admin`update identity.accounts set is_disabled = true where id = ${person.accountId}`
  expect(await refusalOf(giveFactor.invoke(browser, { flow: browser.flow, code: person.code(browser.clock) }))).toMatchObject({ code: 'conflict' })
})
test('with several companies one is chosen, and only one’s own', async () => {
  const other = await makeWorld(),
    person = await makePerson(world.tenant, 'manager'),
    browser = new Browser(presentClock())
  const there = await addMembership(other.tenant, 'crew', person)
  expect(await browser.signIn(person)).toMatchObject({ go: 'company' })
  expect(await refusalOf(chooseCompany.invoke(browser, { flow: browser.flow, memberId: encodeId('member', other.people.owner.memberId) }))).toMatchObject({
    code: 'not_found',
  })
  await browser.step(chooseCompany, { memberId: encodeId('member', there) })
  expect((await showDesk.invoke(browser.caller, {})).member.role).toBe('crew')
  expect((await admin`select idle_seconds_max from identity.sessions where member_id = ${there}`)[0]).toMatchObject({ idle_seconds_max: 7 * 86_400 })
})
test('of several companies the last used is offered first, and a company before the installation', async () => {
  const person = await makePerson(platformTenant, 'operator'),
    here = await addMembership(world.tenant, 'owner', person),
    asked = async (by: string): Promise<Browser> => {
      const browser = new Browser(presentClock())
      await browser.begin(person.email)
      await browser.step(givePassword, { password })
      expect(await browser.step(giveFactor, { code: by })).toMatchObject({ go: 'company' })
      return browser
    }
  const first = await asked(person.codes[0] ?? ''),
    shown = await showFlow.invoke(first, { flow: first.flow })
  expect(shown).toMatchObject({ likely: encodeId('member', here), companies: [{ isInstallation: true }, { isInstallation: false }] })
  await first.step(chooseCompany, { memberId: shown?.companies?.[0]?.id as string })
  const second = await asked(person.codes[1] ?? '')
  expect(await showFlow.invoke(second, { flow: second.flow })).toMatchObject({ likely: shown?.companies?.[0]?.id })
})
test('without any active membership there is nothing to enter, and both sides learn it', async () => {
  const person = await makePerson(world.tenant, 'office'),
    browser = new Browser(presentClock())
  await admin`update public.members set state = 'suspended' where id = ${person.memberId}`
  expect(await refusalOf(browser.signIn(person))).toMatchObject({ code: 'forbidden', message: expect.stringMatching('belongs to no company') })
})
test('an account without a second factor must enrol one: nothing is written before its codes are kept', async () => {
  const person = await makePerson(world.tenant, 'crew'),
    browser = new Browser(presentClock())
  await admin`update identity.factors set removed_at = now() where account_id = ${person.accountId}`
  await browser.begin(person.email)
  expect(await browser.step(givePassword, { password })).toMatchObject({ go: 'enrol' })
  const view = await showFlow.invoke(browser, { flow: browser.flow })
  expect(view?.qr?.path).toMatch(/^M2 2h7/)
  expect(await refusalOf(confirmEnrolment.invoke(browser, { flow: browser.flow, code: '000000' }))).toMatchObject({
    code: 'invalid',
    fields: { code: expect.any(String) },
  })
  await browser.step(confirmEnrolment, { code: codeOf(view?.secretText, browser) })
  const codes = (await showFlow.invoke(browser, { flow: browser.flow }))?.codes ?? []
  expect(codes.length).toBe(10)
  expect((await admin`select 1 from identity.factors where account_id = ${person.accountId} and removed_at is null`).length).toBe(0)
  expect(await refusalOf(keepCodes.invoke(browser, { flow: browser.flow }))).toMatchObject({ code: 'invalid' })
  expect(await browser.step(keepCodes, { kept: 'yes' })).toMatchObject({ go: 'home' })
  const again = new Browser(presentClock())
  await again.begin(person.email)
  await again.step(givePassword, { password })
  expect(await again.step(giveFactor, { code: codes[3] as string })).toMatchObject({ go: 'home' })
  expect((await admin`select data from identity.flows where account_id = ${person.accountId}`).every((row) => JSON.stringify(row['data']) === '{}')).toBe(true)
})
