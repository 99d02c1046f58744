import { decimalsOf } from '../../kernel/money.ts'
import type { Bound } from './mapping.ts'
import { readDecimal, toScaled } from './numbers.ts'
import type { CsvRow } from './read-csv.ts'
import { readTime } from './times.ts'

/** A row as a fact, its people still by their keys in the file. */
export interface Draft {
  readonly line: number
  readonly externalKey: string
  readonly kind: string
  readonly payeeKey: string | undefined
  readonly payeeName: string | undefined
  readonly crewKey: string | undefined
  readonly openedAt: Date | null
  readonly countedAt: Date | null
  readonly quantityMilli: bigint | null
  readonly valueMinor: bigint | null
  readonly valueCurrency: string | null
  readonly fields: Readonly<Record<string, string>>
  /** Columns whose cell begins as a formula would: kept as text, and told. */
  readonly formulas: readonly string[]
}
/** Why a row does not come in. `code` groups equal reasons; the sentence says what to do. */
export interface RowRefusal {
  readonly line: number
  readonly column: string
  readonly code: string
  readonly sentence: string
  readonly cells: readonly string[]
}
export type RowOutcome = { readonly draft: Draft; readonly refusal?: undefined } | { readonly draft?: undefined; readonly refusal: RowRefusal }

/** Longest cell that is kept, in characters. */
export const cellMax = 4_000
const keyMax = 200
/** A closing this far ahead of our clock is another clock's haste, not the future. */
const clockSkewMs = 300_000

/** What refusals are called in counts. */
export const refusalNames: Readonly<Record<string, string>> = {
  quote: 'stray quotation mark',
  unclosed: 'quotation mark never closed',
  bytes: 'not UTF-8',
  cells: 'wrong number of cells',
  nul: 'holds a NUL character',
  too_long: 'cell too long',
  no_key: 'no key',
  repeated_key: 'key is in the file twice',
  no_kind: 'no kind',
  no_payee: 'no payee',
  unknown_payee: 'unknown payee',
  inactive_payee: 'inactive payee',
  unknown_crew: 'unknown crew',
  time_format: 'not a time',
  no_such_day: 'day does not exist',
  no_such_time: 'time does not exist',
  skipped_hour: 'hour skipped by daylight saving',
  doubled_hour: 'hour doubled by daylight saving',
  closed_before_opened: 'closed before opened',
  future: 'closed in the future',
  open: 'not closed',
  number: 'not a plain number',
  places: 'too many decimals',
}

/** Maps one row. Every fault of the row is told at once, so that it needs correcting once. */
export function mapRow(row: CsvRow, bound: Bound, now: Date): RowOutcome {
  const faults: { column: string; code: string; sentence: string }[] = []
  const { mapping, names } = bound,
    { cells, line } = row
  const refuse = (index: number | undefined, code: string, sentence: string): void => {
    faults.push({ column: index === undefined ? '' : (names[index] ?? ''), code, sentence })
  }
  if (row.fault) refuse(undefined, row.fault.code, row.fault.sentence)
  else if (cells.length !== names.length)
    refuse(
      undefined,
      'cells',
      `The row has ${cells.length} ${cells.length === 1 ? 'cell' : 'cells'}, the file has ${names.length} columns. ${cells.length > names.length ? 'Quote cells that hold the delimiter.' : 'Add the missing cells.'}`,
    )
  if (faults.length > 0) return refused(line, cells, faults)
  cells.forEach((cell, i) => {
    if (cell.includes('\0')) refuse(i, 'nul', 'The cell holds a NUL character (byte 0), which no text has. Delete it.')
    else if (cell.length > cellMax) refuse(i, 'too_long', `The cell has ${cell.length} characters; at most ${cellMax} are kept. Shorten it.`)
  })
  const text = (index: number | undefined): string => (index === undefined ? '' : (cells[index] ?? '').trim())
  const externalKey = text(bound.key)
  if (externalKey === '') refuse(bound.key, 'no_key', 'The row has no key, so it could not be told from others next time. Fill it in.')
  else if (externalKey.length > keyMax) refuse(bound.key, 'too_long', `The key has ${externalKey.length} characters; at most ${keyMax} are kept.`)
  const kind = 'fixed' in mapping.columns.kind ? mapping.columns.kind.fixed : text(bound.kind)
  if (kind === '') refuse(bound.kind, 'no_kind', 'The row does not say what kind of work it is. Fill it in.')
  else if (kind.length > 80) refuse(bound.kind, 'too_long', 'The kind is longer than 80 characters. Choose another column for it.')
  const payeeKey = text(bound.payee)
  if (bound.payee !== undefined && payeeKey === '' && mapping.blankPayee === 'refuse')
    refuse(bound.payee, 'no_payee', 'The row names no payee. Fill it in, or let the mapping take such rows.')
  const times = readTimes(bound, text, refuse, now)
  const quantity = readScaled(bound.quantity, 3, 'A quantity has at most three decimals.', text, refuse)
  const value = readScaled(bound.value, decimalsOf(mapping.currency), `${mapping.currency} has ${decimalsOf(mapping.currency)} decimals.`, text, refuse)
  const fields = readExtra(bound, text, refuse)
  if (faults.length > 0) return refused(line, cells, faults)
  return {
    draft: {
      line,
      externalKey,
      kind,
      payeeKey: payeeKey || undefined,
      payeeName: text(bound.payeeName) || undefined,
      crewKey: text(bound.crew) || undefined,
      openedAt: times.opened,
      countedAt: times.closed,
      quantityMilli: quantity,
      valueMinor: value,
      valueCurrency: value === null ? null : mapping.currency,
      fields,
      formulas: formulaColumns(cells, names),
    },
  }
}
export function refused(line: number, cells: readonly string[], faults: readonly { column: string; code: string; sentence: string }[]): RowOutcome {
  const [first] = faults as readonly [{ column: string; code: string; sentence: string }]
  const sentence = faults.length === 1 ? first.sentence : faults.map((f) => (f.column ? `${f.column}: ${f.sentence}` : f.sentence)).join(' ')
  return { refusal: { line, column: first.column, code: first.code, sentence: sentence.slice(0, 1_000), cells } }
}

