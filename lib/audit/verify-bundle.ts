import crypto, { type Hash as Hasher } from 'node:crypto'
import { sha256Hex } from '../kernel/digest.ts'
import {
  bundleFiles,
  decodeCheckpoints,
  decodeManifest,
  digestedFiles,
  manifestNoteText,
  type BundleCheckpoint,
  type DigestedFile,
  type Manifest,
} from './bundle-format.ts'
import { originOf, parseCheckpoint, type Checkpoint } from './checkpoint.ts'
import { verifyConsistency } from './merkle.ts'
import { decodeNoteKey, fingerprintOfKey, parseNote, signersOf, type NoteKey } from './signed-note.ts'
import { compareOutside } from './verify-outside.ts'
import { compareRows, type RowsResult } from './verify-rows.ts'
import { compareRoots, rebuildTree } from './verify-tree.ts'
import { count, figure, Findings, printable, type Report } from './verify-report.ts'
import type { Runs } from './runs.ts'
import { DamagedArchive, ZipReader } from './zip-reader.ts'

export interface Trust {
  /** Fingerprints of signing keys, from outside the bundle, in their printed form. */
  readonly fingerprints: readonly string[]
  /** A signed checkpoint that was kept elsewhere: only it can show that entries were cut off at the end. */
  readonly outside?: string | undefined
}

const bundleNames: ReadonlySet<string> = new Set(Object.values(bundleFiles))
const smallFileMax = 64 * 1024 * 1024

/**
 * Reads a bundle in constant memory and says what it proves. Nothing in the bundle is believed: it is judged by the given fingerprints
 * and by arithmetic. It goes on after a fault where it can, in order to name the entry at fault.
 */
export async function verifyBundle(path: string, trust: Trust): Promise<Report> {
  const findings = new Findings()
  let rows = 0
  try {
    const zip = await ZipReader.open(path)
    try {
      rows = await examine(zip, trust, findings)
    } finally {
      await zip.close()
    }
  } catch (error) {
    if (!(error instanceof DamagedArchive)) throw error
    findings.broken(`the archive is damaged: ${error.message}`)
  }
  return conclude(findings, trust, rows)
}

function conclude(findings: Findings, trust: Trust, rows: number): Report {
  const base = { findings: findings.list, firstBad: findings.firstBad, rows }
  if (findings.brokenCount > 0) {
    const where = findings.firstBad === undefined ? '' : ` The first entry at fault is ${figure(findings.firstBad)}.`
    return { ...base, verdict: 'broken', conclusion: `Broken: this bundle is not what was sealed and signed.${where}` }
  }
  if (trust.fingerprints.length === 0) {
    return {
      ...base,
      verdict: 'unproven',
      conclusion: 'Consistent, signer unknown: give the fingerprint of the signing key, which must come from outside this file.',
    }
  }
  if (findings.isUnproven) return { ...base, verdict: 'unproven', conclusion: 'Consistent, but it could not be compared with your checkpoint.' }
  return { ...base, verdict: 'proven', conclusion: 'Proven.' }
}

async function examine(zip: ZipReader, trust: Trust, findings: Findings): Promise<number> {
  // Whoever unpacks a proven bundle believes all that comes out of it.
  for (const name of zip.names) if (!bundleNames.has(name)) findings.broken(`the archive holds ${printable(name)}, which no bundle does: it was added`)
  const keys = await readKeys(zip, findings)
  const manifest = await readManifest(zip, keys, trust, findings)
  if (!manifest) return 0
  const checkpoints = await readCheckpoints(zip, manifest, keys, trust, findings)
  const newest = checkpoints.at(-1)
  if (!newest) return 0
  const outside = trust.outside === undefined ? undefined : readOutside(trust, manifest, keys, findings)

  const digests = new Map<DigestedFile, Hasher>()
  const digested = (file: DigestedFile): AsyncIterable<Uint8Array> => updating(zip.read(bundleFiles[file]), digests, file)
  const sizes = [...checkpoints, ...(outside ? [outside] : [])].map(({ size }) => size)
  const { runs, roots } = await rebuildTree({ leaves: digested('leaves'), proof: digested('proof') }, sizes, findings)
  if (!runs) return 0
  const isTreeSound = compareRoots(checkpoints, roots, findings)
  if (isTreeSound && !roots.has(newest.size)) findings.broken(`the proof does not reach checkpoint ${figure(newest.size)}`)
  if (outside) compareOutside(outside, checkpoints, roots, manifest, findings)

  const rows = await compareRows(digested('body'), zip.read(bundleFiles.leaves), runs, findings)
  for (const file of ['checkpoints', 'keys', 'instructions'] as const)
    for await (const _ of digested(file)) {
      /* only its digest is wanted */
    }
  compareDigests(manifest, digests, rows, findings)
  if (rows.isWhole) compareCounts(manifest, rows, runs, findings)
  if (findings.brokenCount === 0) tellRows(manifest, rows, runs, newest, findings)
  return rows.sealed + rows.notSealed
}

