import { csvCell } from './csv.ts'
import { sentenceOf } from './event-words.ts'
import { copiedColumns } from './export-query.sql.ts'
import { escapeFormula } from './formula-escape.ts'

const place = copiedColumns.indexOf('event'),
  detailAt = copiedColumns.indexOf('detail'),
  last = copiedColumns.length - 1
// Beside the person, as in a bundle: what a person reads comes first.
export const csvHeader: readonly string[] = copiedColumns.toSpliced(place, 0, 'sentence')
const quote = 34,
  comma = 44,
  lineFeed = 10

/** Where a cell ends that COPY wrote: a quoted one may hold commas, quotation marks and line breaks. Searched by hand: a pattern takes three times as long. */
function endOfCell(bytes: Uint8Array, from: number): number {
  let at = from
  if (bytes[at] === quote) {
    do {
      at = bytes.indexOf(quote, at + 1) + 1
      if (at === 0) throw new Error('a row of the log is cut off within a cell')
    } while (bytes[at] === quote)
    return at
  }
  for (; at < bytes.length; at++) if (bytes[at] === comma || bytes[at] === lineFeed) return at
  throw new Error('a row of the log is cut off')
}
function textOf(bytes: Buffer, from: number, to: number): string {
  return bytes[from] === quote ? bytes.toString('utf8', from + 1, to - 1).replaceAll('""', '"') : bytes.toString('utf8', from, to)
}

/**
 * Whole rows of the COPY with the sentence that each event is read by. The rows stay bytes but for the two cells that the sentence is made
 * of: as one text for each piece they cost the server more memory than an export may.
 */
export function withSentences(piece: Uint8Array): Uint8Array {
  const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.length)
  const places: number[] = [],
    sentences: string[] = []
  for (let at = 0; at < bytes.length;) {
    let event = '',
      detail = ''
    for (let cell = 0; cell <= last; cell++) {
      const end = endOfCell(bytes, at)
      if (bytes[end] !== (cell === last ? lineFeed : comma)) throw new Error('a row of the log is not as COPY writes it')
      if (cell === place) {
        places.push(at)
        event = textOf(bytes, at, end)
      } else if (cell === detailAt) detail = textOf(bytes, at, end)
      at = end + 1
    }
    sentences.push(`${csvCell(escapeFormula(sentenceOf(event, detail)))},`)
  }
  const out = Buffer.allocUnsafe(sentences.reduce((all, sentence) => all + Buffer.byteLength(sentence), bytes.length))
  let read = 0,
    written = 0
  for (const [i, at] of places.entries()) {
    written += bytes.copy(out, written, read, at)
    written += out.write(sentences[i] as string, written)
    read = at
  }
  bytes.copy(out, written, read)
  return out
}
