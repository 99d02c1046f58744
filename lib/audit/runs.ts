import { assert } from '../kernel/assert.ts'
import { coverNodes, type Hash, type HashSource } from './merkle.ts'
import { hashBytes } from './tiles.ts'

/**
 * Which leaves a bundle holds, as stretches without a hole. `proof.bin` is, for each stretch, two varints (leaves left out before it, its
 * length) and the hashes of the fewest subtrees that cover what was left out; a last pair with length 0 closes the tree. Nothing else is
 * needed to compute the root from the leaves, and a long stretch costs a few hundred bytes whatever its length.
 */
export class Runs {
  #bytes = Buffer.alloc(1024)
  #used = 0
  #end = 0
  #start = 0
  #previousEnd = 0
  #first: number | undefined
  #count = 0

  /** Leaves must rise. */
  add(leaf: number): void {
    assert(leaf >= this.#end, `leaf ${leaf} comes after leaf ${this.#end - 1}: the rows are not in the order of the log`)
    this.#first ??= leaf
    this.#count++
    if (leaf === this.#end && this.#count > 1) {
      this.#end++
      return
    }
    this.#close()
    this.#start = leaf
    this.#end = leaf + 1
  }
  get first(): number | null {
    return this.#first ?? null
  }
  get last(): number | null {
    return this.#first === undefined ? null : this.#end - 1
  }
  get count(): number {
    return this.#count
  }

  /** The stretches added so far, as [from, to). Packed: a hundred thousand single leaves take about 200 kB. */
  *spans(): Generator<{ from: number; to: number }, void, undefined> {
    let at = 0,
      position = 0
    const varint = (): number => {
      const [value, next] = readVarint(this.#bytes, at)
      at = next
      return value
    }
    while (at < this.#used) {
      const from = position + varint()
      position = from + varint()
      yield { from, to: position }
    }
    if (this.#end > this.#start) yield { from: this.#start, to: this.#end }
  }
  #close(): void {
    if (this.#end === this.#start) return
    const pair = Buffer.concat([varint(this.#start - this.#previousEnd), varint(this.#end - this.#start)])
    if (this.#used + pair.length > this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes, Buffer.alloc(this.#bytes.length)])
    this.#used += pair.copy(this.#bytes, this.#used)
    this.#previousEnd = this.#end
  }
}

export function varint(value: number): Buffer {
  const bytes: number[] = []
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) + 128)
  bytes.push(value)
  return Buffer.from(bytes)
}
function readVarint(bytes: Uint8Array, at: number): [value: number, next: number] {
  let value = 0
  for (let scale = 1; ; scale *= 128) {
    const byte = bytes[at++] as number
    value += (byte % 128) * scale
    if (byte < 128) return [value, at]
  }
}

/** `proof.bin` for these stretches in the tree of `size` leaves. */
export async function* writeProof(runs: Runs, size: number, source: HashSource): AsyncGenerator<Uint8Array, void, undefined> {
  let position = 0
  let pending: Uint8Array[] = []
  for (const { from, to } of runs.spans()) {
    pending.push(varint(from - position), varint(to - from), ...(from > position ? await source.read(coverNodes(position, from)) : []))
    position = to
    if (pending.length >= 1024) {
      yield Buffer.concat(pending)
      pending = []
    }
  }
  assert(position <= size, `the rows reach entry ${position - 1}, the checkpoint only ${size - 1}`)
  yield Buffer.concat([...pending, varint(size - position), varint(0), ...(await source.read(coverNodes(position, size)))])
}
/** `leaves.bin`: what the log holds for each leaf of the stretches, whatever the rows say. */
export async function* writeLeaves(runs: Runs, source: HashSource): AsyncGenerator<Uint8Array, void, undefined> {
  const step = 4096
  for (const { from, to } of batched(runs.spans(), step)) {
    yield Buffer.concat(await source.read(Array.from({ length: to - from }, (_, i) => ({ level: 0, index: from + i }))))
  }
}
function* batched(spans: Iterable<{ from: number; to: number }>, step: number): Generator<{ from: number; to: number }, void, undefined> {
  for (const { from, to } of spans) for (let at = from; at < to; at += step) yield { from: at, to: Math.min(at + step, to) }
}

/** The file ended too early or holds numbers no writer of ours makes. */
export class DamagedProof extends Error {
  override readonly name = 'DamagedProof'
}

/** Takes exact amounts from a stream of pieces. */
export class ByteReader {
  readonly #pieces: AsyncIterator<Uint8Array>
  #buffer: Buffer = Buffer.alloc(0)
  #at = 0
  #isOver = false
  constructor(pieces: AsyncIterable<Uint8Array>) {
    this.#pieces = pieces[Symbol.asyncIterator]()
  }

  /** True when so many bytes lie ready without waiting. */
  has(length: number): boolean {
    return this.#buffer.length - this.#at >= length
  }
  /** Reads on until `length` bytes lie ready; false when the stream ends before. */
  async fill(length: number): Promise<boolean> {
    while (!this.has(length) && !this.#isOver) {
      const { done, value } = await this.#pieces.next()
      if (done) {
        this.#isOver = true
        break
      }
      this.#buffer = Buffer.concat([this.#buffer.subarray(this.#at), value])
      this.#at = 0
    }
    return this.has(length)
  }
  /** Bytes that {@link has} said are there. */
  take(length: number): Uint8Array {
    return this.#buffer.subarray(this.#at, (this.#at += length))
  }
  /** The same as hex, without a view on the bytes: this is asked for once a row. */
  takeHex(length: number): string {
    return this.#buffer.toString('hex', this.#at, (this.#at += length))
  }
  async hash(): Promise<Hash> {
    if (!(await this.fill(hashBytes))) throw new DamagedProof('it is cut short')
    return this.take(hashBytes)
  }
  async varint(): Promise<number> {
    let value = 0
    for (let scale = 1; scale <= 2 ** 49; scale *= 128) {
      if (!(await this.fill(1))) throw new DamagedProof('it is cut short')
      const byte = this.take(1)[0] as number
      value += (byte % 128) * scale
      if (byte < 128 && Number.isSafeInteger(value)) return value
    }
    throw new DamagedProof('it holds a number that is too large')
  }
  async close(): Promise<void> {
    await this.#pieces.return?.(undefined)
  }
}
