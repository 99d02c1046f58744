// Every figure of the bench can be taken, in the shape that other tools read, and the sets it has loaded are found again. How fast: not here.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { cleanEnvironment, makeScratch, removeScratch, root } from '../support/product.ts'

const folder = makeScratch()
afterAll(() => removeScratch(folder))

const report = z.strictObject({
  results: z.array(
    z.strictObject({
      name: z.string().min(5),
      value: z.number().min(0),
      unit: z.string().min(1),
      base: z.number().positive().nullable(),
      ratio: z.number().min(0).nullable(),
      reach: z.string().min(1),
      ok: z.boolean().nullable(),
    }),
  ),
})
async function bench(...args: string[]): Promise<{ code: number | null; text: string }> {
  const child = spawn(process.execPath, ['scripts/run.mjs', 'bench', ...args], {
    cwd: root,
    env: { ...cleanEnvironment(), PLUMBLINE_BENCH_DIR: join(folder, 'bench') } as unknown as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (part: string) => (text += part))
  const [code] = (await once(child, 'exit')) as [number | null]
  return { code, text }
}

test('a quick run measures all twelve rows of the promise and exits well, however slow the machine', { timeout: 1_800_000 }, async () => {
  const file = join(folder, 'bench.json'),
    { code, text } = await bench('--quick', '--json', file)
  expect(code, text).toBe(0)
  const { results } = report.parse(JSON.parse(readFileSync(file, 'utf8')))
  const rows = [
    'one payout',
    'releasing a batch',
    'list of 50',
    'audit export',
    'audit search',
    'payouts page',
    'sealing',
    'offline verification',
    'import of',
    'computing a period',
    'provisioned person',
    'script sent',
  ]
  for (const row of rows)
    expect(
      results.filter((result) => result.name.startsWith(row)),
      row,
    ).not.toHaveLength(0)
  expect(results.filter((result) => result.name.startsWith('audit search'))).toHaveLength(5)
  for (const { name, value, base, ratio } of results) if (base !== null && !name.startsWith('releasing')) expect(ratio, name).toBeCloseTo(value / base, 9)
  expect(text).toContain('Quick: the sets are small')
  const again = await bench('--quick', '--only', 'list')
  expect(again.code, again.text).toBe(0)
  expect(again.text).not.toContain('Loading')
})
test('what cannot be understood is refused with the way to ask', async () => {
  const { code, text } = await bench('--only', 'speed')
  expect(code).toBe(1)
  expect(text).toContain('There is no row called speed. Rows: payout, release, list')
})
