// The verifier is one file that needs Node and nothing else, says in words and by its exit code what is proven, and is fast enough.
import { execFile } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { build } from 'esbuild'
import { beforeAll, describe, expect, test } from 'vitest'
import { eventAt, newSigner, SealedLog } from './sealed-log.ts'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'plumbline-verifier-'))
const verifier = path.join(folder, 'verify.mjs')
interface Answer {
  readonly code: number
  readonly out: string
  readonly err: string
}
const run = (...args: string[]): Promise<Answer> =>
  new Promise((resolve) => {
    // No environment, no package folder in reach: what an auditor's machine has.
    execFile(process.execPath, [verifier, ...args], { cwd: folder, env: {} as NodeJS.ProcessEnv }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    )
  })
const log = new SealedLog()
let file: string
beforeAll(async () => {
  await build({
    entryPoints: ['scripts/verify.ts'],
    outfile: verifier,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    legalComments: 'none',
  })
  await log.seal(Array.from({ length: 400 }, (_, i) => eventAt(i)))
  file = (await log.bundle()).save()
})

describe('the verifier', () => {
  test('imports nothing but what Node brings', () => {
    const imports = [
      ...fs
        .readFileSync(verifier, 'utf8')
        .matchAll(/^\s*(?:import|export)\b[^'"]*?from\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']|\brequire\(\s*["']([^"']+)["']/gm),
    ].map((m) => m[1] ?? m[2] ?? m[3])
    expect(imports.length).toBeGreaterThan(3)
    expect(imports.filter((name) => !name?.startsWith('node:'))).toEqual([])
  })
  test('answers 0 when everything is proven, and names checkpoint and key', async () => {
    const { code, out } = await run(file, '--key', log.signer.fingerprint.toLowerCase())
    expect([code, out.includes('exactly what checkpoint 400'), out.includes(log.signer.fingerprint), out.includes('\nProven.\n')]).toEqual([
      0,
      true,
      true,
      true,
    ])
  })
  test('answers 1 when something is broken, and names the first entry at fault', async () => {
    const broken = (await log.bundle()).with('audit.csv', (text) => text.replace('""n 123""', '""n 124""')).save()
    const { code, out } = await run(broken, '--key', log.signer.fingerprint)
    expect([code, out.includes('The first entry at fault is 123.')]).toEqual([1, true])
    expect((await run(file, '--key', newSigner().fingerprint)).code).toBe(1)
  })
  test('answers 2 when all is consistent but nobody vouches for the signer', async () => {
    const { code, out } = await run(file)
    expect([code, out.includes('signer unknown')]).toEqual([2, true])
  })
  test('compares with a checkpoint that was kept, also one that a mail program gave other line ends', async () => {
    const kept = path.join(folder, 'kept.txt')
    fs.writeFileSync(kept, (log.checkpoints[0]?.note ?? '').replaceAll('\n', '\r\n'))
    const { code, out } = await run(file, '--key', log.signer.fingerprint, '--checkpoint', kept)
    expect([code, out.includes('the log still begins with everything')]).toEqual([0, true])
  })
  test('gives its report as JSON', async () => {
    const { out } = await run(file, '--key', log.signer.fingerprint, '--json')
    expect(JSON.parse(out)).toMatchObject({ verdict: 'proven', rows: 400 })
  })
  test('says what it needs when called wrongly', async () => {
    for (const args of [[], ['nowhere.zip'], [file, '--key', 'ABC'], [file, '--colour'], [file, file], [folder]]) {
      const { code, err } = await run(...args)
      expect([code, err !== '' && !err.includes('    at ')], args.join(' ')).toEqual([1, true])
    }
    expect(await run('--help')).toMatchObject({ code: 0 })
  })
  test('names a file that is not there or is a folder, and what to do about it, never the system’s own words', async () => {
    const key = ['--key', log.signer.fingerprint]
    for (const [args, said] of [
      [['nowhere.zip', ...key], /^There is no file “nowhere\.zip”\. Check the name of the bundle, and the folder that you are in: .+\.\n$/],
      [[path.join(file, 'inside.zip'), ...key], /^There is no file “.*inside\.zip”\. Check the name of the bundle/],
      [[folder, ...key], /^“.*” is a folder\. Name the bundle in it, the ZIP archive as it was downloaded\.\n$/],
      [[file, ...key, '--checkpoint', 'kept-nowhere.txt'], /^There is no file “kept-nowhere\.txt”\. Check the name of the checkpoint/],
    ] as const) {
      const { code, err } = await run(...args)
      expect([code, err]).toEqual([1, expect.stringMatching(said)])
      expect(err).not.toMatch(/ENO|EISDIR|no such file/)
    }
  })
})

test('60,000 rows are verified in a few seconds and in constant memory', async () => {
  const large = new SealedLog()
  await large.seal(Array.from({ length: 60_000 }, (_, i) => eventAt(i)))
  const saved = (await large.bundle()).save()
  const { out } = await run(saved, '--key', large.signer.fingerprint)
  const [, rows, seconds] = /^([\d,]+) rows in ([\d.]+) s$/m.exec(out) ?? []
  expect(rows).toBe('60,000')
  expect(Number(seconds)).toBeLessThan(12) // about 0.6 s on a quiet machine; the speed itself is measured by the bench
})
