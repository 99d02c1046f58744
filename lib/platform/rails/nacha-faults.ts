import { achAccountFault, routingFault } from './aba.ts'
import { showCharacter, toLatin } from './charset.ts'
import { cutOffFaults, dayFaults, repeatFaults } from './pain001-faults.ts'
import type { Fault, Order, Originator, OrderPayout } from './port.ts'

/** Ten digits of cents. */
const minorMax = 9_999_999_999n
const otherRail = (payoutId?: string): Fault => ({ field: 'rail', sentence: 'These originator settings are for another rail.', payoutId })

function textFaults(field: string, what: string, text: string, lengthMax: number): Fault[] {
  const latin = toLatin(text)
  if (!latin.ok)
    return [
      {
        field,
        sentence: `${what} holds characters that US banks do not take (${latin.missing.slice(0, 5).map(showCharacter).join(' ')}). Give a spelling in Latin letters.`,
      },
    ]
  if (latin.text === '') return [{ field, sentence: `${what} is empty. Enter it.` }]
  if (latin.text.length > lengthMax) return [{ field, sentence: `${what} has ${latin.text.length} characters; at most ${lengthMax} fit. Shorten it.` }]
  return []
}

export function checkOriginator(originator: Originator): Fault[] {
  if (originator.rail !== 'nacha') return [otherRail()]
  const faults = [
    ...textFaults('name', 'The name of the sender', originator.name, 23),
    ...textFaults('companyName', 'The company name', originator.companyName, 16),
    ...textFaults('bankName', 'The name of the bank', originator.bankName, 23),
    ...textFaults('businessDescription', 'The description for businesses', originator.businessDescription, 10),
    ...cutOffFaults(originator.cutOff),
  ]
  if (!/^[A-Za-z0-9 ]{10}$/.test(originator.companyId) || originator.companyId.trim() === '')
    faults.push({
      field: 'companyId',
      sentence: 'The company id has exactly ten characters, usually 1 and the nine digits of the tax number. The bank gives it.',
    })
  const account = originator.accountNumber === undefined ? undefined : achAccountFault(originator.accountNumber)
  if (account) faults.push({ field: 'accountNumber', sentence: account })
  const routing = routingFault(originator.routing)
  if (routing) faults.push({ field: 'routing', sentence: routing })
  for (const field of ['immediateDestination', 'immediateOrigin'] as const) {
    const text = originator[field]
    if (text !== undefined && (!/^[A-Za-z0-9 ]{10}$/.test(text) || text.trim() === ''))
      faults.push({
        field,
        sentence: 'This has exactly ten characters, as the bank gives them (a blank and nine digits, or ten digits). Leave it out to use the usual ones.',
      })
  }
  return faults
}

export function check(originator: Originator, payout: OrderPayout): Fault[] {
  if (originator.rail !== 'nacha') return [otherRail(payout.id)]
  const faults: Fault[] = []
  const { minor, currency } = payout.amount
  if (currency !== 'USD') faults.push({ field: 'amount.currency', sentence: `ACH pays US dollars only; this payment is in ${currency}. Use another rail.` })
  if (minor <= 0n) faults.push({ field: 'amount', sentence: 'The amount must be more than zero.' })
  if (minor > minorMax) faults.push({ field: 'amount', sentence: 'ACH takes at most 99999999.99 USD in one payment. Split it.' })
  if (!/^[A-Za-z0-9/\-?:().,'+ ]{1,15}$/.test(payout.reference) || payout.reference.trim() !== payout.reference) {
    faults.push({
      field: 'reference',
      sentence: `The reference “${payout.reference.slice(0, 40)}” must have 1 to 15 letters, digits or hyphens to come back in an ACH return.`,
    })
  }
  const to = payout.destination
  if (to.kind === 'ach') {
    const routing = routingFault(to.routing)
    if (routing) faults.push({ field: 'destination.routing', sentence: routing })
    const number = achAccountFault(to.number)
    if (number) faults.push({ field: 'destination.number', sentence: number })
  } else faults.push({ field: 'destination', sentence: 'ACH needs a US routing number and account number.' })
  const name = payout.payee.latinName ?? payout.payee.name
  faults.push(...textFaults(payout.payee.latinName === undefined ? 'payee.name' : 'payee.latinName', 'The payee’s name', name, 140))
  faults.push(...textFaults('remittance', 'The text for the payee', payout.remittance, 80))
  return faults.map((fault) => ({ ...fault, payoutId: payout.id }))
}

export function checkOrder(order: Order): Fault[] {
  const { originator } = order
  const faults = checkOriginator(originator)
  if (originator.rail !== 'nacha') return faults
  if (order.payouts.length === 0) faults.push({ field: 'payouts', sentence: 'There is no payment in this order.' })
  if (!/^[A-Z0-9]$/.test(order.fileModifier ?? ''))
    faults.push({ field: 'fileModifier', sentence: 'An ACH file needs one letter A to Z or a digit that tells it from the day’s other files.' })
  const first = order.firstTrace ?? 0
  if (!Number.isInteger(first) || first < 1 || first + order.payouts.length - 1 > 9_999_999)
    faults.push({ field: 'firstTrace', sentence: 'The trace sequence must lie between 1 and 9999999 for every payment of the file.' })
  if (order.messageId.length < 1 || order.messageId.length > 35) faults.push({ field: 'messageId', sentence: 'The message id needs 1 to 35 characters.' })
  faults.push(...totalFaults(order), ...dayFaults(order, originator.cutOff, ['fed']), ...repeatFaults(order.payouts))
  for (const payout of order.payouts) faults.push(...check(originator, payout))
  return faults
}

/** Twelve digits of cents in a control record. */
function totalFaults(order: Order): Fault[] {
  const total = order.payouts.reduce((sum, p) => sum + p.amount.minor, 0n)
  return total > 999_999_999_999n
    ? [{ field: 'payouts', sentence: 'The sum of the file is more than an ACH control record can hold (9999999999.99 USD). Make two batches.' }]
    : []
}
