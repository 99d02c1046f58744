import crypto from 'node:crypto'
import { bundleFiles, bundleRowReader, readBundleHeader } from './bundle-format.ts'
import { hmacHex } from './canonical.ts'
import { CsvReader, DamagedCsv } from './csv.ts'
import { ByteReader, type Runs } from './runs.ts'
import { hashBytes } from './tiles.ts'
import { count, figure, printable, type Findings } from './verify-report.ts'

export interface RowsResult {
  readonly sealed: number
  readonly notSealed: number
  /** Rows whose personal values are there and fit, and rows whose values were erased. */
  readonly personal: number
  readonly erased: number
  /** False when the file could not be read to its end. */
  readonly isWhole: boolean
}

/**
 * Compares each row of `audit.csv` with the leaf the log holds for its number. The tree proves the leaves; this proves the rows, and so
 * can name each one that was changed, dropped, moved or added.
 */
export async function compareRows(body: AsyncIterable<Uint8Array>, leaves: AsyncIterable<Uint8Array>, runs: Runs, findings: Findings): Promise<RowsResult> {
  const csv = new CsvReader()
  const rows = new RowCheck(csv, new ByteReader(leaves), runs, findings)
  let isWhole = true
  try {
    for await (const piece of body) if (isWhole) isWhole = await attempt(rows, csv.push(piece), findings)
    if (isWhole) isWhole = await attempt(rows, csv.end(), findings)
    if (isWhole) rows.end()
  } finally {
    await rows.close()
  }
  return { ...rows.counts, isWhole }
}
async function attempt(rows: RowCheck, records: Iterable<CsvReader>, findings: Findings): Promise<boolean> {
  try {
    return await rows.take(records)
  } catch (error) {
    if (!(error instanceof DamagedCsv)) throw error
    findings.broken(`${bundleFiles.body} is damaged: ${error.message}`)
    return false
  }
}

type RowReader = ReturnType<typeof bundleRowReader>
/** After so many the file is another one; going on would only take time. */
const faultsMax = 200

class RowCheck {
  readonly counts = { sealed: 0, notSealed: 0, personal: 0, erased: 0 }
  readonly #csv: CsvReader
  readonly #leaves: ByteReader
  readonly #runs: Runs
  readonly #spans: Iterator<{ from: number; to: number }>
  readonly #findings: Findings
  #reader: RowReader | undefined
  #columns = 0
  /** The number the next row should have, and where its stretch ends. */
  #next = 0
  #end = 0
  /** Numbers that were passed over and may still turn up out of their place. */
  readonly #absent = new Map<number, number>()
  #misplaced: { readonly expected: number; readonly found: number } | undefined

  constructor(csv: CsvReader, leaves: ByteReader, runs: Runs, findings: Findings) {
    this.#csv = csv
    this.#leaves = leaves
    this.#runs = runs
    this.#spans = runs.spans()
    this.#findings = findings
    this.#advanceSpan()
  }
  close(): Promise<void> {
    return this.#leaves.close()
  }

