// A name reaches the bank in letters that it takes, or a person is asked for a spelling: nothing is dropped in silence.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toLatin } from '../../../lib/platform/rails/charset.ts'

test.each([
  ['Jørn Ærlig & Døtre', 'Jorn AErlig + Dotre'],
  ["D'Arcy <Plc>", "D'Arcy .Plc."],
  ['Śląska Łódź', 'Slaska Lodz'],
  ['Straße "Süd" GmbH', 'Strasse .Sued. GmbH'],
  ['Ana_Peña@work', 'Ana-Pena(at)work'],
  ['Dvořák Žižka', 'Dvorak Zizka'],
  ['Bäcker–Öhler', 'Baecker-OEhler'],
  ['İzmir Şube', 'Izmir Sube'],
  ['Zoe\u0308 Bru\u0302le\u0301', 'Zoe Brule'],
  [' two  blanks ', 'two  blanks'],
  ['100 € – 20 £', '100 EUR - 20 GBP'],
])('%s is sent as %s', (name, sent) => {
  expect(toLatin(name)).toEqual({ ok: true, text: sent })
})
test.each([
  ['Иван Петров', ['И', 'в', 'а', 'н', 'П', 'е', 'т', 'р', 'о']],
  ['田中', ['田', '中']],
  ['a\u200bb', ['\u200b']],
  ['line\nbreak', ['\n']],
  ['😀', ['😀']],
])('%j stops and names the letters', (name, missing) => {
  expect(toLatin(name)).toEqual({ ok: false, missing })
})
test('whatever is sent holds only characters that every SEPA bank takes', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' })), (text) => {
      const latin = toLatin(text)
      if (latin.ok) expect(latin.text).toMatch(/^[A-Za-z0-9/\-?:().,'+ ]*$/)
    }),
  )
})
