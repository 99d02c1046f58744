// What is attached is what its bytes say, never what its name says; nothing that a browser could run is taken.
// ASVS V1.3.4 V5.2.2 V5.3.1
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { proofKindOf } from '../../lib/incentives/proof-kind.ts'

const of = (text: string): string | undefined => proofKindOf(Buffer.from(text, 'latin1'))
test('pictures, PDF and text are known by their bytes', () => {
  expect(of('\xff\xd8\xff\xe0....JFIF')).toBe('image/jpeg')
  expect(of('\x89PNG\r\n\x1a\n....')).toBe('image/png')
  expect(of('%PDF-1.7\n')).toBe('application/pdf')
  expect(of('Seen on site at nine.\n')).toBe('text/plain')
})
test('SVG, HTML, XML, archives, programs and what is no text are refused, whatever stands before them', () => {
  for (const text of [
    '<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>',
    '  <html><script>x()</script>',
    '<?xml version="1.0"?><svg/>',
    '\n\t<!doctype html>',
    'PK\x03\x04',
    'MZ\x90\x00',
    '\x7fELF\x02\x01\x01\x00',
    'GIF89a\x00',
    '\x00\x01',
    '',
  ])
    expect(of(text), JSON.stringify(text)).toBeUndefined()
  expect(proofKindOf(Buffer.alloc(1_000_001, 'a'))).toBeUndefined()
})
test('any bytes get one of four types or none, and a text type never begins a document', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const kind = proofKindOf(bytes)
      if (kind === 'text/plain') expect(Buffer.from(bytes).toString('utf8').trimStart().startsWith('<')).toBe(false)
      else expect([undefined, 'image/jpeg', 'image/png', 'application/pdf']).toContain(kind)
    }),
  )
})
