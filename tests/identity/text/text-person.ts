import { givePassword } from '../../../lib/identity/give-password.ts'
import { askPhone, confirmPhone } from '../../../lib/identity/text/own-phone.ts'
import type { FrozenClock } from '../../../lib/kernel/clock.ts'
import { openText } from '../../../lib/platform/sms/sealed-text.ts'
import { changeTextRules } from '../../../lib/tenancy/text-rules.ts'
import { admin, type World } from '../../support/world.ts'
import { Browser, password, presentClock, type TestPerson } from '../person.ts'

export interface SentText {
  readonly id: string
  readonly to: string
  readonly text: string
  readonly code: string
  readonly shown: string
}
/** Text messages that wait on account of a company, the oldest first, as their recipients would read them. */
export async function textsOf(tenant: string): Promise<SentText[]> {
  const rows = await admin<
    { id: string; sealed: Buffer; to_address: string }[]
  >`select id, sealed, to_address from identity.outbox where tenant_id = ${tenant} and channel = 'text' and sealed is not null order by created_at, id`
  return Promise.all(
    rows.map(async (row) => {
      const content = await openText(row.id, row.sealed)
      return { id: row.id, ...content, code: /^(\d{6}) /.exec(content.text)?.[1] ?? '', shown: row.to_address }
    }),
  )
}
export const letByText = (world: World, textRoles: readonly string[]) => world.as('owner').run(changeTextRules, { textRoles })
let lastNumber = 0
/** A number of our own for each use, since numbers are counted for the whole installation. */
export const newNumber = (): string => `+1415${String(2_000_000 + Math.floor(Math.random() * 7_000_000) + ++lastNumber).slice(0, 7)}`
/** Adds a phone to whoever is signed in in this browser. @returns its number */
export async function addPhone(browser: Browser, person: TestPerson, code: string | undefined, phone = newNumber()): Promise<string> {
  await askPhone.invoke(browser, { ...browser.own, phone, factorCode: code })
  const session = await confirmPhone.invoke(browser, { ...browser.own, code: (await textsOf(person.tenant)).at(-1)?.code })
  if (session) browser.session = session
  return phone
}
export async function afterPassword(
  person: Pick<TestPerson, 'email'>,
  { clock = presentClock(), ip }: { clock?: FrozenClock; ip?: string } = {},
): Promise<Browser> {
  const browser = ip === undefined ? new Browser(clock) : new Browser(clock, ip)
  await browser.begin(person.email)
  await browser.step(givePassword, { password })
  return browser
}
