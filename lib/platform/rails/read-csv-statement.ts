import { parse } from 'csv-parse/sync'
import { currencies } from '../../kernel/currencies.ts'
import { isDay, type Day } from '../../kernel/day.ts'
import { sha256Hex } from '../../kernel/digest.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { readAmount, readReason } from './read-camt.ts'
import type { CsvStatementMapping, Direction, Statement, StatementLine } from './port.ts'

const bytesMax = 20 * 1024 * 1024
const rowsMax = 200_000
const refuse = (sentence: string): never => {
  throw new Refusal('invalid', sentence)
}

/** The headers of a bank's CSV file, for choosing the mapping. */
export function readCsvHeaders(bytes: Uint8Array): string[] {
  return readRows(bytes).headers
}

/**
 * A bank's CSV statement by a mapping that a person settled once. Its id is the digest of its bytes, so the same file is known again. Rows
 * that cannot be read stay as lines with a problem: nothing of a statement is dropped.
 */
export function readCsvStatement(bytes: Uint8Array, mapping: CsvStatementMapping): Statement {
  const { headers, rows } = readRows(bytes)
  const wanted = [
    mapping.day,
    mapping.amount,
    mapping.debit,
    mapping.credit,
    mapping.reference,
    mapping.counterparty,
    mapping.note,
    mapping.returnCode,
    'column' in mapping.currency ? mapping.currency.column : undefined,
  ]
  for (const column of wanted)
    if (column !== undefined && !headers.includes(column))
      refuse(`The file has no column “${column}”. Its columns are: ${headers.join(', ').slice(0, 300)}. Correct the mapping.`)
  if (mapping.amount === undefined && (mapping.debit === undefined || mapping.credit === undefined))
    refuse('The mapping needs one signed amount column, or a column for money out and one for money in.')
  const lines = rows.map((row, i) => readRow(row, i + 1, headers, mapping))
  const used = new Set(lines.map((line) => line.currency))
  return {
    format: 'csv',
    version: 'csv',
    messageId: '',
    statementId: `csv-${sha256Hex(bytes).slice(0, 24)}`,
    account: { ...mapping.account, currency: used.size === 1 ? [...used][0] : undefined },
    lines,
    warnings: lines.flatMap((line) => (line.problem === undefined ? [] : [`Line ${line.position}: ${line.problem}`])),
  }
}

function readRows(bytes: Uint8Array): { headers: string[]; rows: string[][] } {
  if (bytes.length > bytesMax) refuse(`The file is larger than ${bytesMax / 1024 / 1024} MB. Ask the bank for one file per month.`)
  let text = ''
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    refuse('The file is not UTF-8. Save it in that encoding and try again.')
  }
  if (/[\x00-\x08\x0b\x0c\x0e-\x1f]/.test(text)) refuse('The file holds control characters. It is damaged or not a CSV file: download it again.')
  const first = text.slice(0, text.search(/\r?\n|$/))
  const delimiter = [';', '\t', ','].find((d) => first.includes(d)) ?? ','
  let records: string[][] = []
  try {
    records = parse(text, { delimiter, skip_empty_lines: true, relax_column_count: true, to: rowsMax + 2 }) as string[][]
  } catch (error) {
    refuse(`The file is not a CSV file (${error instanceof Error ? error.message.slice(0, 120) : 'damaged'}). Download it again.`)
  }
  if (records.length > rowsMax + 1) refuse(`The file has more than ${rowsMax} rows. Ask the bank for one file per month.`)
  const [head, ...rows] = records
  if (!head || rows.length === 0) return refuse('The file holds no lines under its header.')
  const headers = head.map((h) => h.trim())
  const twice = headers.find((h, i) => headers.indexOf(h) !== i)
  if (twice !== undefined) refuse(`The column “${twice}” is in the file twice. Rename one of them.`)
  return { headers, rows }
}

