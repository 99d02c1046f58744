// The session cookie can be set by our server alone, travels by HTTPS to this host alone, and opens only what we encrypted ourselves.
// ASVS V3.3.1 V3.3.2 V3.3.3 V3.3.4 V3.3.5 V7.2.3 V9.1.1 V9.1.2 V9.1.3 V9.2.1 V9.2.2
import { createHmac, randomBytes } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { sourceTree } from '../support/source-tree.ts'

/** As behind HTTPS: read by lib/config when it is first asked, so it must stand before the imports. */
process.env['PLUMBLINE_URL'] = 'https://pay.example.com'
const { cookieAttributes } = await import('../../app/_bind/session-cookie.ts')
const { sessionLibrary } = await import('../../lib/identity/session-library.ts')
const { cookieSecondsMax, makeSessionToken, readSessionToken } = await import('../../lib/identity/session-token.ts')
const { sessionCookieName } = await import('../../lib/platform/http/session-cookie.ts')
const { sessionKey } = await import('../../lib/platform/keys/session-key.ts')
const { encode } = await import('next-auth/jwt')

const token = { tenant: '0198c0de-0000-7000-8000-000000000001', secret: randomBytes(32).toString('base64url') }
let cookie = ''
beforeAll(async () => {
  cookie = await makeSessionToken(token)
})

describe('its attributes', () => {
  it('are those of a cookie that no script reads and no other host or scheme receives', () => {
    expect(sessionCookieName(true)).toBe('__Host-session')
    expect(cookieAttributes()).toEqual({ httpOnly: true, secure: true, sameSite: 'lax', path: '/' })
  })
  it('are the same where the session library sets it', () => {
    const { cookies, useSecureCookies } = sessionLibrary({ requestId: 'test', ip: '', agent: '' })
    expect(useSecureCookies).toBe(true)
    expect(cookies?.sessionToken).toEqual({ name: '__Host-session', options: { httpOnly: true, sameSite: 'lax', path: '/', secure: true } })
  })
  it('leave name and value far below what browsers keep', () => expect(`__Host-session=${cookie}`.length).toBeLessThan(1_024))
})
describe('every other cookie', () => {
  it('is set like it by the server, and by a page only with the prefix of a secure host, for looks alone', () => {
    const set = sourceTree()
      .filter((file) => /^(app|lib)\/|^middleware\.ts$/.test(file.path))
      .flatMap((file) =>
        file.text
          .split('\n')
          .filter((line) => /document\.cookie =|\(await cookies\(\)\)\.set\(|\bjar\.set\(|cookies\.set\(/.test(line))
          .map((line) => `${file.path}: ${line.trim()}`),
      )
    expect(set.length).toBeGreaterThan(4)
    for (const line of set)
      expect(line).toMatch(
        /attributes\(\)|cookieAttributes\(\)|\$\{isSecure \? '__Host-' : ''\}(theme|\$\{cookie\})=.*path=\/;.*SameSite=Lax\$\{isSecure \? '; Secure' : ''\}/,
      )
    expect(sourceTree().find((file) => file.path === 'app/_bind/flow.ts')?.text).toContain("config().https ? '__Host-flow' : 'flow'")
  })
})
describe('its value', () => {
  it('comes back as it was, shows nothing of what it holds, and is never the same twice', async () => {
    expect(await readSessionToken(cookie)).toEqual(token)
    expect(Buffer.from(cookie.replaceAll('.', ''), 'base64url').toString('latin1')).not.toContain(token.secret)
    expect(await makeSessionToken(token)).not.toBe(cookie)
    expect(token.secret).toHaveLength(43)
  })
  it('opens nothing after any sign of it was changed', async () => {
    for (let at = 0; at < cookie.length; at++) {
      const changed = cookie.slice(0, at) + (cookie[at] === 'A' ? 'B' : cookie[at] === '.' ? '-' : 'A') + cookie.slice(at + 1)
      // The last sign of a part may hold bits that base64 drops: then it is the same value, spelled in another way.
      const same = changed.split('.').every((part, i) => Buffer.from(part, 'base64url').equals(Buffer.from(cookie.split('.')[i] ?? '', 'base64url')))
      expect(await readSessionToken(changed), `sign ${at}`).toEqual(same ? token : undefined)
    }
  }, 60_000)
  it('opens nothing when it was made under another key, signed in place of encrypted, or names its own key', async () => {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const claims = part({ ...token, exp: Math.floor(Date.now() / 1000) + 3_600 })
    const signed = `${part({ alg: 'HS256' })}.${claims}`
    const forged = [
      await encode({ token, secret: randomBytes(32).toString('base64url') }),
      `${part({ alg: 'none' })}.${claims}.`,
      `${part({ alg: 'none', enc: 'none' })}..${claims}..`,
      `${signed}.${createHmac('sha256', sessionKey()).update(signed).digest('base64url')}`,
      `${part({ alg: 'dir', enc: 'A256GCM', kid: 'evil', jku: 'https://evil.example/keys', jwk: { kty: 'oct', k: 'AAAA' } })}${cookie.slice(cookie.indexOf('.'))}`,
      '',
      'x',
      '.....',
      'a'.repeat(5_000),
    ]
    for (const text of forged) expect(await readSessionToken(text), text.slice(0, 60)).toBeUndefined()
  })
  it('opens nothing when it has run out, or is a token of the same key that is no session', async () => {
    expect(await readSessionToken(await encode({ token, secret: sessionKey(), maxAge: -60 }))).toBeUndefined()
    for (const other of [{ name: 'x' }, { tenant: token.tenant }, { tenant: 1, secret: 2 }])
      expect(await readSessionToken(await encode({ token: other, secret: sessionKey() }))).toBeUndefined()
    expect(cookieSecondsMax).toBe(30 * 86_400)
  })
})
