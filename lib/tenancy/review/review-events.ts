import { z } from 'zod'
import { event } from '../../access/event.ts'

const text = z.string().max(300),
  about = { number: text, name: text }
export const reviewOpened = event(
  'review.opened',
  'review',
  z.strictObject({
    ...about,
    scope: text,
    lines: z.int(),
    digest: text,
    due: text,
    reviewers: z.array(text),
    repeats: text.optional(),
    next: text.optional(),
    follows: text.optional(),
  }),
  (d) =>
    `opened the access review ${d.number}, ${d.name}, over ${d.lines} ${d.lines === 1 ? 'line' : 'lines'} (${d.scope}), due ${d.due}${d.follows === undefined ? '' : `, following ${d.follows}`}${d.next === undefined ? '' : `, ${d.repeats}, next on ${d.next}`}; its population has the digest ${d.digest}`,
)
export const reviewRepeated = event(
  'review.repeats_changed',
  'review',
  z.strictObject({ ...about, next: text, changes: z.array(z.strictObject({ field: text, before: text, after: text })) }),
  (d) => (d.next === '' ? `stopped opening the access review ${d.number} anew` : `let the access review ${d.number} be opened anew, next on ${d.next}`),
)
export const reviewNotRepeated = event(
  'review.not_repeated',
  'review',
  z.strictObject({ ...about, why: text, next: text }),
  (d) => `did not open the access review ${d.number} anew: ${d.why}${d.next === '' ? ', and it is not tried again' : `; next on ${d.next}`}`,
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
