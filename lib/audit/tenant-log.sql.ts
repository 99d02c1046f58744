import { assert } from '../kernel/assert.ts'
import { newUuid } from '../kernel/id.ts'
import type { AuditSigner } from '../platform/keys/port.ts'
import { originOf, parseCheckpoint, signCheckpoint, type Checkpoint } from './checkpoint.ts'
import { emptyRoot, rootAt } from './merkle.ts'
import { parseNote, signersOf } from './signed-note.ts'
import { readEdge, readLeaves, storedTiles, writeTiles, type Ask } from './stored-tree.sql.ts'
import { hashBytes, TileEdge, tiledHashes } from './tiles.ts'

/** A checkpoint is kept after so many entries; a fault can then be narrowed down to them by what was signed. */
const entriesPerCheckpoint = 1024
const leavesPerRead = 16_384
/** The newest checkpoint moves forward with the log until it covers so much more than the one before. */
const entriesBeforeNext = 256,
  millisecondsBeforeNext = 10 * 60_000

export interface Head {
  readonly size: number
  readonly root: Buffer
  readonly epoch: number
  readonly systemEpoch: number
}
export type NoticeKind = 'rewound' | 'broken'

/** A checkpoint that one of our keys signed; undefined for anything else. */
export function ourCheckpoint(note: string | undefined, tenant: string, signer: AuditSigner): Checkpoint | undefined {
  const parsed = note === undefined ? undefined : parseNote(note)
  const checkpoint = parsed && parseCheckpoint(parsed.text)
  const keys = signer.allPublicKeys.map((publicKey) => ({ name: originOf(tenant), publicKey }))
  return parsed && checkpoint?.tenant === tenant && signersOf(parsed, keys).signers.length > 0 ? checkpoint : undefined
}

/** One tenant's log inside one sealing transaction. */
export class TenantLog {
  readonly tenant: string
  readonly #ask: Ask
  readonly #signer: AuditSigner
  readonly #now: Date
  readonly #edge: TileEdge
  #epoch: number
  readonly #systemEpoch: number
  readonly #isNew: boolean
  note: string | undefined
  private constructor(ask: Ask, tenant: string, signer: AuditSigner, now: Date, edge: TileEdge, head: Head | undefined, systemEpoch: number) {
    this.#ask = ask
    this.tenant = tenant
    this.#signer = signer
    this.#now = now
    this.#edge = edge
    this.#epoch = head?.epoch ?? 1
    this.#systemEpoch = systemEpoch
    this.#isNew = head === undefined
  }
  get edge(): TileEdge {
    return this.#edge
  }
  get size(): number {
    return this.#edge.size
  }

  /**
   * Takes up the log where it was left and looks whether it still is what was signed: by the newest checkpoint in the database, and by the
   * one remembered outside it. Where not, what follows is sealed under a new epoch, so that the break stays visible for ever.
   * @param cached the edge this process left behind, which makes reading tiles unnecessary.
   * @param recalled the note of the last checkpoint that this process or an earlier one signed.
   */
  static async open(
    ask: Ask,
    tenant: string,
    signer: AuditSigner,
    now: Date,
    systemEpoch: number,
    cached: TileEdge | undefined,
    recalled: string | undefined,
  ): Promise<TenantLog> {
    const [row] = await ask<{ size: string; root: Buffer; epoch: number; system_epoch: number }>(
      'select size::text as size, root, epoch, system_epoch from public.audit_trees where tenant_id = $1::uuid and id = $1::uuid',
      [tenant],
    )
    const head: Head | undefined = row && { size: Number(row.size), root: row.root, epoch: row.epoch, systemEpoch: row.system_epoch }
    const size = head?.size ?? 0
    const isCached = cached !== undefined && head !== undefined && cached.size === size && head.root.equals(cached.root())
    const edge = isCached ? cached : new TileEdge(size, await readEdge(ask, tenant, size))
    const log = new TenantLog(ask, tenant, signer, now, edge, head, systemEpoch)
    if (!isCached) await log.#compareWithSigned(head, recalled)
    else if (head.systemEpoch < systemEpoch) await log.#notice('rewound', `The database was restored from a backup; its last checkpoint is of ${size} entries.`)
    return log
  }

