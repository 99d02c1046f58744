// A CSV statement is read by a mapping that a person settled; nothing is guessed and no row is dropped.
import { expect, test } from 'vitest'
import { Refusal } from '../../../lib/kernel/refusal.ts'
import type { CsvStatementMapping } from '../../../lib/platform/rails/port.ts'
import { readCsvHeaders, readCsvStatement } from '../../../lib/platform/rails/read-csv-statement.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const mapping: CsvStatementMapping = {
  account: { number: '0004417' },
  day: 'Date',
  dayFormat: 'YYYY-MM-DD',
  amount: 'Amount',
  decimals: 'point',
  currency: { code: 'USD' },
  reference: 'Reference',
  counterparty: 'Name',
  note: 'Text',
  returnCode: 'Return',
}
const header = 'Date,Amount,Reference,Name,Text,Return'
const refusal = (run: () => unknown): string => {
  try {
    run()
  } catch (e) {
    if (e instanceof Refusal) return e.message
    throw e
  }
  throw new Error('it was read')
}

test('money out, money in and a return become lines with their references', () => {
  const statement = readCsvStatement(
    bytes(`${header}\n2027-02-11,-1240.50,P-00001,Jana Ruiz,Pay,\n2027-02-12,1240.50,P-00001,Jana Ruiz,Back,R03\n2027-02-12,7,,Interest,,\n`),
    mapping,
  )
  expect(statement).toMatchObject({ format: 'csv', account: { number: '0004417', currency: 'USD' }, warnings: [] })
  expect(statement.lines.map((l) => [l.direction, l.amount?.minor, l.bookedOn, l.details[0]?.endToEndId, l.details[0]?.returned?.reaction])).toEqual([
    ['debit', 124_050n, '2027-02-11', 'P-00001', undefined],
    ['credit', 124_050n, '2027-02-12', 'P-00001', 'fix'],
    ['credit', 700n, '2027-02-12', undefined, undefined],
  ])
})
test('BOM, CRLF, semicolons and tabs are simply understood, and quoted cells may hold them', () => {
  const lines = (text: string) =>
    readCsvStatement(bytes(text), {
      account: {},
      day: 'Date',
      dayFormat: 'YYYY-MM-DD',
      amount: 'Amount',
      decimals: 'point',
      currency: { code: 'USD' },
      note: 'Text',
    }).lines.map((l) => [l.amount?.minor, l.note])
  const expected = [
    [-1n * -500n, 'a, b'],
    [250n, undefined],
  ]
  expect(lines('\ufeffDate;Amount;Text\r\n2027-02-11;-5.00;a, b\r\n2027-02-11;2.5;\r\n')).toEqual(expected)
  expect(lines('Date\tAmount\tText\n2027-02-11\t-5.00\ta, b\n2027-02-11\t2.5\t\n')).toEqual(expected)
  expect(lines('Date,Amount,Text\n2027-02-11,-5.00,"a, b"\n2027-02-11,2.5,\n')).toEqual(expected)
})
test('European figures and days are read when the mapping says so; a column each way and a currency column too', () => {
  const statement = readCsvStatement(bytes('Tag;Aus;Ein;W\n03.02.2027;1.240,50;;eur\n4.2.2027;;12,5;JPY\n5.2.2027;0,00;7,25;EUR\n'), {
    account: {},
    day: 'Tag',
    dayFormat: 'DD.MM.YYYY',
    debit: 'Aus',
    credit: 'Ein',
    decimals: 'comma',
    currency: { column: 'W' },
  })
  expect(statement.lines.map((l) => [l.direction, l.bookedOn, l.amount?.minor, l.problem === undefined])).toEqual([
    ['debit', '2027-02-03', 124_050n, true],
    ['credit', '2027-02-04', undefined, false],
    ['credit', '2027-02-05', 725n, true],
  ])
})
test('a row that cannot be read stays as a line with its problem', () => {
  const rows = [
    '2027-02-30,1.00,,,,',
    '2027-02-11,1.240,50,,,',
    '2027-02-11,1e3,,,,',
    '2027-02-11,12,34,,,',
    '2027-02-11,"1,2,3",,,,',
    '2027-02-11,=1+1,,,,',
    '2027-02-11,,,,,',
    '2027-02-11,5.00',
  ]
  const { lines, warnings } = readCsvStatement(bytes(`${header}\n${rows.join('\n')}\n`), mapping)
  expect(lines.map((l) => l.amount)).toEqual([undefined, undefined, undefined, { minor: 1200n, currency: 'USD' }, undefined, undefined, undefined, undefined])
  expect(warnings).toHaveLength(7)
})
test('the same bytes have the same id, other bytes another', () => {
  const id = (text: string): string => readCsvStatement(bytes(text), mapping).statementId
  expect(id(`${header}\n2027-02-11,1.00,,,,\n`)).toBe(id(`${header}\n2027-02-11,1.00,,,,\n`))
  expect(id(`${header}\n2027-02-11,1.00,,,,\n`)).not.toBe(id(`${header}\n2027-02-11,1.01,,,,\n`))
})
test.each([
  ['a column that is not there', 'Datum,Amount,Reference,Name,Text,Return\nx,1,,,,\n', 'no column “Date”'],
  ['a column twice', 'Date,Amount,Amount\n2027-02-11,1,1\n', 'in the file twice'],
  ['a header only', `${header}\n`, 'no lines'],
  ['nothing', '', 'no lines'],
  ['a NUL', `${header}\n2027\0,1,,,,\n`, 'control characters'],
  ['an open quote', `${header}\n"2027,1,,,,\n`, 'not a CSV file'],
])('%s is refused with a sentence', (_, text, sentence) => {
  expect(refusal(() => readCsvStatement(bytes(text), mapping))).toContain(sentence)
})
test('another encoding is refused, and the headers can be listed for the mapping', () => {
  expect(refusal(() => readCsvHeaders(new Uint8Array([0x44, 0xe9, 0x0a, 0x31])))).toContain('not UTF-8')
  expect(readCsvHeaders(bytes(`${header}\n1,2,3,4,5,6\n`))).toEqual(['Date', 'Amount', 'Reference', 'Name', 'Text', 'Return'])
})
