import { z } from 'zod'
import { event } from '../access/event.ts'

const text = z.string().max(500)
const basics = { number: text, amount: text, payee: text }
const change = z.array(z.strictObject({ field: text, before: text, after: text }))
export const payoutRaised = event(
  'payout.raised',
  'payout',
  z.strictObject({ ...basics, awards: z.array(text), end_to_end: text, approvals_needed: z.int(), reissues: text.optional(), changes: change.optional() }),
  (d) => `raised ${d.number} of ${d.amount} to ${d.payee}`,
)
export const payoutApproved = event(
  'payout.approved',
  'payout',
  z.strictObject({ ...basics, step: text, signed: text.optional(), note: text.optional(), on_behalf_of: text.optional(), changes: change }),
  (d) => `approved ${d.number} of ${d.amount} (${d.step})`,
)
export const payoutRejected = event(
  'payout.rejected',
  'payout',
  z.strictObject({ ...basics, reason: text, entry: text, changes: change }),
  (d) => `rejected ${d.number} of ${d.amount}: ${d.reason}`,
)
export const payoutHeld = event(
  'payout.held',
  'payout',
  z.strictObject({ ...basics, reason: text, changes: change }),
  (d) => `put ${d.number} of ${d.amount} on hold: ${d.reason}`,
)
export const payoutResumed = event('payout.resumed', 'payout', z.strictObject({ ...basics, changes: change }), (d) => `resumed ${d.number} of ${d.amount}`)
export const evidencePrinted = event(
  'evidence.printed',
  'payout',
  z.strictObject({ number: text, awards: z.int() }),
  (d) => `printed the evidence pack of ${d.number}`,
)
export const bankDetailEntered = event(
  'bank_detail.entered',
  'bankDetail',
  z.strictObject({ payee: text, kind: text, held_until: text, also_of: z.array(text).max(20).optional(), changes: change }),
  (d) => `entered the bank detail of ${d.payee}, held until ${d.held_until}${d.also_of ? `, the same account as ${d.also_of.join(', ')}` : ''}`,
)
export const bankDetailConfirmed = event(
  'bank_detail.confirmed',
  'bankDetail',
  z.strictObject({ payee: text, masked: text }),
  (d) => `confirmed the bank detail ${d.masked} of ${d.payee}`,
)
export const bankDetailRevealed = event(
  'bank_detail.revealed',
  'bankDetail',
  z.strictObject({ payee: text, masked: text, reason: text }),
  (d) => `revealed the bank detail ${d.masked} of ${d.payee}: ${d.reason}`,
)
