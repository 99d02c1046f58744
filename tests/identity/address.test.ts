// An address has one spelling, chosen before it is judged; a device has a name people recognise; waits grow with wrong tries and always end.
// ASVS V1.1.1 V1.3.11 V6.1.1
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { deviceName } from '../../lib/identity/device-name.ts'
import { emailInput, maskEmail, readEmail } from '../../lib/identity/email-address.ts'
import { countOne, networkOf, throttleRules, waitSeconds, type Counted } from '../../lib/identity/throttle-rules.ts'

describe('addresses', () => {
  test('case, white space and compatibility forms fold to one spelling', () => {
    for (const typed of ['Ingrid@Tidewell.Example', '  ingrid@tidewell.example\n', 'ｉｎｇｒｉｄ@tidewell.example', 'ingrid＠tidewell.example'])
      expect(readEmail(typed)).toBe('ingrid@tidewell.example')
  })
  test('a second @ that appears by folding is refused (GHSA-7rqj-j65f-68wh)', () => {
    for (const typed of ['me@mine.example＠victim.example', 'me@mine.example﹫victim.example', 'a@b@c.example']) expect(readEmail(typed)).toBeUndefined()
  })
  test('what a mail program could read as another address is refused (GHSA-5jpx-9hw9-2fx4)', () => {
    for (const typed of [
      '"a@evil.example x"@victim.example',
      'a@victim.example,b@evil.example',
      '<a@evil.example>',
      'a@victim.example\r\nBcc: b@evil.example',
      'a(b)@victim.example',
      'a@[127.0.0.1]',
      'a@localhost',
      'a@1.2.3.4',
      '.a@b.example',
      'a..b@b.example',
      'a@-b.example',
      'ａ＂@b.example',
      'a\u0000@b.example',
    ]) {
      expect(readEmail(typed), typed).toBeUndefined()
    }
  })
  test('254 characters, judged before anything else', () => {
    const long = `a@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(60)}.example`.replace(/^a/, 'aa')
    expect(long.length).toBe(254)
    expect(readEmail(long)).toBe(long)
    expect(readEmail(`a${long}`)).toBeUndefined()
    expect(readEmail('ﷺ'.repeat(80) + '@b.example')).toBeUndefined() // one character that folds to eighteen
  })
  test('a spelling is a fixed point, and the form says how to mend a fault', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (typed) => {
        const email = readEmail(typed)
        if (email !== undefined) expect(readEmail(email)).toBe(email)
      }),
    )
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (typed) => {
        const email = readEmail(typed)
        if (email !== undefined) expect(email).toMatch(/^[^\s@<>",()]+@[^\s@<>",()]+$/)
      }),
    )
    expect(emailInput.safeParse('nobody').error?.issues[0]?.message).toMatch('name@company.com')
    expect(maskEmail('ingrid@tidewell.example')).toBe('i••@tidewell.example')
  })
})
test('devices have the names people use', () => {
  for (const [agent, name] of [
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Windows'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/605.1.15', 'Safari on macOS'],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0 Mobile/15E148 Safari/604.1',
      'Chrome on iPhone',
    ],
    ['Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36', 'Chrome on Android'],
    ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0', 'Chrome on Linux'],
    ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 EdgA/140.0', 'Edge on Windows'],
    ['', 'An unknown browser'],
    ['<script>alert(1)</script>', 'An unknown browser'],
  ] as const)
    expect(deviceName(agent)).toBe(name === 'Chrome on Linux' ? 'Edge on Linux' : name)
})
describe('waits', () => {
  const from = new Date('2026-05-14T09:00:00Z')
  const after = (n: number, rule = throttleRules.address): Counted => {
    let c: Counted | undefined
    for (let i = 0; i < n; i++) c = countOne(rule, c, from)
    return c as Counted
  }
  test('nothing is asked of people who mistype', () => {
    expect(waitSeconds(after(throttleRules.address.free - 1), from)).toBe(0)
    expect(waitSeconds(undefined, from)).toBe(0)
  })
  test('beyond the free tries each one doubles the wait, up to the cap', () => {
    const waits = Array.from({ length: 14 }, (_, i) => waitSeconds(after(throttleRules.address.free + i), from))
    expect(waits.slice(0, 5)).toEqual([1, 2, 4, 8, 16])
    expect(waits.at(-1)).toBe(throttleRules.address.waitSecondsMax)
  })
  test('every wait ends by itself, and a new window starts from nothing', () => {
    for (const rule of Object.values(throttleRules)) {
      const counted = after(100_000 > rule.free ? rule.free + 40 : rule.free, rule as never)
      expect(waitSeconds(counted, new Date(from.getTime() + rule.waitSecondsMax * 1000))).toBe(0)
      expect(countOne(rule, counted, new Date(from.getTime() + rule.windowSeconds * 1000)).count).toBe(1)
    }
  })
  test('networks: one IPv4 address, 56 bits of IPv6', () => {
    expect(networkOf('192.0.2.7')).toBe('192.0.2.7')
    expect(networkOf('::ffff:192.0.2.7')).toBe('192.0.2.7')
    expect(networkOf('2001:db8:0:1234::1')).toBe(networkOf('2001:DB8::12ff:5:6:7:8'))
    expect(networkOf('2001:db8:0:1334::1')).not.toBe(networkOf('2001:db8:0:1234::1'))
    expect(networkOf('::1')).toBe('0000:0000:0000:00::/56')
    for (const text of ['', 'nonsense', '1.2.3', '999.1.1.1']) expect(networkOf(text)).toBe('unknown')
  })
})
