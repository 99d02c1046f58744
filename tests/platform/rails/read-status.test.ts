// What a bank reports about a file never settles a payment, and what it does not mention stays pending.
import { expect, test } from 'vitest'
import { Refusal } from '../../../lib/kernel/refusal.ts'
import { applyStatusReport, readStatusReport } from '../../../lib/platform/rails/read-status.ts'
import { uetrOf } from '../../support/rails/orders.ts'
import { statusFile } from '../../support/rails/bank-answers.ts'

const sent = [1, 2, 3, 4].map((n) => ({ reference: `P-0000${n}`, blockId: n < 4 ? 'B-1' : 'B-2', uetr: uetrOf(n) }))
const views = (body: Uint8Array) => {
  const applied = applyStatusReport(readStatusReport(body), sent)
  return {
    file: applied.file,
    duplicate: applied.duplicate,
    views: [...applied.payments.values()].map((p) => p.view),
    unknown: applied.unknown,
    reasons: [...applied.payments.values()].flatMap((p) => p.reasons.map((r) => `${r.code} ${r.reaction}`)),
  }
}

test.each(['03', '10', '11', '14'] as const)('version %s: one sent, one rejected, one pending, one not mentioned', (version) => {
  expect(
    views(
      statusFile({
        version,
        file: 'TW-1',
        status: 'PART',
        blocks: [
          {
            id: 'B-1',
            payments: [
              { reference: 'P-00001', status: 'ACSC' },
              { reference: 'P-00002', status: 'RJCT', reason: 'AC04' },
              { reference: 'P-00003', status: 'PDNG' },
            ],
          },
        ],
      }),
    ),
  ).toEqual({ file: 'partly accepted', duplicate: false, views: ['sent', 'rejected', 'pending', 'pending'], unknown: [], reasons: ['AC04 close'] })
})
test('a file rejected whole rejects every payment in it', () => {
  expect(views(statusFile({ file: 'TW-1', status: 'RJCT', reason: 'FF01' }))).toMatchObject({
    file: 'rejected',
    duplicate: false,
    views: ['rejected', 'rejected', 'rejected', 'rejected'],
  })
})
test('a file that the bank calls a duplicate is told apart, because the first one may be paid', () => {
  for (const reason of ['DUPL', 'AM05', 'DU01'])
    expect(views(statusFile({ file: 'TW-1', status: 'RJCT', reason }))).toMatchObject({ file: 'rejected', duplicate: true })
})
test('a rejected block rejects its payments and no others; a payment’s own word counts more than its block’s', () => {
  expect(
    views(statusFile({ file: 'TW-1', blocks: [{ id: 'B-1', status: 'RJCT', reason: 'DT01', payments: [{ reference: 'P-00003', status: 'ACSP' }] }] })),
  ).toMatchObject({ file: 'partly accepted', views: ['rejected', 'rejected', 'pending', 'pending'] })
})
test('a payment may be named by its UETR only; a foreign one is listed as unknown', () => {
  expect(
    views(
      statusFile({
        file: 'TW-1',
        status: 'PART',
        blocks: [
          {
            id: 'B-1',
            payments: [
              { uetr: uetrOf(2).toUpperCase(), status: 'CANC' },
              { reference: 'P-99999', status: 'RJCT' },
            ],
          },
        ],
      }),
    ),
  ).toMatchObject({ views: ['pending', 'cancelled', 'pending', 'pending'], unknown: ['P-99999'] })
})
test('accepted without more is pending money; debited everywhere is an accepted file; held is held; an unknown code is pending and said', () => {
  expect(views(statusFile({ file: 'TW-1', status: 'ACTC' }))).toMatchObject({ file: 'pending', views: ['pending', 'pending', 'pending', 'pending'] })
  expect(views(statusFile({ file: 'TW-1', status: 'ACSC' }))).toMatchObject({ file: 'accepted', views: ['sent', 'sent', 'sent', 'sent'] })
  expect(views(statusFile({ file: 'TW-1', status: 'BLCK' }))).toMatchObject({ views: ['held', 'held', 'held', 'held'] })
  const odd = statusFile({ file: 'TW-1', status: 'WAIT' })
  expect(views(odd)).toMatchObject({ file: 'pending' })
  expect(readStatusReport(odd).warnings).toEqual(['The status WAIT is not in the list; it is taken as pending.'])
})
test('a namespace in a misspelt attribute is read with a warning; an unknown version or no file name is refused', () => {
  const text = new TextDecoder().decode(statusFile({ file: 'TW-1', status: 'ACTC' }))
  const read = (from: string, to: string) => () => readStatusReport(new TextEncoder().encode(text.replace(from, to)))
  expect(read('xmlns=', 'Xmlns=')().warnings).toEqual(['The namespace stands in a misspelt attribute (Xmlns).'])
  expect(read('001.10', '001.99')).toThrow(Refusal)
  expect(read(' xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"', '')).toThrow('no namespace')
  expect(read('<OrgnlMsgId>TW-1</OrgnlMsgId>', '')).toThrow('which file')
})
