import { assert } from '../../kernel/assert.ts'
import { dayOf, offsetAt } from '../../kernel/day.ts'
import { decimalText, money } from '../../kernel/money.ts'
import { earliestDay, nextOpenDay } from './calendar.ts'
import { toLatin } from './charset.ts'
import { inspectNacha } from './check-nacha.ts'
import { check, checkOrder, checkOriginator } from './nacha-faults.ts'
import type { AchOriginator, Order, OrderPayout, Rail, RailFile } from './port.ts'

// Nacha rules 2026: 94 ASCII characters a line, blocks of ten lines. People are paid by PPD entries, businesses by CCD, each in its own batch.

const left = (text: string, width: number): string => text.slice(0, width).padEnd(width)
const digits = (value: bigint | number, width: number): string => {
  const text = value.toString().padStart(width, '0')
  assert(text.length === width, `${text} fits ${width} digits`)
  return text
}
function latin(text: string): string {
  const result = toLatin(text)
  assert(result.ok, 'text was checked before it is written')
  return result.text
}
const sentName = (payout: OrderPayout): string =>
  latin(payout.payee.latinName ?? payout.payee.name)
    .slice(0, 22)
    .trimEnd()
const shortDay = (day: string): string => day.slice(2).replaceAll('-', '')

interface Batch {
  readonly code: 'PPD' | 'CCD'
  readonly description: string
  readonly payouts: readonly OrderPayout[]
}
interface Totals {
  entries: number
  hash: bigint
  credit: bigint
}

function fileHeader(order: Order, originator: AchOriginator): string {
  const zone = originator.cutOff.zone
  const clock = new Date(order.createdAt.getTime() + offsetAt(order.createdAt, zone)).toISOString().slice(11, 16).replace(':', '')
  return (
    '101' +
    (originator.immediateDestination ?? ` ${originator.routing}`) +
    (originator.immediateOrigin ?? originator.companyId) +
    shortDay(dayOf(order.createdAt, zone)) +
    clock +
    (order.fileModifier ?? '') +
    '094101' +
    left(latin(originator.bankName), 23) +
    left(latin(originator.name), 23) +
    left(originator.testFile ? 'TEST' : '', 8)
  )
}

function batchHeader(order: Order, originator: AchOriginator, batch: Batch, number: number): string {
  return (
    '5220' +
    left(latin(originator.companyName), 16) +
    left('', 20) +
    originator.companyId +
    batch.code +
    left(batch.description, 10) +
    left('', 6) +
    shortDay(order.executionDay) +
    '   1' +
    originator.routing.slice(0, 8) +
    digits(number, 7)
  )
}

function entry(payout: OrderPayout, trace: string, addenda: boolean): string[] {
  const to = payout.destination
  assert(to.kind === 'ach', 'the destination was checked before it is written')
  const lines = [
    '6' +
      (to.account === 'checking' ? '22' : '32') +
      to.routing +
      left(to.number, 17) +
      digits(payout.amount.minor, 10) +
      left(payout.reference, 15) +
      left(sentName(payout), 22) +
      '  ' +
      (addenda ? '1' : '0') +
      trace,
  ]
  if (addenda) lines.push(`705${left(latin(payout.remittance), 80)}0001${trace.slice(8)}`)
  return lines
}

const control = (totals: Totals): string => digits(totals.hash % 10_000_000_000n, 10) + digits(0, 12) + digits(totals.credit, 12)

function write(order: Order): RailFile {
  const { originator } = order
  assert(originator.rail === 'nacha', 'an ACH file needs an originator with a company id')
  const held = (holder: 'person' | 'business'): OrderPayout[] => order.payouts.filter((p) => p.destination.kind === 'ach' && p.destination.holder === holder)
  // Wages and similar pay to people must say PAYROLL since 20 March 2026 (Nacha, company entry description).
  const batches: Batch[] = [
    { code: 'PPD' as const, description: 'PAYROLL', payouts: held('person') },
    { code: 'CCD' as const, description: latin(originator.businessDescription).toUpperCase(), payouts: held('business') },
  ].filter((batch) => batch.payouts.length > 0)
  const bankId = originator.routing.slice(0, 8)
  const lines = [fileHeader(order, originator)]
  const references = new Map<string, string>(),
    blocks = new Map<string, string>()
  const whole: Totals = { entries: 0, hash: 0n, credit: 0n }
  let sequence = order.firstTrace ?? 0
  for (const [i, batch] of batches.entries()) {
    const totals: Totals = { entries: 0, hash: 0n, credit: 0n }
    lines.push(batchHeader(order, originator, batch, i + 1))
    for (const payout of batch.payouts) {
      const trace = bankId + digits(sequence++, 7)
      const records = entry(payout, trace, originator.addenda)
      lines.push(...records)
      references.set(payout.id, trace)
      blocks.set(payout.id, digits(i + 1, 7))
      totals.entries += records.length
      totals.credit += payout.amount.minor
      totals.hash += BigInt((records[0] as string).slice(3, 11))
    }
    lines.push(`8220${digits(totals.entries, 6)}${control(totals)}${originator.companyId}${left('', 25)}${bankId}${digits(i + 1, 7)}`)
    whole.entries += totals.entries
    whole.credit += totals.credit
    whole.hash += totals.hash % 10_000_000_000n
  }
  const blockCount = Math.ceil((lines.length + 1) / 10)
  lines.push(`9${digits(batches.length, 6)}${digits(blockCount, 6)}${digits(whole.entries, 8)}${control(whole)}${left('', 39)}`)
  while (lines.length < blockCount * 10) lines.push('9'.repeat(94))
  return {
    fileName: `${originator.testFile ? 'TEST-' : ''}${order.messageId.replace(/[^A-Za-z0-9-]/g, '-')}.ach`,
    contentType: 'text/plain; charset=us-ascii',
    body: new TextEncoder().encode(`${lines.join('\n')}\n`),
    messageId: order.messageId,
    references,
    blocks,
    sentNames: new Map(order.payouts.map((p) => [p.id, sentName(p)])),
    controlSum: decimalText(money(whole.credit, 'USD')),
    count: order.payouts.length,
  }
}

/** US bank payments through ACH (Nacha file): credits only. */
export const nacha: Rail = {
  name: 'nacha',
  checkOriginator,
  check,
  checkOrder,
  earliestDay: (originator, now) => {
    assert(originator.rail === 'nacha', 'originator of this rail')
    return earliestDay(['fed'], originator.cutOff, now)
  },
  nextOpenDay: (day) => nextOpenDay(['fed'], day),
  write,
  inspect: inspectNacha,
}
