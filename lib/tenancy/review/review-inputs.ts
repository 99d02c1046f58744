import { z } from 'zod'
import { lineKinds, reviewRepeats, reviewScopes } from '../../../db/schema/access.ts'
import { pageInput } from '../../access/list-page.ts'
import { isDay } from '../../kernel/day.ts'
import { isPlainName, notPlain } from '../../kernel/plain-name.ts'
import { roleKey } from '../role-inputs.ts'

const id = z.string().max(40)
const reason = z.string('Say why.').trim().min(3, 'Say why in a few words; it stands in the evidence.').max(300, 'A reason has at most 300 characters.')
/** Lines decided by one code. */
export const decidedMax = 100
export const reviewersMax = 20
const repeats = z.enum(reviewRepeats, { error: 'Choose how often the review is opened anew.' })
export const RepeatReview = z.strictObject({ reviewId: id, repeats })
export const ReviewId = z.strictObject({ reviewId: id })
export const LineId = z.strictObject({ reviewId: id, lineId: id })
export const OpenReview = z.strictObject({
  name: z
    .string('Name the review.')
    .trim()
    .min(2, 'Name the review in two letters or more.')
    .max(80, 'A name has at most 80 characters.')
    .refine(isPlainName, notPlain),
  scope: z.enum(reviewScopes, { error: 'Choose what is reviewed.' }),
  role: roleKey.optional(),
  repeats: repeats.default('never'),
  dueOn: z.string('Choose a day.').refine(isDay, 'This is not a day that exists. Write it as YYYY-MM-DD.'),
  reviewers: z.array(id, 'Choose who decides.').min(1, 'Choose who decides.').max(reviewersMax, `A review has at most ${reviewersMax} reviewers.`),
})
export const DecideLines = z.strictObject({
  reviewId: id,
  lineIds: z.array(id, 'Choose lines.').min(1, 'Choose lines.').max(decidedMax, `Decide ${decidedMax} lines at once at most.`),
  decision: z.enum(['keep', 'remove'], { error: 'Choose keep or remove.' }),
  reason: reason.optional(),
  to: roleKey.optional(),
})
export const CloseReview = z.strictObject({ reviewId: id, reason })
export const ListReviews = z.strictObject({ state: z.enum(['open', 'closed']).optional(), q: z.string().max(80).optional(), ...pageInput })
export const ListLines = z.strictObject({
  reviewId: id,
  kind: z.enum(lineKinds).optional(),
  decision: z.enum(['open', 'keep', 'remove']).optional(),
  money: z.string().max(5).optional(),
  mine: z.string().max(5).optional(),
  q: z.string().max(80).optional(),
  ids: z.array(id).max(decidedMax).optional(),
  ...pageInput,
})
