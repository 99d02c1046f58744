import { z } from 'zod'
import { pageInput } from '../access/list-page.ts'
import { isDay, periodKinds } from '../kernel/day.ts'
import { isPlainName, notPlain } from '../kernel/plain-name.ts'
import { Rule } from './rule.ts'

const id = z.string().max(40)
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'Choose a day.')
  .refine(isDay, 'This is not a day that exists.')
const amount = z.string().max(20, 'Write an amount such as 1240.00.')
const reason = z.string({ error: 'Give a reason; the payee will read it.' }).min(3, 'Give a reason; the payee will read it.').max(500)
/** Who takes part; nobody named: everyone. Numbers are what people type. */
const audience = {
  payeeIds: z.array(id).max(2_000).optional(),
  payeeNumbers: z.array(z.string().max(20)).max(2_000, 'At most 2,000 payees. Name their crews instead.').optional(),
  crewIds: z.array(id).max(200).optional(),
}
/** Without it, those who take part stay; with it, payees stay only where neither their ids nor their numbers are given. */
const changedAudience = z.strictObject(audience).optional()
export const WriteProgram = z.strictObject({
  name: z.string({ error: 'Give the program a name.' }).min(2, 'Give the program a name.').max(120).refine(isPlainName, notPlain),
  currency: z.string().regex(/^[A-Z]{3}$/, 'Write the currency as three letters, such as USD.'),
  period: z.enum(periodKinds, 'Choose how often it pays.'),
  confirmation: z.enum(['by_person', 'by_itself']).default('by_person'),
  minimum: amount.optional(),
  budget: amount.optional(),
  rule: Rule,
  ...audience,
})
export const ChangeProgram = z.strictObject({
  programId: id,
  name: z.string().min(2).max(120).refine(isPlainName, notPlain).optional(),
  confirmation: z.enum(['by_person', 'by_itself']).optional(),
  minimum: amount.optional(),
})
export const MoveProgram = z.strictObject({ programId: id, to: z.enum(['active', 'paused', 'ended', 'archived']) })
export const AddBudget = z.strictObject({ programId: id, amount })
export const DraftRule = z.strictObject({ programId: id, rule: Rule, audience: changedAudience, note: z.string().max(500).optional() })
export const ActivateRule = z.strictObject({ programId: id, version: z.int(), effectiveOn: day })
export const ReplayRule = z.strictObject({
  programId: id,
  rule: Rule.optional(),
  audience: changedAudience,
  version: z.int().optional(),
  periods: z.int().min(1).max(12).optional(),
})
export const TryRule = z.strictObject({ programId: id, payeeId: id, from: day.optional(), version: z.int().optional() })
export const ShowProgram = z.strictObject({ id })
export const ListPrograms = z.strictObject({ state: z.string().max(20).optional(), q: z.string().max(80).optional(), ...pageInput })
export const ListAwardRuns = z.strictObject({
  program: id.optional(),
  state: z.enum(['open', 'decided'], 'Choose “to confirm” or “decided”.').optional(),
  month: z
    .string()
    .regex(/^\d{4}-\d{2}$/, 'Write the month as YYYY-MM, such as 2026-05.')
    .refine((month) => isDay(`${month}-01`), 'There is no such month.')
    .optional(),
  q: z.string().max(80).optional(),
  ...pageInput,
})
export const ComputeAwards = z.strictObject({ programId: id, from: day })
export const DecideAwards = z.strictObject({ awardIds: z.array(id).max(2_000).optional(), runId: id.optional() })
export const DeclineAwards = z.strictObject({ awardIds: z.array(id, 'Choose at least one award.').min(1, 'Choose at least one award.').max(2_000), reason })
const proof = z.strictObject({ name: z.string().max(200), type: z.string().max(100), bytes: z.instanceof(Uint8Array) })
export const NominateAward = z.strictObject({ programId: id, payeeId: id, amount, from: day, reason, proof: proof.optional() })
export const CorrectAward = z.strictObject({ awardId: id, amount, reason })
export const ShowAward = z.strictObject({ id })
export const ListAwards = z.strictObject({
  state: z.string().max(20).optional(),
  kind: z.string().max(20).optional(),
  program: id.optional(),
  payee: id.optional(),
  run: id.optional(),
  q: z.string().max(80).optional(),
  from: day.optional(),
  periodFrom: day.optional(),
  periodTo: day.optional(),
  amountMin: amount.optional(),
  amountMax: amount.optional(),
  ...pageInput,
})
export type ListAwardsInput = z.infer<typeof ListAwards>
