import { z } from 'zod'
import { event } from '../access/event.ts'

const text = z.string().max(500)
const changes = z.array(z.strictObject({ field: text, before: text, after: text }))
const counts = { rows: z.int(), new: z.int(), same: z.int(), superseding: z.int(), refused: z.int() }
const came = (d: { new: number; superseding: number; same: number; refused: number }): string =>
  `${d.new} new, ${d.superseding} superseding, ${d.same} unchanged, ${d.refused} refused`

export const importUploaded = event(
  'import.uploaded',
  'import',
  z.strictObject({ number: text, file: text, bytes: z.int(), digest: text }),
  (d) => `uploaded ${d.file} as ${d.number}`,
)
export const importCheckBegun = event(
  'import.check_begun',
  'import',
  z.strictObject({ number: text, mapping: text, version: z.int(), encoding: text }),
  (d) => `began a dry run of ${d.number} with mapping ${d.mapping}`,
)
/** One slice of a file. `records` is SHA-256 over the digests of what came in, so that the seal covers each record's content. */
export const importAdvanced = event(
  'import.advanced',
  'import',
  z.strictObject({ number: text, phase: z.enum(['dry run', 'import']), lines: text, ...counts, records: text }),
  (d) => `read lines ${d.lines} of ${d.number} (${d.phase}): ${came(d)}`,
)
export const importChecked = event(
  'import.checked',
  'import',
  z.strictObject({ number: text, ...counts }),
  (d) => `finished the dry run of ${d.number}: ${came(d)}`,
)
export const importStarted = event(
  'import.started',
  'import',
  z.strictObject({ number: text, file: text, digest: text }),
  (d) => `started the import ${d.number}`,
)
export const importFinished = event(
  'import.finished',
  'import',
  z.strictObject({ number: text, file: text, digest: text, firstDay: text, lastDay: text, ...counts }),
  (d) => `finished the import ${d.number}: ${came(d)}`,
)
export const importFailed = event('import.failed', 'import', z.strictObject({ number: text, why: text }), (d) => `could not read ${d.number}: ${d.why}`)
export const importCancelled = event(
  'import.cancelled',
  'import',
  z.strictObject({ number: text, rows: z.int() }),
  (d) => `cancelled the import ${d.number} after ${d.rows} rows`,
)
export const mappingSaved = event(
  'mapping.saved',
  'mapping',
  z.strictObject({ name: text, version: z.int(), digest: text }),
  (d) => `saved mapping ${d.name}, version ${d.version}`,
)

/** `days`: first and last closing day that is touched, for what has to be computed again. */
const fact = { number: text, key: text, kind: text, digest: text, days: text }
export const workRecorded = event('work.recorded', 'workRecord', z.strictObject(fact), (d) => `recorded ${d.number} (${d.kind} ${d.key})`)
export const workCorrected = event(
  'work.corrected',
  'workRecord',
  z.strictObject({ ...fact, supersedes: text, reason: text, changes }),
  (d) => `corrected ${d.supersedes} by ${d.number}: ${d.reason}`,
)

export const payeeAdded = event('payee.added', 'payee', z.strictObject({ number: text, source: text }), (d) => `added payee ${d.number}`)
export const payeesImported = event(
  'payee.imported',
  'import',
  z.strictObject({ number: text, payees: z.int(), crews: z.int() }),
  (d) => `added ${d.payees} payees and ${d.crews} crews from ${d.number}`,
)
export const payeeChanged = event('payee.changed', 'payee', z.strictObject({ number: text, fields: text }), (d) => `changed payee ${d.number}: ${d.fields}`)
export const payeeLinked = event('payee.linked', 'payee', z.strictObject({ number: text, member: text }), (d) =>
  d.member === '' ? `unlinked payee ${d.number} from its member` : `linked payee ${d.number} to member ${d.member}`,
)
export const payeeMerged = event(
  'payee.merged',
  'payee',
  z.strictObject({ number: text, into: text }),
  (d) => `merged payee ${d.number} into ${d.into}; nothing moved in the ledger`,
)
export const crewAdded = event('crew.added', 'crew', z.strictObject({ number: text, name: text }), (d) => `added crew ${d.name}`)
export const crewChanged = event('crew.changed', 'crew', z.strictObject({ number: text, changes }), (d) => `changed crew ${d.number}`)
export const crewJoined = event(
  'crew.joined',
  'crew',
  z.strictObject({ number: text, payee: text, share: z.int(), from: text }),
  (d) => `put ${d.payee} on crew ${d.number} with share ${d.share}`,
)
export const crewLeft = event('crew.left', 'crew', z.strictObject({ number: text, payee: text }), (d) => `took ${d.payee} off crew ${d.number}`)