async function readKeys(zip: ZipReader, findings: Findings): Promise<NoteKey[]> {
  const lines = (await zip.readAll(bundleFiles.keys, smallFileMax))
    .toString()
    .split('\n')
    .filter((line) => line !== '')
  const keys = lines.map(decodeNoteKey).filter((key) => key !== undefined)
  if (keys.length === 0 || keys.length < lines.length) findings.broken(`${bundleFiles.keys} is damaged`)
  return keys
}

async function readManifest(zip: ZipReader, keys: readonly NoteKey[], trust: Trust, findings: Findings): Promise<Manifest | undefined> {
  const text = (await zip.readAll(bundleFiles.manifest, smallFileMax)).toString()
  const manifest = decodeManifest(text)
  if (!manifest) {
    findings.broken(`${bundleFiles.manifest} is damaged`)
    return undefined
  }
  const note = parseNote((await zip.readAll(bundleFiles.signature, smallFileMax)).toString())
  const ours = keys.filter((key) => key.name === originOf(manifest.tenant.id))
  const { signers } = note ? signersOf(note, ours) : { signers: [] }
  if (note?.text !== manifestNoteText(manifest.tenant.id, sha256Hex(text))) {
    findings.broken(`${bundleFiles.manifest} was changed after it was signed: it is not the one that the signature covers`)
  } else if (signers.length === 0) findings.broken('the signature of the manifest is forged: it is not by any key of this bundle')
  // One key signs for every company of an installation: another company's log must not pass for the one that was asked for.
  else
    tellSigner(
      `this is the log ${originOf(manifest.tenant.id)}, declared as that of ${printable(manifest.tenant.name)}; the manifest made ${printable(manifest.madeAt)} by ${printable(manifest.madeBy)}`,
      signers,
      trust,
      findings,
    )
  return manifest
}

/** Whether a signature is by a key the caller named. With none named, nothing is wrong and nothing is proven. */
function tellSigner(what: string, signers: readonly NoteKey[], trust: Trust, findings: Findings): void {
  const prints = signers.map(fingerprintOfKey)
  const known = prints.find((print) => trust.fingerprints.includes(print))
  if (known) findings.proven(`${what} is signed by ${known}, the key you named`)
  else if (trust.fingerprints.length === 0) findings.note(`${what} is signed by ${prints.join(' and ')}`)
  else findings.broken(`${what} is signed by ${prints.join(' and ')}, not by the key you named: forged, or another installation`)
}

async function readCheckpoints(zip: ZipReader, manifest: Manifest, keys: readonly NoteKey[], trust: Trust, findings: Findings): Promise<Checkpoint[]> {
  const list = decodeCheckpoints((await zip.readAll(bundleFiles.checkpoints, smallFileMax)).toString())
  if (!list || list.length === 0) {
    findings.broken(`${bundleFiles.checkpoints} is damaged`)
    return []
  }
  const read: { checkpoint: Checkpoint; signers: readonly NoteKey[]; toNext: BundleCheckpoint['toNext'] }[] = []
  for (const { note, toNext } of list) {
    const parsed = parseNote(note)
    const checkpoint = parsed && parseCheckpoint(parsed.text)
    const { signers } = parsed ? signersOf(parsed, keys) : { signers: [] }
    if (!checkpoint || checkpoint.tenant !== manifest.tenant.id) findings.broken(`${bundleFiles.checkpoints} holds a text that is no checkpoint of this log`)
    else if (signers.length === 0) findings.broken(`checkpoint ${figure(checkpoint.size)} of ${checkpoint.time} is forged: no key of this bundle signed it`)
    else read.push({ checkpoint, signers, toNext })
  }
  for (const [i, { checkpoint: older, toNext }] of read.entries()) {
    const newer = read[i + 1]?.checkpoint
    if (!newer) continue
    if (
      newer.epoch < older.epoch ||
      !verifyConsistency(
        older.size,
        newer.size,
        older.root,
        newer.root,
        toNext.map((hash) => Buffer.from(hash, 'base64')),
      )
    ) {
      findings.broken(`checkpoint ${figure(newer.size)} does not continue checkpoint ${figure(older.size)}: what was sealed before was replaced`)
    }
  }
  const newest = read.at(-1)
  const { size, root, epoch, time } = manifest.checkpoint
  const names =
    newest &&
    newest.checkpoint.size === size &&
    newest.checkpoint.epoch === epoch &&
    newest.checkpoint.time === time &&
    Buffer.from(newest.checkpoint.root).toString('base64') === root
  if (!newest || !names) findings.broken('the newest checkpoint is not the one that the manifest names')
  else tellSigner(`checkpoint ${figure(size)} of ${time}`, newest.signers, trust, findings)
  if (findings.brokenCount === 0 && read.length > 1) findings.proven(`${count(read.length, 'checkpoint')}, each continuing the one before`)
  return read.map(({ checkpoint }) => checkpoint)
}