  /** False when the file cannot be read on. */
  async take(records: Iterable<CsvReader>): Promise<boolean> {
    for (const record of records) {
      if (!this.#reader) {
        const places = readBundleHeader(Array.from({ length: record.count }, (_, i) => record.text(i)))
        if (!places) {
          this.#findings.broken(`${bundleFiles.body} does not begin with the columns of a bundle`)
          return false
        }
        this.#reader = bundleRowReader(this.#csv, places)
        this.#columns = record.count
        continue
      }
      if (record.count !== this.#columns) {
        this.#findings.broken(`${bundleFiles.body} is damaged: before entry ${figure(this.#next)} stands a row with ${count(record.count, 'cell')}`)
        return false
      }
      if (!this.#leaves.has(hashBytes)) await this.#leaves.fill(hashBytes)
      if (!this.#reader.isSealed()) this.#rowNotSealed(this.#reader)
      else if (this.#reader.leafIndex() === this.#next || (await this.#isFoundLater(this.#reader))) this.#row(this.#reader)
      if (this.#findings.brokenCount > faultsMax) {
        this.#findings.note(`${bundleFiles.body} was not read on: too much of it is broken`)
        return false
      }
    }
    return true
  }
  end(): void {
    if (!this.#reader) this.#findings.broken(`${bundleFiles.body} is empty`)
    const missing = this.#misplaced && this.#isAbsent(this.#misplaced.expected)
    if (this.#misplaced) {
      const { expected, found } = this.#misplaced
      this.#findings.broken(
        missing
          ? `entry ${figure(expected)} is missing: its row was dropped, entry ${figure(found)} stands in its place`
          : `entry ${figure(found)} stands where entry ${figure(expected)} belongs: rows were swapped`,
        expected,
      )
    }
    if (Number.isFinite(this.#next)) this.#findings.broken(`the rows end before entry ${figure(this.#next)}: the tail of the file was cut off`, this.#next)
  }

  #rowNotSealed(reader: RowReader): void {
    this.counts.notSealed++
    if (!reader.fitsCheck(crypto.hash('sha256', reader.leaf()))) this.#findings.broken(`the row ${printable(reader.id())}, which is not sealed, was changed`)
    this.#personal(reader)
  }
  /** The row whose turn it is. */
  #row(reader: RowReader): void {
    const leaf = this.#next
    if (this.counts.notSealed > 0) this.#findings.broken(`entry ${figure(leaf)} stands behind rows that are not sealed`, leaf)
    this.counts.sealed++
    const sealed = this.#leaves.takeHex(hashBytes)
    const computed = crypto.hash('sha256', reader.leaf())
    if (computed !== sealed) {
      this.#findings.broken(
        `entry ${figure(leaf)} was changed: its fields give the leaf ${computed.slice(0, 16)}…, the log holds ${sealed.slice(0, 16)}…`,
        leaf,
      )
    } else if (!reader.fitsCheck(reader.id()))
      this.#findings.broken(`entry ${figure(leaf)} was changed: its sentence is not the one that was written for it`, leaf)
    this.#personal(reader, leaf)
    this.#step()
  }

  /** A row that is not the one expected. True when it only comes early, so that comparing can go on from it. */
  async #isFoundLater(reader: RowReader): Promise<boolean> {
    const leaf = reader.leafIndex()
    if (!this.#holds(leaf)) {
      this.#findings.broken(`the row numbered “${printable(reader.leafText())}” belongs to no entry of this bundle: it was added`, leaf < 0 ? undefined : leaf)
      return false
    }
    if (leaf < this.#next) {
      if (!this.#dropAbsent(leaf)) this.#findings.broken(`entry ${figure(leaf)} is there twice`, leaf)
      return false
    }
    this.#misplaced ??= { expected: this.#next, found: leaf }
    while (this.#next < leaf) {
      const to = Math.min(leaf, this.#end)
      this.#absent.set(this.#next, to)
      await this.#skip(to - this.#next)
      this.#next = to
      if (to === this.#end) this.#advanceSpan()
    }
    return true
  }
  #holds(leaf: number): boolean {
    for (const { from, to } of this.#runs.spans()) if (leaf >= from && leaf < to) return true
    return false
  }
  async #skip(leaves: number): Promise<void> {
    for (let i = 0; i < leaves; i++) if (await this.#leaves.fill(hashBytes)) this.#leaves.take(hashBytes)
  }
  #step(): void {
    if (++this.#next >= this.#end) this.#advanceSpan()
  }
  #advanceSpan(): void {
    const { done, value } = this.#spans.next()
    this.#next = done ? Infinity : value.from
    this.#end = done ? Infinity : value.to
  }
  #isAbsent(leaf: number): boolean {
    return [...this.#absent].some(([from, to]) => leaf >= from && leaf < to)
  }
  #dropAbsent(leaf: number): boolean {
    for (const [from, to] of this.#absent) {
      if (leaf < from || leaf >= to) continue
      this.#absent.delete(from)
      if (from < leaf) this.#absent.set(from, leaf)
      if (leaf + 1 < to) this.#absent.set(leaf + 1, to)
      return true
    }
    return false
  }

  #personal(reader: RowReader, leaf?: number): void {
    const name = (): string => (leaf === undefined ? `the row ${printable(reader.id())}` : `entry ${figure(leaf)}`)
    const salt = reader.salt()
    if (!salt) {
      if (reader.commitment() !== '') this.counts.erased++
      if (reader.hasPersonal()) this.#findings.broken(`${name()} shows personal values without the salt that would prove them`, leaf)
    } else if (reader.commitment() === committed(reader, salt)) this.counts.personal++
    else this.#findings.broken(`${name()} was changed: its personal values are not those that were sealed`, leaf)
  }
}

function committed(reader: RowReader, salt: Uint8Array): string | undefined {
  try {
    return hmacHex(salt, reader.personal())
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
