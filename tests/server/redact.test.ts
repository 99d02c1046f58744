// No secret, code, bank detail or mailed link reaches a log line, whoever logs it.
// ASVS V14.2.1 V16.2.5
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { redact, redactText } from '../../lib/platform/log/redact.ts'

const canary = 'k9Canary7Secret'

describe('redaction', () => {
  it.each([
    'password',
    'newPassword',
    'session_token',
    'Cookie',
    'authorization',
    'apiKey',
    'api_key',
    'otp',
    'totpSecret',
    'backupCode',
    'iban',
    'accountNumber',
    'routing',
    'smtpCredential',
    'parameters',
  ])('hides a field called %s at any depth', (name) => expect(JSON.stringify(redact({ a: [{ b: { [name]: canary } }] }))).not.toContain(canary))
  it.each([
    `postgres://app_rw:${canary}@127.0.0.1/plumbline`,
    `Authorization: Bearer ${canary}`,
    `GET /invitation/${canary}?x=1`,
    `GET /setup/${canary}`,
    `https://pay.example.com/reset/${canary}`,
    `GET /sign-in?next=/x&code=${canary}`,
    'paid to DE89 3704 0044 0532 0130 00 today',
    'paid to GB29NWBK60161331926819 today',
  ])('hides the secret in %j', (text) => expect(redactText(text)).not.toMatch(/k9Canary7Secret|0532|6016/))
  it('keeps what a person needs to find a fault', () => {
    expect(redactText('GET /payouts/pay_01h2 status 200 in 12 ms')).toBe('GET /payouts/pay_01h2 status 200 in 12 ms')
  })
  it('tells the cause of a failed query and not its parameters', () => {
    const error = Object.assign(new Error(`Failed query: insert params: ${canary}`, { cause: new Error('duplicate key') }), { name: 'DrizzleQueryError' })
    const told = JSON.stringify(redact({ error }))
    expect(told).toContain('duplicate key')
    expect(told).not.toContain(canary)
  })
  it('survives anything that is thrown at it', () => {
    const loop: Record<string, unknown> = {}
    loop['self'] = loop
    expect(JSON.stringify(redact(loop))).toContain('[cut]')
    expect(redact({ at: new Date(Number.NaN) })).toEqual({ at: 'no date' })
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withDate: true, withTypedArray: true }), (value) => JSON.stringify({ v: redact(value) }) !== undefined),
    )
  })
})
