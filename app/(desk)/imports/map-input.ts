import { invalid } from '@/lib/kernel/refusal.ts'

type Values = Readonly<Record<string, unknown>>
/** What a column of the file may become. Each of the single ones takes one column. */
export const targets = [
  ['key', 'Key of the record'],
  ['payee', 'Payee'],
  ['payeeName', 'Name of the payee'],
  ['crew', 'Crew'],
  ['opened', 'Opened at'],
  ['closed', 'Closed at'],
  ['quantity', 'Quantity'],
  ['value', 'Value'],
  ['kind', 'Kind of work'],
  ['text', 'A field: text'],
  ['number', 'A field: number'],
  ['time', 'A field: time'],
] as const
export const extraTargets: ReadonlySet<string> = new Set(['text', 'number', 'time'])
const text = (values: Values, name: string): string => {
  const value = values[name]
  return typeof value === 'string' ? value.trim() : ''
}

/** The mapping form, column by column, as the operation takes it. */
export function mappingFrom(values: Values): object {
  const rows = Object.values((values['column'] ?? {}) as Record<string, Values>)
  const columns: Record<string, unknown> = {},
    extra: object[] = []
  for (const row of rows) {
    const column = text(row, 'name'),
      becomes = text(row, 'becomes')
    if (becomes === '' || column === '') continue
    if (extraTargets.has(becomes)) {
      extra.push({ column, field: text(row, 'field'), type: becomes })
      continue
    }
    const label = targets.find(([id]) => id === becomes)?.[1] ?? becomes
    if (columns[becomes] !== undefined) throw invalid('mapping', `Two columns would be “${label}”. Choose one of them.`)
    columns[becomes] = column
  }
  if (columns['key'] === undefined) throw invalid('mapping', 'Choose the column that holds the key: what makes a row the same row in the next file.')
  if (columns['closed'] === undefined) throw invalid('mapping', 'Choose the column that says when the work was closed: it puts the work into its period.')
  const kind = columns['kind'] === undefined ? { fixed: text(values, 'kind') } : { column: columns['kind'] }
  return {
    importId: text(values, 'importId'),
    encoding: text(values, 'encoding'),
    delimiter: delimiterOf(text(values, 'delimiter')),
    mappingName: text(values, 'mappingName'),
    mapping: {
      version: 1,
      hasHeader: text(values, 'hasHeader') === 'yes',
      columns: { ...columns, kind, extra },
      currency: text(values, 'currency'),
      times: { format: text(values, 'format'), zone: text(values, 'zone'), skipped: text(values, 'skipped'), doubled: text(values, 'doubled') },
      unmatchedPayee: text(values, 'unmatchedPayee'),
      blankPayee: text(values, 'blankPayee'),
      ...(text(values, 'unassignedPayee') === '' ? {} : { unassignedPayee: text(values, 'unassignedPayee') }),
      unmatchedCrew: text(values, 'unmatchedCrew'),
      openRows: text(values, 'openRows'),
    },
  }
}
/** A tab cannot be typed into a form; its name can. */
export const delimiterWords = [
  ['comma', 'Comma', ','],
  ['semicolon', 'Semicolon', ';'],
  ['tab', 'Tab', '\t'],
] as const
export const delimiterOf = (word: string): string => delimiterWords.find(([id]) => id === word)?.[2] ?? ','
export const delimiterWord = (sign: string): string => delimiterWords.find(([, , mark]) => mark === sign)?.[0] ?? 'comma'
/** How the file is to be read, as chosen in the address of the mapping page. */
export const readingFrom = (given: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    ['encoding', 'delimiter', 'hasHeader', 'mapping'].flatMap((key) => (given[key] ? [[key, key === 'delimiter' ? delimiterOf(given[key]) : given[key]]] : [])),
  )
