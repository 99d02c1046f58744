// Values that no honest form sends, and the bodies that carry them.
import { randomBytes } from 'node:crypto'

export type Part = { readonly name: string | Buffer; readonly value: string | Buffer; readonly file?: string; readonly type?: string }
/** As bytes where a text could not hold them: half a surrogate pair, half a character. */
export const hostileTexts: readonly (string | Buffer)[] = [
  '', ' ', '\u0000', 'a\u0000b', 'x'.repeat(200_000), '\u202Egnp.exe', '\u2066\u202E\u200F\uFEFF', '\uFFFD\uFFFE\uFFFF', '💥'.repeat(500), 'é'.repeat(300), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from([0xff, 0xfe, 0x41]), Buffer.from([0xf0, 0x9f]), '\\ud800', '\r\n\r\nx: y',
  '__proto__', 'constructor', 'toString', 'hasOwnProperty', '{"__proto__":{"admin":true}}', '[object Object]', 'null', 'undefined', 'NaN', 'Infinity', '-Infinity', 'true',
  '0', '-1', '-0', '1e999', '9'.repeat(400), '99999999999999999999', '9223372036854775808', '-9223372036854775809', '2147483648', '0x10', '1_000', '1,000.00', '0.0000000000000000001', '٣', '１２',
  '2026-02-30', '2026-13-01', '0000-00-00', '-000001-01-01', '9999-12-31', '10000-01-01', '2026-05-01T25:61:61Z', '2026-03-08 02:30', '1970-01-01T00:00:00+99:99', '+275760-09-13',
  "' or '1'='1", "'; drop table payouts; --", '$1', '{{7*7}}', '${7*7}', '%00', '%s%n', '../../../../etc/passwd', 'file:///etc/passwd', 'javascript:alert(1)', '<script>alert(1)</script>', '=cmd|\' /C calc\'!A0', '{"a":', '[[[[', '['.repeat(5_000), `${'{"a":'.repeat(3_000)}1${'}'.repeat(3_000)}`,
  'pay_', 'pay_00000000000000000000000000', 'pay_zzzzzzzzzzzzzzzzzzzzzzzzzz', 'pay_7zzzzzzzzzzzzzzzzzzzzzzzzz', '00000000-0000-0000-0000-000000000000', 'XXX', 'usd', 'USD\u0000', 'Etc/Nowhere', 'en-US-x-'.concat('a'.repeat(10)), 'a@b', `${'a'.repeat(300)}@example.com`, 'a@example.com\nbcc: b@example.com',
]
/** Names of fields that nobody asks for. */
export const hostileNames: readonly (string | Buffer)[] = ['__proto__', '__proto__.admin', 'constructor.prototype.admin', 'a.b.c.d.e.f.g.h', '', '.', '..', '[]', ':int', 'x:json', 'toString', 'valueOf', 'then', 'tenant', 'tenantId', 'tenant_id', '$ACTION_ID_', '$ACTION_REF_9', '$ACTION_9:0', '$ACTION_KEY', '0', '1', '_1_', 'x'.repeat(5_000), Buffer.from([0xff, 0xfe]), 'a"b', 'a\u0000b']

/** A multipart body, made by hand: `FormData` would mend what is broken on purpose. */
export function multipart(parts: readonly Part[], boundary = `b${randomBytes(12).toString('hex')}`): { body: Uint8Array<ArrayBuffer>; type: string } {
  const pieces: Buffer[] = []
  for (const { name, value, file, type } of parts) {
    pieces.push(Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="`), quoted(name), Buffer.from('"'))
    if (file !== undefined) pieces.push(Buffer.from('; filename="'), quoted(file), Buffer.from('"'))
    if (type !== undefined) pieces.push(Buffer.from(`\r\ncontent-type: ${type}`))
    pieces.push(Buffer.from('\r\n\r\n'), typeof value === 'string' ? Buffer.from(value) : value, Buffer.from('\r\n'))
  }
  pieces.push(Buffer.from(`--${boundary}--\r\n`))
  return { body: new Uint8Array(Buffer.concat(pieces)), type: `multipart/form-data; boundary=${boundary}` }
}
const quoted = (text: string | Buffer): Buffer => (typeof text === 'string' ? Buffer.from(text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A')) : text)

export interface RawBody { readonly why: string; readonly type: string | undefined; readonly body: string | Uint8Array<ArrayBuffer> }
/** Bodies that are no form at all, or a broken one. */
export const brokenBodies: readonly RawBody[] = [
  { why: 'nothing', type: undefined, body: '' }, { why: 'JSON', type: 'application/json', body: '{"a":1}' }, { why: 'broken JSON', type: 'application/json', body: '{' }, { why: 'XML', type: 'application/xml', body: '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>' },
  { why: 'a form that is urlencoded', type: 'application/x-www-form-urlencoded', body: 'a=%ff%fe&b=%&__proto__[a]=1&c[]=1' }, { why: 'multipart without a boundary', type: 'multipart/form-data', body: 'x' }, { why: 'multipart with an empty boundary', type: 'multipart/form-data; boundary=', body: '--\r\n\r\n--' },
  { why: 'a boundary that never comes', type: 'multipart/form-data; boundary=b', body: 'nothing of the kind' }, { why: 'a part that never ends', type: 'multipart/form-data; boundary=b', body: '--b\r\ncontent-disposition: form-data; name="a"\r\n\r\nx' },
  { why: 'a part without a name', type: 'multipart/form-data; boundary=b', body: '--b\r\ncontent-disposition: form-data\r\n\r\nx\r\n--b--\r\n' }, { why: 'a part without a head', type: 'multipart/form-data; boundary=b', body: '--b\r\n\r\nx\r\n--b--\r\n' }, { why: 'a head that never ends', type: 'multipart/form-data; boundary=b', body: `--b\r\ncontent-disposition: ${'x'.repeat(100_000)}` },
  { why: 'a boundary of 5,000 letters', type: `multipart/form-data; boundary=${'b'.repeat(5_000)}`, body: 'x' }, { why: 'a content type of nonsense', type: ';;;', body: 'x' }, { why: 'text', type: 'text/plain;charset=UTF-8', body: '[]' }, { why: 'text in a foreign alphabet', type: 'text/plain;charset=utf-16', body: '[]' },
  { why: 'a thousand parts', type: 'multipart/form-data; boundary=b', body: `${'--b\r\ncontent-disposition: form-data; name="a"\r\n\r\nx\r\n'.repeat(1_000)}--b--\r\n` },
]
/** What stands where the arguments of an action should: the framework's own wire format, broken. */
export const brokenArguments: readonly string[] = ['', '[]', 'null', '{', 'x', '1', '"$"', '["$K1"]', '["$undefined","$K9"]', '["$F1"]', '["$F0"]', '["$@0"]', '["$@9"]', '["$h0"]', '["$B0"]', '["$T"]', '["$Q0"]', '["$W0"]', '["$i0"]', '["$L0"]', '["$o0"]', '["$1:__proto__:then"]', '["$1:constructor:constructor"]', '{"then":"$0:then"}', '{"status":"resolved_model","then":"$1:__proto__:then"}', '["$n1e999"]', `["$n${'9'.repeat(1_000)}"]`, '["$Dx"]', '["$S__proto__"]', '["$Sreact.element"]', '["$g0"]', '["$r0"]', '["$0"]', '[["$0"],"$0:0:0:0:0"]', `${'['.repeat(20_000)}`, `["${'$'.repeat(10_000)}"]`, '{"__proto__":{"a":1}}', '[{"__proto__":{"toString":1}},"$K1"]']
