// An untouched bundle is proven by checkpoint and fingerprint; every change to it is found, and the first entry at fault is named.
import fc from 'fast-check'
import { zipSync } from 'fflate'
import { beforeAll, describe, expect, test } from 'vitest'
import { canonicalRow, leafHash } from '../../lib/audit/canonical.ts'
import { manifestNoteText, rowCheck } from '../../lib/audit/bundle-format.ts'
import { signNote } from '../../lib/audit/signed-note.ts'
import { sha256Hex } from '../../lib/kernel/digest.ts'
import { verifyBundle, type Trust } from '../../lib/audit/verify-bundle.ts'
import type { Report } from '../../lib/audit/verify-report.ts'
import { Bundle, eventAt, newSigner, SealedLog, tenant } from './sealed-log.ts'

const events = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => eventAt(from + i))
/** No line breaks in these, so that tests can move lines about. */
const plainEvents = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => eventAt((from + i) * 12 + 2, { id: `0198c0de-0000-7000-8000-${String(from + i).padStart(12, '0')}` }))
const texts = (report: Report): string => report.findings.map(({ mark, text }) => `${mark}: ${text}`).join('\n')

const log = new SealedLog(),
  plain = new SealedLog()
let whole: Bundle, lines: Bundle
const verify = (bundle: Bundle, trust: Partial<Trust> = {}): Promise<Report> =>
  verifyBundle(bundle.save(), { fingerprints: [log.signer.fingerprint], ...trust })
const verifyLines = (bundle: Bundle, trust: Partial<Trust> = {}): Promise<Report> =>
  verifyBundle(bundle.save(), { fingerprints: [plain.signer.fingerprint], ...trust })

beforeAll(async () => {
  for (const [from, to] of [
    [0, 30],
    [30, 100],
    [100, 300],
    [300, 301],
    [301, 600],
  ] as const)
    await log.seal(events(from, to))
  for (const [from, to] of [
    [0, 20],
    [20, 40],
    [40, 60],
  ] as const)
    await plain.seal(plainEvents(from, to))
  whole = await log.bundle()
  lines = await plain.bundle()
})

describe('an untouched bundle', () => {
  test('of everything is proven, none left out', async () => {
    const report = await verify(whole)
    expect([report.verdict, report.rows, report.firstBad], texts(report)).toEqual(['proven', 600, undefined])
    expect(texts(report)).toContain('proven: entries 0 to 599, 600 rows and none left out, are exactly what checkpoint 600')
    expect(texts(report)).toContain('proven: 5 checkpoints, each continuing the one before')
    expect(texts(report)).toContain('the personal values of 480 rows are those that were sealed')
  })
  test('of a stretch is proven to be complete, of a selection to be genuine but complete only by declaration', async () => {
    const stretch = await verify(await log.bundle({ leaves: Array.from({ length: 50 }, (_, i) => 225 + i) }))
    expect(stretch.verdict, texts(stretch)).toBe('proven')
    expect(texts(stretch)).toContain('entries 225 to 274, 50 rows and none left out')
    const selection = await verify(await log.bundle({ leaves: [0, 3, 4, 5, 255, 256, 257, 512, 599], filter: { action: 'program.renamed' } }))
    expect(selection.verdict, texts(selection)).toBe('proven')
    expect(texts(selection)).toContain('9 rows from entry 0 to 599, in 5 stretches')
    expect(texts(selection)).toContain('note: that no other entry fits the filter is declared by the signer')
    expect(texts(selection)).toContain('filter, as declared: action = program.renamed')
  })
  test('of any selection is proven', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat(599), { maxLength: 60 }), async (leaves) => {
        const report = await verify(await log.bundle({ leaves: leaves.sort((a, b) => a - b) }))
        expect([report.verdict, report.rows], texts(report)).toEqual(['proven', leaves.length])
      }),
      { numRuns: 25 },
    )
  })
  test('without a fingerprint from outside proves nothing about the signer', async () => {
    const report = await verify(whole, { fingerprints: [] })
    expect(report.verdict).toBe('unproven')
    expect(report.conclusion).toContain('signer unknown')
  })
  test('says which rows only its signature vouches for, and that erased personal data leaves the proof valid', async () => {
    const report = await verify(await log.bundle({ notSealed: events(600, 603), erased: true }))
    expect([report.verdict, report.rows], texts(report)).toEqual(['proven', 603])
    expect(texts(report)).toContain('note: 3 rows not sealed when this was made')
    // The same key signs for other companies, whose log would be proven just as well.
    expect(texts(report)).toContain(`this is the log plumbline/${tenant}/audit, declared as that of Tidewell Plumbing`)
    expect(texts(report)).toContain('the personal values of 480 rows were erased')
  })
})

