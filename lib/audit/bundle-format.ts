import crypto from 'node:crypto'
import { canonicalFields, canonicalRow, canonicalVersion, leafHash, personalText, type CanonicalRow, type PersonalValues } from './canonical.ts'
import { canonicalJson } from '../kernel/digest.ts'
import { JsonBytes, type CsvReader } from './csv.ts'
import { originOf } from './checkpoint.ts'
import { escapeFormula, unescapeFormula } from './formula-escape.ts'

export const bundleVersion = 'plumbline-bundle-1'

/** The files of a bundle. `leaves` and `proof` are for machines, everything else can be read. */
export const bundleFiles = {
  body: 'audit.csv',
  leaves: 'leaves.bin',
  proof: 'proof.bin',
  checkpoints: 'checkpoints.json',
  keys: 'keys.txt',
  manifest: 'manifest.json',
  signature: 'manifest.sig',
  instructions: 'VERIFY.txt',
} as const
/** Those whose SHA-256 stands in the manifest. */
export const digestedFiles = ['instructions', 'body', 'leaves', 'proof', 'checkpoints', 'keys'] as const
export type DigestedFile = (typeof digestedFiles)[number]

/** Personal values with a column of their own; all others share one column as JSON. */
export const personalColumns = { actor: 'person', ip: 'ip', agent: 'agent', session: 'session' } as const
const ownColumn: ReadonlySet<string> = new Set(Object.keys(personalColumns))

/** What a person reads comes first. The sealed fields are all there under their own names. */
export const bundleColumns = [
  'leaf_index',
  'at',
  'person',
  'actor_role',
  'sentence',
  'event',
  'subject_kind',
  'subject_id',
  'detail',
  'ip',
  'agent',
  'session',
  'personal_more',
  'permission',
  'request_id',
  'correlation_id',
  'actor_kind',
  'actor_id',
  'seq',
  'id',
  'tenant',
  'version',
  'personal_commitment',
  'salt',
  'row_check',
] as const
type BundleColumn = (typeof bundleColumns)[number]
/** Bundles made before it had this column have none; nothing is proven by it. */
const checkColumn: BundleColumn = 'row_check'

/**
 * What ties a sentence to its row, so that a changed one is named by its row and not by its file: `row` is the id of a sealed row, whose
 * fields the leaf proves, and the leaf of one that is not sealed. Whoever changes a sentence can change this with it: then the digest in
 * the signed manifest still tells, for the file.
 */
export const rowCheck = (row: string, sentence: string): string => crypto.hash('sha256', `${row}\n${sentence}`).slice(0, 16)

/** One event on its way into a bundle. */
export interface BundleRow {
  /** Undefined until sealed. */
  readonly leafIndex: number | undefined
  readonly sealed: CanonicalRow
  readonly sentence: string
  /** Undefined when there never was any, or when it was erased. */
  readonly personal: { readonly values: PersonalValues; readonly salt: Uint8Array } | undefined
}

/** The cells in the order of {@link bundleColumns}. Written out, because this runs once for each of a million rows. */
export function bundleCells({ leafIndex, sealed: row, sentence, personal }: BundleRow): string[] {
  const values = personal?.values ?? noValues
  let more: Record<string, string> | undefined
  for (const key in values) {
    const value = values[key]
    if (value && !ownColumn.has(key)) (more ??= {})[key] = value
  }
  return [
    leafIndex === undefined ? '' : String(leafIndex),
    row.at,
    escapeFormula(values['actor'] ?? ''),
    escapeFormula(row.actor_role),
    escapeFormula(sentence),
    escapeFormula(row.event),
    escapeFormula(row.subject_kind),
    row.subject_id,
    escapeFormula(row.detail),
    escapeFormula(values['ip'] ?? ''),
    escapeFormula(values['agent'] ?? ''),
    escapeFormula(values['session'] ?? ''),
    more === undefined ? '' : canonicalJson(more),
    escapeFormula(row.permission),
    escapeFormula(row.request_id),
    row.correlation_id,
    row.actor_kind,
    row.actor_id,
    row.seq,
    row.id,
    row.tenant,
    canonicalVersion,
    row.personal_commitment,
    personal ? Buffer.from(personal.salt).toString('hex') : '',
    rowCheck(leafIndex === undefined ? leafHash(canonicalRow(row)).toString('hex') : row.id, sentence),
  ]
}
const noValues: PersonalValues = {}

