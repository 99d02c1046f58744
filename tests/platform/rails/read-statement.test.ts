// A statement is read to the cent in every version that banks send; what is wrong with it is said, and what cannot be read is never guessed.
// ASVS V1.5.1 V5.2.2
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Refusal } from '../../../lib/kernel/refusal.ts'
import { bankFiles } from '../../../lib/platform/rails/bank-files.ts'
import { readCamt } from '../../../lib/platform/rails/read-camt.ts'
import { readXml, xmlBytesMax } from '../../../lib/platform/rails/read-xml.ts'
import { camtFile } from '../../support/rails/bank-answers.ts'

const sample = (name: string): Uint8Array => readFileSync(new URL(`samples/${name}`, import.meta.url))
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const sentenceOf = (read: () => unknown): string => {
  try {
    read()
  } catch (error) {
    if (error instanceof Refusal) return error.message
    throw error
  }
  throw new Error('it was read')
}

test('a day with a batch, single bookings, a return and charges: account, balances, lines and their payments', () => {
  const [statement] = readCamt(sample('day-41.camt.053.001.08.xml'))
  expect(statement).toMatchObject({
    format: 'camt.053',
    version: 'camt.053.001.08',
    statementId: 'TW-2027-041',
    sequence: '41',
    account: { iban: 'NL54FAKE0326806738', currency: 'EUR', bic: 'FAKENL2A' },
    opening: { amount: { minor: 2_500_000n, currency: 'EUR' } },
    closing: { amount: { minor: 2_374_040n } },
    warnings: [],
  })
  expect(
    statement?.lines.map((l) => [
      l.direction,
      l.amount?.minor,
      l.kind,
      l.batch?.blockId,
      l.details.map((d) => [d.endToEndId, d.amount?.minor, d.returned?.code]),
    ]),
  ).toEqual([
    [
      'debit',
      100_010n,
      'PMNT-ICDT-ESCT',
      'TW-B-00007-1',
      [
        ['P-00001', 40_000n, undefined],
        ['P-00002', 60_010n, undefined],
      ],
    ],
    ['debit', 45_000n, 'PMNT-ICDT-XBCT', undefined, [['P-00003', 44_000n, undefined]]],
    ['credit', 39_500n, 'PMNT-RCDT-RRTN', undefined, [['P-00001', 39_500n, 'AC04']]],
    ['debit', 20_450n, 'PMNT-ICDT-CHRG', undefined, []],
  ])
  expect(statement?.lines[1]).toMatchObject({
    charges: { minor: 1_000n, currency: 'EUR' },
    details: [{ instructed: { minor: 47_520n, currency: 'USD' }, uetr: '10000003-5eed-4abc-9def-000000000003' }],
  })
  expect(statement?.lines[2]?.details[0]?.returned).toMatchObject({ meaning: 'account closed', reaction: 'close', text: 'Account closed in January' })
})
test('the same day reads the same in versions 02, 04 and 08, prefixed or not', () => {
  const lines = [
    {
      amount: '10.00',
      details: [
        { reference: 'P-1', amount: '4.00' },
        { reference: 'P-2', amount: '6.00' },
      ],
    },
    { amount: '4.00', credit: true, kind: 'PMNT-RCDT-RRTN', details: [{ reference: 'P-1', amount: '4.00', returned: 'AC01' }] },
  ]
  const read = (['02', '04', '08'] as const).map((version) => readCamt(camtFile({ version, opening: '100.00', closing: '94.00', lines }))[0])
  for (const statement of read) expect({ ...statement, version: '' }).toEqual({ ...read[0], version: '' })
  const prefixed = new TextDecoder()
    .decode(camtFile({ lines }))
    .replace(/<(\/?)(?=[A-Z])/g, '<$1bank:')
    .replace('xmlns=', 'xmlns:bank=')
  expect(readCamt(bytes(prefixed))[0]?.lines).toEqual(readCamt(camtFile({ lines }))[0]?.lines)
})
test('an advice tells the payments of a batch and why money came back', () => {
  const [advice] = readCamt(
    camtFile(
      {
        lines: [
          {
            amount: '3.50',
            credit: true,
            kind: 'PMNT-RCDT-RRTN',
            block: { id: 'R-1', count: 2 },
            details: [
              { reference: 'P-7', amount: '1.50', returned: 'AC01' },
              { reference: 'P-8', amount: '2.00', returned: 'ZZ99' },
            ],
          },
        ],
      },
      true,
    ),
  )
  expect(advice).toMatchObject({
    format: 'camt.054',
    lines: [{ batch: { blockId: 'R-1', count: 2 }, details: [{ returned: { reaction: 'fix' } }, { returned: { code: 'ZZ99', reaction: 'investigate' } }] }],
  })
})
test('wrong sums, wrong check digits and odd statuses are said, and the lines are read', () => {
  const [statement] = readCamt(
    camtFile({
      iban: 'NL55FAKE0326806738',
      opening: '100.00',
      closing: '95.00',
      lines: [
        { amount: '4.00', block: { id: 'X', count: 3 }, details: [{ reference: 'P-1', amount: '4.00' }] },
        { amount: '9.00', status: 'WHAT' },
        { amount: '1.00', currency: 'USD' },
      ],
    }),
  )
  expect(statement?.warnings).toEqual([
    'Line 1 says 3 payments and lists 1.',
    'Line 2 has no status that is known (“WHAT”); it settles nothing.',
    'Line 3 is in USD, the account in EUR; it is left out of the balance.',
    'Opening 100.00 plus lines -4.00 is not closing 95.00 EUR.',
    'The check digits of the IBAN NL55FAKE0326806738 do not fit.',
  ])
  expect(statement?.lines.map((l) => l.status)).toEqual(['booked', 'information', 'booked'])
})
test('an unknown currency, a comma, too many decimals: the line stays with its problem, never with a guessed amount', () => {
  const [statement] = readCamt(
    camtFile({ lines: [{ amount: '1.00', currency: 'XXX' }, { amount: '1,00' }, { amount: '1.005' }, { amount: '-1.00' }, { amount: '1.500' }] }),
  )
  expect(statement?.lines.map((l) => [l.amount?.minor, l.problem === undefined])).toEqual([
    [undefined, false],
    [undefined, false],
    [undefined, false],
    [undefined, false],
    [150n, true],
  ])
  expect(statement?.lines[0]?.problem).toContain('“XXX” is not a currency in use')
})
test.each([
  ['UTF-16', Buffer.from('\ufeff<Document/>', 'utf16le'), 'UTF-16'],
  ['Latin-1 bytes', Buffer.concat([Buffer.from('<Document>'), Buffer.from([0xe9]), Buffer.from('</Document>')]), 'not UTF-8'],
  ['another declared encoding', bytes('<?xml version="1.0" encoding="ISO-8859-1"?><Document>é</Document>'), 'ISO-8859-1'],
  ['a control character', bytes('<Document>\u000b</Document>'), 'U+000B'],
  ['a control character in disguise', bytes('<Document><a>&#11;</a></Document>'), 'character that no bank file may hold'],
  ['a document type', bytes('<!DOCTYPE d [<!ENTITY a "b">]><Document>&a;</Document>'), 'document type'],
  ['an entity of its own', bytes('<Document><a>&lol;</a></Document>'), 'character that no bank file may hold'],
  ['an entity named as a part of every object', bytes('<Document><a>&constructor;</a></Document>'), 'character that no bank file may hold'],
  ['a cut file', bytes('<Document><a>'), 'not well-formed'],
  ['no XML', bytes('hello'), 'not well-formed'],
  ['nothing', bytes(''), 'not well-formed'],
  ['depth without end', bytes(`<Document>${'<a>'.repeat(9000)}${'</a>'.repeat(9000)}</Document>`), 'cannot be read as XML'],
  ['a reserved name', bytes('<Document><__proto__>1</__proto__></Document>'), 'cannot be read as XML'],
  ['an unknown version', bytes('<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.99"/>'), 'camt.053 and camt.054 in versions 02, 04 and 08'],
  ['no namespace', bytes('<Document/>'), 'no namespace'],
  ['an order instead', bytes('<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"/>'), 'is not a statement'],
  ['no statement inside', bytes('<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt/></Document>'), 'holds no statement'],
])('%s is refused with a sentence', (_, body, sentence) => {
  expect(sentenceOf(() => readCamt(body))).toContain(sentence)
})
test('a file beyond the limit is refused before it is parsed', () => {
  expect(sentenceOf(() => readXml(new Uint8Array(xmlBytesMax + 1)))).toContain('larger than 50 MB')
})
test('a file of nothing but elements or attributes is refused before each of them becomes an object', () => {
  expect(sentenceOf(() => readXml(bytes(`<D xmlns="u">${'<x/>'.repeat(5_000_001)}</D>`)))).toContain('more elements than any bank file')
  expect(sentenceOf(() => readXml(bytes(`<D xmlns="u"><x ${'a="" '.repeat(1_000_001)}/></D>`)))).toContain('more elements than any bank file')
})
test('text keeps its leading zeros, entities and CDATA', () => {
  const { root } = readXml(bytes('<D xmlns="u"><a>000123</a><b>0.10</b><c>R &amp; D &lt;&#228;&#xE4;</c><d><![CDATA[1 < 2 &amp; 3]]></d></D>'))
  expect(root.children.map((c) => c.text)).toEqual(['000123', '0.10', 'R & D <ää', '1 < 2 &amp; 3'])
})
test('property: whatever bytes come, the reader answers with statements or with a sentence', () => {
  const good = new TextDecoder().decode(
    camtFile({ opening: '1.00', closing: '1.00', lines: [{ amount: '1.00', details: [{ reference: 'P', amount: '1.00' }] }] }),
  )
  const broken = fc.tuple(fc.nat(good.length), fc.nat(40), fc.string()).map(([at, length, with_]) => bytes(good.slice(0, at) + with_ + good.slice(at + length)))
  fc.assert(
    fc.property(fc.oneof(broken, fc.uint8Array()), (body) => {
      try {
        expect(Array.isArray(readCamt(body))).toBe(true)
      } catch (error) {
        expect(error).toBeInstanceOf(Refusal)
      }
    }),
    { numRuns: 500 },
  )
})
test('a file is recognised by what it holds, not by its name', () => {
  expect(
    [
      camtFile({ lines: [] }),
      bytes('<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"/>'),
      bytes('101 091000019 0610001042702150800A094101'),
      bytes('\ufeffday;amount\n'),
      new Uint8Array([0xff, 0xfe, 0x3c, 0]),
    ].map((b) => bankFiles.recognise(b)),
  ).toEqual(['statement', 'status report', 'ach', 'csv', 'statement'])
})