function readRow(row: readonly string[], position: number, headers: readonly string[], mapping: CsvStatementMapping): StatementLine {
  const cell = (column: string | undefined): string | undefined => (column === undefined ? undefined : row[headers.indexOf(column)]?.trim() || undefined)
  const currency = 'code' in mapping.currency ? mapping.currency.code : (cell(mapping.currency.column) ?? '').toUpperCase()
  const dayText = cell(mapping.day) ?? ''
  const bookedOn = readDay(dayText, mapping.dayFormat)
  const { text, direction } = signedCell(cell, mapping)
  const plain = text === undefined ? undefined : plainNumber(text, mapping.decimals)
  const read =
    plain === undefined
      ? { problem: `“${(text ?? '').slice(0, 30)}” is not an amount with a decimal ${mapping.decimals}. Correct the mapping or the row.` }
      : (plain.split('.')[1] ?? '').length > (currencies.get(currency) ?? 9)
        ? { problem: `“${text}” has more decimals than ${currency}: 1.240 and 1,240 are a thousand apart. Correct the mapping or the row.` }
        : readAmount(plain, currency)
  const short = row.length !== headers.length ? `The row has ${row.length} cells and the header ${headers.length}.` : undefined
  const problem =
    short ?? ('problem' in read ? read.problem : bookedOn === undefined ? `“${dayText.slice(0, 20)}” is not a day written as ${mapping.dayFormat}.` : undefined)
  const amount = problem === undefined && 'amount' in read ? read.amount : undefined
  const reference = cell(mapping.reference),
    counterparty = cell(mapping.counterparty),
    code = cell(mapping.returnCode)
  return {
    position,
    status: 'booked',
    bookedOn,
    amount,
    amountText: text ?? '',
    currency,
    direction,
    reversal: false,
    details: [
      {
        endToEndId: reference,
        amount,
        direction,
        counterparty,
        returned: code !== undefined && direction === 'credit' ? readReason(code, undefined) : undefined,
      },
    ],
    note: cell(mapping.note),
    problem,
  }
}

function signedCell(
  cell: (column: string | undefined) => string | undefined,
  mapping: CsvStatementMapping,
): { text: string | undefined; direction: Direction } {
  if (mapping.amount !== undefined) {
    const text = cell(mapping.amount)
    const negative = text !== undefined && /^[-−]/.test(text)
    return { text: text?.replace(/^[-−+]\s*/, ''), direction: negative ? 'debit' : 'credit' }
  }
  const debit = cell(mapping.debit)
  if (debit !== undefined && !/^[-−]?0*[.,]?0*$/.test(debit)) return { text: debit.replace(/^[-−]\s*/, ''), direction: 'debit' }
  return { text: cell(mapping.credit), direction: 'credit' }
}

/** Digits with a point. Grouping is taken away only where it stands between threes and the decimal mark is known, so nothing is guessed. */
function plainNumber(text: string, decimals: 'point' | 'comma'): string | undefined {
  const [group, mark] = decimals === 'point' ? [',', '.'] : ['.', ',']
  const compact = text.replace(/[\u0020\u00a0\u202f'](?=\d{3})/g, group)
  const match = new RegExp(`^(\\d{1,3}(?:\\${group}\\d{3})+|\\d+)(?:\\${mark}(\\d+))?$`).exec(compact)
  return match ? (match[1] as string).replaceAll(group, '') + (match[2] === undefined ? '' : `.${match[2]}`) : undefined
}

function readDay(text: string, format: CsvStatementMapping['dayFormat']): Day | undefined {
  const order = {
    'YYYY-MM-DD': /^(?<y>\d{4})-(?<m>\d\d)-(?<d>\d\d)/,
    'DD.MM.YYYY': /^(?<d>\d\d?)\.(?<m>\d\d?)\.(?<y>\d{4})/,
    'DD/MM/YYYY': /^(?<d>\d\d?)\/(?<m>\d\d?)\/(?<y>\d{4})/,
    'MM/DD/YYYY': /^(?<m>\d\d?)\/(?<d>\d\d?)\/(?<y>\d{4})/,
    YYYYMMDD: /^(?<y>\d{4})(?<m>\d\d)(?<d>\d\d)/,
  }[format]
  const parts = order.exec(text)?.groups
  const day = parts && `${parts['y']}-${(parts['m'] as string).padStart(2, '0')}-${(parts['d'] as string).padStart(2, '0')}`
  return day !== undefined && isDay(day) ? day : undefined
}