describe('one change to the rows', () => {
  const cases: [string, (l: string[]) => string[], number, string][] = [
    [
      'a byte of a sealed field',
      (l) => l.map((line, i) => (i === 18 ? line.replace('program.edit', 'program.edits') : line)),
      17,
      'entry 17 was changed: its fields give the leaf',
    ],
    [
      'a personal value',
      (l) => l.map((line, i) => (i === 18 ? line.replace('203.0.113.', '203.0.114.') : line)),
      17,
      'entry 17 was changed: its personal values',
    ],
    ['a row dropped', (l) => l.filter((_, i) => i !== 18), 17, 'entry 17 is missing: its row was dropped'],
    [
      'two rows swapped',
      (l) => {
        const c = [...l]
        ;[c[18], c[19]] = [c[19] as string, c[18] as string]
        return c
      },
      17,
      'entry 18 stands where entry 17 belongs: rows were swapped',
    ],
    [
      'two rows far apart swapped',
      (l) => {
        const c = [...l]
        ;[c[5], c[50]] = [c[50] as string, c[5] as string]
        return c
      },
      4,
      'entry 49 stands where entry 4 belongs: rows were swapped',
    ],
    [
      'two rows swapped with their numbers put right',
      (l) => {
        const c = [...l],
          renumber = (line: string, n: number) => line.replace(/^\d+/, String(n))
        ;[c[18], c[19]] = [renumber(c[19] as string, 17), renumber(c[18] as string, 18)]
        return c
      },
      17,
      'entry 17 was changed',
    ],
    ['the tail cut', (l) => l.slice(0, 56), 55, 'the rows end before entry 55: the tail of the file was cut off'],
    ['the head cut', (l) => [l[0] as string, ...l.slice(11)], 0, 'entry 0 is missing'],
    ['a row doubled', (l) => [...l.slice(0, 19), l[18] as string, ...l.slice(19)], 17, 'entry 17 is there twice'],
    ['a row added', (l) => [...l, (l[18] as string).replace(/^17/, '900')], 900, 'belongs to no entry of this bundle: it was added'],
    ['a row declared not sealed', (l) => l.map((line, i) => (i === 60 ? line.replace(/^59/, '') : line)), 59, 'the rows end before entry 59'],
  ]
  test.each(cases)('%s is named', async (_what, edit, entry, sentence) => {
    const report = await verifyLines(lines.withLines(edit))
    expect([report.verdict, report.firstBad], texts(report)).toEqual(['broken', entry])
    expect(texts(report)).toContain(sentence)
  })
  test('that no seal covers, such as a sentence, is named by its row; made to fit, by its file, which is still not what was signed', async () => {
    const edit = (change: (line: string) => string) => verifyLines(lines.withLines((l) => l.map((line, i) => (i === 18 ? change(line) : line))))
    const plainly = await edit((line) => line.replace('renamed -3', 'renamed -4'))
    expect([plainly.verdict, plainly.firstBad]).toEqual(['broken', 17])
    expect(texts(plainly)).toContain('entry 17 was changed: its sentence is not the one that was written for it')
    const fitted = await edit((line) =>
      line
        .replace('renamed -3', 'renamed -4')
        .replace(/,[0-9a-f]{16}$/, `,${rowCheck(plain.events[17]?.sealed.id ?? '', plain.events[17]?.sentence.replace('renamed -3', 'renamed -4') ?? '')}`),
    )
    expect([fitted.verdict, fitted.firstBad]).toEqual(['broken', undefined])
    for (const report of [plainly, fitted]) expect(texts(report)).toContain('audit.csv is not the file that was signed')
  })
  test.each([
    ['program.edit', 'program.edits'],
    ['renamed', 'removed'],
  ])('to a row that is not sealed, “%s” to “%s”, is named', async (from, to) => {
    const bundle = await plain.bundle({ notSealed: plainEvents(60, 62) })
    const report = await verifyLines(bundle.withLines((l) => l.map((line, i) => (i === 62 ? line.replace(from, to) : line))))
    expect(report.verdict).toBe('broken')
    expect(texts(report)).toContain(`the row ${plainEvents(61, 62)[0]?.sealed.id}, which is not sealed, was changed`)
  })
  test('nothing is missing where the file has no checks, as those of earlier versions', async () => {
    const report = await verifyLines(lines.withLines((l) => l.map((line) => line.replace(/,[^,]*$/, ''))))
    expect(texts(report)).toContain('audit.csv is not the file that was signed')
    expect(report.findings.filter(({ mark }) => mark === 'broken')).toHaveLength(1)
  })
})

