import { isUtf8 } from 'node:buffer'

/** One RFC 4180 record with CRLF. A cell is quoted only where it must be: one that begins like a byte order mark would be read as one. */
export function csvRecord(cells: readonly string[]): string {
  let quoted: string[] | undefined
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i] as string,
      written = csvCell(cell)
    if (written !== cell) (quoted ??= [...cells])[i] = written
  }
  return `${(quoted ?? cells).join(',')}\r\n`
}

export const csvCell = (cell: string): string => (/[",\r\n]|^\ufeff/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

export class DamagedCsv extends Error {
  override readonly name = 'DamagedCsv'
}

const quote = 34,
  apostrophe = 39,
  comma = 44,
  backslash = 92,
  lineFeed = 10,
  carriageReturn = 13
/** No record of ours is longer; an unclosed quotation mark must not collect the rest of the file in memory. */
const recordBytesMax = 4 * 1024 * 1024
const cellsMax = 256

/** What stands behind the backslash of a byte's JSON escape, such as `n` or `u`; 0 where there is no escape. */
const escapeLetters = Uint8Array.from({ length: 256 }, (_, byte) => {
  const text = byte < 128 ? JSON.stringify(String.fromCharCode(byte)).slice(1, -1) : ''
  return text.length > 1 ? text.charCodeAt(1) : 0
})
const plain = 0,
  escaped = 1,
  border = 2
const openKinds = escapeLetters.map((letter, byte) =>
  byte === comma || byte === lineFeed || byte === carriageReturn ? border : letter === 0 ? plain : escaped,
)
const quotedKinds = escapeLetters.map((letter, byte) => (byte === quote ? border : letter === 0 ? plain : escaped))
/** Stops the search for the end of an open cell behind the last byte, so that the loop need not look for the end of the buffer. */
const sentinel = Buffer.of(lineFeed)
const needsEscape = 1,
  hasDoubledQuotes = 2

/**
 * Reads RFC 4180 in pieces: a quoted cell may hold commas, quotes and line breaks; records end with LF or CRLF. UTF-8 is read strictly,
 * because a lenient reader would show two different files as the same text. Cells stay bytes, which is what makes verifying a million
 * rows a matter of seconds: most of them are only copied into what is hashed.
 */
export class CsvReader {
  /** Cells of the current record. */
  count = 0
  /** Ends with the sentinel, which is not counted. */
  #bytes = sentinel
  #length = 0
  #at = 0
  #isBegun = false
  #isBroken = false
  readonly #starts = new Uint32Array(cellsMax)
  readonly #ends = new Uint32Array(cellsMax)
  readonly #traits = new Uint8Array(cellsMax)

  isEmpty(cell: number): boolean {
    return this.#starts[cell] === this.#ends[cell]
  }

  /** Steps through the records that this piece completes. A record is valid until the next step. */
  *push(piece: Uint8Array): Generator<this, void, undefined> {
    const kept = this.#length - this.#at
    if (kept > recordBytesMax) throw new DamagedCsv('a record is longer than any real one')
    this.#length = kept + piece.length
    this.#bytes = Buffer.concat([this.#bytes.subarray(this.#at, this.#at + kept), piece, sentinel])
    this.#at = 0
    // A line feed is never inside a character, so what lies before the last one can be judged by itself.
    yield* this.#records(this.#bytes.subarray(0, this.#length).lastIndexOf(lineFeed) + 1, false)
  }
  *end(): Generator<this, void, undefined> {
    yield* this.#records(this.#length, true)
    if (!this.#isBroken && this.#at < this.#length) throw new DamagedCsv('a quotation mark is never closed')
  }
  *#records(limit: number, isEnd: boolean): Generator<this, void, undefined> {
    if (this.#isBroken) return
    this.#isBroken = true // until the reader comes back for more
    if (!isUtf8(this.#bytes.subarray(this.#at, limit))) throw new DamagedCsv('it holds bytes that are not UTF-8')
    if (!this.#isBegun && limit >= 3 && this.#bytes.readUIntBE(0, 3) === 0xefbbbf) this.#at = 3
    this.#isBegun ||= limit > 0
    while (this.#at < limit) {
      const next = this.#scan(this.#at, limit, isEnd)
      if (next < 0) break
      this.#at = next
      yield this
    }
    this.#isBroken = false
  }

  /** Finds the cells of one record; answers where the next one begins, or -1 when the bytes end before this one does. */
  #scan(from: number, limit: number, isEnd: boolean): number {
    const bytes = this.#bytes
    let at = from
    for (let cell = 0; ; cell++) {
      if (cell === cellsMax) throw new DamagedCsv('a row has more cells than any real one')
      let traits = 0,
        kind = 0
      if (bytes[at] === quote && at < limit) {
        let close = at + 1
        for (; ; close++) {
          while (close < limit && (kind = quotedKinds[bytes[close] as number] as number) === plain) close++
          if (close >= limit) return -1
          if (kind === escaped) {
            traits |= needsEscape
            continue
          }
          if (close + 1 === limit && !isEnd) return -1
          if (bytes[close + 1] !== quote || close + 1 >= limit) break
          traits |= needsEscape | hasDoubledQuotes
          close++
        }
        this.#starts[cell] = at + 1
        this.#ends[cell] = close
        at = close + 1
      } else {
        this.#starts[cell] = at
        for (; ; at++) {
          while ((kind = openKinds[bytes[at] as number] as number) === plain) at++
          if (at >= limit || kind === border) break
          if (bytes[at] === quote) throw new DamagedCsv('a quotation mark stands inside an unquoted cell')
          traits |= needsEscape
        }
        this.#ends[cell] = at
      }
      this.#traits[cell] = traits
      this.count = cell + 1
      if (at >= limit) return isEnd ? limit : -1
      const byte = bytes[at]
      if (byte === comma) {
        at++
        continue
      }
      if (byte === lineFeed) return at + 1
      if (byte !== carriageReturn) throw new DamagedCsv('a cell goes on after its closing quotation mark')
      if (bytes[at + 1] === lineFeed && at + 1 < limit) return at + 2
      throw new DamagedCsv('a carriage return stands alone')
    }
  }

  /** The text of a cell, as the file has it: a formula escape is still there. */
  text(cell: number): string {
    const text = this.#bytes.toString('utf8', this.#starts[cell], this.#ends[cell])
    return ((this.#traits[cell] as number) & hasDoubledQuotes) !== 0 ? text.replaceAll('""', '"') : text
  }
  /** A cell of up to 15 digits without leading zeroes; -1 when it is anything else. */
  whole(cell: number): number {
    const bytes = this.#bytes,
      from = this.#starts[cell] as number,
      to = this.#ends[cell] as number
    if (to === from || to - from > 15 || (bytes[from] === 48 && to - from > 1)) return -1
    let value = 0
    for (let i = from; i < to; i++) {
      const digit = (bytes[i] as number) - 48
      if (digit < 0 || digit > 9) return -1
      value = value * 10 + digit
    }
    return value
  }
  /** Appends a cell to a JSON text, without its formula escape. */
  appendTo(json: JsonBytes, cell: number): void {
    const from = this.#starts[cell] as number,
      traits = this.#traits[cell] as number
    const start = this.#bytes[from] === apostrophe ? from + 1 : from
    if ((traits & needsEscape) === 0) json.appendPlain(this.#bytes, start, this.#ends[cell] as number)
    else json.appendText(this.#bytes, start, this.#ends[cell] as number, (traits & hasDoubledQuotes) !== 0)
  }
}

/** Builds exactly the bytes that `JSON.stringify` would give, without making strings. */
export class JsonBytes {
  #buffer = Buffer.alloc(8 * 1024)
  #bytes = new Uint8Array(this.#buffer.buffer, this.#buffer.byteOffset, this.#buffer.length)
  #length = 0
  clear(): void {
    this.#length = 0
  }
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }

  /** Raw JSON, ASCII. */
  append(raw: string): void {
    this.#reserve(raw.length)
    for (let i = 0; i < raw.length; i++) this.#bytes[this.#length++] = raw.charCodeAt(i)
  }
  /** UTF-8 bytes in which nothing has to be escaped, as a JSON string. */
  appendPlain(source: Buffer, from: number, to: number): void {
    this.#reserve(Math.max(0, to - from) + 2)
    const bytes = this.#bytes
    let at = this.#length
    bytes[at++] = quote
    if (to - from > 64) at += source.copy(bytes, at, from, to)
    else for (let i = from; i < to; i++) bytes[at++] = source[i] as number
    bytes[at++] = quote
    this.#length = at
  }
  /** UTF-8 bytes as a JSON string. @param isDoubled every quotation mark stands twice and counts once. */
  appendText(source: Buffer, from: number, to: number, isDoubled: boolean): void {
    this.#reserve(6 * Math.max(0, to - from) + 2)
    const bytes = this.#bytes
    let at = this.#length
    bytes[at++] = quote
    for (let i = from; i < to; i++) {
      const byte = source[i] as number,
        letter = escapeLetters[byte] as number
      if (letter === 0) {
        bytes[at++] = byte
        continue
      }
      if (byte === quote && isDoubled) i++
      bytes[at++] = backslash
      bytes[at++] = letter
      if (letter === 117) at += this.#buffer.write(byte.toString(16).padStart(4, '0'), at, 'latin1')
    }
    bytes[at++] = quote
    this.#length = at
  }
  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return
    this.#buffer = Buffer.concat([this.#buffer, Buffer.alloc(this.#length + more)])
    this.#bytes = new Uint8Array(this.#buffer.buffer, this.#buffer.byteOffset, this.#buffer.length)
  }
}