  async #compareWithSigned(head: Head | undefined, recalled: string | undefined): Promise<void> {
    const root = this.#edge.root(),
      size = this.size
    const [newest] = await this.#ask<{ note: string }>(
      'select note from public.audit_checkpoints where tenant_id = $1::uuid order by epoch desc, size desc limit 1',
      [this.tenant],
    )
    const signed = ourCheckpoint(newest?.note, this.tenant, this.#signer),
      kept = ourCheckpoint(recalled, this.tenant, this.#signer)
    if (head && (!signed || signed.size !== size || Buffer.compare(signed.root, root) !== 0 || !head.root.equals(root))) {
      await this.#notice('broken', `What is stored of the ${size} sealed entries is not what was signed${signed ? ` at ${signed.time}` : ''}.`)
    } else if (head && head.systemEpoch < this.#systemEpoch) {
      await this.#notice('rewound', `The database was restored from a backup; its last checkpoint is of ${size} entries.`)
    } else if (kept && kept.size > size) {
      await this.#notice(
        'rewound',
        `The log had ${kept.size} entries at ${kept.time}; the database now holds ${size}. It was replaced by an older copy, or its tail was cut.`,
      )
    } else if (kept && kept.size > 0 && Buffer.compare(await rootAt(kept.size, tiledHashes(storedTiles(this.#ask, this.tenant), size)), kept.root) !== 0) {
      await this.#notice('broken', `The first ${kept.size} entries are not those that were sealed at ${kept.time}.`)
    }
  }
  async #notice(kind: NoticeKind, detail: string): Promise<void> {
    await this.#ask('insert into audit.notices (tenant_id, kind, detail) values ($1::uuid, $2, $3)', [this.tenant, kind, detail])
    this.#epoch++
  }

  /** Takes the next `count` leaves, which are in the database, into the tree. */
  async grow(count: number): Promise<void> {
    for (const end = this.size + count; this.size < end;) {
      const from = this.size,
        bytes = await readLeaves(this.#ask, this.tenant, from, Math.min(leavesPerRead, end - from))
      assert(bytes.length === Math.min(leavesPerRead, end - from) * hashBytes, `leaves from ${from} on`)
      for (let at = 0; at < bytes.length;) {
        const step = Math.min(bytes.length / hashBytes - at / hashBytes, entriesPerCheckpoint - (this.size % entriesPerCheckpoint))
        const tiles = this.#edge.append(Array.from({ length: step }, (_, i) => bytes.subarray(at + i * hashBytes, at + (i + 1) * hashBytes)))
        await writeTiles(
          this.#ask,
          this.tenant,
          tiles.map(() => newUuid(this.#now)),
          tiles,
        )
        at += step * hashBytes
        if (this.size % entriesPerCheckpoint === 0 && this.size < end) await this.#checkpoint()
      }
    }
  }

  /** Signs what is there now and moves the head. */
  async close(): Promise<void> {
    await this.#checkpoint()
    const values = [
      this.tenant,
      String(this.size),
      Buffer.from(this.size === 0 ? emptyRoot : this.#edge.root()),
      this.#epoch,
      this.#systemEpoch,
      this.#now.toISOString(),
    ]
    const rows = await this.#ask(
      this.#isNew
        ? 'insert into public.audit_trees (tenant_id, id, size, root, epoch, system_epoch, sealed_at) values ($1::uuid, $1::uuid, $2::bigint, $3, $4, $5, $6::timestamptz) returning id'
        : 'update public.audit_trees set size = $2::bigint, root = $3, epoch = $4, system_epoch = $5, sealed_at = $6::timestamptz where tenant_id = $1::uuid and id = $1::uuid returning id',
      values,
    )
    assert(rows.length === 1, 'the head of a tree')
  }
  async #checkpoint(): Promise<void> {
    const root = this.#edge.root(),
      time = this.#now.toISOString()
    this.note = await signCheckpoint({ tenant: this.tenant, size: this.size, root, epoch: this.#epoch, time }, this.#signer)
    const last = await this.#ask<{ id: string; size: string; epoch: number; at: string }>(
      `select id, size::text as size, epoch, ${'to_char(at at time zone \'UTC\', \'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"\') as at'} from public.audit_checkpoints where tenant_id = $1::uuid order by epoch desc, size desc limit 2`,
      [this.tenant],
    )
    const [newest, before] = last
    const moves =
      newest &&
      newest.epoch === this.#epoch &&
      newest.size !== String(this.size) &&
      Number(newest.size) % entriesPerCheckpoint !== 0 &&
      this.size - Number(before?.size ?? 0) < entriesBeforeNext &&
      this.#now.getTime() - Date.parse(before?.at ?? newest.at) < millisecondsBeforeNext
    const values = [
      this.tenant,
      moves || (newest?.size === String(this.size) && newest.epoch === this.#epoch) ? newest.id : newUuid(this.#now),
      String(this.size),
      this.#epoch,
      Buffer.from(root),
      this.note,
      time,
    ]
    await this.#ask(
      `insert into public.audit_checkpoints (tenant_id, id, size, epoch, root, note, at) values ($1::uuid, $2::uuid, $3::bigint, $4, $5, $6, $7::timestamptz)
      on conflict (tenant_id, id) do update set size = excluded.size, epoch = excluded.epoch, root = excluded.root, note = excluded.note, at = excluded.at`,
      values,
    )
  }
}
