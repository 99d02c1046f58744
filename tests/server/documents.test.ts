// The security contact never expires, and the metrics are not for strangers.
// ASVS V13.4.5
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { securityTxt } from '../../lib/platform/http/security-txt.ts'
import { mayReadMetrics } from '../../lib/platform/metrics/may-read-metrics.ts'

describe('security.txt', () => {
  it('is always 30 to 364 days from expiry, and one expiry only', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date('2026-01-01'), max: new Date('2060-01-01'), noInvalidDate: true }), (now) => {
        const expires = securityTxt(now, 'https://pay.example.com', undefined).match(/^Expires: (\S+)$/gm) ?? []
        const days = (new Date((expires[0] ?? '').slice(9)).getTime() - now.getTime()) / 86_400_000
        return expires.length === 1 && days > 30 && days < 364
      }),
    )
  })
  it('names the form, the given contact and its own address', () => {
    const text = securityTxt(new Date('2026-11-22'), 'https://pay.example.com', 'mailto:security@example.com')
    expect(text).toContain('Contact: https://pay.example.com/report\nContact: mailto:security@example.com\n')
    expect(text).toContain('Canonical: https://pay.example.com/.well-known/security.txt')
  })
})

describe('metrics', () => {
  const token = 'a-token-of-enough-characters'
  it('without a token are for this machine only', () => {
    expect(mayReadMetrics({ metricsToken: undefined }, null, 'loopback')).toBe(true)
    expect(mayReadMetrics({ metricsToken: undefined }, `Bearer ${token}`, null)).toBe(false)
  })
  it('with a token need it, even on this machine', () => {
    expect(mayReadMetrics({ metricsToken: token }, `Bearer ${token}`, null)).toBe(true)
    expect(mayReadMetrics({ metricsToken: token }, null, 'loopback')).toBe(false)
    expect(mayReadMetrics({ metricsToken: token }, `Bearer ${token}x`, null)).toBe(false)
  })
})
