import { z } from 'zod'
import { pageInput } from '../access/list-page.ts'
import { isDay } from '../kernel/day.ts'
import { isPlainName, notPlain } from '../kernel/plain-name.ts'

const id = z.string().max(40),
  search = z.string().trim().max(200).optional()
const dayText = z.string().refine(isDay, 'This is not a day that exists. Write it as YYYY-MM-DD.').optional()
const decimal = (what: string) => z.string().trim().min(1, `Give ${what}.`).max(24, `${what} has too many digits.`)
const whole = (what: string, max: number) =>
  z
    .union([
      z.int(),
      z
        .string()
        .trim()
        .regex(/^\d{1,7}$/, `${what} must be a whole number, such as 10.`)
        .transform(Number),
    ])
    .refine((n) => n >= 0 && n <= max, `${what} must be between 0 and ${max.toLocaleString('en')}.`)
const reason = (ask: string) => z.string({ error: ask }).trim().min(3, ask).max(1_000, 'Keep it under 1,000 characters.')

export const ItemBody = z.strictObject({
  name: z
    .string({ error: 'Give the item a name.' })
    .trim()
    .min(1, 'Give the item a name.')
    .max(120, 'Keep the name under 120 characters.')
    .refine(isPlainName, notPlain),
  description: z.string().trim().max(1_000, 'Keep the description under 1,000 characters.').default(''),
  price: decimal('The price'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'Write the currency as three capital letters, such as USD.')
    .optional(),
  /** Absent: without limit. */
  stock: whole('The stock', 1_000_000).optional(),
  limitPerPayee: whole('The limit for each payee', 10_000)
    .refine((n) => n > 0, 'A limit for each payee starts at 1; leave it empty for none.')
    .optional(),
  isActive: z.boolean().default(true),
})
export const ChangeItem = ItemBody.extend({
  id,
  /** What the form showed: a redemption meanwhile must not be overwritten. */ stockBefore: z.string().max(10).optional(),
})
export const ListCatalogue = z.strictObject({
  state: z.enum(['offered', 'withdrawn', 'sold_out']).optional(),
  q: search,
  priceMin: z.string().max(24).optional(),
  priceMax: z.string().max(24).optional(),
  ...pageInput,
})
export const ShowItem = z.strictObject({ id })

export const Redeem = z.strictObject({
  itemId: id,
  quantity: whole('The quantity', 99)
    .refine((n) => n > 0, 'Redeem at least one.')
    .default(1),
  key: z.string({ error: 'The form has lost its key. Open the item again.' }).min(8, 'The form has lost its key. Open the item again.').max(80),
})
export const FulfilRedemption = z.strictObject({ id })
export const CancelRedemption = z.strictObject({ id, reason: reason('Say why: the payee reads it.') })
export const ListRedemptions = z.strictObject({
  state: z.enum(['requested', 'fulfilled', 'cancelled']).optional(),
  q: search,
  requestedFrom: dayText,
  requestedTo: dayText,
  amountMin: z.string().max(24).optional(),
  amountMax: z.string().max(24).optional(),
  item: id.optional(),
  ...pageInput,
})
export const ShowRedemption = z.strictObject({ id })

export const OpenDispute = z.strictObject({
  awardId: id,
  line: z.string({ error: 'Choose the line that is wrong.' }).min(1, 'Choose the line that is wrong.').max(60),
  reason: reason('Say what is wrong with this line.'),
})
export const DecideDispute = z.strictObject({
  id,
  outcome: z.enum(['upheld', 'rejected'], { error: 'Choose whether the dispute is upheld or rejected.' }),
  sentence: reason('Answer in a sentence: the payee reads it.'),
  amount: z.string().trim().max(24).optional(),
})
export const WithdrawDispute = z.strictObject({ id })
export const ListDisputes = z.strictObject({
  state: z.enum(['open', 'upheld', 'rejected', 'withdrawn']).optional(),
  overdue: z.string().max(5).optional(),
  q: search,
  dueFrom: dayText,
  dueTo: dayText,
  ...pageInput,
})
export const ShowDispute = z.strictObject({ id })

export const ListEarnings = z.strictObject({
  month: z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'Write the month as YYYY-MM, such as 2026-05.')
    .optional(),
})
export const ShowEarning = z.strictObject({ id })
export const ListMyPayouts = z.strictObject({ ...pageInput })
