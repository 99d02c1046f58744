import { z } from 'zod'
import type { Destination } from '../platform/rails/port.ts'

const text = (max: number) => z.string().min(1).max(max)
const address = z.strictObject({
  street: text(70).optional(),
  building: text(16).optional(),
  postcode: text(16).optional(),
  town: text(35),
  country: z.string().length(2),
})
const destination = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('iban'), iban: text(34), bic: text(11).optional() }),
  z.strictObject({ kind: z.literal('account'), number: text(34), country: z.string().length(2), bic: text(11) }),
  z.strictObject({
    kind: z.literal('ach'),
    routing: text(9),
    number: text(17),
    account: z.enum(['checking', 'savings']),
    holder: z.enum(['person', 'business']),
  }),
  z.strictObject({ kind: z.literal('none') }),
]) satisfies z.ZodType<Destination>

/** What is sealed inside a bank detail: where the money goes, and how the name and address are spelt for the bank. */
export const bankDetailBody = z.strictObject({ destination, latinName: text(140).optional(), address: address.optional(), reference: text(35).optional() })
export type BankDetailBody = z.infer<typeof bankDetailBody>

export const writeBankDetailBody = (body: BankDetailBody): string => JSON.stringify(bankDetailBody.parse(body))
export const readBankDetailBody = (plain: Uint8Array): BankDetailBody => bankDetailBody.parse(JSON.parse(Buffer.from(plain).toString('utf8')))
