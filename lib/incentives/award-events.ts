import { z } from 'zod'
import { event } from '../access/event.ts'

const text = z.string().max(500)
const changes = z.array(z.strictObject({ field: text, before: text, after: text }))
export const programCreated = event(
  'program.created',
  'program',
  z.strictObject({
    number: text,
    name: text,
    currency: text,
    period: text,
    takesPart: text.optional(),
    confirmation: text.optional(),
    minimum: text.optional(),
  }),
  (d) => `wrote program ${d.number}, ${d.name}`,
)
export const programChanged = event(
  'program.changed',
  'program',
  z.strictObject({ number: text, changes }),
  (d) => `changed program ${d.number}: ${d.changes.map((c) => c.field).join(', ')}`,
)
export const programBudgeted = event(
  'program.budgeted',
  'program',
  z.strictObject({ number: text, amount: text, budget: text, entry: text }),
  (d) => `added ${d.amount} to the budget of ${d.number}`,
)
export const ruleDrafted = event(
  'rule.drafted',
  'ruleVersion',
  z.strictObject({ program: text, version: z.int(), digest: text, takesPart: text, sentence: z.string().max(4_000) }),
  (d) => `drafted rule v${d.version} of ${d.program}`,
)
export const ruleActivated = event(
  'rule.activated',
  'ruleVersion',
  z.strictObject({ program: text, version: z.int(), digest: text, effective_on: text, takesPart: text, sentence: z.string().max(4_000), changes }),
  (d) => `activated rule v${d.version} of ${d.program} from ${d.effective_on}`,
)
export const awardsComputed = event(
  'award.computed',
  'awardRun',
  z.strictObject({ run: text, program: text, period: text, rule: text, records: z.int(), awards: z.int(), corrections: z.int(), total: text, digest: text }),
  (d) =>
    `computed ${d.awards} ${d.awards === 1 ? 'award' : 'awards'}${d.corrections > 0 ? ` and ${d.corrections} ${d.corrections === 1 ? 'correction' : 'corrections'}` : ''} of ${d.program} for ${d.period}, ${d.total} in all`,
)
export const awardConfirmed = event(
  'award.confirmed',
  'award',
  z.strictObject({ number: text, amount: text, payee: text, changes }),
  (d) => `confirmed ${d.number} of ${d.amount}`,
)
export const awardDeclined = event(
  'award.declined',
  'award',
  z.strictObject({ number: text, amount: text, payee: text, reason: text, changes }),
  (d) => `declined ${d.number} of ${d.amount}: ${d.reason}`,
)
export const awardNominated = event(
  'award.nominated',
  'award',
  z.strictObject({ number: text, amount: text, payee: text, proof: text }),
  (d) => `nominated a payee for ${d.amount} (${d.number})`,
)
export const proofTaken = event('award.proof_taken', 'award', z.strictObject({ number: text, file: text }), (d) => `took the proof of ${d.number}, ${d.file}`)
export const awardCorrected = event(
  'award.corrected',
  'award',
  z.strictObject({ number: text, corrects: text, amount: text, payee: text, reason: text }),
  (d) => `corrected ${d.corrects} by ${d.amount} (${d.number}): ${d.reason}`,
)