describe('a change below the rows', () => {
  test('by someone who rewrote a row and its leaf is enclosed by the checkpoints, which he cannot sign', async () => {
    const forged = new SealedLog(plain.signer)
    forged.checkpoints.push(...plain.checkpoints)
    const rewritten = plain.events.map((event, i) => (i === 33 ? { ...event, sealed: { ...event.sealed, event: 'payout.approved' } } : event))
    forged.events.push(...rewritten)
    forged.appendLeaves(rewritten.map(({ sealed }) => leafHash(canonicalRow(sealed))))
    const report = await verifyLines(await forged.bundle())
    expect([report.verdict, report.firstBad], texts(report)).toEqual(['broken', 20])
    expect(texts(report)).toContain('an entry from 20 to 39 is not what checkpoint 40 of')
  })
  test('of the proofs is found', async () => {
    const leaves = await verify(whole.withBytes('leaves.bin', (b) => b.subarray(0, b.length - 32)))
    expect(texts(leaves)).toContain('the proof cannot be followed beyond entry 599')
    const selection = await log.bundle({ leaves: [5, 300] })
    for (const edit of [
      (b: Uint8Array) => b.subarray(0, 40),
      (b: Uint8Array) => Buffer.concat([b, Buffer.of(0)]),
      (b: Uint8Array) => Buffer.concat([Buffer.of(255, 255, 255, 255, 255, 255, 255, 255), b.subarray(8)]),
    ]) {
      expect((await verify(selection.withBytes('proof.bin', edit))).verdict).toBe('broken')
    }
  })
  test('of the manifest is found, also when its digests were made to fit', async () => {
    const report = await verify(whole.with('manifest.json', (text) => text.replace('"rows": 600', '"rows": 599')))
    expect(texts(report)).toContain('manifest.json was changed after it was signed')
    const thief = newSigner()
    const edited = lines.withLines((l) => l.slice(0, 40))
    const refitted = edited.with('manifest.json', (text) =>
      text.replace(/"body": "[0-9a-f]{64}"/, `"body": "${sha256Hex(edited.files['audit.csv'] as Uint8Array)}"`),
    )
    const signature = await signNote(manifestNoteText('0198c0de-0000-7000-8000-000000000001', sha256Hex(refitted.text('manifest.json'))), thief.key.name, thief)
    const signed = await verifyLines(refitted.with('manifest.sig', () => signature))
    expect(texts(signed)).toContain('the signature of the manifest is forged')
    expect([signed.verdict, signed.firstBad]).toEqual(['broken', 39])
  })
  test('of a checkpoint is found', async () => {
    expect(texts(await verify(whole.with('checkpoints.json', (text) => text.replace('\\n300\\n', '\\n299\\n'))))).toContain(
      'is forged: no key of this bundle signed it',
    )
    expect(
      texts(
        await verify(
          whole.with('checkpoints.json', (text) => {
            const list = JSON.parse(text) as unknown[]
            return JSON.stringify(list.slice(0, -1))
          }),
        ),
      ),
    ).toContain('not the one that the manifest names')
    expect(
      texts(
        await verify(
          whole.with('checkpoints.json', (text) => {
            const list = JSON.parse(text) as { toNext: string[] }[]
            ;(list[1] as { toNext: string[] }).toNext.pop()
            return JSON.stringify(list)
          }),
        ),
      ),
    ).toContain('does not continue checkpoint')
  })
  test('of the instructions is found, and so is a file that was added: people believe all that comes out of a proven bundle', async () => {
    expect(texts(await verify(whole.with('VERIFY.txt', (text) => text.replace('--key FINGERPRINT', '--key MINE'))))).toContain(
      'VERIFY.txt is not the file that was signed',
    )
    const report = await verify(new Bundle(zipSync({ ...whole.files, 'audit (corrected).csv': Buffer.from('x') })))
    expect([report.verdict, texts(report)]).toEqual(['broken', expect.stringContaining('the archive holds audit (corrected).csv, which no bundle does')])
  })
  test('of any byte of the archive never leaves it proven', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(lines.bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (i, change) => {
        const bytes = Buffer.from(lines.bytes)
        bytes[i] = (bytes[i] as number) ^ change
        const { verdict } = await verifyLines(new Bundle(bytes))
        // Times, comments and the like in the archive's own headers carry nothing; the files do.
        expect(verdict !== 'proven' || (await sameContents(bytes))).toBe(true)
      }),
      { numRuns: 120 },
    )
  })
})
async function sameContents(bytes: Uint8Array): Promise<boolean> {
  const { ZipReader } = await import('../../lib/audit/zip-reader.ts')
  const reader = await ZipReader.open(new Bundle(bytes).save())
  try {
    for (const [name, content] of Object.entries(lines.files)) if (!(await reader.readAll(name, 1e8)).equals(content)) return false
    return true
  } finally {
    await reader.close()
  }
}

