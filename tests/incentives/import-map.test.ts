// A row becomes a work record or a refusal that names the line, the column and the fix; nothing is guessed.
import { describe, expect, test } from 'vitest'
import { countDay, countDraft, countRefusal, emptyTally, judge, Tally } from '../../lib/incentives/import/dry-run.ts'
import { errorHeader, errorRecord, readHead, restoreCells } from '../../lib/incentives/import/error-file.ts'
import { mapRow, type RowOutcome } from '../../lib/incentives/import/map-row.ts'
import { bindMapping, fieldNameFor, MappingBody, proposeColumns, type Mapping } from '../../lib/incentives/import/mapping.ts'
import { readDecimal, toScaled } from '../../lib/incentives/import/numbers.ts'
import { readCsv } from '../../lib/incentives/import/read-csv.ts'
import { readTime, type TimeSettings, proposeTimeFormat } from '../../lib/incentives/import/times.ts'

const now = new Date('2026-05-14T09:00:00Z')
const times: TimeSettings = { format: 'iso', zone: 'America/Los_Angeles', skipped: 'refuse', doubled: 'refuse' }
const mapping = (more: object = {}, columns: object = {}): Mapping =>
  MappingBody.parse({
    version: 1,
    hasHeader: true,
    columns: {
      key: 'no',
      kind: { fixed: 'visit' },
      payee: 'tech',
      opened: 'opened',
      closed: 'closed',
      quantity: 'qty',
      value: 'value',
      extra: [{ column: 'note', field: 'note', type: 'text' }],
      ...columns,
    },
    currency: 'USD',
    times,
    unmatchedPayee: 'create',
    blankPayee: 'none',
    unmatchedCrew: 'create',
    openRows: 'keep',
    ...more,
  })
const names = ['no', 'tech', 'opened', 'closed', 'qty', 'value', 'note']
function map(cells: string[], m = mapping()): RowOutcome {
  const bound = bindMapping(m, names)
  if (!('bound' in bound)) throw new Error(bound.faults.join(' '))
  return mapRow({ line: 7, endLine: 7, end: 0, cells }, bound.bound, now)
}
const good = ['J-1', 'Ana', '2026-05-10 08:00', '2026-05-12T15:30:00Z', '1.5', '1240.50', 'ok']
const with_ = (index: number, cell: string): string[] => good.map((c, i) => (i === index ? cell : c))
const refusalOf = (cells: string[], m?: Mapping) => map(cells, m).refusal

