import { parse } from 'csv-parse/sync'
import { currencies } from '../../kernel/currencies.ts'
import type { Finding, Order } from './port.ts'

/** One row read back, the guard against formulas taken off again. */
export type PayrollRow = Readonly<Record<string, string>>

export function readPayrollCsv(body: Uint8Array): PayrollRow[] {
  const rows = parse(new TextDecoder('utf-8', { fatal: true }).decode(body), { columns: true, record_delimiter: '\r\n' }) as Record<string, string>[]
  return rows.map((row) => Object.fromEntries(Object.entries(row).map(([column, text]) => [column, text.startsWith("'") ? text.slice(1) : text])))
}

/** The last gate before a payroll list is stored: read by another parser, compared with the order, no cell that a spreadsheet would run. */
export function inspectPayrollCsv(body: Uint8Array, order: Order): Finding[] {
  const findings: Finding[] = []
  const add = (rule: string, sentence: string): void => {
    findings.push({ rule, sentence })
  }
  const raw = parse(Buffer.from(body), { record_delimiter: '\r\n' }) as string[][]
  for (const [i, row] of raw.entries())
    for (const text of row) if (/^[=+\-@\t\r\n]/.test(text)) add('formula', `Row ${i + 1} holds “${text.slice(0, 30)}”, which a spreadsheet would run.`)
  const rows = readPayrollCsv(body)
  if (rows.length !== order.payouts.length) add('count', `${order.payouts.length} payments were ordered and ${rows.length} are in the file.`)
  const byReference = new Map(rows.map((row) => [row['payout'], row]))
  const test = order.originator.testFile ? 'TEST-' : ''
  for (const payout of order.payouts) {
    const row = byReference.get(payout.reference)
    if (!row) {
      add('order', `Payment ${payout.reference} is missing.`)
      continue
    }
    const decimals = currencies.get(payout.amount.currency) ?? 0
    const [units, fraction = ''] = (row['amount'] ?? '').split('.')
    if (
      !/^\d+$/.test(units ?? '') ||
      fraction.length !== decimals ||
      BigInt(`${units}${fraction}`) !== payout.amount.minor ||
      row['currency'] !== payout.amount.currency
    ) {
      add('order', `Payment ${payout.reference} has another amount than was approved.`)
    }
    if (row['payee'] !== payout.payee.name || (row['payee number'] ?? '') !== (payout.payee.reference ?? ''))
      add('order', `Payment ${payout.reference} goes to somebody else than was approved.`)
    if (row['pay day'] !== order.executionDay || row['file'] !== test + order.messageId)
      add('order', `Payment ${payout.reference} has another day or file than was ordered.`)
  }
  return findings
}