/** Where each needed column stands in this file. The order is free, so that a later version may add columns. */
export function readBundleHeader(cells: readonly string[]): ReadonlyMap<string, number> | undefined {
  const places = new Map(cells.map((cell, i) => [cell, i]))
  return places.size === cells.length && bundleColumns.every((column) => places.has(column) || column === checkColumn) ? places : undefined
}

/** Takes the current record of one file apart, with every column looked up only once. */
export function bundleRowReader(csv: CsvReader, places: ReadonlyMap<string, number>) {
  const at = (column: BundleColumn): number => places.get(column) as number
  const sealed = canonicalFields.map((field) => at(field))
  const [leaf, id, salt, commitment, more, sentence] = [at('leaf_index'), at('id'), at('salt'), at('personal_commitment'), at('personal_more'), at('sentence')],
    check = places.get(checkColumn)
  const own = Object.entries(personalColumns)
    .map(([key, column]) => ({ key, place: at(column) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
  const json = new JsonBytes()
  const get = (place: number): string => unescapeFormula(csv.text(place))
  return {
    isSealed: (): boolean => !csv.isEmpty(leaf),
    leafText: (): string => get(leaf),
    /** -1 when it is no number. */
    leafIndex: (): number => csv.whole(leaf),
    id: (): string => get(id),
    /** 0x00 and the canonical row that was sealed, if the cells are what they were. */
    leaf: (): Uint8Array => {
      json.clear()
      json.append('\0[')
      for (let i = 0; i < sealed.length; i++) {
        if (i > 0) json.append(',')
        csv.appendTo(json, sealed[i] as number)
      }
      json.append(']')
      return json.bytes
    },
    /** Whether the sentence is the one written for the row: true where the file has no such check. */
    fitsCheck: (row: string): boolean => check === undefined || get(check) === rowCheck(row, get(sentence)),
    commitment: (): string => get(commitment),
    /** Undefined when there is none. */
    salt: (): Buffer | undefined => (csv.isEmpty(salt) ? undefined : Buffer.from(get(salt), 'hex')),
    hasPersonal: (): boolean => !csv.isEmpty(more) || own.some(({ place }) => !csv.isEmpty(place)),
    /**
     * The text under the commitment, see `personalText`.
     * @throws SyntaxError when the JSON column is damaged.
     */
    personal: (): Uint8Array => {
      if (!csv.isEmpty(more)) {
        const values = Object.fromEntries(own.map(({ key, place }) => [key, get(place)]))
        return Buffer.from(personalText({ ...values, ...(JSON.parse(get(more)) as PersonalValues) }))
      }
      json.clear()
      let mark = '{"'
      for (const { key, place } of own) {
        if (csv.isEmpty(place)) continue
        json.append(`${mark}${key}":`)
        csv.appendTo(json, place)
        mark = ',"'
      }
      json.append(mark === '{"' ? '{}' : '}')
      return json.bytes
    },
  }
}

/** What the signer declares about a bundle. Times are ISO 8601 UTC; leaf numbers are null when no row is sealed. */
export interface Manifest {
  readonly version: typeof bundleVersion
  readonly tenant: { readonly id: string; readonly name: string }
  readonly madeAt: string
  readonly madeBy: string
  /** The filter in words, by its name; empty for everything. */
  readonly filter: Readonly<Record<string, string>>
  readonly rows: number
  /** How many of them carry no leaf index yet; they stand at the end and only this signature vouches for them. */
  readonly rowsNotSealed: number
  readonly firstLeaf: number | null
  readonly lastLeaf: number | null
  /** The checkpoint that proves the rows: its size and root (base64). */
  readonly checkpoint: { readonly size: number; readonly root: string; readonly epoch: number; readonly time: string }
  readonly sha256: Readonly<Record<DigestedFile, string>>
}

export const encodeManifest = (manifest: Manifest): string => `${JSON.stringify(manifest, null, 2)}\n`
/** Undefined when a field is missing or of another kind. */
export function decodeManifest(text: string): Manifest | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  const m = value as Manifest
  const isCount = (n: unknown): boolean => typeof n === 'number' && Number.isSafeInteger(n) && n >= 0
  const isText = (...texts: unknown[]): boolean => texts.every((t) => typeof t === 'string')
  const isWhole =
    typeof m === 'object' &&
    m !== null &&
    m.version === bundleVersion &&
    isText(m.tenant?.id, m.tenant?.name, m.madeAt, m.madeBy) &&
    typeof m.filter === 'object' &&
    m.filter !== null &&
    isText(...Object.values(m.filter)) &&
    isCount(m.rows) &&
    isCount(m.rowsNotSealed) &&
    (m.firstLeaf === null || isCount(m.firstLeaf)) &&
    (m.lastLeaf === null || isCount(m.lastLeaf)) &&
    isCount(m.checkpoint?.size) &&
    isText(m.checkpoint?.root, m.checkpoint?.time) &&
    isCount(m.checkpoint?.epoch) &&
    digestedFiles.every((file) => isText(m.sha256?.[file]))
  return isWhole ? m : undefined
}
/** The text under the manifest's signature. Its second line is no number, so that it can never pass for a checkpoint. */
export const manifestNoteText = (tenant: string, sha256: string): string => `${originOf(tenant)}/bundle\nmanifest sha256 ${sha256}\n`

/** One signed checkpoint of a bundle and, as base64, the proof that the next one in the list continues it. */
export interface BundleCheckpoint {
  readonly note: string
  readonly toNext: readonly string[]
}
export function decodeCheckpoints(text: string): BundleCheckpoint[] | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  const isOne = (c: BundleCheckpoint): boolean => typeof c?.note === 'string' && Array.isArray(c.toNext) && c.toNext.every((h) => typeof h === 'string')
  return Array.isArray(value) && value.every(isOne) ? value : undefined
}

export const instructions = (tenant: string, checkpoint: string): string => `How to verify this audit bundle

This file holds audit events of ${tenant}, the proofs that they are what was sealed, and the signed checkpoint:

${checkpoint.replaceAll(/^(?=.)/gm, '    ')}
You need Node.js 20.19 or newer and the verifier. Take the verifier from the product (verify.mjs, or "npm run verify" in
its source) or from anyone you trust, not from whoever gave you this file; it needs no network and no other package.

    node verify.mjs THIS-FILE.zip --key FINGERPRINT

FINGERPRINT is the signing key's fingerprint. It must reach you by another way than this file: it was shown at the first
start of the installation, and stands on evidence packs, in the operator's console and in the daily checkpoint mail. To
find out whether entries were cut off at the end, give a checkpoint that you kept, such as one from that mail:
--checkpoint FILE

It answers in words and with an exit code: 0 everything proven, 1 something is broken (it names the first bad entry),
2 consistent, but the signer is not known to you.

What the files are

    audit.csv          the events; opens in a spreadsheet. A leading ' before = + - @ TAB CR LF or ' is protection, not data;
                       row_check only helps to name the row of a changed sentence, nothing is proven by it
    manifest.json      filter, number of rows, digests, by whom and when this was made; manifest.sig is its signature
    checkpoints.json   signed checkpoints (C2SP tlog-checkpoint) and proofs that each continues the one before
    leaves.bin         SHA-256(0x00 + canonical row) of each sealed row, 32 bytes each, in the order of audit.csv
    proof.bin          the hashes of everything between those rows, so that the tree's root can be computed (RFC 6962)
    keys.txt           the public keys that signed

A canonical row is the JSON array of these columns as texts: ${canonicalFields.join(', ')}.
personal_commitment is HMAC-SHA256(salt, JSON of the personal values with sorted keys). Where personal data was erased, both are
gone and the sealed row still verifies.
`
