// Text messages cost money and ring phones: they are counted for account, number and network, and end for the day at a ceiling of company, country and installation, told in a sentence.
// ASVS V6.6.3
import { describe, expect, test } from 'vitest'
import { companyPerDayMax, countryPerDayMax } from '../../../lib/identity/text/ceilings.ts'
import { askPhone } from '../../../lib/identity/text/own-phone.ts'
import { askText } from '../../../lib/identity/text/sign-in.ts'
import { throttleRules } from '../../../lib/identity/throttle-rules.ts'
import { config } from '../../../lib/config.ts'
import { FrozenClock } from '../../../lib/kernel/clock.ts'
import { givePassword } from '../../../lib/identity/give-password.ts'
import { admin, makeWorld, refusalOf, type World } from '../../support/world.ts'
import { Browser, eventsOf, makePerson, password, presentClock, type TestPerson } from '../person.ts'
import { addPhone, afterPassword, letByText, newNumber, textsOf } from './text-person.ts'
import '../../../lib/registry.ts'

async function equipped(phone?: string, clock = presentClock()): Promise<{ world: World; person: TestPerson; phone: string; browser: Browser }> {
  const world = await makeWorld(),
    person = await makePerson(world.tenant, 'office'),
    browser = new Browser(clock)
  await letByText(world, ['office'])
  await browser.signIn(person)
  return { world, person, browser, phone: await addPhone(browser, person, person.codes[0], phone) }
}
/** Sets a counter of a day that is this test's own, so that no other file is kept waiting. */
const full = async (key: string, count: number): Promise<void> => {
  await admin`insert into identity.throttles (key, count, window_start) values (${key}, ${count}, now()) on conflict (key) do update set count = ${count}`
}
let daysAhead = 40
async function onOwnDay(person: TestPerson): Promise<{ browser: Browser; day: string }> {
  const clock = new FrozenClock(new Date(Date.now() + ++daysAhead * 86_400_000)),
    browser = new Browser(clock)
  await browser.begin(person.email)
  await browser.step(givePassword, { password })
  return { browser, day: clock.now().toISOString().slice(0, 10) }
}
describe('asking again and again', () => {
  // One clock for all that is counted together: a wait of seconds would be over before the next browser is there.
  test('makes an account wait, whatever network and sign-in it comes by', async () => {
    const clock = presentClock(),
      { person } = await equipped(undefined, clock),
      { free } = throttleRules.textToAccount
    for (let n = 1; n < free; n++) await (await afterPassword(person, { clock })).step(askText)
    expect(await refusalOf((await afterPassword(person, { clock })).step(askText))).toMatchObject({ code: 'too_many' })
    expect((await textsOf(person.tenant)).length).toBe(free)
  })
  test('makes a number wait that several accounts have, and the log of the company says so', async () => {
    const clock = presentClock(),
      phone = newNumber(),
      people: TestPerson[] = []
    for (let n = 0; n < throttleRules.textToNumber.free; n++) people.push((await equipped(phone, clock)).person)
    const last = people.at(-1) as TestPerson
    expect(await refusalOf((await afterPassword(last, { clock })).step(askText))).toMatchObject({
      code: 'too_many',
      message: expect.stringContaining('nothing is locked') as string,
    })
    expect((await eventsOf(last.tenant, 'factor.text_refused')).at(-1)?.detail).toMatchObject({
      phone: `•••• ${phone.slice(-2)}`,
      why: 'too many to one number, further ones must wait',
    })
  })
  test('makes a network wait, whosever accounts it has, before anything is sent', async () => {
    const clock = presentClock(),
      ip = '203.0.113.77',
      world = await makeWorld(),
      { person } = await equipped(undefined, clock),
      before = (await textsOf(person.tenant)).length
    for (let n = 0; n < throttleRules.textFromNetwork.free; n++)
      await (await afterPassword(await makePerson(world.tenant, 'office'), { clock, ip })).step(askText)
    expect(await refusalOf((await afterPassword(person, { clock, ip })).step(askText))).toMatchObject({ code: 'too_many' })
    expect((await textsOf(person.tenant)).length).toBe(before)
    expect(await (await afterPassword(person, { clock })).step(askText)).toMatchObject({ go: 'factor' })
  })
})
describe('the ceiling of a day', () => {
  test('of a company: the last one leaves, the next is refused in a sentence that names the other ways', async () => {
    const { world, person } = await equipped(),
      { browser, day } = await onOwnDay(person)
    await full(`textDay:${day}:company:${world.tenant}`, companyPerDayMax - 1)
    await browser.step(askText)
    expect(await refusalOf(browser.step(askText))).toMatchObject({
      code: 'too_many',
      message: `Your company has sent its ${companyPerDayMax} text messages of the day. Use your authenticator app, a passkey or a backup code, or try again after midnight UTC.`,
    })
    expect((await eventsOf(world.tenant, 'factor.text_refused')).at(-1)?.detail).toMatchObject({
      why: `the company has sent its ${companyPerDayMax} text messages of the day`,
    })
  })
  test('of a country: numbers elsewhere go on', async () => {
    const far = await equipped(`+99893${String(Date.now()).slice(-7)}`),
      near = await equipped(),
      { browser, day } = await onOwnDay(far.person)
    await full(`textDay:${day}:country:998`, countryPerDayMax)
    expect(await refusalOf(browser.step(askText))).toMatchObject({ code: 'too_many', message: expect.stringContaining('to numbers of this country') as string })
    const other = new Browser(browser.clock)
    await other.begin(near.person.email)
    await other.step(givePassword, { password })
    expect(await other.step(askText)).toMatchObject({ go: 'factor' })
  })
  test('of the installation holds for every company, and for adding a number too; a refused one counts for nobody', async () => {
    const { world, person } = await equipped(),
      { browser, day } = await onOwnDay(person)
    await full(`textDay:${day}:all`, config().sms.perDay)
    expect(await refusalOf(browser.step(askText))).toMatchObject({ code: 'too_many', message: expect.stringContaining('This installation has sent') as string })
    expect((await admin<{ count: number }[]>`select count from identity.throttles where key = ${`textDay:${day}:company:${world.tenant}`}`)[0]?.count).toBe(0)
    const adding = await equipped()
    await full(`textDay:${adding.browser.clock.now().toISOString().slice(0, 10)}:company:${adding.world.tenant}`, companyPerDayMax)
    expect(await refusalOf(askPhone.invoke(adding.browser, { ...adding.browser.own, phone: newNumber(), factorCode: adding.person.codes[1] }))).toMatchObject({
      code: 'too_many',
      message: expect.stringContaining('Your company has sent') as string,
    })
  })
})
