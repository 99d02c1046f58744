import { daysBetween, dayOf, isZone } from '../../kernel/day.ts'
import { currencies } from '../../kernel/currencies.ts'
import { decimalText } from '../../kernel/money.ts'
import { bicFault } from './bic.ts'
import { isOpenDay, nextOpenDay, type CalendarName } from './calendar.ts'
import { showCharacter, toLatin } from './charset.ts'
import { countries } from './data/countries.ts'
import { ibanFault, inSepa } from './iban.ts'
import type { CutOff, Fault, IbanOriginator, Order, Originator, OrderPayout, PostalAddress } from './port.ts'

/** SEPA takes 0.01 to 999,999,999.99 EUR (EPC125-05). */
const sepaMinorMax = 99_999_999_999n

/** Euro between two SEPA accounts; everything else goes as an ordinary cross-border payment with shared charges. */
export const goesBySepa = (originator: IbanOriginator, payout: OrderPayout): boolean =>
  payout.amount.currency === 'EUR' && payout.destination.kind === 'iban' && inSepa(originator.iban) && inSepa(payout.destination.iban)

/** Both ends of a dollar payment must be open; for other currencies the euro side decides. */
export const calendarsOf = (currency: string | undefined): readonly CalendarName[] => (currency === 'USD' ? ['t2', 'fed'] : ['t2'])

function textFaults(field: string, what: string, text: string, lengthMax: number): Fault[] {
  const latin = toLatin(text)
  if (!latin.ok) {
    const letters = latin.missing.slice(0, 5).map(showCharacter).join(' ')
    return [{ field, sentence: `${what} holds characters that banks do not take (${letters}). Give a spelling in Latin letters.` }]
  }
  if (latin.text === '') return [{ field, sentence: `${what} is empty. Enter it.` }]
  if (latin.text.length > lengthMax)
    return [{ field, sentence: `${what} has ${latin.text.length} characters as the bank counts them; at most ${lengthMax} are allowed. Shorten it.` }]
  return []
}

