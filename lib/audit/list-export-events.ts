import { z } from 'zod'
import { event } from '../access/event.ts'

// An export leaves the house: who took what, by which filters, how much.
const about = { list: z.string(), filters: z.string() }
const filtered = (filters: string): string => (filters ? ` (${filters})` : '')

/** Of a list that is longer than one reading: before its first byte leaves. */
export const listExportBegun = event('list.export_begun', 'export', z.strictObject(about), (d) => `began an export of ${d.list}${filtered(d.filters)}`)
/** Before its last byte leaves, with the digest of the whole file. */
export const listExported = event(
  'list.exported',
  'export',
  z.strictObject({ ...about, rows: z.int(), sha256: z.string() }),
  (d) => `exported ${d.rows} rows of ${d.list}${filtered(d.filters)}`,
)
/** What was sent until then, the reader may have. */
export const listExportStopped = event(
  'list.export_stopped',
  'export',
  z.strictObject({ ...about, rows: z.int(), bytes: z.int(), reason: z.string() }),
  (d) => `did not finish an export of ${d.list}${filtered(d.filters)}: ${d.reason}`,
)
