import { randomBytes } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'

/** RFC 6238 as every authenticator app knows it: SHA-1, six digits, thirty seconds. */
export const totpPeriodSeconds = 30
const digits = 6
/** Steps accepted before and after the present one, for clocks that are off by up to half a minute. */
const stepsAround = 1
const issuer = 'Plumbline'

/** 160 random bits (RFC 4226 §4 R6). */
export const newTotpSecret = (): Buffer => randomBytes(20)
const totpOf = (secret: Uint8Array, label = 'account'): TOTP =>
  new TOTP({ issuer, label, algorithm: 'SHA1', digits, period: totpPeriodSeconds, secret: new Secret({ buffer: new Uint8Array(secret).buffer }) })

/** What the QR code holds. */
export const totpUri = (secret: Uint8Array, account: string): string => totpOf(secret, account).toString()
/** The secret for typing by hand, in groups of four. */
export const totpSecretText = (secret: Uint8Array): string => (new Secret({ buffer: new Uint8Array(secret).buffer }).base32.match(/.{1,4}/g) ?? []).join(' ')
/** Number of the step in which an instant lies. */
export const totpStep = (at: Date): number => Math.floor(at.getTime() / 1000 / totpPeriodSeconds)
/** The code that an authenticator shows at that instant. For the demo's printed codes and for tests. */
export const totpCode = (secret: Uint8Array, at: Date): string => totpOf(secret).generate({ timestamp: at.getTime() })

/**
 * The step whose code was typed, or undefined. Only steps above `lastStep` count, and the caller stores the answer as the new last step in
 * one conditional update: a code that somebody saw over a shoulder is worth nothing afterwards (RFC 6238 §5.2).
 */
export function matchTotp(secret: Uint8Array, typed: string, at: Date, lastStep: number): number | undefined {
  const token = typed.replace(/[\s-]/g, '')
  if (!/^\d{6}$/.test(token)) return undefined
  const delta = totpOf(secret).validate({ token, timestamp: at.getTime(), window: stepsAround })
  if (delta === null) return undefined
  const step = totpStep(at) + delta
  return step > lastStep ? step : undefined
}
