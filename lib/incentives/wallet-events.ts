// Payees are named by their number: names of people stand in the erasable part of an event only.
import { z } from 'zod'
import { event } from '../access/event.ts'

const amount = z.string(),
  words = z.string(),
  count = z.int()
const changes = z.array(z.strictObject({ field: z.string(), before: z.string(), after: z.string() }))

export const itemAdded = event(
  'catalogue.item_added',
  'catalogueItem',
  z.strictObject({ number: words, name: words, price: amount }),
  (d) => `added ${d.name} to the catalogue for ${d.price}`,
)
export const itemChanged = event(
  'catalogue.item_changed',
  'catalogueItem',
  z.strictObject({ number: words, name: words, changes }),
  (d) => `changed ${d.changes.map((change) => change.field).join(', ')} of ${d.name}`,
)
export const redemptionRequested = event(
  'redemption.requested',
  'redemption',
  z.strictObject({ number: words, item: words, quantity: count, amount, payee: words }),
  (d) => `redeemed ${d.amount} for ${d.quantity === 1 ? d.item : `${d.quantity} × ${d.item}`}`,
)
export const redemptionFulfilled = event(
  'redemption.fulfilled',
  'redemption',
  z.strictObject({ number: words, item: words, amount, payee: words }),
  (d) => `handed ${d.item} to ${d.payee}`,
)
export const redemptionCancelled = event(
  'redemption.cancelled',
  'redemption',
  z.strictObject({ number: words, item: words, amount, payee: words, reason: words }),
  (d) => `cancelled ${d.number} and gave ${d.amount} back to ${d.payee}: ${d.reason}`,
)
export const disputeOpened = event(
  'dispute.opened',
  'dispute',
  z.strictObject({ number: words, award: words, line: words, reason: words, dueOn: words, payee: words }),
  (d) => `disputed “${d.line}” of ${d.award}: ${d.reason}`,
)
export const disputeUpheld = event(
  'dispute.upheld',
  'dispute',
  z.strictObject({ number: words, award: words, outcome: words, correction: amount.optional() }),
  (d) => `upheld ${d.number}${d.correction === undefined ? '' : `, correcting ${d.award} by ${d.correction}`}: ${d.outcome}`,
)
export const disputeRejected = event(
  'dispute.rejected',
  'dispute',
  z.strictObject({ number: words, award: words, outcome: words }),
  (d) => `rejected ${d.number}: ${d.outcome}`,
)
export const disputeWithdrawn = event('dispute.withdrawn', 'dispute', z.strictObject({ number: words, award: words }), (d) => `withdrew ${d.number}`)
export const disputeOverdue = event(
  'dispute.overdue',
  'dispute',
  z.strictObject({ number: words, dueOn: words }),
  (d) => `let ${d.number} pass its day of answer, ${d.dueOn}`,
)
