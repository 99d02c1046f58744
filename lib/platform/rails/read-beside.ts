import { Refusal, type RefusalCode } from '../../kernel/refusal.ts'
import type { AchReport, CsvStatementMapping, Statement, StatementLine, StatusReport } from './port.ts'
import { readCamt } from './read-camt.ts'
import { readCsvStatement } from './read-csv-statement.ts'
import { readNachaReport } from './read-nacha-return.ts'
import { readStatusReport } from './read-status.ts'
import { recognise } from './recognise.ts'

// Reading 50 MB takes many seconds of computing. The worker hands it to a thread beside it, so that its leases and other jobs go on.

/** A file from a bank; a CSV file comes with its columns. */
export interface BankFileOrder {
  readonly bytes: Uint8Array
  readonly mapping?: CsvStatementMapping
}
export type BankFileRead =
  | { readonly kind: 'statements'; readonly statements: readonly Statement[] }
  | { readonly kind: 'status report'; readonly report: StatusReport }
  | { readonly kind: 'ach'; readonly report: AchReport }
export type ReadBankFile = (order: BankFileOrder) => Promise<BankFileRead>

/** Reads a file in this thread: a Refusal when it cannot be read. */
export function readHere({ bytes, mapping }: BankFileOrder): BankFileRead {
  switch (recognise(bytes)) {
    case 'status report':
      return { kind: 'status report', report: readStatusReport(bytes) }
    case 'ach':
      return { kind: 'ach', report: readNachaReport(bytes) }
    case 'csv': {
      if (!mapping) throw new Error('a CSV file is read by a mapping')
      return { kind: 'statements', statements: [readCsvStatement(bytes, mapping)] }
    }
    default:
      return { kind: 'statements', statements: readCamt(bytes) }
  }
}

let reader: ReadBankFile = async (order) => readHere(order)
/** From now on files are read by this: the worker's way to its thread. Servers read only what is small, and read it themselves. */
export function readFilesBy(by: ReadBankFile): void {
  reader = by
}
export const readBankFile: ReadBankFile = (order) => reader(order)

/** What a thread says, one message at a time and each only when asked: taking over a whole file at once would hold up who takes it. */
export type BankFileMessage =
  | { readonly kind: 'read'; /** Statements without their lines. */ readonly read: BankFileRead }
  | { readonly kind: 'lines'; readonly statement: number; readonly lines: readonly StatementLine[] }
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly message: string; readonly fields: Readonly<Record<string, string>> }
  | { readonly kind: 'end' }
const linesOfMessage = 1_000

/** A file, read and cut into messages. */
export function* tellInParts(order: BankFileOrder): Generator<BankFileMessage, undefined> {
  let read: BankFileRead
  try {
    read = readHere(order)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    yield { kind: 'refused', code: error.code, message: error.message, fields: error.fields }
    return
  }
  if (read.kind === 'statements') {
    yield { kind: 'read', read: { kind: 'statements', statements: read.statements.map((statement) => ({ ...statement, lines: [] })) } }
    for (const [statement, { lines }] of read.statements.entries()) {
      for (let at = 0; at < lines.length; at += linesOfMessage) yield { kind: 'lines', statement, lines: lines.slice(at, at + linesOfMessage) }
    }
  } else yield { kind: 'read', read }
  yield { kind: 'end' }
}

/** Puts the messages together again; a refusal there is a refusal here. */
export async function takeInParts(next: () => Promise<BankFileMessage>): Promise<BankFileRead> {
  let read: BankFileRead | undefined
  const lines: StatementLine[][] = []
  for (;;) {
    const said = await next()
    if (said.kind === 'refused') throw new Refusal(said.code, said.message, said.fields)
    if (said.kind === 'read') read = said.read
    else if (said.kind === 'lines') {
      const own = (lines[said.statement] ??= [])
      for (const line of said.lines) own.push(line)
    } else {
      if (!read) throw new Error('a bank file was read to its end and not told')
      return read.kind === 'statements'
        ? { kind: 'statements', statements: read.statements.map((statement, i) => ({ ...statement, lines: lines[i] ?? [] })) }
        : read
    }
  }
}
