import { isUtf8 } from 'node:buffer'

export type Delimiter = ',' | ';' | '\t'
/** One record of the file, good or not, with the line it begins on (from 1) and the byte behind its end. */
export type CsvRow =
  | { readonly line: number; readonly endLine: number; readonly end: number; readonly cells: readonly string[]; readonly fault?: undefined }
  | { readonly line: number; readonly endLine: number; readonly end: number; readonly cells: readonly string[]; readonly fault: CsvFault }
export interface CsvFault {
  readonly code: 'quote' | 'unclosed' | 'bytes' | 'cells'
  readonly sentence: string
}
export interface CsvStart {
  readonly delimiter: Delimiter
  /** Where to go on: the byte behind a record, and the lines before it. */ readonly byte?: number
  readonly linesBefore?: number
}

const quoteByte = 34,
  lineFeed = 10,
  carriageReturn = 13
/** No real record is longer; a quotation mark that is never closed must not collect the rest of the file. */
const recordBytesMax = 1_048_576
const cellsMax = 500

/**
 * Reads UTF-8 CSV of any size, holding one piece and one record in memory. Records end with LF, CRLF or CR, mixed as they come; quoted
 * cells may hold delimiters and line breaks; empty lines and lines of empty cells are passed over. A damaged record is given out with its
 * fault and reading goes on behind it, so that one bad row does not cost the others.
 */
export async function* readCsv(source: AsyncIterable<Uint8Array>, start: CsvStart): AsyncGenerator<CsvRow> {
  const scanner = new Scanner(start)
  for await (const piece of source) yield* scanner.push(piece, false)
  yield* scanner.push(new Uint8Array(0), true)
}

class Scanner {
  readonly #delimiter: number
  #buffer: Buffer = Buffer.alloc(0)
  /** Byte of the file at which the buffer begins. */
  #base: number
  #line: number
  #isBegun: boolean
  constructor({ delimiter, byte = 0, linesBefore = 0 }: CsvStart) {
    this.#delimiter = delimiter.charCodeAt(0)
    this.#base = byte
    this.#line = linesBefore + 1
    this.#isBegun = byte > 0
  }

