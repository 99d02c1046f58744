import { z } from 'zod'
import { event } from '../../access/event.ts'

const text = z.string().max(300),
  about = { number: text, name: text }
export const reviewOpened = event(
  'review.opened',
  'review',
  z.strictObject({ ...about, scope: text, lines: z.int(), digest: text, due: text, reviewers: z.array(text) }),
  (d) =>
    `opened the access review ${d.number}, ${d.name}, over ${d.lines} ${d.lines === 1 ? 'line' : 'lines'} (${d.scope}), due ${d.due}; its population has the digest ${d.digest}`,
)
export const reviewLineDecided = event(
  'review.line_decided',
  'review',
  z.strictObject({ number: text, line: z.int(), kind: text, label: text, decision: text, outcome: text, reason: text }),
  (d) =>
    `decided to ${d.decision} ${d.kind} ${d.label} in ${d.number}, line ${d.line}${d.reason === '' ? '' : `: ${d.reason}`}${d.outcome === '' ? '' : `; ${d.outcome}`}`,
)
export const reviewClosed = event(
  'review.closed',
  'review',
  z.strictObject({ ...about, digest: text, kept: z.int(), removed: z.int(), undecided: z.int(), named: z.array(text), why: text }),
  (d) =>
    `closed the access review ${d.number}: ${d.kept} kept, ${d.removed} removed, ${d.undecided} undecided${d.named.length === 0 ? '' : ` (${d.named.join(', ')}${d.undecided > d.named.length ? ' and more' : ''})`}${d.why === '' ? '' : `; ${d.why}`}`,
)
