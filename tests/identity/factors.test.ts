// A code of an authenticator or of the backup list is good once, inside its window, for its account; links are bound to one purpose.
// ASVS V6.4.1 V6.5.1 V6.5.3 V6.5.4 V6.5.5 V6.5.8 V11.5.1
import { Secret, TOTP } from 'otpauth'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { backupCodeCount, hashBackupCode, newBackupCodes, readBackupCode } from '../../lib/identity/backup-codes.ts'
import { hashLinkToken, isLinkToken, linkPurposes, newLinkToken } from '../../lib/identity/link-token.ts'
import { qrPath } from '../../lib/identity/qr-path.ts'
import { matchTotp, newTotpSecret, totpCode, totpSecretText, totpStep, totpUri } from '../../lib/identity/totp.ts'

const at = (iso: string): Date => new Date(iso)
describe('authenticator codes (RFC 6238)', () => {
  test('the vectors of RFC 6238, appendix B, cut to six digits', () => {
    const secret = Buffer.from('12345678901234567890')
    for (const [seconds, code] of [
      [59, '287082'],
      [1_111_111_109, '081804'],
      [1_111_111_111, '050471'],
      [1_234_567_890, '005924'],
      [2_000_000_000, '279037'],
    ] as const) {
      expect(totpCode(secret, new Date(seconds * 1000))).toBe(code)
      expect(matchTotp(secret, code, new Date(seconds * 1000), 0)).toBe(Math.floor(seconds / 30))
    }
  })
  test('half a minute of clock error on either side, no more', () => {
    const secret = newTotpSecret(),
      now = at('2026-05-14T09:00:10Z'),
      step = totpStep(now)
    for (const [shift, expected] of [
      [-60, undefined],
      [-30, step - 1],
      [0, step],
      [30, step + 1],
      [60, undefined],
    ] as const) {
      expect(matchTotp(secret, totpCode(secret, new Date(now.getTime() + shift * 1000)), now, 0)).toBe(expected)
    }
  })
  test('the same code again, and an older code after a newer one, are worth nothing', () => {
    const secret = newTotpSecret(),
      now = at('2026-05-14T09:00:10Z'),
      step = totpStep(now)
    expect(matchTotp(secret, totpCode(secret, now), now, step)).toBeUndefined()
    expect(matchTotp(secret, totpCode(secret, new Date(now.getTime() - 30_000)), now, step)).toBeUndefined()
    expect(matchTotp(secret, totpCode(secret, new Date(now.getTime() + 30_000)), now, step)).toBe(step + 1)
  })
  test('spaces are forgiven; anything but six digits is not a code', () => {
    const secret = newTotpSecret(),
      now = at('2026-05-14T09:00:10Z'),
      code = totpCode(secret, now)
    expect(matchTotp(secret, `${code.slice(0, 3)} ${code.slice(3)}`, now, 0)).toBe(totpStep(now))
    for (const typed of ['', code.slice(1), `${code}0`, `${code}\u0000`, '١٢٣٤٥٦', 'abcdef']) expect(matchTotp(secret, typed, now, 0)).toBeUndefined()
  })
  test('what is shown for enrolment gives an authenticator the same codes', () => {
    const secret = newTotpSecret(),
      now = at('2026-05-14T09:00:10Z')
    expect(secret.length).toBe(20)
    const uri = new URL(totpUri(secret, 'ingrid@tidewell.example'))
    expect(uri.protocol).toBe('otpauth:')
    expect(decodeURIComponent(uri.pathname)).toContain('Plumbline:ingrid@tidewell.example')
    for (const typed of [uri.searchParams.get('secret') ?? '', totpSecretText(secret).replaceAll(' ', '')])
      expect(new TOTP({ secret: Secret.fromBase32(typed) }).generate({ timestamp: now.getTime() })).toBe(totpCode(secret, now))
  })
})
describe('backup codes', () => {
  test('ten, all different, fifty bits each', () => {
    const codes = newBackupCodes()
    expect(new Set(codes).size).toBe(backupCodeCount)
    for (const code of codes) expect(code).toMatch(/^[0-9a-hjkmnp-tv-z]{5}-[0-9a-hjkmnp-tv-z]{5}$/)
    expect(new Set(Array.from({ length: 200 }, newBackupCodes).flat().join('').replaceAll('-', '')).size).toBe(32)
  })
  test('are read however they are typed', () => {
    expect(readBackupCode(' 7KQ2M x9dfa ')).toBe('7kq2mx9dfa')
    expect(readBackupCode('IlO00-00000')).toBe('1100000000')
    for (const typed of ['', '123456', '7kq2m-x9df', '7kq2m-x9dfau', '7kq2m-x9df$']) expect(readBackupCode(typed)).toBeUndefined()
  })
  test('are kept so that neither the table nor another account’s code helps', () => {
    const pepper = Buffer.alloc(32, 7),
      code = '7kq2mx9dfa'
    expect(hashBackupCode('a', code, pepper).equals(hashBackupCode('a', code, pepper))).toBe(true)
    expect(hashBackupCode('a', code, pepper).equals(hashBackupCode('b', code, pepper))).toBe(false)
    expect(hashBackupCode('a', code, pepper).equals(hashBackupCode('a', code, Buffer.alloc(32, 8)))).toBe(false)
  })
})
describe('links', () => {
  test('256 random bits, stored as a hash that no other purpose finds', () => {
    const token = newLinkToken()
    expect(isLinkToken(token)).toBe(true)
    expect(Buffer.from(token, 'base64url').length).toBe(32)
    expect(new Set(linkPurposes.map((purpose) => hashLinkToken(purpose, token).toString('hex'))).size).toBe(linkPurposes.length)
    for (const text of ['', 'x', `${token}=`, `${token.slice(1)}%`]) expect(isLinkToken(text)).toBe(false)
  })
})
test('the drawn QR code holds every dark module of the code and nothing else', () => {
  const { size, path } = qrPath('otpauth://totp/Plumbline:a?secret=ABC')
  const drawn = [...path.matchAll(/M(\d+) (\d+)h(\d+)v1h-(\d+)z/g)]
  expect(drawn.map((m) => m[0]).join('')).toBe(path)
  expect(drawn.every((m) => m[3] === m[4] && Number(m[1]) + Number(m[3]) <= size - 2 && Number(m[1]) >= 2)).toBe(true)
  expect(path.startsWith('M2 2h7v1h-7z')).toBe(true) // the finder pattern in the corner, inside the quiet zone
})
test('reading what people type never throws', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      readBackupCode(text)
      matchTotp(Buffer.alloc(20, 1), text, at('2026-05-14T09:00:10Z'), 0)
      isLinkToken(text)
    }),
  )
})