describe('times', () => {
  const read = (text: string, more: Partial<TimeSettings> = {}): string => {
    const r = readTime(text, { ...times, ...more })
    return 'at' in r ? r.at.toISOString() : `${r.code}: ${r.sentence}`
  }
  test('times without zone are the mapping’s, an offset counts, a day is its midnight', () => {
    expect(read('2026-05-10 08:00')).toBe('2026-05-10T15:00:00.000Z')
    expect(read('2026-05-10T08:00:00+02:00')).toBe('2026-05-10T06:00:00.000Z')
    expect(read('2015-03-05 09:04:29+00:00')).toBe('2015-03-05T09:04:29.000Z')
    expect(read('2026-01-10')).toBe('2026-01-10T08:00:00.000Z')
    expect(read('05/14/2026 9:30 PM', { format: 'mdy' })).toBe('2026-05-15T04:30:00.000Z')
    expect(read('14.05.2026 09:30:15.250', { format: 'dmy', zone: 'Europe/Berlin' })).toBe('2026-05-14T07:30:15.250Z')
    expect(read('12:30', { format: 'mdy' })).toContain('time_format')
  })
  test.each([
    ['2026-02-30', {}, 'no_such_day: February 2026 has 28 days; there is no day 30.'],
    ['2026-13-01', {}, 'no_such_day: There is no month 13.'],
    ['30/04/2026', { format: 'mdy' }, 'no_such_day: There is no month 30; the mapping says month first. Write 04/30/2026, or change the mapping.'],
    ['31/04/2026', { format: 'mdy' }, 'There is no month 31. Months go'],
    ['31.04.2026', { format: 'dmy' }, 'April 2026 has 30 days; there is no day 31.'],
    ['05/14/2026', {}, 'Write the year first, or choose month first or day first in the mapping.'],
    ['2026-05-14 25:00', {}, 'no_such_time'],
    ['yesterday', {}, 'time_format'],
    ['0215-05-14', {}, 'no_such_day: The year 215'],
  ] as const)('%s is refused', (text, more, sentence) => {
    expect(read(text, more)).toContain(sentence)
  })
  test('an hour that daylight saving skips or doubles is refused unless the mapping settles it', () => {
    expect(read('2026-03-08 02:30')).toContain(
      'skipped_hour: 2026-03-08 02:30:00 did not exist in America/Los_Angeles: the clocks went forward over it. Write the time with its offset, such as 2026-03-08T02:30:00-08:00',
    )
    expect([read('2026-03-08 02:30', { skipped: 'earlier' }), read('2026-03-08 02:30', { skipped: 'later' })]).toEqual([
      '2026-03-08T09:30:00.000Z',
      '2026-03-08T10:30:00.000Z',
    ])
    expect(read('2026-11-01 01:30')).toContain(
      'doubled_hour: 2026-11-01 01:30:00 came twice in America/Los_Angeles: the clocks went back. Write the time with its offset, such as 2026-11-01T01:30:00-07:00',
    )
    expect([read('2026-11-01 01:30', { doubled: 'earlier' }), read('2026-11-01 01:30', { doubled: 'later' })]).toEqual([
      '2026-11-01T08:30:00.000Z',
      '2026-11-01T09:30:00.000Z',
    ])
    expect(read('2026-11-01 01:30-08:00')).toBe('2026-11-01T09:30:00.000Z')
    expect(read('2026-11-01 03:30')).toBe('2026-11-01T11:30:00.000Z')
  })
})

describe('numbers', () => {
  test.each([
    ['1,240.50', 'Write it without grouping: 1240.50.'],
    ['1240,50', 'Write a point for decimals: 1240.50.'],
    ['1.240,50', 'without grouping and with a point for decimals: 1240.50.'],
    ['1,240', 'This could be 1240 or 1.240.'],
    ['1 240', 'Write it without grouping: 1240.'],
    ['1.2E+04', 'A spreadsheet shortened this number. Write all of its digits, such as 12000.'],
    ['$7,000.00', 'Write the number alone, without the currency. Write it without grouping: 7000.00.'],
    ['$700', 'without the currency: 700.'],
    ['12%', 'without the percent sign'],
    ['(5.00)', 'Write a negative number with a minus: -5.00.'],
    ['+5', 'without the plus: 5.'],
    ['five', 'This is not a number.'],
    ['NaN', 'not a number'],
    ['0x10', 'not a number'],
  ])('%s is refused and the spelling that would do is named', (cell, sentence) => {
    expect((readDecimal(cell) as { sentence: string }).sentence).toContain(sentence)
  })
  test('a cell longer than any number is not looked at closely: each of these would take seconds, and a file holds thousands', () => {
    for (const cell of [`${'$'.repeat(400_000)}1`, `1${' '.repeat(400_000)}$x`, `(${'1'.repeat(400_000)}`])
      expect(readDecimal(cell)).toEqual({ sentence: expect.stringContaining('This is not a number') })
  })
  test('plain decimals are exact', () => {
    expect([readDecimal(' 007.50 '), readDecimal('-0.1'), readDecimal('−3')]).toEqual([{ text: '7.50' }, { text: '-0.1' }, { text: '-3' }])
    expect([toScaled('1240.5', 2), toScaled('-0.015', 3), toScaled('1.005', 2), toScaled('1.500', 1)]).toEqual([124_050n, -15n, undefined, 15n])
  })
})

