import type { Delimiter } from './read-csv.ts'

/** What a CSV file may be written in. Everything but UTF-8 is proposed and has to be confirmed. */
export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const
export type Encoding = (typeof encodings)[number]
export const encodingNames: Readonly<Record<Encoding, string>> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16 (little endian)',
  'utf-16be': 'UTF-16 (big endian)',
  'windows-1252': 'Windows-1252 (Latin-1)',
}

/** Bytes from the beginning that are enough to judge by. */
export const headBytes = 65_536

export interface Sniffed {
  readonly encoding: Encoding
  readonly delimiter: Delimiter
  /** A first line `sep=;` as spreadsheets write it: the byte at which the real file begins, in UTF-8. */
  readonly skip: number
  /** Whether the first row looks like names of columns. */
  readonly hasHeader: boolean
}

/**
 * Encoding, delimiter and whether there is a header, from the first bytes. `isUtf8` was found over the whole file: a single accent in the
 * last row must not be read as UTF-8 because the first rows have none.
 */
export function sniff(head: Uint8Array, isUtf8: boolean): Sniffed {
  const encoding = encodingOf(head, isUtf8)
  const text = decodeHead(head, encoding)
  const separator = /^sep=([,;\t])\r?\n/i.exec(text)
  const body = separator ? text.slice(separator[0].length) : text
  const delimiter = (separator?.[1] as Delimiter | undefined) ?? delimiterOf(body)
  return {
    encoding,
    delimiter,
    skip: separator ? separator[0].length + (head[0] === 0xef && encoding === 'utf-8' ? 3 : 0) : 0,
    hasHeader: looksLikeHeader(splitLine(firstLine(body), delimiter)),
  }
}
export const decodeHead = (head: Uint8Array, encoding: Encoding): string => new TextDecoder(encoding).decode(head, { stream: true })

function encodingOf(head: Uint8Array, isUtf8: boolean): Encoding {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  if (head.length >= 4) {
    // Plain text in UTF-16 is every second byte zero; a stray NUL in UTF-8 is not.
    let even = 0,
      odd = 0
    for (let i = 0; i < head.length; i++)
      if (head[i] === 0) {
        if (i % 2 === 0) even++
        else odd++
      }
    if (odd > head.length / 4 && even * 8 < odd) return 'utf-16le'
    if (even > head.length / 4 && odd * 8 < even) return 'utf-16be'
  }
  return isUtf8 ? 'utf-8' : 'windows-1252'
}

/** The delimiter that gives the first lines the same number of cells, the more the better; a comma when nothing speaks for another. */
function delimiterOf(text: string): Delimiter {
  const lines = text
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
    .slice(0, 20)
  let best: Delimiter = ',',
    bestScore = 0
  for (const delimiter of [',', ';', '\t'] as const) {
    const counts = lines.map((line) => splitLine(line, delimiter).length)
    const first = counts[0] ?? 1
    if (first < 2) continue
    const score = first * (0.2 + counts.filter((n) => n === first).length / counts.length)
    if (score > bestScore) {
      best = delimiter
      bestScore = score
    }
  }
  return best
}
const firstLine = (text: string): string => /^\uFEFF?([^\r\n]*)/.exec(text)?.[1] ?? ''
function splitLine(line: string, delimiter: string): string[] {
  const cells: string[] = []
  let cell = '',
    isQuoted = false
  for (let i = 0; i < line.length; i++) {
    const c = line[i] as string
    if (c === '"') {
      if (isQuoted && line[i + 1] === '"') {
        cell += '"'
        i++
      } else isQuoted = !isQuoted
    } else if (c === delimiter && !isQuoted) {
      cells.push(cell)
      cell = ''
    } else cell += c
  }
  return [...cells, cell]
}
/** Names are filled, different, and neither numbers nor days. */
export function looksLikeHeader(cells: readonly string[]): boolean {
  const names = cells.map((cell) => cell.trim()).filter((cell) => cell !== '')
  if (names.length === 0 || names.length < cells.length / 2) return false
  return names.every((name) => !/^[-+]?[\d.,\s]+$/.test(name) && !/^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}/.test(name) && name.length <= 120)
}

/** The whole stream as UTF-8, without its byte-order mark where it was in another encoding. */
export async function* transcode(source: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<Uint8Array> {
  if (encoding === 'utf-8') {
    yield* source
    return
  }
  const decoder = new TextDecoder(encoding)
  for await (const piece of source) {
    const text = decoder.decode(piece, { stream: true })
    if (text !== '') yield Buffer.from(text)
  }
  const rest = decoder.decode()
  if (rest !== '') yield Buffer.from(rest)
}
