import { z } from 'zod'
import { keyable } from '../../access/permissions.ts'
import { isPlainName, notPlain } from '../../kernel/plain-name.ts'

export const daysMax = 365,
  daysDefault = 90
export const MakeKey = z.strictObject({
  name: z.string('Give the key a name.').trim().min(1, 'Give the key a name.').max(60, 'A name has at most 60 characters.').refine(isPlainName, notPlain),
  permissions: z.array(z.enum(keyable, 'A key cannot be given this.'), 'Choose what the key may do.').min(1, 'Choose what the key may do.').max(keyable.length),
  days: z.int('Write a whole number of days.').min(1, 'A key lasts at least a day.').max(daysMax, `A key lasts at most ${daysMax} days.`).default(daysDefault),
  /** One range to a line. */
  networks: z.string().max(2_000, 'A key has at most 20 networks.').optional(),
})
export const KeyId = z.strictObject({ keyId: z.string().max(40) })
export const ListKeys = z.strictObject({ state: z.enum(['all', 'alive']).optional() })