describe('a forged key', () => {
  test('is found by the fingerprint: the forger can make everything else fit', async () => {
    const forger = new SealedLog(newSigner())
    await forger.seal(events(0, 50))
    const bundle = await forger.bundle()
    const report = await verify(bundle)
    expect(report.verdict).toBe('broken')
    expect(texts(report)).toContain('not by the key you named: forged, or another installation')
    expect((await verify(bundle, { fingerprints: [] })).verdict).toBe('unproven')
  })
  test('is no obstacle after a rotation, when both fingerprints are named', async () => {
    const [old, fresh] = [newSigner(), newSigner()]
    const before = new SealedLog(old)
    await before.seal(events(0, 40))
    const after = new SealedLog(fresh)
    after.checkpoints.push(...before.checkpoints)
    after.events.push(...before.events)
    after.appendLeaves(before.events.map(({ sealed }) => leafHash(canonicalRow(sealed))))
    await after.seal(events(40, 60))
    const bundle = await after.bundle({ keys: [fresh.key, old.key] })
    expect((await verify(bundle, { fingerprints: [fresh.fingerprint] })).verdict).toBe('proven')
    expect((await verify(bundle, { fingerprints: [old.fingerprint] })).verdict).toBe('broken')
    expect((await verify(bundle, { fingerprints: [old.fingerprint], outside: before.checkpoints[0]?.note })).verdict).toBe('broken')
    const both = await verify(bundle, { fingerprints: [old.fingerprint, fresh.fingerprint], outside: before.checkpoints[0]?.note })
    expect(both.verdict, texts(both)).toBe('proven')
  })
})

