import type { Readable } from 'node:stream'

/**
 * The rows of a COPY in CSV as they arrive, gathered into pieces. The driver pushes every row into a stream of its own; here they are counted and
 * put together at once, because a million trips through a stream cost more than the query. When nobody reads, the socket stands still.
 * Until the last row was taken or thrown away the connection can do nothing else, so whoever stops early must {@link drain}.
 */
export class CopyRows {
  /** Rows so far: one message is one row (Postgres' protocol, CopyData). */
  count = 0
  readonly #source: Readable
  readonly #pieceBytes: number
  #held: Uint8Array[] = []
  #length = 0
  #isOver = false
  #isDraining = false
  #error: Error | undefined
  #wake: (() => void) | undefined
  private constructor(source: Readable, pieceBytes: number) {
    this.#source = source
    this.#pieceBytes = pieceBytes
    source.on('error', (error) => {
      this.#error = error
      this.#end()
    })
    source.push = (row: Uint8Array | null): boolean => this.#take(row)
  }

  /**
   * Sends the statement. The driver hands its stream over by resolving the query and fills it in the same breath, so it is taken where
   * the query resolves: one tick later the first rows, or an error that nobody listens for, would have gone by.
   * @param query an unsent query of the driver.
   */
  static async begin(query: unknown, pieceBytes: number): Promise<CopyRows> {
    const own = query as { resolve(stream: Readable): void; readable(): Promise<Readable> }
    const resolve = own.resolve
    let rows: CopyRows | undefined
    own.resolve = (stream) => {
      rows ??= new CopyRows(stream, pieceBytes)
      resolve(stream)
    }
    await own.readable()
    if (!rows) throw new Error('the statement was no COPY')
    return rows
  }

  #take(row: Uint8Array | null): boolean {
    if (row === null) {
      this.#end()
      return true
    }
    if (this.#isDraining) return true
    this.count++
    this.#held.push(row)
    this.#length += row.length
    if (this.#length < this.#pieceBytes) return true
    this.#wake?.()
    return false // the driver stops the socket
  }
  #end(): void {
    this.#isOver = true
    this.#resume() // what follows on the connection must not find the socket standing still
    this.#wake?.()
  }
  /** What the driver made of `read` is: let the socket go on. */
  #resume(): void {
    this.#source._read(0)
  }

  async *pieces(): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      while (this.#length < this.#pieceBytes && !this.#isOver && !this.#isDraining) {
        this.#resume()
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
      }
      if (this.#isDraining) throw new Error('the export was stopped')
      if (this.#error) throw this.#error
      const piece = Buffer.concat(this.#held)
      this.#held = []
      this.#length = 0
      if (piece.length > 0) yield piece
      if (this.#isOver && this.#length === 0) return
    }
  }
  /** Throws away what still comes; ends when the connection is free again. The statement should have been cancelled. */
  async drain(): Promise<void> {
    this.#isDraining = true
    this.#held = []
    this.#wake?.()
    while (!this.#isOver) {
      this.#resume()
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }
}