/** References come back from the bank letter by letter, so nothing in them may need replacing (EPC132-08). */
export function referenceFault(what: string, text: string, lengthMax: number): string | undefined {
  if (text.length < 1 || text.length > lengthMax) return `${what} needs 1 to ${lengthMax} characters; “${text.slice(0, 40)}” has ${text.length}.`
  if (!/^[A-Za-z0-9/\-?:().,'+ ]+$/.test(text) || text.trim() !== text)
    return `${what} “${text}” may hold letters A to Z, digits and / - ? : ( ) . , ' + only, without blanks at its ends.`
  if (text.startsWith('/') || text.endsWith('/') || text.includes('//')) return `${what} “${text}” may not start or end with a slash or hold two in a row.`
  return undefined
}

function addressFaults(field: string, who: string, address: PostalAddress): Fault[] {
  const faults = textFaults(`${field}.town`, `The town of ${who}’s address`, address.town, 35)
  if (!countries.has(address.country))
    faults.push({ field: `${field}.country`, sentence: `“${address.country}” is not a country. Use two letters such as DE.` })
  const parts = [
    ['street', address.street, 70],
    ['building', address.building, 16],
    ['postcode', address.postcode, 16],
  ] as const
  for (const [part, text, lengthMax] of parts)
    if (text !== undefined) faults.push(...textFaults(`${field}.${part}`, `The ${part} of ${who}’s address`, text, lengthMax))
  return faults
}

export function cutOffFaults(cutOff: CutOff): Fault[] {
  const faults: Fault[] = []
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(cutOff.time)) faults.push({ field: 'cutOff.time', sentence: 'Write the cut-off as hours and minutes, such as 15:00.' })
  if (!isZone(cutOff.zone)) faults.push({ field: 'cutOff.zone', sentence: `“${cutOff.zone}” is not a time zone. Use a name such as Europe/Amsterdam.` })
  if (!Number.isInteger(cutOff.leadDays) || cutOff.leadDays < 0 || cutOff.leadDays > 10)
    faults.push({ field: 'cutOff.leadDays', sentence: 'Lead days are a whole number from 0 to 10.' })
  if (!Number.isInteger(cutOff.horizonDays) || cutOff.horizonDays < 1 || cutOff.horizonDays > 365)
    faults.push({ field: 'cutOff.horizonDays', sentence: 'The horizon is 1 to 365 days.' })
  return faults
}

export function checkOriginator(originator: Originator): Fault[] {
  if (originator.rail !== 'pain001') return [{ field: 'rail', sentence: 'These originator settings are for another rail.' }]
  const faults = textFaults('name', 'The name of the account holder', originator.name, 70)
  const iban = ibanFault(originator.iban)
  if (iban) faults.push({ field: 'iban', sentence: iban })
  const bic = originator.bic === undefined ? undefined : bicFault(originator.bic)
  if (bic) faults.push({ field: 'bic', sentence: bic })
  if (originator.address) faults.push(...addressFaults('address', 'the account holder', originator.address))
  return [...faults, ...cutOffFaults(originator.cutOff)]
}

export function check(originator: Originator, payout: OrderPayout): Fault[] {
  if (originator.rail !== 'pain001') return [{ field: 'rail', sentence: 'These originator settings are for another rail.', payoutId: payout.id }]
  const faults: Fault[] = []
  const reference = referenceFault('The reference', payout.reference, 35)
  if (reference) faults.push({ field: 'reference', sentence: reference })
  if (!/^[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[89ab][a-f0-9]{3}-[a-f0-9]{12}$/.test(payout.uetr ?? '')) {
    faults.push({ field: 'uetr', sentence: 'The payment lacks its worldwide reference (UETR), a version 4 UUID in small letters.' })
  }
  const sepa = goesBySepa(originator, payout)
  faults.push(...amountFaults(payout, sepa), ...destinationFaults(originator, payout, sepa))
  faults.push(
    ...textFaults(
      payout.payee.latinName === undefined ? 'payee.name' : 'payee.latinName',
      'The payee’s name',
      payout.payee.latinName ?? payout.payee.name,
      sepa ? 70 : 140,
    ),
  )
  if (payout.payee.address) faults.push(...addressFaults('payee.address', 'the payee', payout.payee.address))
  faults.push(...textFaults('remittance', 'The text for the payee', payout.remittance, 140))
  return faults.map((fault) => ({ ...fault, payoutId: payout.id }))
}

function amountFaults(payout: OrderPayout, sepa: boolean): Fault[] {
  const { minor, currency } = payout.amount
  if (!currencies.has(currency))
    return [{ field: 'amount.currency', sentence: `${currency} cannot be paid out: it is not a currency in use. Use an ISO 4217 code such as EUR.` }]
  if (minor <= 0n)
    return [{ field: 'amount', sentence: `A payment of ${decimalText(payout.amount)} ${currency} cannot be sent: the amount must be more than zero.` }]
  if (sepa && minor > sepaMinorMax) return [{ field: 'amount', sentence: 'SEPA takes at most 999999999.99 EUR in one payment. Split it.' }]
  if (minor.toString().length > 18) return [{ field: 'amount', sentence: 'The amount has more than 18 digits.' }]
  return []
}

function destinationFaults(originator: IbanOriginator, payout: OrderPayout, sepa: boolean): Fault[] {
  const to = payout.destination
  if (to.kind === 'iban') {
    const faults: Fault[] = []
    const iban = ibanFault(to.iban)
    if (iban) faults.push({ field: 'destination.iban', sentence: iban })
    const bic = to.bic === undefined ? undefined : bicFault(to.bic)
    if (bic) faults.push({ field: 'destination.bic', sentence: bic })
    if (!sepa && to.bic === undefined) faults.push({ field: 'destination.bic', sentence: 'A payment outside SEPA needs the BIC of the payee’s bank.' })
    if (!sepa && originator.bic === undefined)
      faults.push({ field: 'originator.bic', sentence: 'A payment outside SEPA needs the BIC of our own bank in the originator settings.' })
    return faults
  }
  if (to.kind === 'account') {
    const faults: Fault[] = []
    const number = referenceFault('The account number', to.number, 34)
    if (number) faults.push({ field: 'destination.number', sentence: number })
    if (!countries.has(to.country)) faults.push({ field: 'destination.country', sentence: `“${to.country}” is not a country. Use two letters such as JP.` })
    const bic = bicFault(to.bic)
    if (bic) faults.push({ field: 'destination.bic', sentence: bic })
    if (originator.bic === undefined)
      faults.push({ field: 'originator.bic', sentence: 'A payment outside SEPA needs the BIC of our own bank in the originator settings.' })
    return faults
  }
  return [{ field: 'destination', sentence: 'This rail needs an IBAN, or an account number with the BIC of its bank.' }]
}

export function checkOrder(order: Order): Fault[] {
  const { originator } = order
  const faults = checkOriginator(originator)
  if (originator.rail !== 'pain001') return faults
  const id = referenceFault('The message id', order.messageId, 33)
  if (id) faults.push({ field: 'messageId', sentence: id })
  if (order.payouts.length === 0) faults.push({ field: 'payouts', sentence: 'There is no payment in this order.' })
  faults.push(...dayFaults(order, originator.cutOff, [...new Set(order.payouts.map((p) => p.amount.currency))].flatMap(calendarsOf)))
  faults.push(...repeatFaults(order.payouts))
  for (const payout of order.payouts) faults.push(...check(originator, payout))
  return faults
}

/** Banks refuse dates that are past, closed or too far ahead. */
export function dayFaults(order: Order, cutOff: CutOff, calendars: readonly CalendarName[]): Fault[] {
  if (cutOffFaults(cutOff).length > 0) return []
  const today = dayOf(order.createdAt, cutOff.zone)
  const field = 'executionDay'
  if (order.executionDay < today) return [{ field, sentence: `${order.executionDay} is past. Choose ${nextOpenDay(calendars, today)} or later.` }]
  if (!isOpenDay(calendars, order.executionDay))
    return [{ field, sentence: `Banks do not move money on ${order.executionDay}. Choose ${nextOpenDay(calendars, order.executionDay)} instead.` }]
  if (daysBetween(today, order.executionDay) > cutOff.horizonDays)
    return [{ field, sentence: `The bank takes dates up to ${cutOff.horizonDays} days ahead; ${order.executionDay} is later.` }]
  return []
}

export function repeatFaults(payouts: readonly OrderPayout[]): Fault[] {
  const faults: Fault[] = []
  const seen = { id: new Set<string>(), reference: new Set<string>(), uetr: new Set<string>() }
  for (const payout of payouts) {
    for (const key of ['id', 'reference', 'uetr'] as const) {
      const value = payout[key]
      if (value === undefined) continue
      if (seen[key].has(value))
        faults.push({ field: key, payoutId: payout.id, sentence: `The ${key} ${value} is used twice in this order. A bank would pay one and drop the other.` })
      seen[key].add(value)
    }
  }
  return faults
}
