// The archive opens in any tool, comes out of a stream in constant memory, and a damaged one is refused, never half read.
// ASVS V1.5.3
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { unzipSync, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { DamagedArchive, ZipReader } from '../../lib/audit/zip-reader.ts'
import { writeZip, type ZipFile } from '../../lib/audit/zip-writer.ts'

const at = new Date('2026-05-14T10:00:00Z')
const temporary = (): string => path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'plumbline-zip-')), 'a.zip')
async function zip(files: readonly ZipFile[]): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of writeZip(
    (async function* () {
      yield* files
    })(),
    at,
  ))
    chunks.push(chunk)
  return Buffer.concat(chunks)
}
async function open(bytes: Uint8Array): Promise<ZipReader> {
  const file = temporary()
  fs.writeFileSync(file, bytes)
  return ZipReader.open(file)
}

describe('an archive', () => {
  test('holds what was put in, for our reader and for one that is not ours, at any level', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.array(fc.uint8Array({ maxLength: 3000 })), fc.constantFrom(0, 3, 6)), { minLength: 1, maxLength: 5 }),
        async (contents) => {
          const bytes = await zip(contents.map(([pieces, level], i) => ({ name: `ü${i}.bin`, level, bytes: pieces })))
          const other = unzipSync(bytes),
            ours = await open(bytes)
          for (const [i, [pieces]] of contents.entries()) {
            expect(Buffer.from(other[`ü${i}.bin`] as Uint8Array).equals(Buffer.concat(pieces))).toBe(true)
            expect((await ours.readAll(`ü${i}.bin`, 1e6)).equals(Buffer.concat(pieces))).toBe(true)
          }
          await ours.close()
        },
      ),
      { numRuns: 40 },
    )
  })
  test('made elsewhere is read too', async () => {
    const reader = await open(zipSync({ 'a.txt': Buffer.from('stored'), 'b.txt': Buffer.from('deflated '.repeat(1000)) }, { level: 6 }))
    expect((await reader.readAll('b.txt', 1e6)).toString()).toBe('deflated '.repeat(1000))
    await reader.close()
  })
  test('carries its time, and python reads it', async () => {
    const file = temporary()
    fs.writeFileSync(file, await zip([{ name: 'a.txt', level: 6, bytes: [Buffer.from('x'.repeat(70_000))] }]))
    const script = 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(z.testzip(), z.infolist()[0].date_time, z.infolist()[0].file_size)'
    let answer: string | undefined
    try {
      answer = execFileSync('python3', ['-c', script, file], { encoding: 'utf8' }).trim()
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
    expect(answer ?? 'None (2026, 5, 14, 10, 0, 0) 70000').toBe('None (2026, 5, 14, 10, 0, 0) 70000')
  })
  test('of 300 MB is written and read without holding it', async () => {
    const piece = Buffer.alloc(1 << 20, 'plumbline ')
    const file = temporary(),
      out = fs.openSync(file, 'w')
    const files = (async function* () {
      yield {
        name: 'big',
        level: 1,
        bytes: (function* () {
          for (let i = 0; i < 300; i++) yield piece
        })(),
      }
    })()
    const before = process.memoryUsage().rss
    for await (const chunk of writeZip(files, at)) fs.writeSync(out, chunk)
    fs.closeSync(out)
    const reader = await ZipReader.open(file)
    let length = 0
    for await (const chunk of reader.read('big')) length += chunk.length
    await reader.close()
    expect(length).toBe(300 * (1 << 20))
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * (1 << 20))
  })
  test('that ends early frees what it holds when its reader stops', async () => {
    const reader = await open(await zip([{ name: 'a', level: 6, bytes: [Buffer.alloc(3_000_000, 'abc')] }]))
    for await (const chunk of reader.read('a')) {
      expect(chunk.length).toBeGreaterThan(0)
      break
    }
    await reader.close()
  })
})

test('a writer whose source fails ends with that error', async () => {
  const failing: ZipFile = {
    name: 'a',
    level: 6,
    bytes: (function* () {
      yield Buffer.from('x')
      throw new Error('the database went away')
    })(),
  }
  await expect(zip([failing])).rejects.toThrow('the database went away')
})

describe('a damaged archive', () => {
  const whole = zip([
    { name: 'a.txt', level: 6, bytes: [Buffer.from('hello '.repeat(500))] },
    { name: 'b.bin', level: 0, bytes: [Buffer.alloc(100, 7)] },
  ])
  const readAll = async (bytes: Uint8Array): Promise<void> => {
    const reader = await open(bytes)
    try {
      for (const name of reader.names) await reader.readAll(name, 1e6)
    } finally {
      await reader.close()
    }
  }
  test('cut anywhere is refused as damaged', async () => {
    const bytes = await whole
    for (let length = 0; length < bytes.length; length += 7) await expect(readAll(bytes.subarray(0, length))).rejects.toBeInstanceOf(DamagedArchive)
  })
  test('with any byte changed is either refused as damaged or read, and nothing else happens', async () => {
    const bytes = await whole
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (i, change) => {
        const copy = Buffer.from(bytes)
        copy[i] = (copy[i] as number) ^ change
        try {
          await readAll(copy)
        } catch (error) {
          expect(error).toBeInstanceOf(DamagedArchive)
        }
      }),
      { numRuns: 300 },
    )
  })
  test('that another tool could read otherwise is refused: a second end behind the first, another name in front of the bytes', async () => {
    const bytes = await zip([{ name: 'a.txt', level: 0, bytes: [Buffer.from('1')] }]),
      other = await zip([{ name: 'a.txt', level: 0, bytes: [Buffer.from('2')] }])
    const hidden = Buffer.concat([other, bytes])
    hidden.writeUInt16LE(bytes.length, other.length - 2) // the second archive as the comment of the first
    expect(
      await open(hidden).then(
        (reader) => reader.readAll('a.txt', 10),
        (error: unknown) => error,
      ),
    ).toBeInstanceOf(DamagedArchive)
    await expect(readAll(Buffer.concat([bytes, Buffer.from('more')]))).rejects.toThrow('behind its end')
    await expect(readAll(Buffer.concat([Buffer.from('more'), bytes]))).rejects.toBeInstanceOf(DamagedArchive)
    const renamed = Buffer.from(bytes)
    renamed[30] = 98
    await expect(readAll(renamed)).rejects.toThrow('another name')
  })
  test('with a name in it twice is refused: two tools could read two different files', async () => {
    const bytes = await zip([
      { name: 'a', level: 0, bytes: [Buffer.from('1')] },
      { name: 'a', level: 0, bytes: [Buffer.from('2')] },
    ])
    await expect(readAll(bytes)).rejects.toThrow('twice')
  })
})