  *push(piece: Uint8Array, isEnd: boolean): Generator<CsvRow> {
    this.#buffer = this.#buffer.length === 0 ? Buffer.from(piece.buffer, piece.byteOffset, piece.length) : Buffer.concat([this.#buffer, piece])
    let at = 0
    if (!this.#isBegun && (this.#buffer.length >= 3 || isEnd)) {
      if (this.#buffer.length >= 3 && this.#buffer.readUIntBE(0, 3) === 0xefbbbf) at = 3
      this.#isBegun = true
    }
    while (this.#isBegun && at < this.#buffer.length) {
      const found = this.#record(at, isEnd)
      if (!found) break
      at = found.next
      if (found.row) yield found.row
    }
    this.#base += at
    this.#buffer = this.#buffer.subarray(at)
  }

  /** The record that begins at the byte; undefined when more of the file is needed to know. */
  #record(from: number, isEnd: boolean): { next: number; row?: CsvRow } | undefined {
    const { cells, next, endLine, fault, isComplete } = this.#scan(from)
    if (!isComplete && !isEnd) {
      if (this.#buffer.length - from < recordBytesMax) return undefined
      return this.#giveUp(from, isEnd)
    }
    if (!isComplete && fault?.code === 'unclosed') return this.#giveUp(from, isEnd)
    const line = this.#line
    this.#line = endLine + 1
    if (fault === undefined && cells.every((cell) => cell.trim() === '')) return { next }
    const end = this.#base + next
    if (fault) return { next, row: { line, endLine, end, cells, fault } }
    if (!isUtf8(this.#buffer.subarray(from, next))) {
      return {
        next,
        row: {
          line,
          endLine,
          end,
          cells,
          fault: { code: 'bytes', sentence: 'The row holds bytes that are not UTF-8. Save the file as UTF-8, or choose its encoding.' },
        },
      }
    }
    return { next, row: { line, endLine, end, cells } }
  }
  /** The first line of a record that has no end: refused alone, and reading goes on behind it. */
  #giveUp(from: number, isEnd: boolean): { next: number; row: CsvRow } | undefined {
    let next = from
    while (next < this.#buffer.length && this.#buffer[next] !== lineFeed && this.#buffer[next] !== carriageReturn) next++
    if (next === this.#buffer.length && !isEnd && next - from < 2 * recordBytesMax) return undefined
    const text = this.#buffer.toString('utf8', from, Math.min(next, from + 2_000))
    if (this.#buffer[next] === carriageReturn && this.#buffer[next + 1] === lineFeed) next++
    next = Math.min(next + 1, this.#buffer.length)
    const line = this.#line++
    return {
      next,
      row: {
        line,
        endLine: line,
        end: this.#base + next,
        cells: [text],
        fault: { code: 'unclosed', sentence: 'A quotation mark opens here and is never closed. Close it, or write it twice where it is meant as text.' },
      },
    }
  }

  #scan(from: number): { cells: string[]; next: number; endLine: number; isComplete: boolean; fault?: CsvFault } {
    const bytes = this.#buffer,
      limit = bytes.length,
      delimiter = this.#delimiter,
      cells: string[] = []
    let at = from,
      endLine = this.#line,
      fault: CsvFault | undefined
    for (;;) {
      if (cells.length >= cellsMax && !fault) fault = { code: 'cells', sentence: `The row has more than ${cellsMax} cells. Check the delimiter.` }
      if (bytes[at] === quoteByte && at < limit) {
        let text = '',
          open = at + 1
        for (;;) {
          const close = bytes.indexOf(quoteByte, open)
          if (close < 0) return { cells, next: limit, endLine, isComplete: false, fault: { code: 'unclosed', sentence: '' } }
          endLine += breaksIn(bytes, open, close)
          text += bytes.toString('utf8', open, close)
          if (close + 1 < limit && bytes[close + 1] === quoteByte) {
            text += '"'
            open = close + 2
            continue
          }
          at = close + 1
          break
        }
        if (at < limit && bytes[at] !== delimiter && bytes[at] !== lineFeed && bytes[at] !== carriageReturn) {
          fault ??= { code: 'quote', sentence: 'A cell goes on after its closing quotation mark. Write quotation marks inside a quoted cell twice.' }
          const rest = at
          while (at < limit && bytes[at] !== delimiter && bytes[at] !== lineFeed && bytes[at] !== carriageReturn) at++
          text += bytes.toString('utf8', rest, at)
        }
        cells.push(text)
      } else {
        const start = at
        let byte = bytes[at]
        while (at < limit && byte !== delimiter && byte !== lineFeed && byte !== carriageReturn) byte = bytes[++at]
        cells.push(bytes.toString('utf8', start, at))
      }
      if (at >= limit) return { cells, next: limit, endLine, isComplete: false, ...(fault && { fault }) }
      if (bytes[at] === delimiter) {
        at++
        continue
      }
      // A CR at the very end may be half of a CRLF: only the next piece tells.
      if (bytes[at] === carriageReturn && at + 1 >= limit) return { cells, next: limit, endLine, isComplete: false, ...(fault && { fault }) }
      const next = bytes[at] === carriageReturn && bytes[at + 1] === lineFeed ? at + 2 : at + 1
      return { cells, next, endLine, isComplete: true, ...(fault && { fault }) }
    }
  }
}
/** Line breaks between two bytes: CRLF counts once. */
function breaksIn(bytes: Buffer, from: number, to: number): number {
  let n = 0
  for (let i = from; i < to; i++) if (bytes[i] === lineFeed || (bytes[i] === carriageReturn && bytes[i + 1] !== lineFeed)) n++
  return n
}