describe('a checkpoint kept elsewhere', () => {
  const kept = (size: number): string => log.checkpoints.find((c) => c.size === size)?.note as string
  test('is confirmed by a later bundle, whether or not the bundle holds it', async () => {
    for (const size of [30, 300, 600])
      expect(texts(await verify(whole, { outside: kept(size) }))).toContain(`proven: the log still begins with everything that your checkpoint ${size}`)
    const without = await log.bundle({ checkpoints: [kept(600)] })
    expect(texts(await verify(without, { outside: kept(300) }))).toContain('proven: the log still begins with everything')
  })
  test('shows that the tail of the log was cut', async () => {
    const cut = new SealedLog(log.signer)
    await cut.seal(events(0, 450))
    const report = await verify(await cut.bundle(), { outside: kept(600) })
    expect([report.verdict, report.firstBad], texts(report)).toEqual(['broken', 450])
    expect(texts(report)).toContain('the tail was cut: your checkpoint 600')
    expect((await verify(await cut.bundle())).verdict).toBe('proven') // nothing inside can show it: that is what the kept one is for
  })
  test('shows that the log was rewritten and sealed anew with the real key', async () => {
    const rewritten = new SealedLog(log.signer)
    await rewritten.seal(events(0, 200).map((event, i) => (i === 150 ? { ...event, sealed: { ...event.sealed, detail: '{}' } } : event)))
    await rewritten.seal(events(200, 700))
    const report = await verify(await rewritten.bundle(), { outside: kept(300) })
    expect(report.verdict).toBe('broken')
    expect(texts(report)).toContain('an entry below 300 was replaced after your checkpoint 300')
  })
  test('explains a log that was restored from a backup', async () => {
    const restored = new SealedLog(log.signer)
    await restored.seal(events(0, 400), '2026-05-15T00:00:00.000Z', 2)
    expect(texts(await verify(await restored.bundle(), { outside: kept(600) }))).toContain('The log was restored from a backup in between (epoch 1 → 2)')
  })
  test('that cannot be compared leaves the verdict open and says what to ask for', async () => {
    const selection = await log.bundle({ leaves: [599], checkpoints: [kept(600)] })
    const report = await verify(selection, { outside: kept(300) })
    expect(report.verdict).toBe('unproven')
    expect(texts(report)).toContain('Ask for the bundle of all entries')
    const older = await verify(
      await log.bundle({ madeAt: new Date('2026-05-01T00:00:00Z'), checkpoints: [kept(300)], tree: log.tree, leaves: [3] }).then((b) => b),
      { outside: kept(600) },
    )
    expect(texts(older)).toContain('is newer than this bundle')
  })
  test('of another log, unreadable or unsigned is refused', async () => {
    expect(texts(await verify(whole, { outside: 'nonsense' }))).toContain('cannot be read')
    expect(texts(await verify(whole, { outside: kept(300).replaceAll('0001/audit', '0002/audit') }))).toContain('is of another log')
    const stranger = new SealedLog(newSigner())
    expect(texts(await verify(whole, { outside: await stranger.seal(events(0, 3)) }))).toContain('signed by none of the keys')
  })
})

test('what is not a bundle is refused in words', async () => {
  const report = await verify(new Bundle(Buffer.from('not a zip')))
  expect([report.verdict, texts(report)]).toEqual(['broken', 'broken: the archive is damaged: it is not a .zip, or its end was cut off'])
})
test('names from the bundle cannot write to the terminal', async () => {
  const report = await verify(await log.bundle({ madeBy: 'Eve\u001b[2J\u202e', filter: { person: '\u0007' } }))
  expect(texts(report)).toContain('Eve\\u{1b}[2J\\u{202e}')
  expect(texts(report)).not.toMatch(/[\u0007\u001b\u202e]/)
})
