import { DrizzleQueryError } from 'drizzle-orm'
import type { ReservedSql, Sql } from 'postgres'
import { reserve } from '../../db/client.ts'
import type { DatabaseRole } from '../config.ts'
import { Refusal } from '../kernel/refusal.ts'
import { takeShare } from './tenant-share.ts'

/** Which door of drizzle/always/20_scope.sql is used, and what it is shown. */
export type Door =
  | { readonly kind: 'session'; readonly tenant: string; readonly secret: string }
  | { readonly kind: 'provisioning'; readonly tenant: string; readonly secret: string }
  | { readonly kind: 'key'; readonly tenant: string; readonly secret: string }
  | { readonly kind: 'job'; readonly tenant: string; readonly job: string }
  | { readonly kind: 'platform'; readonly tenant: string; readonly actor: string | null }
const doors: Readonly<Record<Door['kind'], { role: DatabaseRole; text: string }>> = {
  session: { role: 'app', text: 'select * from scope.enter($1, $2)' },
  provisioning: { role: 'app', text: 'select * from scope.enter_provisioning($1, $2)' },
  key: { role: 'app', text: 'select * from scope.enter_key($1, $2)' },
  job: { role: 'worker', text: 'select * from scope.enter_job($1)' },
  platform: { role: 'platform', text: 'select * from scope.enter_as_platform($1, $2)' },
}
/** Doors of requests, which come with a secret of one company. */
const isAsked = (door: Door): door is Extract<Door, { readonly secret: string }> => 'secret' in door
const shown = (door: Door): unknown[] => (isAsked(door) ? [door.secret, door.tenant] : door.kind === 'job' ? [door.job] : [door.tenant, door.actor])

/** What a door answers. Columns that a door does not know are absent. */
export interface Entered {
  readonly session_id?: string
  readonly member_id?: string
  readonly account_id?: string
  readonly role?: string
  readonly name?: string
  readonly email?: string
  readonly factor_at?: string
  readonly seen_at?: string
  /** From where the session was last used, as it is written. */
  readonly seen_ip?: string
  readonly tenant_kind?: string
  readonly plan?: string
  /** Of an operator whom the company has let in: by which grant, until when. */ readonly support?: unknown
  readonly theme?: string
  readonly shortcuts?: boolean
  readonly delegated?: unknown
  /** Of a role of the company's own: the preset it was copied from, and what it may do. */
  readonly preset?: string | null
  readonly grants?: unknown
  /** What was given to this member for a time (lib/access/granted.ts). */
  readonly granted?: unknown
  /** The ranges around this member: their own, their role's, the company's; for readRanges. */
  readonly networks?: string | null
  /** Of a provider that provisions: its token and the connection that the token is of. */
  readonly token_id?: string
  readonly connection_id?: string
  /** Of a key for programs: which it is, what its maker gave it, from where, and when it was used last. */
  readonly key_id?: string
  readonly key_name?: string
  readonly key_permissions?: unknown
  readonly key_networks?: unknown
  readonly used_at?: string | null
  readonly tenant_id?: string
  readonly company: string
  readonly currency: string
  readonly zone: string
  readonly locale: string
  readonly policy: unknown
}
/** The door stayed shut: no session, an expired one, a wrong tenant. Read as “not signed in”. */
const shut: unique symbol = Symbol.for('plumbline.doorShut')
export class DoorShut extends Error {
  override readonly name = 'DoorShut'
  /** Known by its mark, like a refusal: a build may hold this module twice. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && Reflect.get(value, shut) === true
  }
  readonly [shut] = true
}

/** Whether it only reads; `snapshot`: only reads, and every statement sees what the first one saw. */
type Mode = boolean | 'snapshot'
/**
 * One transaction on one reserved connection, entered through a door. `begin` and the door travel in front of the first query without
 * being waited for; where the door refuses, Postgres fails every later statement of the transaction by itself.
 */
export class Passage {
  readonly #connection: ReservedSql
  readonly entered: Promise<Entered>
  readonly #leave: () => void
  #isOver = false
  private constructor(connection: ReservedSql, leave: () => void, door: Door, mode: Mode) {
    this.#connection = connection
    this.#leave = leave
    const begun = this.send(mode === 'snapshot' ? 'begin isolation level repeatable read read only' : mode ? 'begin read only' : 'begin', [])
    const answer = this.send(doors[door.kind].text, shown(door))
    this.entered = Promise.all([begun, answer]).then(
      ([, rows]) => admitted(rows as unknown as Entered[], door),
      (error: { code?: string }) => {
        throw error.code === '28000' ? new DoorShut('not signed in') : error
      },
    )
    this.entered.catch(() => undefined) // reported by whoever awaits it
  }
  static async open(door: Door, mode: Mode): Promise<Passage> {
    const leave = isAsked(door) ? await takeShare(door.tenant) : () => undefined
    try {
      return new Passage(await reserve(doors[door.kind].role), leave, door, mode)
    } catch (error) {
      leave()
      throw error
    }
  }
  #release(): void {
    this.#leave()
    this.#connection.release()
  }

