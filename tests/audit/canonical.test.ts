// Equal events have equal leaves, and no two different events have the same.
// ASVS V11.4.3
import crypto from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalFields, canonicalRow, hmacHex, leafHash, personalCommitment, personalText, type CanonicalRow } from '../../lib/audit/canonical.ts'
import { eventAt } from './sealed-log.ts'

const fields = canonicalFields.filter((field) => field !== 'version')
const row = fc.record(Object.fromEntries(fields.map((field) => [field, fc.string({ unit: 'grapheme' })]))) as unknown as fc.Arbitrary<CanonicalRow>

describe('the canonical row', () => {
  test('is the JSON array that the format promises, to the byte', () => {
    const { sealed } = eventAt(0)
    expect(canonicalRow({ ...sealed, personal_commitment: 'c0' })).toBe(
      '["plumbline-audit-1","0198c0de-0000-7000-8000-000000000001","0198c0de-0000-7000-8000-000000000001","1",' +
        '"2026-05-14T09:38:52.000000Z","member","mem_0123456789abcdefghjkmnpqrs","manager","program.renamed","program","prg_0123456789abcdefghjkmnpqrs",' +
        '"{\\"from\\":\\"=1+1\\",\\"to\\":\\"n 0\\"}","program.edit","req_0","","c0"]',
    )
  })
  test('is hashed behind a zero byte, as RFC 6962 hashes leaves', () => {
    fc.assert(
      fc.property(row, (r) => {
        const expected = crypto
          .createHash('sha256')
          .update(Buffer.concat([Buffer.of(0), Buffer.from(canonicalRow(r))]))
          .digest('hex')
        expect(leafHash(canonicalRow(r)).toString('hex')).toBe(expected)
      }),
    )
  })
  test('differs when any field differs, also when text moves from one field into its neighbour', () => {
    fc.assert(
      fc.property(row, row, (a, b) => {
        const isSame = fields.every((field) => a[field] === b[field])
        expect(canonicalRow(a) === canonicalRow(b)).toBe(isSame)
      }),
    )
    const base = eventAt(1).sealed
    expect(canonicalRow({ ...base, event: 'ab', subject_kind: 'c' })).not.toBe(canonicalRow({ ...base, event: 'a', subject_kind: 'bc' }))
    expect(canonicalRow({ ...base, event: 'a","b', subject_kind: '' })).not.toBe(canonicalRow({ ...base, event: 'a', subject_kind: 'b' }))
  })
})

describe('the personal commitment', () => {
  const values = fc.dictionary(fc.string(), fc.string({ unit: 'grapheme' }))
  const salt = fc.uint8Array({ minLength: 0, maxLength: 100 })
  test('is HMAC-SHA256 over the canonical JSON', () => {
    fc.assert(
      fc.property(values, salt, (v, s) => {
        expect(personalCommitment(v, s)).toBe(crypto.createHmac('sha256', s).update(personalText(v)).digest('hex'))
      }),
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 9000 }), salt, (text, s) => {
        expect(hmacHex(s, text)).toBe(crypto.createHmac('sha256', s).update(text).digest('hex'))
      }),
    )
  })
  test('takes an empty value for an absent one and does not depend on the order of the names', () => {
    const s = Buffer.alloc(32, 7)
    expect(personalCommitment({ name: 'A', ip: '', agent: undefined }, s)).toBe(personalCommitment({ name: 'A' }, s))
    expect(personalCommitment({ b: '1', a: '2' }, s)).toBe(personalCommitment({ a: '2', b: '1' }, s))
  })
  test('cannot be tested against guesses without the salt', () => {
    expect(personalCommitment({ name: 'A' }, Buffer.alloc(32, 1))).not.toBe(personalCommitment({ name: 'A' }, Buffer.alloc(32, 2)))
  })
})
