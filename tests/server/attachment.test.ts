// A file leaves under a name that no header, path or eye misreads, and a browser neither draws nor runs it.
// ASVS V5.4.1 V5.4.2
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { attachment } from '../../app/_bind/handler.ts'

it('quotes, line ends, paths, marks of direction and other scripts are made safe in the plain name and encoded in the full one', () => {
  for (const name of [
    'a"b.csv',
    'a\r\nSet-Cookie: x=1.csv',
    '../../etc/passwd',
    'a\\b;c=.csv',
    '\u202efdp.exe',
    'löhne 2026.csv',
    '給与.csv',
    "o'brien.csv",
    '',
  ]) {
    const header = attachment(name, 'text/csv; charset=utf-8')['content-disposition'] ?? ''
    expect(header).toMatch(/^attachment; filename="[\w.-]*"; filename\*=UTF-8''[\w.!~%-]*$/)
    expect(decodeURIComponent(header.slice(header.indexOf("UTF-8''") + 7))).toBe(name)
  }
})
it('any name gives one header that can be sent', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (name) => {
      const headers = attachment(name, 'application/xml')
      expect(() => new Headers(headers)).not.toThrow()
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
        'cache-control': 'private, no-store',
      })
    }),
  )
})
