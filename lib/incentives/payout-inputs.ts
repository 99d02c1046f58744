import { z } from 'zod'
import { railNames } from '../../db/schema/payouts.ts'
import { pageInput } from '../access/list-page.ts'

const id = z.string().max(40)
const note = z.string().max(500, 'Keep the note under 500 characters.')
const reason = z
  .string({ error: 'Give a reason; the payee and the auditor will read it.' })
  .min(3, 'Give a reason; the payee and the auditor will read it.')
  .max(500, 'Keep the reason under 500 characters.')
const key = z.string().min(8, 'The key of this act is too short.').max(100)
const currency = z.string().regex(/^[A-Z]{3}$/, 'Write the currency as three letters, such as USD.')
export const RaisePayout = z.strictObject({
  payeeId: id,
  currency,
  rail: z.enum(railNames, 'Choose how it is paid: bank file or payroll list.'),
  idempotencyKey: key,
  note: note.optional(),
})
export const RaiseAll = z.strictObject({
  currency,
  rail: z.enum(railNames, 'Choose how they are paid: bank file or payroll list.'),
  idempotencyKey: key,
  payeeIds: z.array(id).max(10_000).optional(),
  note: note.optional(),
})
export const ApprovePayouts = z.strictObject({
  payoutIds: z.array(id, 'Choose at least one payout.').min(1, 'Choose at least one payout.').max(200, 'Approve at most 200 payouts at once.'),
  note: note.optional(),
})
export const RejectPayouts = z.strictObject({ payoutIds: z.array(id, 'Choose at least one payout.').min(1).max(200), reason })
export const HoldPayout = z.strictObject({ payoutId: id, reason })
export const ResumePayouts = z.strictObject({
  payoutIds: z.array(id, 'Choose at least one payout.').min(1, 'Choose at least one payout.').max(200, 'Resume at most 200 payouts at once.'),
})
export const ShowRaised = z.strictObject({ key })
export const ReissuePayout = z.strictObject({ payoutId: id, idempotencyKey: key, note: note.optional() })
export const ShowPayout = z.strictObject({ id })
const amount = z.string().max(20)
export const ListPayouts = z.strictObject({
  tab: z.enum(['approve', 'release', 'bank', 'held', 'settled', 'all']).optional(),
  state: z.string().max(20).optional(),
  payee: id.optional(),
  q: z.string().max(80).optional(),
  raisedFrom: z.string().max(10).optional(),
  raisedTo: z.string().max(10).optional(),
  amountMin: amount.optional(),
  amountMax: amount.optional(),
  batch: id.optional(),
  ids: z.array(id).max(100).optional(),
  ...pageInput,
})
export type ListPayoutsInput = z.infer<typeof ListPayouts>
export const EnterBankDetail = z.strictObject({
  payeeId: id,
  kind: z.enum(['iban', 'ach'], 'Choose IBAN or US account.'),
  holder: z.string().min(2, 'Write the name of the account holder.').max(70),
  iban: z.string().max(60).optional(),
  bic: z.string().max(11).optional(),
  routing: z.string().max(12).optional(),
  accountNumber: z.string().max(20).optional(),
  accountType: z.enum(['checking', 'savings']).optional(),
  bankName: z.string().max(80).optional(),
})
export const ConfirmBankDetail = z.strictObject({
  bankDetailId: id,
  iban: z.string().max(60).optional(),
  routing: z.string().max(12).optional(),
  accountNumber: z.string().max(20).optional(),
})
export const RevealBankDetail = z.strictObject({ bankDetailId: id, reason })