function readOutside(trust: Trust, manifest: Manifest, keys: readonly NoteKey[], findings: Findings): Checkpoint | undefined {
  const note = parseNote(trust.outside ?? '')
  const checkpoint = note && parseCheckpoint(note.text)
  if (!checkpoint) findings.broken('the checkpoint you gave cannot be read: it must be the whole note, as it was mailed')
  else if (checkpoint.tenant !== manifest.tenant.id) findings.broken('the checkpoint you gave is of another log than this bundle')
  else {
    const { signers } = signersOf(note, keys)
    if (signers.length > 0) {
      tellSigner(`your checkpoint ${figure(checkpoint.size)} of ${checkpoint.time}`, signers, trust, findings)
      return checkpoint
    }
    findings.broken('the checkpoint you gave is signed by none of the keys in this bundle')
  }
  return undefined
}

async function* updating(bytes: AsyncIterable<Uint8Array>, digests: Map<DigestedFile, Hasher>, file: DigestedFile): AsyncGenerator<Uint8Array> {
  const hasher = crypto.createHash('sha256')
  for await (const chunk of bytes) {
    hasher.update(chunk)
    yield chunk
  }
  digests.set(file, hasher) // only when it was read to its end
}

function compareDigests(manifest: Manifest, digests: ReadonlyMap<DigestedFile, Hasher>, rows: RowsResult, findings: Findings): void {
  const wrong = digestedFiles.filter((file) => digests.get(file)?.digest('hex') !== manifest.sha256[file] && (file !== 'body' || rows.isWhole))
  for (const file of wrong) findings.broken(`${bundleFiles[file]} is not the file that was signed: its SHA-256 differs from the manifest`)
  if (wrong.length === 0 && rows.isWhole) findings.proven(`all ${digestedFiles.length} files are byte for byte those the manifest declares`)
}

function compareCounts(manifest: Manifest, rows: RowsResult, runs: Runs, findings: Findings): void {
  const told = [manifest.rows - manifest.rowsNotSealed, manifest.rowsNotSealed, manifest.firstLeaf, manifest.lastLeaf]
  const found = [rows.sealed, rows.notSealed, runs.first, runs.last]
  if (told.join() !== found.join()) {
    findings.broken(
      `the manifest declares ${count(manifest.rows, 'row')}, ${figure(manifest.rowsNotSealed)} of them not sealed; there are ${figure(rows.sealed + rows.notSealed)} and ${figure(rows.notSealed)}`,
    )
  }
}

function tellRows(manifest: Manifest, rows: RowsResult, runs: Runs, newest: Checkpoint, findings: Findings): void {
  const spans = [...runs.spans()]
  const seal = `checkpoint ${figure(newest.size)} of ${newest.time}`
  const [span] = spans
  if (span && spans.length === 1) {
    findings.proven(`entries ${figure(span.from)} to ${figure(span.to - 1)}, ${count(rows.sealed, 'row')} and none left out, are exactly what ${seal} seals`)
  } else if (span) {
    findings.proven(
      `${count(rows.sealed, 'row')} from entry ${figure(span.from)} to ${figure(runs.last ?? 0)}, in ${figure(spans.length)} stretches, are exactly what ${seal} seals`,
    )
    findings.note('that no other entry fits the filter is declared by the signer, not proven')
  }
  const filter = Object.entries(manifest.filter)
    .map(([key, value]) => `${printable(key)} = ${printable(value)}`)
    .join('; ')
  if (filter !== '') findings.note(`filter, as declared: ${filter}`)
  if (rows.personal > 0) findings.proven(`the personal values of ${count(rows.personal, 'row')} are those that were sealed`)
  if (rows.erased > 0) findings.note(`the personal values of ${count(rows.erased, 'row')} were erased or left out; what is sealed does not depend on them`)
  if (rows.notSealed > 0) findings.note(`${count(rows.notSealed, 'row')} not sealed when this was made: vouched for by the manifest's signature only`)
}
