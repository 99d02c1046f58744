// What a browser sends for a passkey, before anything in it is believed.
import { z } from 'zod'
import { demand, reading } from './passkey-check.ts'

/** Stands in front of an answer where a code could be typed instead. */
export const answerPrefix = 'passkey.'
/** Signs of an answer, prefix included: an RSA signature, client data and authenticator data with room to spare. */
export const answerSignsMax = 6_000
/** A code that was typed, or the answer of a passkey in its place. */
export const codeOrAnswer = /^(?:[\s\S]{1,40}|passkey\.[\w-]{1,6000})$/
export const isAnswer = (typed: string): boolean => typed.startsWith(answerPrefix)

const base64url = (most: number) =>
  z
    .string()
    .regex(/^[A-Za-z0-9_-]+$/)
    .max(most)
const assertion = z.strictObject({
  id: base64url(1_400),
  type: z.literal('public-key'),
  clientDataJSON: base64url(2_000),
  authenticatorData: base64url(1_400),
  signature: base64url(1_400),
  userHandle: base64url(100).optional(),
})
export type AssertionAnswer = z.infer<typeof assertion>
const registration = z.strictObject({
  id: base64url(1_400),
  type: z.literal('public-key'),
  clientDataJSON: base64url(2_000),
  attestationObject: base64url(4_000),
  transports: z
    .array(z.enum(['usb', 'nfc', 'ble', 'smart-card', 'hybrid', 'internal', 'cable']))
    .max(7)
    .default([]),
})
export type RegistrationAnswer = z.infer<typeof registration>

function parse<T>(schema: z.ZodType<T>, typed: string): T {
  demand(isAnswer(typed) && typed.length <= answerSignsMax + answerPrefix.length, 'answer')
  const parsed = schema.safeParse(reading('answer', () => JSON.parse(Buffer.from(typed.slice(answerPrefix.length), 'base64url').toString('utf8')) as unknown))
  demand(parsed.success, 'answer')
  return parsed.data
}
export const readAssertion = (typed: string): AssertionAnswer => parse(assertion, typed)
export const readRegistration = (typed: string): RegistrationAnswer => parse(registration, typed)

const clientData = z.object({
  type: z.string(),
  challenge: base64url(200),
  origin: z.string(),
  crossOrigin: z.boolean().optional(),
  topOrigin: z.string().optional(),
})
export type ClientData = z.infer<typeof clientData>
/** What the browser itself says: what it was asked to do, on which page. */
export function readClientData(encoded: string, type: 'webauthn.get' | 'webauthn.create'): ClientData {
  const text = Buffer.from(encoded, 'base64url'),
    value = reading('answer', () => JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(text)) as unknown)
  const parsed = clientData.safeParse(value)
  demand(parsed.success, 'answer')
  demand(parsed.data.type === type, 'type')
  return parsed.data
}
