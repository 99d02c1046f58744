// The log outlives the code: a row of an older shape reads as its event's name, and never as a sentence with holes.
import { expect, test, vi } from 'vitest'
import type { z } from 'zod'
import { declaredEvents } from '../../lib/access/event.ts'
import { sentenceOf } from '../../lib/audit/event-words.ts'
import '../../lib/registry.ts'

const said = (name: string, detail: object): string => sentenceOf(name, JSON.stringify(detail))
const declined = { number: 'A-00007', amount: '12.50 USD', payee: 'pye_1', reason: 'Agreed otherwise', changes: [] }

test('what was recorded reads as its sentence, whatever words are in it', () => {
  expect(said('award.declined', declined)).toBe('declined A-00007 of 12.50 USD: Agreed otherwise')
  for (const reason of ['undefined', 'NaN hours', '[object Object]'])
    expect(said('award.declined', { ...declined, reason })).toBe(`declined A-00007 of 12.50 USD: ${reason}`)
})
test.each([
  ['a field that is missing', 'award.declined', { ...declined, reason: undefined }],
  ['a list that is missing', 'session.started', { device: 'Firefox', isNew: false }],
  ['nothing at all', 'award.declined', {}],
  ['another kind of value', 'award.declined', { ...declined, number: { text: 'A-00007' } }],
  ['a kind that the code no longer knows', 'award.renamed', declined],
])('%s falls back to the name', (_what, name, detail) => {
  expect(said(name, detail)).toBe(name.replace('.', ' '))
})
test('a row that lacks a field is told from the names of its fields, without an error made for each', () => {
  const judged = vi.spyOn(declaredEvents.get('award.declined')?.schema as z.ZodType, 'safeParse')
  said('award.declined', { number: 'A-00007', amount: '12.50 USD' })
  expect(judged).not.toHaveBeenCalled()
  said('award.declined', { ...declined, number: { text: 'A-00007' } })
  expect(judged).toHaveBeenCalledTimes(1)
  judged.mockRestore()
})
