// A text message opens a session where the company lets the role in by it, and nothing else: each code once, for minutes, for the sign-in that asked; numbers and codes are read by nobody.
// ASVS V6.6.1 V6.6.2 V6.6.3
import { describe, expect, test } from 'vitest'
import { chooseCompany } from '../../../lib/identity/choose-company.ts'
import { giveFactor } from '../../../lib/identity/give-factor.ts'
import { addFactor, removeFactor } from '../../../lib/identity/own-factors.ts'
import { showOwnAccount } from '../../../lib/identity/own-account.ts'
import { renameFactor } from '../../../lib/identity/passkeys/own-passkeys.ts'
import { showFlow } from '../../../lib/identity/show-flow.ts'
import { listOwnCompanies, switchCompany } from '../../../lib/identity/switch-company.ts'
import { askPhone, confirmPhone } from '../../../lib/identity/text/own-phone.ts'
import { askText, giveText } from '../../../lib/identity/text/sign-in.ts'
import { textSecondsMax } from '../../../lib/identity/text/text-code.ts'
import { forgetPassword } from '../../../lib/identity/ask-by-mail.ts'
import { openLink } from '../../../lib/identity/open-link.ts'
import { encodeId } from '../../../lib/kernel/id.ts'
import { exportMembers } from '../../../lib/tenancy/list-members.ts'
import { changeFactorRules } from '../../../lib/tenancy/factor-rules.ts'
import { textOf } from '../../support/list-file.ts'
import { admin, makeWorld, refusalOf, type World } from '../../support/world.ts'
import { addMembership, Browser, eventsOf, mailedLinks, makePerson, presentClock, type TestPerson } from '../person.ts'
import { addPhone, afterPassword, letByText, newNumber, textsOf } from './text-person.ts'
import '../../../lib/registry.ts'

/** Somebody of the office with a phone, in a company that lets the office in by text message. */
async function equipped(): Promise<{ world: World; person: TestPerson; phone: string; browser: Browser }> {
  const world = await makeWorld(),
    person = await makePerson(world.tenant, 'office'),
    browser = new Browser(presentClock())
  await letByText(world, ['office', 'dispatch', 'crew'])
  await browser.signIn(person)
  return { world, person, browser, phone: await addPhone(browser, person, person.codes[0]) }
}
const newest = async (person: TestPerson): Promise<string> => (await textsOf(person.tenant)).at(-1)?.code ?? ''
const textsIn = async (person: TestPerson): Promise<number> => (await textsOf(person.tenant)).length

