// A large file from a bank is read in a thread beside the worker: meanwhile the worker's own thread goes on turning, and what comes back is what it would have read itself.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Refusal } from '../../../lib/kernel/refusal.ts'
import { readHere, type BankFileOrder, type BankFileRead } from '../../../lib/platform/rails/read-beside.ts'
import { readInThread } from '../../../scripts/reading-thread.ts'
import { achAnswerFile, camtFile, statusFile, type AnswerLine } from '../../support/rails/bank-answers.ts'
import { root } from '../../support/source-tree.ts'

let directory: string, program: URL
beforeAll(async () => {
  // Inside the clone, where the thread finds its packages, as the built one does.
  directory = mkdtempSync(join(root, 'node_modules/.reading-'))
  await build({
    absWorkingDir: root,
    entryPoints: ['scripts/read-bank-file.ts'],
    outfile: join(directory, 'read-bank-file.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  })
  program = new URL(`file://${join(directory, 'read-bank-file.mjs')}`)
})
afterAll(() => {
  rmSync(directory, { recursive: true })
})

const lines = (count: number): AnswerLine[] =>
  Array.from({ length: count }, (_, i) => ({
    amount: `${i + 1}.25`,
    note: i % 7 === 0 ? 'a note' : '',
    details: [{ reference: `P-${i}`, amount: `${i + 1}.25`, ...(i % 50 === 0 && { credit: true, returned: 'AC04' }) }],
  }))
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const mapping = {
  account: { number: '1' },
  day: 'day',
  dayFormat: 'YYYY-MM-DD',
  amount: 'sum',
  decimals: 'point',
  currency: { code: 'EUR' },
  reference: 'ref',
} as const
/** Turns of this thread while it waits. A file read in this thread leaves none but the last. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  let turns = 0,
    isOver = false
  const count = (): void => {
    turns++
    if (!isOver) setImmediate(count)
  }
  setImmediate(count)
  await work
  isOver = true
  return turns
}

describe('a file read in the thread', () => {
  const orders: readonly (readonly [string, () => BankFileOrder])[] = [
    ['a statement of 2,500 lines', () => ({ bytes: camtFile({ iban: 'NL54FAKE0326806738', opening: '0.00', closing: '5.00', lines: lines(2_500) }) })],
    ['a statement without lines', () => ({ bytes: camtFile({ lines: [] }) })],
    ['a CSV statement', () => ({ bytes: bytes(`day;sum;ref\n${Array.from({ length: 1_500 }, (_, i) => `2026-05-14;-${i}.10;P-${i}\n`).join('')}`), mapping })],
    ['a status report', () => ({ bytes: statusFile({ file: 'M-1', status: 'RJCT', reason: 'FF01' }) })],
    ['ACH returns', () => ({ bytes: achAnswerFile([{ trace: '091000010000001', code: 'R02', cents: 5n }], { companyId: '1234567890' }) })],
  ]
  test.each(orders)('%s: the same as in this one', async (_name, order) => {
    expect(await readInThread(program)(order())).toEqual(readHere(order()))
  })
  test('two at once come back as two, one after the other', async () => {
    const read = readInThread(program),
      both = await Promise.all([40, 30].map((count) => read({ bytes: camtFile({ lines: lines(count) }) })))
    expect(both.map((one: BankFileRead) => (one.kind === 'statements' ? one.statements[0]?.lines.length : undefined))).toEqual([40, 30])
  })
  test('one that cannot be read is refused with the same sentence, and the next is read', async () => {
    const read = readInThread(program),
      bad = { bytes: bytes('<!DOCTYPE x><Document/>') }
    const here = (() => {
      try {
        return readHere(bad)
      } catch (error) {
        return error
      }
    })()
    const refused = await read(bad).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(Refusal)
    expect(refused).toMatchObject({ code: 'invalid', message: (here as Refusal).message })
    expect(await read({ bytes: camtFile({ lines: lines(3) }) })).toMatchObject({ kind: 'statements' })
  })
  test('lets this thread turn all the while; read here, it would not turn once', async () => {
    const order = { bytes: camtFile({ lines: lines(6_000) }) }
    expect(await turnsDuring(readInThread(program)(order))).toBeGreaterThan(100)
    expect(await turnsDuring((async () => readHere(order))())).toBeLessThanOrEqual(1)
  })
  test('that takes more memory than a thread has is refused, and the process lives', async () => {
    expect(await readInThread(program, 24)({ bytes: camtFile({ lines: lines(6_000) }) }).catch((error: unknown) => error)).toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('more memory'),
    })
  })
  test('whose thread ends without a word is a fault, not an endless wait', async () => {
    await expect(readInThread(new URL('data:text/javascript,process.exit(3)'))({ bytes: bytes('x') })).rejects.toThrow('ended early (3)')
  })
})
test('the worker reads so, by a program that the build makes', () => {
  expect(readFileSync(`${root}scripts/worker.ts`, 'utf8')).toContain("readFilesBy(readInThread(new URL('./read-bank-file.js', import.meta.url)))")
  expect(existsSync(`${root}scripts/read-bank-file.ts`)).toBe(true)
  expect(readFileSync(`${root}scripts/build.mjs`, 'utf8')).toContain('serveReading')
})
