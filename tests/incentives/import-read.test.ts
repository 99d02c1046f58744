// A CSV file of any size is read row by row in constant memory; a damaged row costs itself and no other, and its line is named.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { csvRecord } from '../../lib/audit/csv.ts'
import { readCsv, type CsvRow, type Delimiter } from '../../lib/incentives/import/read-csv.ts'
import { sniff, transcode } from '../../lib/incentives/import/sniff.ts'

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size)
}
async function read(text: string | Buffer, options: { delimiter?: Delimiter; size?: number; byte?: number; linesBefore?: number } = {}): Promise<CsvRow[]> {
  const { delimiter = ',', size = 7, byte = 0, linesBefore = 0 } = options
  const rows: CsvRow[] = [],
    bytes = Buffer.from(text as string)
  for await (const row of readCsv(inPieces(bytes.subarray(byte), size), { delimiter, byte, linesBefore })) rows.push(row)
  return rows
}
const cells = (rows: CsvRow[]): (readonly string[])[] => rows.map((row) => row.cells)

describe('what is simply understood', () => {
  test('a byte-order mark, CRLF, LF and CR mixed, quoted line breaks, a last line without its end', async () => {
    expect(cells(await read('\uFEFFa,b\r\n1,"x\r\ny"\n2,"say ""hi"""\r3,é'))).toEqual([
      ['a', 'b'],
      ['1', 'x\r\ny'],
      ['2', 'say "hi"'],
      ['3', 'é'],
    ])
  })
  test('empty lines and lines of empty cells are passed over, and lines are counted as an editor counts them', async () => {
    const rows = await read('a,b\n\n1,"x\ny"\n,,\n  \n2,z\n')
    expect(rows.map((row) => [row.line, row.endLine, row.cells[0]])).toEqual([
      [1, 1, 'a'],
      [3, 4, '1'],
      [7, 7, '2'],
    ])
  })
  test.each([
    [';', 'a;b\n1,5;x\n2;y\n'],
    ['\t', 'a\tb\n1\tx\n2\ty\n'],
    [',', 'a,b\n1,x\n'],
  ] as const)('%j as the delimiter', (delimiter, text) => {
    expect(sniff(Buffer.from(text), true)).toMatchObject({ delimiter, encoding: 'utf-8', hasHeader: true })
  })
  test('the first line sep=; of a spreadsheet', () => {
    const head = Buffer.from('sep=;\r\na;b\r\n1;2\r\n')
    expect(sniff(head, true)).toMatchObject({ delimiter: ';', skip: 7 })
  })
  test('a file without header is noticed', () => {
    expect(sniff(Buffer.from('4711,2026-05-14,12.50\n4712,2026-05-15,9.00\n'), true).hasHeader).toBe(false)
  })
})

describe('other encodings', () => {
  const text = 'name,city\nŁukasz,Þórshöfn\n'
  const swapped = (bytes: Buffer): Buffer => Buffer.from(bytes).swap16()
  test.each([
    ['utf-16le', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]), text],
    ['utf-16be', Buffer.concat([Buffer.from([0xfe, 0xff]), swapped(Buffer.from(text, 'utf16le'))]), text],
    ['utf-16le', Buffer.from('name,city\nAna,Rome\n', 'utf16le'), 'name,city\nAna,Rome\n'],
    ['windows-1252', Buffer.from('name,city\nJosé,Málaga\n', 'latin1'), 'name,city\nJosé,Málaga\n'],
  ] as const)('%s is recognised and read', async (encoding, bytes, plain) => {
    expect(sniff(bytes, false).encoding).toBe(encoding)
    const parts: Uint8Array[] = []
    for await (const part of transcode(inPieces(bytes, 5), encoding)) parts.push(part)
    expect(Buffer.concat(parts).toString().replace('\uFEFF', '')).toBe(plain)
  })
})

describe('damage is told and kept to its row', () => {
  test('a quotation mark that is never closed refuses its line alone', async () => {
    const rows = await read('a,b\n1,"oops\n2,y\n3,z\n')
    expect(rows.map((row) => [row.line, row.fault?.code])).toEqual([
      [1, undefined],
      [2, 'unclosed'],
      [3, undefined],
      [4, undefined],
    ])
    expect(cells(rows).slice(2)).toEqual([
      ['2', 'y'],
      ['3', 'z'],
    ])
  })
  test('text behind a closing quotation mark', async () => {
    const rows = await read('a,b\n1,"x"y,2\n2,z\n')
    expect(rows[1]).toMatchObject({ line: 2, fault: { code: 'quote' }, cells: ['1', 'xy', '2'] })
    expect(rows[2]?.fault).toBeUndefined()
  })
  test('bytes that are not UTF-8', async () => {
    const rows = await read(Buffer.concat([Buffer.from('a\nx\n'), Buffer.from([0xe9, 0x0a]), Buffer.from('y\n')]))
    expect(rows.map((row) => row.fault?.code)).toEqual([undefined, undefined, 'bytes', undefined])
  })
  test('a quotation mark inside an open cell is text', async () => {
    expect(cells(await read('a,b\n5" pipe,x\n'))).toEqual([
      ['a', 'b'],
      ['5" pipe', 'x'],
    ])
  })
  test('a cell larger than any real record is given up without reading the rest into memory', async () => {
    const rows = await read(Buffer.from(`a,b\n1,"${'z'.repeat(3_000_000)}\n2,y\n`), { size: 65_536 })
    expect(rows.at(-1)).toMatchObject({ cells: ['2', 'y'] })
    expect(rows[1]).toMatchObject({ line: 2, fault: { code: 'unclosed' } })
    expect((rows[1]?.cells[0] as string).length).toBeLessThan(2_100)
  })
})

describe('properties', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', '\n', '\r', ' ', ';', '😀', '1'), maxLength: 6 })
  const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 12 }).map((rows) => rows.map((row) => ['k', ...row]))
  test('what was written is read, however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 1, max: 40 }), async (rows, size) => {
        expect(cells(await read(rows.map(csvRecord).join(''), { size }))).toEqual(rows)
      }),
      { numRuns: 200 },
    )
  })
  test('reading on from the end of any row gives the same rows and lines', async () => {
    await fc.assert(
      fc.asyncProperty(table, fc.nat(), async (rows, n) => {
        const text = rows.map(csvRecord).join(''),
          all = await read(text),
          at = all[n % all.length] as CsvRow
        expect(await read(text, { byte: at.end, linesBefore: at.endLine })).toEqual(all.slice((n % all.length) + 1))
      }),
      { numRuns: 150 },
    )
  })
})

test('memory does not grow with the file', async () => {
  const line = Buffer.from('4547561,2015-03-05 09:04:29+00:00,2015-06-09 08:10:50+00:00,"PUC, Sewer Ops",Sewer Issues\n'),
    block = Buffer.concat(Array.from({ length: 10_000 }, () => line))
  const blocks = 120 // 106 MB: what grows with the file would show by then
  async function* long(): AsyncGenerator<Buffer> {
    for (let i = 0; i < blocks; i++) yield Buffer.from(block)
  }
  let rows = 0,
    faults = 0,
    peak = 0
  for await (const row of readCsv(long(), { delimiter: ',' })) {
    if (row.fault) faults++
    if (++rows % 50_000 === 0) peak = Math.max(peak, process.memoryUsage().arrayBuffers)
  }
  expect([rows, faults]).toEqual([blocks * 10_000, 0])
  expect(peak).toBeLessThan(70_000_000)
})
