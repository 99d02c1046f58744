import { z } from 'zod'
import { isPlainName, notPlain } from '../kernel/plain-name.ts'

/** A preset by its name, or a role of the company's own by its id. */
export const roleKey = z.string('Choose a role.').max(40, 'Choose a role from the list.')
const roleName = z
  .string('Name the role.')
  .trim()
  .min(2, 'Name the role in two letters or more.')
  .max(40, 'The name of a role has at most 40 characters.')
  .refine(isPlainName, notPlain)
  .refine((name) => !/[_<>]/.test(name), 'Leave out underscores and angle brackets.')
const sentence = z.string().trim().max(160, 'The sentence has at most 160 characters.').refine(isPlainName, notPlain).optional()
/** `payout.read:own`: a permission and how far it reaches. */
const grants = z.array(z.string().max(60)).max(200, 'There are not so many permissions.')
export const ShowRole = z.strictObject({ role: roleKey })
export const CopyRole = z.strictObject({ source: roleKey, name: roleName, sentence, grants })
export const ReviseRole = z.strictObject({ roleId: z.string().max(40), version: z.int(), name: roleName, sentence, grants })
export const PreviewRole = z.strictObject({ source: roleKey.optional(), roleId: z.string().max(40).optional(), name: roleName, sentence, grants })
export const EndRole = z.strictObject({ roleId: z.string().max(40), target: roleKey.optional() })
export const ExplainPermission = z.strictObject({ memberId: z.string().max(40), permission: z.string().max(60) })