describe('rows', () => {
  test('a good row becomes a record', () => {
    expect(map(good).draft).toMatchObject({
      line: 7,
      externalKey: 'J-1',
      kind: 'visit',
      payeeKey: 'Ana',
      openedAt: new Date('2026-05-10T15:00:00Z'),
      countedAt: new Date('2026-05-12T15:30:00Z'),
      quantityMilli: 1_500n,
      valueMinor: 124_050n,
      valueCurrency: 'USD',
      fields: { note: 'ok' },
      formulas: [],
    })
  })
  test.each([
    ['no key', with_(0, '  '), 'no', 'no_key', 'Fill it in.'],
    [
      'closed before it was opened',
      with_(3, '2026-05-10T14:59:30Z'),
      'closed',
      'closed_before_opened',
      'Closed before it was opened (30 seconds earlier). Correct one of the two times.',
    ],
    ['closed in the future', with_(3, '2026-05-14T10:00:00Z'), 'closed', 'future', 'lies in the future'],
    ['a NUL', with_(6, 'a\0b'), 'note', 'nul', 'Delete it.'],
    ['a cell too long', with_(6, 'x'.repeat(4_001)), 'note', 'too_long', '4001 characters; at most 4000'],
    ['a decimal comma', with_(5, '12,5'), 'value', 'number', 'Write a point for decimals: 12.5.'],
    ['too many decimals', with_(5, '12.505'), 'value', 'places', 'USD has 2 decimals.'],
    ['a cell too many', [...good, 'x'], '', 'cells', 'The row has 8 cells, the file has 7 columns.'],
    ['a cell too few', good.slice(1), '', 'cells', 'Add the missing cells.'],
  ])('%s is refused', (_name, cells, column, code, sentence) => {
    const refusal = refusalOf(cells)
    expect(refusal).toMatchObject({ line: 7, column, code, cells })
    expect(refusal?.sentence).toContain(sentence)
  })
  test('all faults of a row are told at once', () => {
    expect(refusalOf(with_(5, '1,5').map((c, i) => (i === 4 ? 'many' : c)))?.sentence).toBe(
      'qty: This is not a number. Write digits with a point for decimals and no grouping, such as 1240.50. value: Write a point for decimals: 1.5.',
    )
  })
  test('a row without a closing time is an open record, or refused where the mapping says so', () => {
    expect(map(with_(3, '')).draft?.countedAt).toBeNull()
    expect(refusalOf(with_(3, ''), mapping({ openRows: 'refuse' }))).toMatchObject({ code: 'open' })
  })
  test('a blank payee is kept or refused, by the mapping', () => {
    expect(map(with_(1, '')).draft?.payeeKey).toBeUndefined()
    expect(refusalOf(with_(1, ''), mapping({ blankPayee: 'refuse' }))).toMatchObject({ code: 'no_payee', column: 'tech' })
  })
  test('a formula stays text and is flagged; a signed number is none', () => {
    expect(map(with_(6, '=HYPERLINK("http://x")')).draft).toMatchObject({ fields: { note: '=HYPERLINK("http://x")' }, formulas: ['note'] })
    expect(map(with_(6, '-122.4185')).draft?.formulas).toEqual([])
  })
})

