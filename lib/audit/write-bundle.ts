import crypto, { type Hash as Hasher } from 'node:crypto'
import { sha256Hex } from '../kernel/digest.ts'
import { assert } from '../kernel/assert.ts'
import {
  bundleCells,
  bundleColumns,
  bundleFiles,
  bundleVersion,
  digestedFiles,
  encodeManifest,
  instructions,
  manifestNoteText,
  type BundleCheckpoint,
  type BundleRow,
  type DigestedFile,
  type Manifest,
} from './bundle-format.ts'
import { csvRecord } from './csv.ts'
import { originOf, parseCheckpoint, type Checkpoint } from './checkpoint.ts'
import { proveConsistency, type HashSource } from './merkle.ts'
import { encodeNoteKey, parseNote, signNote, type NoteKey, type NoteSigner } from './signed-note.ts'
import { Runs, writeLeaves, writeProof } from './runs.ts'
import { writeZip, type ZipFile } from './zip-writer.ts'

export interface BundleOrder {
  readonly tenant: { readonly id: string; readonly name: string }
  readonly filter: Readonly<Record<string, string>>
  readonly madeAt: Date
  readonly madeBy: string
  /** Sealed rows in the order of the log, then those that are not sealed yet. */
  readonly rows: AsyncIterable<readonly BundleRow[]>
  /** The tree at the size of the last checkpoint. */
  readonly tree: HashSource
  /** Signed notes, rising in size. The last one is the newest there is and proves the rows; the others let a verifier narrow down a fault. */
  readonly checkpoints: readonly string[]
  /** Every public key that signed one of them, and the signer's own. */
  readonly keys: readonly NoteKey[]
  readonly signer: NoteSigner
  /** Called when all rows are written and before the manifest is: a failure here leaves an archive that nobody takes for whole. */
  readonly declared?: (manifest: Manifest) => Promise<void>
}

const textLevel = 3
const pieceCharacters = 64 * 1024

/**
 * The bundle as a stream of bytes (a .zip). Memory does not grow with the rows: they go by once, and only the stretches of leaf numbers
 * are remembered (one byte or two for each hole).
 */
export async function* writeBundle(order: BundleOrder): AsyncGenerator<Uint8Array, void, undefined> {
  const checkpoints = order.checkpoints.map((note) => ({ note, ...readCheckpoint(note) }))
  const newest = checkpoints.at(-1)
  assert(newest !== undefined, 'a bundle needs a checkpoint')
  assert(
    checkpoints.every((c) => c.tenant === order.tenant.id),
    'the checkpoints belong to another log',
  )
  const state: WriterState = { runs: new Runs(), notSealed: 0, digests: new Map() }
  yield* writeZip(files(order, checkpoints, newest, state), order.madeAt)
}

interface WriterState {
  readonly runs: Runs
  notSealed: number
  readonly digests: Map<DigestedFile, Hasher>
}
type NotedCheckpoint = Checkpoint & { readonly note: string }

async function* files(order: BundleOrder, checkpoints: readonly NotedCheckpoint[], newest: NotedCheckpoint, state: WriterState): AsyncGenerator<ZipFile> {
  const digested = (file: DigestedFile, level: number, bytes: AsyncIterable<Uint8Array>): ZipFile => {
    const hasher = crypto.createHash('sha256')
    state.digests.set(file, hasher)
    return { name: bundleFiles[file], level, bytes: updating(bytes, hasher) }
  }
  const plain = (name: string, text: string): ZipFile => ({ name, level: textLevel, bytes: [Buffer.from(text)] })

  yield digested('instructions', textLevel, once(instructions(order.tenant.name, newest.note)))
  yield digested('body', textLevel, body(order.rows, state))
  yield digested('leaves', 0, writeLeaves(state.runs, order.tree))
  yield digested('proof', 0, writeProof(state.runs, newest.size, order.tree))
  yield digested('checkpoints', textLevel, linked(checkpoints, order.tree))
  yield digested('keys', textLevel, once(order.keys.map((key) => `${encodeNoteKey(key)}\n`).join('')))

  const manifest: Manifest = {
    version: bundleVersion,
    tenant: order.tenant,
    madeAt: order.madeAt.toISOString(),
    madeBy: order.madeBy,
    filter: order.filter,
    rows: state.runs.count + state.notSealed,
    rowsNotSealed: state.notSealed,
    firstLeaf: state.runs.first,
    lastLeaf: state.runs.last,
    checkpoint: { size: newest.size, root: Buffer.from(newest.root).toString('base64'), epoch: newest.epoch, time: newest.time },
    sha256: Object.fromEntries(digestedFiles.map((file) => [file, (state.digests.get(file) as Hasher).digest('hex')])) as Manifest['sha256'],
  }
  await order.declared?.(manifest)
  const text = encodeManifest(manifest)
  yield plain(bundleFiles.manifest, text)
  yield plain(bundleFiles.signature, await signNote(manifestNoteText(order.tenant.id, sha256Hex(text)), originOf(order.tenant.id), order.signer))
}

async function* body(rows: BundleOrder['rows'], state: WriterState): AsyncGenerator<Uint8Array, void, undefined> {
  let lines = [`\ufeff${csvRecord(bundleColumns)}`],
    length = 0 // the byte order mark makes Excel read UTF-8
  for await (const batch of rows) {
    for (const row of batch) {
      if (row.leafIndex === undefined) state.notSealed++
      else {
        assert(state.notSealed === 0, 'rows that are not sealed come last')
        state.runs.add(row.leafIndex)
      }
      const line = csvRecord(bundleCells(row))
      lines.push(line)
      length += line.length
      if (length >= pieceCharacters) {
        yield Buffer.from(lines.join(''))
        lines = []
        length = 0
      }
    }
  }
  if (lines.length > 0) yield Buffer.from(lines.join(''))
}

async function* linked(checkpoints: readonly NotedCheckpoint[], tree: HashSource): AsyncGenerator<Uint8Array, void, undefined> {
  const list: BundleCheckpoint[] = []
  for (const [i, checkpoint] of checkpoints.entries()) {
    const next = checkpoints[i + 1]
    // Where the log was rewound there is no proof, and the verifier says so.
    const proof = next && checkpoint.size <= next.size ? await proveConsistency(checkpoint.size, next.size, tree) : []
    list.push({ note: checkpoint.note, toNext: proof.map((hash) => Buffer.from(hash).toString('base64')) })
  }
  yield Buffer.from(`[\n${list.map((c) => JSON.stringify(c)).join(',\n')}\n]\n`)
}
async function* once(text: string): AsyncGenerator<Uint8Array, void, undefined> {
  yield Buffer.from(text)
}
async function* updating(bytes: AsyncIterable<Uint8Array>, hasher: Hasher): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of bytes) {
    hasher.update(chunk)
    yield chunk
  }
}
function readCheckpoint(note: string): Checkpoint {
  const checkpoint = parseCheckpoint(parseNote(note)?.text ?? '')
  assert(checkpoint !== undefined, 'a stored checkpoint cannot be read')
  return checkpoint
}
