import { z } from 'zod'
import { providerFactors } from '../../db/schema/sign-in.ts'
import { isPlainName, notPlain } from '../kernel/plain-name.ts'
import { roleKey } from './role-inputs.ts'

const id = z.string().max(40),
  blank = (value: unknown): unknown => (typeof value === 'string' && value.trim() === '' ? undefined : value)
const optional = (most: number, sentence: string) => z.preprocess(blank, z.string().trim().max(most, sentence).optional())
const name = z
  .string('Give the connection a name.')
  .trim()
  .min(1, 'Give the connection a name.')
  .max(60, 'A name has at most 60 characters.')
  .refine(isPlainName, notPlain)
const attribute = z.string().trim().max(300, 'An attribute’s name has at most 300 characters.').default('')
const certificate = optional(20_000, 'A certificate has at most 20,000 characters.')
/** Metadata as a file or by address, or the three values by hand. */
const from = {
  metadata: z.preprocess(
    (value) => (typeof value === 'object' && value !== null && 'bytes' in value && (value.bytes as Uint8Array).length === 0 ? undefined : blank(value)),
    z
      .strictObject({ name: z.string().max(300), type: z.string().max(200), bytes: z.instanceof(Uint8Array) }, 'Choose the file that the provider gave you.')
      .optional(),
  ),
  metadataUrl: optional(2_000, 'An address has at most 2,000 characters.'),
  issuer: optional(1_000, 'An entity id has at most 1,000 characters.'),
  ssoUrl: optional(2_000, 'An address has at most 2,000 characters.'),
  certificate,
}
export const MakeConnection = z.strictObject({ name, ...from })
const clientId = z
  .string('Enter the client id.')
  .trim()
  .min(1, 'Enter the client id.')
  .max(300, 'A client id has at most 300 characters.')
  .regex(/^[\x21-\x7e]*$/, 'A client id has letters, digits and signs, without blanks.')
const clientSecret = z
  .string('Enter the client secret.')
  .trim()
  .min(1, 'Enter the client secret.')
  .max(1_000, 'A client secret has at most 1,000 characters.')
  .regex(/^[\x20-\x7e]*$/, 'A client secret has letters, digits and signs. Copy it again.')
/** By its issuer; client id and secret together, or later. */
export const MakeOidcConnection = z.strictObject({
  name,
  issuer: z.string('Enter the issuer.').trim().min(1, 'Enter the issuer.').max(500, 'An issuer has at most 500 characters.'),
  clientId: z.preprocess(blank, clientId.optional()),
  clientSecret: z.preprocess(blank, clientSecret.optional()),
})
export const EnterClient = z.strictObject({ connectionId: id, clientId, clientSecret })
export const ConnectionId = z.strictObject({ connectionId: id })
export const ChangeConnection = z.strictObject({
  connectionId: id,
  name,
  wantsResponseSigned: z.boolean().default(false),
  allowsProviderStart: z.boolean().default(false),
  wantsVerifiedEmail: z.boolean().default(true),
  joins: z.boolean(),
  defaultRole: z.preprocess(blank, roleKey.optional()),
  emailAttribute: attribute,
  nameAttribute: attribute,
  groupsAttribute: attribute,
  providerFactor: z.enum(providerFactors),
  attestation: optional(300, 'Use at most 300 characters.'),
})
/** Single logout: the address from the provider's metadata, or typed. */
export const SetConnectionLogout = z.strictObject({
  connectionId: id,
  signsOut: z.boolean().default(false),
  logoutUrl: optional(2_000, 'An address has at most 2,000 characters.'),
  logoutAnswerUrl: optional(2_000, 'An address has at most 2,000 characters.'),
})
export const SetConnectionState = z.strictObject({ connectionId: id, to: z.enum(['on', 'off']) })
export const AddCertificate = z.strictObject({
  connectionId: id,
  certificate: z.string('Paste the certificate.').trim().min(1, 'Paste the certificate.').max(20_000, 'A certificate has at most 20,000 characters.'),
})
export const RemoveCertificate = z.strictObject({ connectionId: id, certificateId: id })
/** One line for each group: `Payroll admins = finance`. */
export const SetGroupRoles = z.strictObject({ connectionId: id, lines: z.string().max(20_000, 'That is more than 20,000 characters.') })
export const TestId = z.strictObject({ connectionId: id, testId: id })
