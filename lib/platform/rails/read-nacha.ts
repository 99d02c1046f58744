import { Refusal } from '../../kernel/refusal.ts'
import { layouts, type Field } from './data/nacha-layouts.ts'

/** One record of an ACH file, cut at the columns of the layout table. `get` gives the raw characters of a field. */
export interface NachaRecord {
  readonly line: number
  readonly layout: string
  readonly fields: readonly Field[]
  readonly text: string
  get(field: string): string
}
export interface NachaEntry {
  readonly record: NachaRecord
  readonly addenda: readonly NachaRecord[]
}
export interface NachaBatch {
  readonly header: NachaRecord
  readonly entries: readonly NachaEntry[]
  readonly control: NachaRecord | undefined
}
export interface NachaFile {
  readonly header: NachaRecord
  readonly batches: readonly NachaBatch[]
  readonly control: NachaRecord | undefined
  readonly records: readonly NachaRecord[]
  readonly lineCount: number
  readonly warnings: readonly string[]
}

const bytesMax = 50 * 1024 * 1024
const refuse = (sentence: string): never => {
  throw new Refusal('invalid', sentence)
}
/** Dishonoured and contested returns have columns of their own and are settled between banks. */
export const betweenBanks = /^R(6[1-9]|7[0-7])$/

/** Cuts an ACH file into records. Trailing blanks that a transfer lost are put back with a warning; anything that shifts columns is refused. */
export function readNacha(bytes: Uint8Array): NachaFile {
  if (bytes.length > bytesMax) refuse(`The file is larger than ${bytesMax / 1024 / 1024} MB.`)
  const warnings: string[] = []
  if (bytes.some((b) => b > 126 || (b < 32 && b !== 10 && b !== 13)))
    refuse('The file holds characters outside ASCII, which shift every column after them. Ask the bank for it again.')
  const lines = Buffer.from(bytes).toString('latin1').split(/\r?\n/)
  while (lines.length > 0 && (lines.at(-1) as string).trim() === '') lines.pop()
  if (!lines[0]?.startsWith('1')) refuse('This is not an ACH file: its first line is not a file header.')
  const records: NachaRecord[] = []
  let entryClass = ''
  for (const [i, raw] of lines.entries()) {
    const line = i + 1
    if (raw.length > 94 && raw.slice(94).trim() !== '') refuse(`Line ${line} has ${raw.length} characters; ACH lines have 94.`)
    if (raw.length !== 94) warnings.push(`Line ${line} has ${raw.length} characters instead of 94.`)
    const text = raw.slice(0, 94).padEnd(94)
    if (text[0] === '5') entryClass = text.slice(4, 10) === 'IATCOR' || text.slice(50, 53) === 'IAT' ? 'IAT' : text.slice(50, 53)
    const layout = layoutOf(text, entryClass)
    const fields = layouts.get(layout)
    if (!fields) {
      refuse(`Line ${line} is a record that ACH files do not have (“${text.slice(0, 3)}”).`)
      continue
    }
    records.push({ line, layout, fields, text, get: (name) => cut(text, fields, name) })
  }
  return group(records, lines.length, warnings)
}
function cut(text: string, fields: readonly Field[], name: string): string {
  const field = fields.find((f) => f.name === name)
  if (!field) throw new Error(`no field ${name} in this record`)
  return text.slice(field.from - 1, field.to)
}

function layoutOf(text: string, entryClass: string): string {
  switch (text[0]) {
    case '1':
      return '1 file header'
    case '5':
      return entryClass === 'IAT' ? '5 batch header (IAT)' : '5 batch header'
    case '6':
      return entryClass === 'IAT' ? '6 entry detail (IAT)' : entryClass === 'CTX' ? '6 entry detail (CTX)' : '6 entry detail (PPD, CCD, WEB, TEL)'
    case '7':
      return addendaOf(text.slice(1, 3), text.slice(3, 6))
    case '8':
      return '8 batch control'
    case '9':
      return /^9+$/.test(text) ? '9 padding' : '9 file control'
    default:
      return ''
  }
}
function addendaOf(type: string, code: string): string {
  if (type === '05') return '7 addenda 05 (payment text)'
  if (type === '98') return '7 addenda 98 (notification of change)'
  if (type === '99') return betweenBanks.test(code) ? '7 addenda 99 (dishonoured return)' : '7 addenda 99 (return)'
  return `7 addenda ${type} (IAT)`
}

function group(records: readonly NachaRecord[], lineCount: number, warnings: readonly string[]): NachaFile {
  const batches: { header: NachaRecord; entries: { record: NachaRecord; addenda: NachaRecord[] }[]; control: NachaRecord | undefined }[] = []
  let control: NachaRecord | undefined
  for (const record of records.slice(1)) {
    const batch = batches.at(-1),
      open = batch !== undefined && batch.control === undefined
    const wrong = (): never => refuse(`Line ${record.line} stands where it cannot: a ${record.layout} record. The file is cut or put together wrongly.`)
    if (control && record.layout !== '9 padding') wrong()
    switch (record.text[0]) {
      case '5':
        if (open) wrong()
        batches.push({ header: record, entries: [], control: undefined })
        break
      case '6':
        if (!open) wrong()
        batch?.entries.push({ record, addenda: [] })
        break
      case '7':
        if (!open || !batch.entries.length) wrong()
        batch?.entries.at(-1)?.addenda.push(record)
        break
      case '8':
        if (!open) wrong()
        if (batch) batch.control = record
        break
      case '9':
        if (record.layout === '9 file control') {
          if (open) wrong()
          control = record
        }
        break
      default:
        wrong()
    }
  }
  return { header: records[0] as NachaRecord, batches, control, records, lineCount, warnings }
}
