import { z } from 'zod'
import type { Draft, RowRefusal } from './map-row.ts'

// What a file would do, counted slice by slice. The counts travel from slice to slice as JSON, so that a worker that dies loses one slice.

export const verdicts = ['new', 'same', 'superseding'] as const
export type Verdict = (typeof verdicts)[number]

/** Against what is known: unknown keys are new, equal content changes nothing, other content supersedes. */
export const judge = (digest: string, current: { readonly digest: string } | undefined): Verdict =>
  current === undefined ? 'new' : current.digest === digest ? 'same' : 'superseding'

const count = z.int().min(0)
const few = 12
export const Tally = z.object({
  rows: count,
  new: count,
  same: count,
  superseding: count,
  refused: count,
  open: count,
  /** Rows whose key an earlier row of the file had: where a dry run found none, the import need not look for them again. */
  repeated: count.default(0),
  refusedBy: z.record(z.string(), count),
  formulas: z.object({ cells: count, examples: z.array(z.object({ line: count, column: z.string() })).max(few) }),
  /** Keys of payees and crews that would be made, some by name. */
  newPayees: z.object({ count, examples: z.array(z.string()).max(few) }),
  newCrews: z.object({ count, examples: z.array(z.string()).max(few) }),
  /** Closing days, `YYYY-MM-DD` in the tenant's zone: what periods the file touches. */
  firstDay: z.string().nullable(),
  lastDay: z.string().nullable(),
})
export type Tally = z.infer<typeof Tally>
export const emptyTally = (): Tally => ({
  rows: 0,
  new: 0,
  same: 0,
  superseding: 0,
  refused: 0,
  open: 0,
  repeated: 0,
  refusedBy: {},
  formulas: { cells: 0, examples: [] },
  newPayees: { count: 0, examples: [] },
  newCrews: { count: 0, examples: [] },
  firstDay: null,
  lastDay: null,
})

export function countDraft(tally: Tally, draft: Draft, verdict: Verdict): void {
  tally.rows++
  tally[verdict]++
  if (draft.countedAt === null) tally.open++
  tally.formulas.cells += draft.formulas.length
  for (const column of draft.formulas) if (tally.formulas.examples.length < few) tally.formulas.examples.push({ line: draft.line, column })
}
/** Widens the span of closing days. */
export function countDay(tally: Tally, day: string): void {
  if (tally.firstDay === null || day < tally.firstDay) tally.firstDay = day
  if (tally.lastDay === null || day > tally.lastDay) tally.lastDay = day
}
export function countRefusal(tally: Tally, refusal: RowRefusal): void {
  tally.rows++
  tally.refused++
  tally.refusedBy[refusal.code] = (tally.refusedBy[refusal.code] ?? 0) + 1
}
export function countNew(place: Tally['newPayees'], name: string): void {
  place.count++
  if (place.examples.length < few) place.examples.push(name.slice(0, 80))
}
