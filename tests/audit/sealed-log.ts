import crypto from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { canonicalRow, leafHash, personalCommitment, type CanonicalRow, type PersonalValues } from '../../lib/audit/canonical.ts'
import { originOf, signCheckpoint } from '../../lib/audit/checkpoint.ts'
import type { BundleRow } from '../../lib/audit/bundle-format.ts'
import { writeBundle, type BundleOrder } from '../../lib/audit/write-bundle.ts'
import type { NoteKey, NoteSigner } from '../../lib/audit/signed-note.ts'
import { TileEdge, tiledHashes, type Tile, type TileSource } from '../../lib/audit/tiles.ts'
import type { Hash, HashSource } from '../../lib/audit/merkle.ts'
import { canonicalJson } from '../../lib/kernel/digest.ts'
import { fingerprintOf } from '../../lib/kernel/fingerprint.ts'

export const tenant = '0198c0de-0000-7000-8000-000000000001'

/** A signing key that exists only in memory. */
export function newSigner(): NoteSigner & { readonly key: NoteKey; readonly fingerprint: string } {
  const { privateKey, publicKey } = crypto.generateKeyPairSync('ed25519')
  const raw = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }).subarray(-32))
  return {
    key: { name: originOf(tenant), publicKey: raw },
    fingerprint: fingerprintOf(raw),
    sign: async (text) => ({ publicKey: raw, signature: crypto.sign(null, Buffer.from(text), privateKey) }),
  }
}

export interface LogEvent {
  readonly sealed: CanonicalRow
  readonly sentence: string
  readonly personal: BundleRow['personal']
}
const hostile = ['=1+1', '+49', '-3', '@sum', "'quoted", 'a,b', 'say "hi"', 'two\r\nlines', 'Nguyễn Thị Bích Ngọc', '\u202egnp.exe', '\u001b[31mred', '\t']
/** Event `i` of a made-up history, the same each time; texts are of the kind that breaks files. */
export function eventAt(i: number, change: Partial<CanonicalRow> = {}): LogEvent {
  const text = hostile[i % hostile.length] as string
  const salt = crypto.createHash('sha256').update(`salt ${i}`).digest()
  const values: PersonalValues = i % 5 === 4 ? {} : { actor: text, ip: `203.0.113.${i % 250}`, agent: 'Firefox', ...(i % 3 === 0 && { note: `more ${text}` }) }
  const personal = i % 5 === 4 ? undefined : { values, salt }
  const sealed: CanonicalRow = {
    tenant,
    id: `0198c0de-0000-7000-8000-${(i + 1).toString(16).padStart(12, '0')}`,
    seq: String(i * 2 + 1),
    at: `2026-05-14T09:38:52.${String(i).padStart(6, '0')}Z`,
    actor_kind: 'member',
    actor_id: 'mem_0123456789abcdefghjkmnpqrs',
    actor_role: 'manager',
    event: 'program.renamed',
    subject_kind: 'program',
    subject_id: 'prg_0123456789abcdefghjkmnpqrs',
    detail: canonicalJson({ from: text, to: `n ${i}` }),
    permission: 'program.edit',
    request_id: `req_${i}`,
    correlation_id: '',
    personal_commitment: personal ? personalCommitment(values, salt) : '',
    ...change,
  }
  return { sealed, sentence: `renamed ${text} to n ${i}`, personal }
}

/** A log in memory, sealed in portions, each with its checkpoint. */
export class SealedLog {
  readonly events: LogEvent[] = []
  readonly checkpoints: { readonly size: number; readonly note: string }[] = []
  readonly signer: ReturnType<typeof newSigner>
  readonly edge = new TileEdge()
  readonly tiles = new Map<string, Tile>()
  /** Tiles asked for since the last look. */
  reads = 0
  constructor(signer = newSigner()) {
    this.signer = signer
  }

  async seal(events: readonly LogEvent[], time = '2026-05-14T09:40:00.000Z', epoch = 1): Promise<string> {
    this.events.push(...events)
    this.appendLeaves(events.map(({ sealed }) => leafHash(canonicalRow(sealed))))
    const note = await signCheckpoint({ tenant, size: this.edge.size, root: this.edge.root(), epoch, time }, this.signer)
    this.checkpoints.push({ size: this.edge.size, note })
    return note
  }
  appendLeaves(leaves: readonly Hash[]): void {
    for (const tile of this.edge.append(leaves)) this.tiles.set(`${tile.level}/${tile.index}`, tile)
  }
  get source(): TileSource {
    return {
      read: async (ids) =>
        ids.map(({ level, index }) => {
          this.reads++
          return (this.tiles.get(`${level}/${index}`) as Tile).bytes
        }),
    }
  }
  get tree(): HashSource {
    return tiledHashes(this.source, this.edge.size)
  }

  async bundle(
    change: Partial<Omit<BundleOrder, 'rows'>> & { leaves?: readonly number[]; notSealed?: readonly LogEvent[]; erased?: boolean } = {},
  ): Promise<Bundle> {
    const leaves = change.leaves ?? this.events.map((_, i) => i)
    const rows: BundleRow[] = leaves.map((leaf) => ({ leafIndex: leaf, ...(this.events[leaf] as LogEvent), ...(change.erased && { personal: undefined }) }))
    for (const event of change.notSealed ?? []) rows.push({ leafIndex: undefined, ...event })
    const chunks: Uint8Array[] = []
    for await (const chunk of writeBundle({
      tenant: { id: tenant, name: 'Tidewell Plumbing' },
      filter: {},
      madeAt: new Date('2026-05-14T10:00:00Z'),
      madeBy: 'Fatima Zahra',
      tree: this.tree,
      checkpoints: this.checkpoints.map(({ note }) => note),
      keys: [this.signer.key],
      signer: this.signer,
      ...change,
      rows: (async function* () {
        for (let i = 0; i < rows.length; i += 7) yield rows.slice(i, i + 7)
      })(),
    }))
      chunks.push(chunk)
    return new Bundle(Buffer.concat(chunks))
  }
}

/** A bundle in the hands of someone who may change it. */
export class Bundle {
  readonly bytes: Uint8Array
  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }
  get files(): Record<string, Uint8Array> {
    return unzipSync(this.bytes)
  }
  text(name: string): string {
    return strFromU8(this.files[name] as Uint8Array)
  }
  /** The same archive with one file rewritten. */
  with(name: string, edit: (text: string) => string): Bundle {
    return this.withBytes(name, (bytes) => strToU8(edit(strFromU8(bytes))))
  }
  withBytes(name: string, edit: (bytes: Uint8Array) => Uint8Array): Bundle {
    const files = this.files
    return new Bundle(zipSync({ ...files, [name]: edit(files[name] as Uint8Array) }))
  }
  /** The rows of audit.csv, header first. Only for logs whose texts hold no line breaks. */
  withLines(edit: (lines: string[]) => string[]): Bundle {
    return this.with('audit.csv', (text) =>
      edit(text.split('\r\n').filter((line) => line !== ''))
        .map((line) => `${line}\r\n`)
        .join(''),
    )
  }
  save(): string {
    const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'plumbline-bundle-')), 'bundle.zip')
    fs.writeFileSync(file, this.bytes)
    return file
  }
}