type Refuse = (index: number | undefined, code: string, sentence: string) => void
function readTimes(bound: Bound, text: (index: number | undefined) => string, refuse: Refuse, now: Date): { opened: Date | null; closed: Date | null } {
  const { mapping } = bound
  const one = (index: number | undefined): Date | null => {
    const cell = text(index)
    if (cell === '') return null
    const read = readTime(cell, mapping.times)
    if ('at' in read) return read.at
    refuse(index, read.code, read.sentence)
    return null
  }
  const opened = one(bound.opened),
    closed = one(bound.closed)
  if (text(bound.closed) === '' && mapping.openRows === 'refuse')
    refuse(bound.closed, 'open', 'The row has no closing time, and the mapping takes closed work only.')
  if (opened && closed && closed.getTime() < opened.getTime())
    refuse(bound.closed, 'closed_before_opened', `Closed before it was opened (${between(closed, opened)} earlier). Correct one of the two times.`)
  if (closed && closed.getTime() > now.getTime() + clockSkewMs)
    refuse(bound.closed, 'future', 'The closing time lies in the future. Work counts once it is done.')
  return { opened, closed }
}
function between(a: Date, b: Date): string {
  const seconds = Math.round((b.getTime() - a.getTime()) / 1000)
  const [n, unit] =
    seconds < 120
      ? [seconds, 'second']
      : seconds < 7_200
        ? [Math.floor(seconds / 60), 'minute']
        : seconds < 172_800
          ? [Math.floor(seconds / 3_600), 'hour']
          : [Math.floor(seconds / 86_400), 'day']
  return `${n} ${unit as string}${n === 1 ? '' : 's'}`
}
function readScaled(index: number | undefined, places: number, tooMany: string, text: (index: number | undefined) => string, refuse: Refuse): bigint | null {
  const cell = text(index)
  if (cell === '') return null
  const read = readDecimal(cell)
  if ('sentence' in read) {
    refuse(index, 'number', read.sentence)
    return null
  }
  const scaled = toScaled(read.text, places)
  if (scaled === undefined) {
    refuse(index, 'places', `${tooMany} Round the number.`)
    return null
  }
  return scaled
}
function readExtra(bound: Bound, text: (index: number | undefined) => string, refuse: Refuse): Record<string, string> {
  const fields: Record<string, string> = {}
  for (const { index, field, type } of bound.extra) {
    const cell = text(index)
    if (cell === '') continue
    if (type === 'text') fields[field] = cell
    else if (type === 'number') {
      const read = readDecimal(cell)
      if ('text' in read) fields[field] = read.text
      else refuse(index, 'number', read.sentence)
    } else {
      const read = readTime(cell, bound.mapping.times)
      if ('at' in read) fields[field] = read.at.toISOString()
      else refuse(index, read.code, read.sentence)
    }
  }
  return fields
}
/** A number with its sign is no formula. */
function formulaColumns(cells: readonly string[], names: readonly string[]): string[] {
  const out: string[] = []
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i] as string,
      first = cell.charCodeAt(0)
    if ((first === 61 || first === 43 || first === 64 || first === 45) && !/^[-+][\d.,\s]+$/.test(cell) && cell.length > 1) out.push(names[i] as string)
  }
  return out
}
