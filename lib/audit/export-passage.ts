import { demandNetwork } from '../access/demand-network.ts'
import { LiveCtx } from '../access/live-ctx.ts'
import type { AuditEvent } from '../access/event.ts'
import type { Caller } from '../access/operation.ts'
import { Passage } from '../access/passage.ts'
import { ports } from '../access/ports.ts'
import { systemClock } from '../kernel/clock.ts'
import { Refusal } from '../kernel/refusal.ts'
import { cancelBackend } from './control.ts'
import { CopyRows } from './copy-rows.ts'
import { ExportPlaces } from './export-places.ts'
import { exportSettings } from './export-query.sql.ts'
import { exportStopped } from './events.ts'
import { recordApart } from './record-apart.ts'
import type { OpenedExport } from './request-export.ts'

const places = new ExportPlaces()
const longestMilliseconds = 30 * 60_000
/** A client that takes nothing for this long is gone, whatever its connection says. */
const stallMilliseconds = 60_000

/**
 * One export's own transaction: in the caller's scope, with the filters as its settings, until everything was sent and recorded, or the
 * client went away. Then the statement is cancelled from outside and its rest is drained; without that the backend would wait for the
 * client for ever, and the connection with it.
 */
export class ExportPassage {
  readonly #passage: Passage
  readonly #caller: Caller
  readonly ctx: LiveCtx
  readonly #opened: OpenedExport
  readonly #pid: number
  readonly #leave: () => void
  readonly #unwatch: () => void
  #rows: Promise<CopyRows> | undefined
  #timer: NodeJS.Timeout | undefined
  #bytes = 0
  #isOver = false
  private constructor(passage: Passage, caller: Caller, ctx: LiveCtx, opened: OpenedExport, pid: number, leave: () => void, signal: AbortSignal) {
    this.#passage = passage
    this.#caller = caller
    this.ctx = ctx
    this.#opened = opened
    this.#pid = pid
    this.#leave = leave
    const gone = (): void => {
      this.abandon('the client went away').catch((error: unknown) => ports.onError(error, 'stopping an export'))
    }
    signal.addEventListener('abort', gone)
    this.#unwatch = () => signal.removeEventListener('abort', gone)
    this.#wait()
  }

  static async open(caller: Caller, opened: OpenedExport, signal: AbortSignal): Promise<ExportPassage> {
    const leave = places.take(caller.door.tenant)
    let passage: Passage | undefined
    try {
      passage = await Passage.open(caller.door, false)
      const entered = await passage.entered
      const ctx = new LiveCtx(passage, caller.door, entered, caller.place, caller.clock ?? systemClock, 'audit.export', caller.systemName ?? 'system')
      demandNetwork(caller, entered, ctx)
      for (const name of ['statement_timeout', 'idle_in_transaction_session_timeout'])
        await passage.send('select set_config($1, $2, true)', [name, String(longestMilliseconds)])
      for (const [name, value] of exportSettings(ctx.tenant, opened.search)) await passage.send('select set_config($1, $2, true)', [name, value])
      const [backend] = (await passage.send('select pg_backend_pid() as pid', [])) as unknown as { pid: number }[]
      return new ExportPassage(passage, caller, ctx, opened, (backend as { pid: number }).pid, leave, signal)
    } catch (error) {
      leave()
      await passage?.rollback()
      throw error
    }
  }

  /** A COPY of ours, without parameters: bytes as Postgres sends them. */
  async copy(statement: string, pieceBytes: number): Promise<CopyRows> {
    this.#demandOpen()
    this.#rows = CopyRows.begin(this.#passage.connection.unsafe(statement), pieceBytes)
    return this.#rows
  }
  /** The rows of a statement of ours, in batches. */
  async *cursor<T extends object>(statement: string, rows: number): AsyncGenerator<readonly T[], void, undefined> {
    this.#demandOpen()
    await this.#passage.send(`declare audit_rows no scroll cursor for ${statement}`, [])
    for (;;) {
      this.#demandOpen()
      const batch = (await this.#passage.send(`fetch ${rows} from audit_rows`, [])) as unknown as T[]
      if (batch.length === 0) return
      yield batch
    }
  }
  #demandOpen(): void {
    if (this.#isOver) throw new Refusal('unavailable', 'The export was stopped.')
  }

  /** Marks that a piece was handed to the client; until the next one it has a minute. */
  sent(bytes: number): void {
    this.#bytes += bytes
    this.taken()
    this.#wait()
  }
  #wait(): void {
    this.#timer = setTimeout(() => {
      this.abandon('the client stopped reading').catch((error: unknown) => ports.onError(error, 'stopping an export'))
    }, stallMilliseconds)
  }
  taken(): void {
    clearTimeout(this.#timer)
  }
  get isOver(): boolean {
    return this.#isOver
  }

  /** Records what was taken and ends well. What the client gets last is held back until this is committed. */
  async finish<D>(event: AuditEvent<D>, detail: NoInfer<D>): Promise<void> {
    this.#demandOpen()
    this.ctx.record(event, this.#opened.id, detail)
    this.#end()
    await this.#passage.commit(this.ctx.flush())
  }

  /** Stops whatever runs, gives the connection back and leaves a trace. Does nothing when all is over. */
  async abandon(reason: string): Promise<void> {
    if (this.#isOver) return
    this.#end()
    try {
      await cancelBackend(this.#pid)
      const rows = await this.#rows?.catch(() => undefined) // it may not even have begun to answer
      await rows?.drain()
    } finally {
      await this.#passage.rollback()
    }
    const { id, format, filters } = this.#opened
    await recordApart(this.#caller, 'audit.export', exportStopped, id, { format, filter: JSON.stringify(filters), bytes: this.#bytes, reason })
  }
  #end(): void {
    this.#isOver = true
    this.taken()
    this.#unwatch()
    this.#leave()
  }
}
