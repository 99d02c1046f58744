import crypto from 'node:crypto'
import type { ReadCtx } from '../access/ctx.ts'
import { demandNetwork } from '../access/demand-network.ts'
import type { AuditEvent } from '../access/event.ts'
import { LiveCtx } from '../access/live-ctx.ts'
import type { Caller } from '../access/operation.ts'
import { Passage, translate } from '../access/passage.ts'
import type { Permission } from '../access/permissions.ts'
import { ports } from '../access/ports.ts'
import { systemClock } from '../kernel/clock.ts'
import { Refusal } from '../kernel/refusal.ts'
import { ExportPlaces } from './export-places.ts'
import type { ExportedList, ListFile } from './list-export.ts'
import { listExported, listExportStopped } from './list-export-events.ts'
import { recordApart } from './record-apart.ts'

/** What stands in the log as begun. */
export interface BegunExport<I> {
  readonly id: string
  readonly fileName: string
  readonly about: { readonly list: string; readonly filters: string }
  readonly input: I
  readonly size: number
}

const places = new ExportPlaces()
const longestMilliseconds = 30 * 60_000
/** A reader that takes nothing for this long is gone, whatever its connection says. */
const stallMilliseconds = 60_000

/**
 * The rest of an export that was begun: its own transaction, one snapshot, in the caller's scope, read page by page as the reader takes.
 * What was taken is recorded before the last byte leaves. Whatever stops it breaks the stream, so that nobody takes a part for the whole.
 */
export async function streamList<I, R>(
  caller: Caller,
  needs: Permission,
  begun: BegunExport<I>,
  of: (ctx: ReadCtx) => ExportedList<R> | Promise<ExportedList<R>>,
): Promise<ListFile> {
  const reading = new ListReading<I, R>(caller, needs, begun)
  try {
    return { fileName: begun.fileName, body: reading.stream(await reading.open(of)), stop: (reason) => reading.stop(reason) }
  } catch (error) {
    await reading.stop('it could not begin')
    throw translate(error)
  }
}

class ListReading<I, R> {
  readonly #caller: Caller
  readonly #needs: Permission
  readonly #begun: BegunExport<I>
  readonly #until = systemClock.now().getTime() + longestMilliseconds
  #passage: Passage | undefined
  #leave: () => void = () => undefined
  #break: (error: Error) => void = () => undefined
  #timer: NodeJS.Timeout | undefined
  #rows = 0
  #bytes = 0
  #isOver = false
  constructor(caller: Caller, needs: Permission, begun: BegunExport<I>) {
    this.#caller = caller
    this.#needs = needs
    this.#begun = begun
  }

  async open(of: (ctx: ReadCtx) => ExportedList<R> | Promise<ExportedList<R>>): Promise<ExportedList<R>> {
    this.#leave = places.take(this.#caller.door.tenant)
    this.#passage = await Passage.open(this.#caller.door, 'snapshot')
    const { door, place, clock = systemClock, systemName = 'system' } = this.#caller,
      entered = await this.#passage.entered
    const ctx = new LiveCtx(this.#passage, door, entered, place, clock, this.#needs, systemName)
    demandNetwork(this.#caller, entered, ctx)
    if (ctx.reach(this.#needs) === undefined) throw new Refusal('forbidden', 'Your role was changed meanwhile.')
    for (const name of ['statement_timeout', 'idle_in_transaction_session_timeout'])
      await this.#passage.send('select set_config($1, $2, true)', [name, String(2 * stallMilliseconds)])
    return of(ctx)
  }

  stream(list: ExportedList<R>): ReadableStream<Uint8Array> {
    const pieces = this.#pieces(list)
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#break = (error) => {
            controller.error(error)
          }
          this.#wait()
        },
        pull: async (controller) => {
          clearTimeout(this.#timer)
          try {
            const { done, value } = await pieces.next()
            if (done) {
              controller.close()
              return
            }
            this.#bytes += value.length
            controller.enqueue(value)
            this.#wait()
          } catch (error) {
            await this.stop('it broke off')
            throw translate(error)
          }
        },
        cancel: () => this.stop('the client went away'),
      },
      { highWaterMark: 0 },
    )
  }
  /** From a piece that was handed over until the next one is asked for. */
  #wait(): void {
    if (!this.#isOver)
      this.#timer = setTimeout(() => {
        void this.stop('the client stopped reading')
      }, stallMilliseconds)
  }

  /** The last piece is held back until it is on record that all of it was taken. */
  async *#pieces({ header, record, read, input: { sort } }: ExportedList<R>): AsyncGenerator<Uint8Array, void, undefined> {
    const hasher = crypto.createHash('sha256')
    let held: Uint8Array = Buffer.from(`\ufeff${header}`),
      after: string | undefined,
      rows = 0
    do {
      const page = await read({ sort, after, size: this.#begun.size })
      if (systemClock.now().getTime() > this.#until) await this.stop('it took longer than half an hour')
      if (this.#isOver) throw new Refusal('unavailable', 'The export was stopped.')
      after = page.next
      hasher.update(held)
      this.#rows = rows
      yield held
      held = Buffer.from(page.rows.map(record).join(''))
      rows += page.rows.length
    } while (after !== undefined)
    if (this.#isOver) throw new Refusal('unavailable', 'The export was stopped.')
    this.#end()
    await this.#passage?.commit()
    await this.#record(listExported, { ...this.#begun.about, rows, sha256: hasher.update(held).digest('hex') })
    yield held
  }

  /** Gives the connection back, leaves a trace and breaks the stream. Does nothing when all is over. */
  async stop(reason: string): Promise<void> {
    if (this.#isOver) return
    this.#end()
    this.#break(new Error(`the export was stopped: ${reason}`))
    try {
      await this.#passage?.rollback()
      await this.#record(listExportStopped, { ...this.#begun.about, rows: this.#rows, bytes: this.#bytes, reason })
    } catch (error) {
      ports.onError(error, 'recording that an export was stopped')
    }
  }
  #record<D>(event: AuditEvent<D>, detail: NoInfer<D>): Promise<void> {
    return recordApart(this.#caller, this.#needs, event, this.#begun.id, detail)
  }
  #end(): void {
    this.#isOver = true
    clearTimeout(this.#timer)
    this.#leave()
  }
}
