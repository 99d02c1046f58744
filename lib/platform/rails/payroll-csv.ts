import { dayOf, type Day } from '../../kernel/day.ts'
import { currencies } from '../../kernel/currencies.ts'
import { decimalText, decimalsOf } from '../../kernel/money.ts'
import { inspectPayrollCsv } from './check-payroll-csv.ts'
import { repeatFaults } from './pain001-faults.ts'
import type { Fault, Order, Originator, OrderPayout, Rail, RailFile } from './port.ts'

// A list for a payroll office: UTF-8, RFC 4180, one row per payout. The office knows the accounts, so none are in it.

const otherRail = (payoutId?: string): Fault => ({ field: 'rail', sentence: 'These originator settings are for another rail.', payoutId })

function textFault(field: string, what: string, text: string | undefined, lengthMax: number): Fault[] {
  if (text === undefined) return []
  if (text.trim() === '') return [{ field, sentence: `${what} is empty. Enter it.` }]
  if (text.length > lengthMax) return [{ field, sentence: `${what} has more than ${lengthMax} characters. Shorten it.` }]
  if (/[\x00-\x1f\x7f]/.test(text)) return [{ field, sentence: `${what} holds a line break or a control character. Remove it.` }]
  return []
}

function checkOriginator(originator: Originator): Fault[] {
  if (originator.rail !== 'payroll_csv') return [otherRail()]
  return [...textFault('name', 'The name', originator.name, 140), ...textFault('companyCode', 'The company code', originator.companyCode, 35)]
}
function check(originator: Originator, payout: OrderPayout): Fault[] {
  if (originator.rail !== 'payroll_csv') return [otherRail(payout.id)]
  const faults: Fault[] = []
  if (!currencies.has(payout.amount.currency))
    faults.push({ field: 'amount.currency', sentence: `${payout.amount.currency} is not a currency in use. Use an ISO 4217 code such as EUR.` })
  if (payout.amount.minor <= 0n) faults.push({ field: 'amount', sentence: 'The amount must be more than zero.' })
  faults.push(
    ...textFault('reference', 'The reference', payout.reference, 35),
    ...textFault('payee.name', 'The payee’s name', payout.payee.name, 140),
    ...textFault('payee.reference', 'The payee’s number', payout.payee.reference, 35),
    ...textFault('remittance', 'The text', payout.remittance, 140),
  )
  return faults.map((fault) => ({ ...fault, payoutId: payout.id }))
}
function checkOrder(order: Order): Fault[] {
  const faults = [...checkOriginator(order.originator), ...textFault('messageId', 'The message id', order.messageId, 35), ...repeatFaults(order.payouts)]
  if (order.payouts.length === 0) faults.push({ field: 'payouts', sentence: 'There is no payment in this order.' })
  if (order.executionDay < dayOf(order.createdAt, 'UTC'))
    faults.push({ field: 'executionDay', sentence: `${order.executionDay} is past. Choose a day to come.` })
  for (const payout of order.payouts) faults.push(...check(order.originator, payout))
  return faults
}

export const payrollColumns = ['file', 'company', 'payout', 'payee number', 'payee', 'amount', 'currency', 'pay day', 'text'] as const

/** A spreadsheet would run a text that starts like a formula: it gets an apostrophe, and so does one that starts with an apostrophe (reversible). */
const guard = (text: string): string => (/^[=+\-@\t\r\n']/.test(text) ? `'${text}` : text)
const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

function write(order: Order): RailFile {
  const { originator } = order
  const company = originator.rail === 'payroll_csv' ? (originator.companyCode ?? '') : ''
  const file = `${originator.testFile ? 'TEST-' : ''}${order.messageId}`
  const rows = order.payouts.map((p) => [
    guard(file),
    guard(company),
    guard(p.reference),
    guard(p.payee.reference ?? ''),
    guard(p.payee.name),
    decimalText(p.amount),
    p.amount.currency,
    order.executionDay,
    guard(p.remittance),
  ])
  const text = [payrollColumns, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('')
  const decimals = Math.max(0, ...order.payouts.map((p) => decimalsOf(p.amount.currency)))
  const total = order.payouts
    .reduce((sum, p) => sum + p.amount.minor * 10n ** BigInt(decimals - decimalsOf(p.amount.currency)), 0n)
    .toString()
    .padStart(decimals + 1, '0')
  return {
    fileName: `${file.replace(/[^A-Za-z0-9-]/g, '-')}.csv`,
    contentType: 'text/csv; charset=utf-8',
    body: new TextEncoder().encode(text),
    messageId: order.messageId,
    references: new Map(order.payouts.map((p) => [p.id, p.reference])),
    blocks: new Map(),
    sentNames: new Map(order.payouts.map((p) => [p.id, p.payee.name])),
    controlSum: decimals === 0 ? total : `${total.slice(0, -decimals)}.${total.slice(-decimals)}`,
    count: order.payouts.length,
  }
}

const day = (now: Date): Day => dayOf(now, 'UTC')

/** A list for a payroll office, which pays by its own calendar. */
export const payrollCsv: Rail = {
  name: 'payroll_csv',
  checkOriginator,
  check,
  checkOrder,
  earliestDay: (_, now) => day(now),
  nextOpenDay: (d) => d,
  write,
  inspect: inspectPayrollCsv,
}
