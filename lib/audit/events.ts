import { z } from 'zod'
import { event } from '../access/event.ts'

const formats = z.enum(['csv', 'bundle'])
const words = { csv: 'as a spreadsheet', bundle: 'as a bundle with proofs' } as const

export const exportRequested = event(
  'audit.export_requested',
  'export',
  z.strictObject({ format: formats, filter: z.string() }),
  (d) => `asked for an export of the audit log ${words[d.format]}${d.filter === '{}' ? '' : ', filtered'}`,
)
export const exported = event(
  'audit.exported',
  'export',
  z.strictObject({ format: formats, filter: z.string(), rows: z.int(), notSealed: z.int(), sha256: z.string() }),
  (d) => `exported ${d.rows} events ${words[d.format]}`,
)
export const exportStopped = event(
  'audit.export_stopped',
  'export',
  z.strictObject({ format: formats, filter: z.string(), bytes: z.int(), reason: z.string() }),
  (d) => `did not finish an export of the audit log (${d.reason})`,
)
export const personalErased = event(
  'audit.personal_erased',
  'member',
  z.strictObject({ events: z.int(), reason: z.string() }),
  (d) => `erased the personal details of a person from ${d.events} events`,
)
export const checkpointMailed = event(
  'audit.checkpoint_mailed',
  'tenant',
  z.strictObject({ size: z.string(), root: z.string(), recipients: z.int() }),
  (d) => `mailed the day's checkpoint over ${d.size} entries to ${d.recipients} people`,
)
export const logRewound = event(
  'audit.rewound',
  'tenant',
  z.strictObject({ what: z.string(), noticedAt: z.string() }),
  (d) => `noticed that the log was rewound: ${d.what}`,
)
export const sealBroken = event(
  'audit.seal_broken',
  'tenant',
  z.strictObject({ what: z.string(), noticedAt: z.string() }),
  (d) => `noticed that the log is not what was sealed: ${d.what}`,
)