describe('a code by text message', () => {
  test('opens a session, once, and its person is told by mail', async () => {
    const { world, person, phone } = await equipped(),
      browser = await afterPassword(person)
    expect((await showFlow.invoke(browser, { flow: browser.flow }))?.text).toEqual({ phone: `•••• ${phone.slice(-2)}`, wasAsked: false })
    expect(await browser.step(askText)).toMatchObject({ go: 'factor' })
    expect((await showFlow.invoke(browser, { flow: browser.flow }))?.text?.wasAsked).toBe(true)
    const code = await newest(person),
      flow = browser.flow
    expect((await textsOf(person.tenant)).at(-1)).toMatchObject({
      to: phone,
      shown: `•••• ${phone.slice(-2)}`,
      text: expect.stringMatching(/^\d{6} is your Plumbline code\.[\s\S]*\n\n@localhost #\d{6}$/) as string,
    })
    expect(await browser.step(giveText, { code: `${code.slice(0, 3)} ${code.slice(3)}` })).toMatchObject({ go: 'home' })
    expect(await refusalOf(giveText.invoke(browser, { flow, code }))).toMatchObject({ code: 'conflict' })
    expect((await eventsOf(world.tenant, 'session.started')).at(-1)).toMatchObject({ detail: { methods: ['password', 'text message'] } })
    expect((await admin<{ kind: string }[]>`select kind from identity.outbox where to_address = ${person.email} and kind = 'identity.text_used'`).length).toBe(
      1,
    )
  })
  test('proves nothing further: no act, no factor, no other company', async () => {
    const { world, person, phone } = await equipped(),
      browser = await afterPassword(person),
      elsewhere = await makeWorld(),
      far = await addMembership(elsewhere.tenant, 'office', person)
    await letByText(elsewhere, ['office'])
    await browser.step(askText)
    const code = await newest(person)
    await browser.step(giveText, { code })
    await browser.step(chooseCompany, { memberId: encodeId('member', person.memberId) })
    expect((await listOwnCompanies.invoke(browser, browser.own)).asksFactor).toBe(true)
    expect(await refusalOf(switchCompany.invoke(browser, { ...browser.own, memberId: encodeId('member', far) }))).toMatchObject({ code: 'step_up' })
    await browser.begin(person.email) // asked for anew, and tried where a code of the authenticator belongs
    const other = await afterPassword(person)
    await other.step(askText)
    const fresh = await newest(person)
    expect(await refusalOf(other.step(giveFactor, { code: fresh }))).toMatchObject({ code: 'invalid' })
    expect(await refusalOf(addFactor.invoke(browser, { ...browser.own, name: 'Mine now', factorCode: fresh }))).toMatchObject({ code: 'invalid' })
    expect(await refusalOf(askPhone.invoke(browser, { ...browser.own, phone: newNumber(), factorCode: fresh }))).toMatchObject({ code: 'invalid' })
    expect((await showOwnAccount.invoke(browser, browser.own)).factors.map((f) => f.kind).sort()).toEqual(['sms', 'totp'])
    expect(world.tenant).not.toBe(elsewhere.tenant)
    expect(phone.length).toBeGreaterThan(8)
  })
  test('is void after five minutes, after five wrong ones, and once another was asked for', async () => {
    const { person } = await equipped()
    const late = await afterPassword(person)
    await late.step(askText)
    late.clock.advance((textSecondsMax + 1) * 1000)
    expect(await refusalOf(late.step(giveText, { code: await newest(person) }))).toMatchObject({
      code: 'invalid',
      fields: { code: expect.stringContaining('too old') as string },
    })
    const { person: second } = await equipped(),
      wrong = await afterPassword(second)
    await wrong.step(askText)
    const right = await newest(second),
      guess = right === '000000' ? '000001' : '000000'
    for (let n = 0; n < 4; n++) expect(await refusalOf(wrong.step(giveText, { code: guess }))).toMatchObject({ code: 'invalid' })
    expect(await refusalOf(wrong.step(giveText, { code: guess }))).toMatchObject({
      code: 'too_many',
      message: expect.stringContaining('Start again') as string,
    })
    expect(await refusalOf(wrong.step(giveText, { code: right }))).toMatchObject({ code: 'conflict' })
    const { person: third } = await equipped(),
      twice = await afterPassword(third)
    await twice.step(askText)
    const earlier = await newest(third)
    await twice.step(askText)
    const later = await newest(third)
    if (earlier !== later) expect(await refusalOf(twice.step(giveText, { code: earlier }))).toMatchObject({ code: 'invalid' })
    expect(await twice.step(giveText, { code: later })).toMatchObject({ go: 'home' })
  })
  test('belongs to the sign-in that asked: another one of the same person takes none of its codes', async () => {
    const { person } = await equipped(),
      [mine, theirs] = [await afterPassword(person), await afterPassword(person)]
    await mine.step(askText)
    expect(await refusalOf(theirs.step(giveText, { code: await newest(person) }))).toMatchObject({ code: 'invalid' })
    expect((await eventsOf(person.tenant, 'factor.refused')).at(-1)).toMatchObject({
      actor_id: null,
      detail: { why: expect.stringContaining('text message') as string },
    })
  })
  test('gets one of many at the same moment through', async () => {
    const { person } = await equipped(),
      browser = await afterPassword(person)
    await browser.step(askText)
    const code = await newest(person),
      flow = browser.flow
    const done = await Promise.allSettled(Array.from({ length: 8 }, () => giveText.invoke(browser, { flow, code })))
    expect(done.filter((one) => one.status === 'fulfilled').length).toBe(1)
  })
  test('is offered for a sign-in alone: a reset is not proven by it', async () => {
    const { person } = await equipped(),
      browser = new Browser(presentClock())
    await forgetPassword.invoke(browser, { email: person.email })
    await browser.step(openLink, { purpose: 'reset', token: (await mailedLinks(person.email, 'reset')).at(-1), flow: undefined })
    expect((await showFlow.invoke(browser, { flow: browser.flow }))?.text).toBeUndefined()
    const before = await textsIn(person)
    expect(await browser.step(askText)).toMatchObject({ go: 'factor' })
    expect(await textsIn(person)).toBe(before)
  })
})
describe('where it does not count', () => {
  test('the answer to asking is the same, and nothing is sent: no phone, or a company that lets nobody in by it', async () => {
    const world = await makeWorld(),
      without = await makePerson(world.tenant, 'office'),
      { world: strict, person } = await equipped()
    await letByText(world, ['office'])
    await letByText(strict, [])
    for (const one of [without, person]) {
      const browser = await afterPassword(one),
        before = await textsIn(one)
      expect((await showFlow.invoke(browser, { flow: browser.flow }))?.text).toBeUndefined()
      expect(await browser.step(askText)).toEqual({ go: 'factor', flow: browser.flow })
      expect(await textsIn(one)).toBe(before)
      expect(await refusalOf(browser.step(giveText, { code: '123456' }))).toMatchObject({ code: 'invalid' })
    }
  })
  test('a company that was switched off meanwhile refuses the code, and one of several is entered only where it counts', async () => {
    const { person } = await equipped(),
      strict = await makeWorld(),
      far = await addMembership(strict.tenant, 'office', person),
      browser = await afterPassword(person)
    await browser.step(askText)
    expect(await browser.step(giveText, { code: await newest(person) })).toMatchObject({ go: 'company' })
    expect(await refusalOf(browser.step(chooseCompany, { memberId: encodeId('member', far) }))).toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('does not let your role in by text message') as string,
    })
    expect((await eventsOf(strict.tenant, 'session.refused')).at(-1)).toMatchObject({ detail: { why: 'a text message does not count here' } })
    expect(await browser.step(chooseCompany, { memberId: encodeId('member', person.memberId) })).toMatchObject({ go: 'home' })
  })
  test('a role that needs a passkey since then is not let in by it', async () => {
    const { world, person } = await equipped()
    await world.as('owner').run(changeFactorRules, { passkeyAlone: true, passkeyRoles: ['office'] })
    const browser = await afterPassword(person)
    expect((await showFlow.invoke(browser, { flow: browser.flow }))?.text).toBeUndefined()
  })
})
describe('a phone', () => {
  test('is added after another factor and a code to it, shown and recorded by its last two digits, kept sealed', async () => {
    const { person, phone, browser } = await equipped(),
      masked = `•••• ${phone.slice(-2)}`
    const own = await showOwnAccount.invoke(browser, browser.own)
    expect(own.factors.find((f) => f.kind === 'sms')).toMatchObject({ name: `Phone ${masked}` })
    expect((await eventsOf(person.tenant, 'factor.enrolled')).at(-1)?.detail).toEqual({ kind: 'sms', name: `Phone ${masked}` })
    expect((await eventsOf(person.tenant, 'factor.text_sent')).at(-1)?.detail).toMatchObject({ phone: masked })
    const [row] = await admin<
      { secret: Buffer; all: string }[]
    >`select secret, row_to_json(f)::text as all from identity.factors f where account_id = ${person.accountId} and kind = 'sms'`
    expect(row?.secret.includes(phone.slice(1))).toBe(false)
    expect(row?.all).not.toContain(phone.slice(-7))
  })
  test('is refused where no company lets text messages count, and where it is the one that is there already', async () => {
    const world = await makeWorld(),
      person = await makePerson(world.tenant, 'office'),
      browser = new Browser(presentClock())
    await browser.signIn(person)
    expect(await refusalOf(askPhone.invoke(browser, { ...browser.own, phone: newNumber(), factorCode: person.codes[0] }))).toMatchObject({ code: 'conflict' })
    const other = await equipped()
    expect(await refusalOf(askPhone.invoke(other.browser, { ...other.browser.own, phone: other.phone, factorCode: other.person.codes[1] }))).toMatchObject({
      code: 'invalid',
      fields: { phone: expect.stringContaining('already') as string },
    })
    expect(await refusalOf(askPhone.invoke(other.browser, { ...other.browser.own, phone: '0170 5550132', factorCode: other.person.codes[1] }))).toMatchObject({
      code: 'invalid',
      fields: { phone: expect.stringContaining('country code') as string },
    })
  })
  test('gives way to another number: the old one is erased and opens nothing, a code on its way to it neither', async () => {
    const { person, phone, browser } = await equipped(),
      waiting = await afterPassword(person)
    await waiting.step(askText)
    const old = await newest(person),
      next = await addPhone(browser, person, person.codes[2])
    expect(next).not.toBe(phone)
    expect(await refusalOf(waiting.step(giveText, { code: old }))).toMatchObject({ code: 'conflict' })
    const rows = await admin<
      { secret: Buffer | null; removed_at: Date | null }[]
    >`select secret, removed_at from identity.factors where account_id = ${person.accountId} and kind = 'sms' order by removed_at nulls last`
    expect(rows.map((row) => [row.secret === null, row.removed_at === null])).toEqual([
      [true, false],
      [false, true],
    ])
    const fresh = await afterPassword(person)
    await fresh.step(askText)
    expect((await textsOf(person.tenant)).at(-1)?.to).toBe(next)
    expect((await eventsOf(person.tenant, 'factor.removed')).at(-1)?.detail).toMatchObject({ kind: 'sms', why: 'another number took its place' })
    const [mail] = await admin<
      { body: string }[]
    >`select body from identity.outbox where to_address = ${person.email} and kind = 'identity.factor_changed' order by created_at desc, id desc limit 1`
    expect(mail?.body).toContain(`ended in ${phone.slice(-2)}, opens nothing any more`)
  })
  test('is proven by its own session only, and never by a wrong code', async () => {
    const { person, browser } = await equipped(),
      phone = newNumber()
    await askPhone.invoke(browser, { ...browser.own, phone, factorCode: person.codes[1] })
    const code = await newest(person),
      other = new Browser(presentClock())
    await other.begin(person.email)
    const elsewhere = await afterPassword(person)
    await elsewhere.step(giveFactor, { code: person.codes[3] })
    expect(await refusalOf(confirmPhone.invoke(elsewhere, { ...elsewhere.own, code }))).toMatchObject({ code: 'invalid' })
    expect(await refusalOf(confirmPhone.invoke(browser, { ...browser.own, code: code === '000000' ? '000001' : '000000' }))).toMatchObject({ code: 'invalid' })
    expect((await showOwnAccount.invoke(browser, browser.own)).phone).toEqual({ mayAdd: true, proving: `•••• ${phone.slice(-2)}` })
    await confirmPhone.invoke(browser, { ...browser.own, code })
  })
  test('is never the last factor, keeps no name but its digits, and goes with its number', async () => {
    const { person, browser } = await equipped(),
      list = (await showOwnAccount.invoke(browser, browser.own)).factors,
      phone = list.find((f) => f.kind === 'sms'),
      app = list.find((f) => f.kind === 'totp')
    expect(await refusalOf(removeFactor.invoke(browser, { ...browser.own, id: app?.id, factorCode: person.codes[4] }))).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('only second factor') as string,
    })
    expect(await refusalOf(renameFactor.invoke(browser, { ...browser.own, id: phone?.id, name: '+1 415 555 0132' }))).toMatchObject({ code: 'conflict' })
    const session = await removeFactor.invoke(browser, { ...browser.own, id: phone?.id, factorCode: person.codes[5] })
    expect(session).toBeDefined()
    expect(
      (await admin<{ secret: Buffer | null }[]>`select secret from identity.factors where account_id = ${person.accountId} and kind = 'sms'`).every(
        (row) => row.secret === null,
      ),
    ).toBe(true)
    const later = await afterPassword(person)
    expect((await showFlow.invoke(later, { flow: later.flow }))?.text).toBeUndefined()
  })
})
test('neither number nor code stands in the log, in its export of people, or in clear in the database', async () => {
  const { world, person, phone } = await equipped(),
    browser = await afterPassword(person)
  await browser.step(askText)
  const code = await newest(person),
    { tenant } = world
  const rows = await admin<{ all: string }[]>`
    select row_to_json(e)::text as all from public.audit_events e where tenant_id = ${tenant} union all select row_to_json(p)::text from public.audit_personal p where tenant_id = ${tenant}
    union all select row_to_json(o)::text from identity.outbox o where tenant_id = ${tenant} or to_address = ${person.email} union all select row_to_json(t)::text from identity.text_codes t where account_id = ${person.accountId}
    union all select row_to_json(f)::text from identity.flows f where account_id = ${person.accountId} union all select row_to_json(f)::text from identity.factors f where account_id = ${person.accountId}`
  const text = rows.map((row) => row.all).join('\n')
  expect(text).toContain(`•••• ${phone.slice(-2)}`)
  expect(text).not.toContain(phone.slice(2))
  expect(text).not.toContain(`"${code}"`)
  expect(text).not.toMatch(new RegExp(`\\b${code} is your`))
  expect(await textOf(await world.as('owner').run(exportMembers, {}))).not.toContain(phone.slice(-7))
})