describe('mappings', () => {
  test('missing and repeated columns are named, and nothing is read', () => {
    expect(bindMapping(mapping(), ['no', 'Tech', 'opened', 'closed', 'qty', 'value', 'value', 'note'])).toEqual({
      faults: [
        'The file has no column “tech”; there is “Tech”. Add it to the file or choose another column in the mapping.',
        'The column “value” is there 2 times (columns 6 and 7). Rename all but one.',
      ],
    })
  })
  test('a mapping must say who earns and where unassigned work goes', () => {
    const faults = (raw: object): string[] => MappingBody.safeParse(raw).error?.issues.map((i) => i.path.join('.')) ?? []
    const { payee: _payee, ...columns } = mapping().columns
    expect(faults({ ...mapping(), columns })).toEqual(['columns.payee'])
    expect(faults({ ...mapping(), unmatchedPayee: 'unassigned' })).toEqual(['unassignedPayee'])
    expect(faults({ ...mapping(), times: { ...times, zone: 'Mars/Olympus' } })).toEqual(['times.zone'])
  })
  test('how times are written is proposed from the times, and from the company’s language where they say nothing', () => {
    const us = (...cells: string[]) => proposeTimeFormat(cells, 'en-US')
    expect(us('2026-05-14 09:30', '2026-05-15T09:30:00Z', '')).toBe('iso')
    expect(us('05/06/2026 9:30 AM', '05/14/2026 9:30 AM')).toBe('mdy')
    expect(us('05/06/2026', '14/05/2026 09:30')).toBe('dmy')
    expect([us('05/06/2026'), proposeTimeFormat(['05/06/2026'], 'en-GB'), proposeTimeFormat(['05/06/2026'], 'nl-NL')]).toEqual(['mdy', 'dmy', 'dmy'])
    expect(us('05.06.2026 10:00')).toBe('dmy')
    expect([us(), us('', 'soon')]).toEqual(['iso', 'iso'])
  })
  test('columns are proposed from their names', () => {
    expect(proposeColumns(['unique_key', 'created_date', 'closed_date', 'agency_name', 'category'])).toMatchObject({
      key: 'unique_key',
      opened: 'created_date',
      closed: 'closed_date',
      payee: 'agency_name',
      kind: 'category',
    })
    expect(fieldNameFor('Supervisor District', new Set(['supervisor_district']))).toBe('supervisor_district_2')
  })
})

describe('dry run and error file', () => {
  test('counts travel as JSON from slice to slice', () => {
    const tally = emptyTally(),
      draft = map(with_(6, '=1+1')).draft
    if (!draft) throw new Error('a good row')
    countDraft(tally, draft, judge('a', undefined))
    countDraft(tally, { ...draft, countedAt: null }, judge('a', { digest: 'b' }))
    countDraft(tally, draft, judge('a', { digest: 'a' }))
    for (const day of ['2026-05-12', '2026-05-02']) countDay(tally, day)
    const refusal = refusalOf(with_(0, ''))
    if (refusal) countRefusal(tally, refusal)
    expect(Tally.parse(JSON.parse(JSON.stringify(tally)))).toMatchObject({
      rows: 4,
      new: 1,
      superseding: 1,
      same: 1,
      refused: 1,
      open: 1,
      refusedBy: { no_key: 1 },
      formulas: { cells: 3 },
      firstDay: '2026-05-02',
      lastDay: '2026-05-12',
    })
  })
  test('an error file can be opened in a spreadsheet, corrected and read again as the same rows', async () => {
    const rows = [
      ['J-1', 'Ana', '=cmd|x', '-5', 'a "b", c\nd'],
      ["'x", '+1', '@y', '', 'z'],
    ]
    const text = errorHeader(['no', 'tech', 'note', 'n', 'long']) + rows.map((row) => errorRecord(row, 5, 'Closed before it was opened. Correct it.')).join('')
    expect(text).not.toMatch(/(^|,)"?[=+@]/m)
    const read: (readonly string[])[] = []
    async function* body(): AsyncGenerator<Buffer> {
      yield Buffer.from(text)
    }
    for await (const row of readCsv(body(), { delimiter: ',' })) read.push(row.cells)
    const head = readHead(read[0] as string[], false)
    expect(head).toEqual({ names: ['no', 'tech', 'note', 'n', 'long'], firstIsHeader: true, isErrorFile: true })
    expect(read.slice(1).map((row) => restoreCells(row, 5))).toEqual(rows)
  })
})