  /**
   * Sent now, in call order, whoever awaits it later: a lazy query could be overtaken by `commit` and crash the driver. Prepared by
   * protocol, one statement at a time, so that no text can carry a second one.
   */
  send(text: string, values: unknown[]) {
    if (this.#isOver) throw new Error('this transaction is over: a query was started and not awaited inside it')
    return this.#connection.unsafe(text, values as never[], { prepare: true }).execute()
  }
  /** What drizzle's session sees as a client: it calls `unsafe`, and `.values()` on the answer in the same tick. */
  get client(): Sql {
    return { unsafe: (text: string, values: unknown[]) => this.send(text, values) } as unknown as Sql
  }
  /** The reserved connection itself, for COPY: lib/audit only. */
  get connection(): ReservedSql {
    return this.#connection
  }

  /** Ends a read: not waited for, the connection goes back when Postgres has answered. */
  finish(): void {
    if (this.#isOver) return
    const end = this.send('commit', [])
    this.#isOver = true
    end.then(
      () => this.#release(),
      () => this.#release(),
    )
  }
  /** Sends `commit` behind what was sent before and waits for all of it. A transaction that had failed answers COMMIT with ROLLBACK. */
  async commit(sent: readonly PromiseLike<unknown>[] = []): Promise<void> {
    const end = this.send('commit', [])
    this.#isOver = true
    const outcomes = await Promise.allSettled([...sent, end])
    this.#release()
    const failed = outcomes.find((outcome) => outcome.status === 'rejected')
    if (failed) throw failed.reason
    if ((await end).command !== 'COMMIT') throw new Error('the transaction was rolled back')
  }
  async rollback(): Promise<void> {
    if (this.#isOver) return
    const end = this.send('rollback', [])
    this.#isOver = true
    await end.then(
      () => this.#release(),
      () => this.#release(),
    )
  }
}
function admitted(rows: readonly Entered[], door: Door): Entered {
  const row = rows[0]
  if (!row) throw new DoorShut('not signed in')
  // The row filter was built with the claimed tenant: where the door knows better, nothing must be believed.
  if (row.tenant_id !== undefined && row.tenant_id !== door.tenant) throw new DoorShut('another tenant')
  return row
}

/** A database error as a refusal where a person can mend it; otherwise the error itself. */
export function translate(error: unknown): unknown {
  const cause = error instanceof DrizzleQueryError && error.cause !== undefined ? error.cause : error // its message would hold the parameters
  const code = typeof cause === 'object' && cause !== null ? (cause as { code?: string }).code : undefined
  if (code === '57014' || code === '55P03' || code === '40P01' || code === '40001')
    return new Refusal('unavailable', 'The database was busy with the same records. Nothing was changed; try again.', {}, 2)
  if (
    code === 'CONNECTION_CLOSED' ||
    code === 'CONNECTION_ENDED' ||
    code === 'ECONNREFUSED' ||
    code === 'CONNECT_TIMEOUT' ||
    code === 'CONNECTION_DESTROYED' ||
    code === 'ECONNRESET' ||
    code === 'EPIPE' ||
    code === 'ETIMEDOUT' ||
    code === '57P01' ||
    code === '57P02' ||
    code === '57P03' ||
    code === '53300'
  ) {
    return new Refusal('unavailable', 'The database cannot be reached just now. Try again in a few seconds.', {}, 5)
  }
  // What no column can hold: a NUL in a text, an amount beyond sixty-four bits. Typed by hand nobody gets there; it is refused all the same.
  if (code === '22021' || code === '22P05') return new Refusal('invalid', 'A text holds a character that cannot be kept (NUL). Type it anew.')
  if (code === '22003') return new Refusal('invalid', 'A number is larger than can be kept. Write a smaller one.')
  if (code === '55000' && (cause as { constraint_name?: string }).constraint_name === 'installation_paused') {
    return new Refusal(
      'unavailable',
      'Nothing leaves for the bank: this installation was restored from a backup and is paused. The operator resumes it in the console, under Health.',
    )
  }
  return cause
}
/** The name of the violated constraint, for verbs that turn one into a sentence. */
export function violated(error: unknown): string | undefined {
  const cause = translate(error) as { code?: string; constraint_name?: string; constraint?: string } | undefined
  return cause?.code?.startsWith('23') ? (cause.constraint_name ?? cause.constraint) : undefined
}
