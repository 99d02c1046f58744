// What is written reads back the same in any reader, cut into pieces anywhere, and no cell runs in a spreadsheet.
// ASVS V1.1.2 V1.2.10 V1.5.3
import fc from 'fast-check'
import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import { csvRecord, CsvReader, DamagedCsv, JsonBytes } from '../../lib/audit/csv.ts'
import { escapeFormula, unescapeFormula } from '../../lib/audit/formula-escape.ts'

const cell = fc
  .oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('', '"', '""', ',', '\r\n', '\n', '\r', "'", '\\', '\u0000', '\u2028', 'a"b', '=1', 'x'.repeat(200)),
  )
  .map((text) => Buffer.from(text).toString())
const table = fc.integer({ min: 1, max: 6 }).chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }))
const written = (rows: readonly (readonly string[])[]): Buffer => Buffer.from(rows.map((row) => csvRecord(row)).join(''))
function read(bytes: Buffer, cuts: readonly number[] = []): string[][] {
  const reader = new CsvReader(),
    rows: string[][] = []
  const take = (records: Iterable<CsvReader>): void => {
    for (const r of records) rows.push(Array.from({ length: r.count }, (_, i) => r.text(i)))
  }
  const borders = [0, ...cuts.map((c) => c % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  for (let i = 1; i < borders.length; i++) take(reader.push(bytes.subarray(borders[i - 1], borders[i])))
  take(reader.end())
  return rows
}

describe('a table', () => {
  test('reads back the same wherever it was cut', () => {
    fc.assert(
      fc.property(table, fc.array(fc.nat(5000), { maxLength: 6 }), (rows, cuts) => {
        expect(read(written(rows), cuts)).toEqual(rows)
      }),
      { numRuns: 300 },
    )
  })
  test('reads the same in a reader that is not ours', () => {
    fc.assert(
      fc.property(table, (rows) => {
        const text = written(rows)
        expect(parse(text, { record_delimiter: '\r\n', relax_column_count: true, skip_empty_lines: false })).toEqual(rows)
      }),
      { numRuns: 200 },
    )
  })
  test('is understood with LF, with a byte order mark, and without a last line end', () => {
    expect(read(Buffer.from('\ufeffa,b\n1,"x\ny"'))).toEqual([
      ['a', 'b'],
      ['1', 'x\ny'],
    ])
    expect(read(Buffer.from('a,'))).toEqual([['a', '']])
    expect(read(Buffer.from('a\r\n""\r\n'))).toEqual([['a'], ['']])
    expect(read(written([['\ufeff', '\ufeffa']]))).toEqual([['\ufeff', '\ufeffa']])
  })
  test.each([
    ['a"b', 'inside an unquoted cell'],
    ['"a"b', 'after its closing'],
    ['"a', 'never closed'],
    ['a\rb', 'carriage return'],
    ['"a\n'.repeat(3), 'after its closing'],
    [Buffer.from([0x61, 0xff, 0x0a]), 'not UTF-8'],
    [Buffer.from([0x61, 0xc3]), 'not UTF-8'],
    [','.repeat(300), 'more cells'],
  ])('with %j is refused', (bytes, why) => {
    expect(() => read(Buffer.from(bytes as string))).toThrow(DamagedCsv)
    expect(() => read(Buffer.from(bytes as string))).toThrow(why)
  })
  test('with a quotation mark that is never closed does not fill the memory', () => {
    const reader = new CsvReader()
    expect(() => {
      for (let i = 0; i < 200; i++) for (const _ of reader.push(Buffer.from(`"${'x'.repeat(100_000)}`.slice(i === 0 ? 0 : 1)))) throw new Error('a record came')
    }).toThrow('longer than any real one')
  })
})

describe('a cell copied into JSON', () => {
  test('has the bytes of JSON.stringify, without its formula escape', () => {
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 5 }), (cells) => {
        const reader = new CsvReader(),
          json = new JsonBytes(),
          found: string[] = []
        for (const record of [...reader.push(written([cells.map(escapeFormula)])), ...reader.end()]) {
          for (let i = 0; i < cells.length; i++) {
            json.clear()
            record.appendTo(json, i)
            found.push(Buffer.from(json.bytes).toString())
          }
        }
        expect(found).toEqual(cells.map((text) => JSON.stringify(text)))
      }),
      { numRuns: 500 },
    )
  })
  test('of a number is read without making text of it, and nothing else passes for one', () => {
    const reader = new CsvReader(),
      found: number[] = []
    for (const record of reader.push(written([['0', '7', '48211', '999999999999999', '', '-1', '01', '1e3', ' 1', '1234567890123456', '1.0']])))
      for (let i = 0; i < record.count; i++) found.push(record.whole(i))
    expect(found).toEqual([0, 7, 48_211, 999_999_999_999_999, -1, -1, -1, -1, -1, -1, -1])
  })
})

describe('the formula escape', () => {
  test('takes the start of a formula away from every text, and can be undone without doubt', () => {
    fc.assert(
      fc.property(
        fc.oneof(cell, fc.constantFrom('=1', '+1', '-1', '@a', '\ta', '\ra', '\na', "'a", "''=1", '＝1', '＋1', '－1', '＠a', '\u200b=1')),
        (text) => {
          expect(escapeFormula(text)).not.toMatch(/^[=+\-@\t\r\n＝＋－＠\u200b]/)
          expect(unescapeFormula(escapeFormula(text))).toBe(text)
        },
      ),
    )
  })
  test('leaves harmless texts as they are', () => {
    for (const text of ['', 'a=1', '1+1', 'Ann-Marie', ' =1']) expect(escapeFormula(text)).toBe(text)
  })
})
