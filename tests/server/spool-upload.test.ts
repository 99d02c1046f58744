// A form with a file of any size is taken to disk piece by piece and measured on the way; whatever the bytes are cut into, they come out the same.
import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readMultipart } from '../../lib/platform/http/read-multipart.ts'
import { spoolUpload } from '../../lib/platform/http/spool-upload.ts'
import { refusalOf } from '../support/world.ts'

const form = async (parts: [string, string | Blob, string?][]): Promise<{ bytes: Buffer; type: string }> => {
  const data = new FormData()
  for (const [name, value, fileName] of parts) {
    if (typeof value === 'string') data.append(name, value)
    else data.append(name, value, fileName ?? 'x')
  }
  const request = new Request('http://localhost/', { method: 'POST', body: data })
  return { bytes: Buffer.from(await request.arrayBuffer()), type: request.headers.get('content-type') ?? '' }
}
async function* cut(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
const post = (bytes: Buffer, type: string, size = 1_000): Request => {
  const pieces = cut(bytes, size)
  return new Request('http://localhost/', {
    method: 'POST',
    headers: { 'content-type': type },
    duplex: 'half',
    body: new ReadableStream({
      async pull(c) {
        const next = await pieces.next()
        if (next.done) c.close()
        else c.enqueue(next.value)
      },
    }),
  } as RequestInit)
}
async function whole(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const part of body) parts.push(part)
  return Buffer.concat(parts)
}

test('parts come out as they went in, wherever the bytes are cut', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.string({ maxLength: 40 }), fc.integer({ min: 1, max: 90 }), async (content, text, size) => {
      const { bytes, type } = await form([
        ['note', text],
        ['file', new Blob([content as never]), 'a "b".csv'],
        ['after', 'x'],
      ])
      const read: [string, string | undefined, string][] = []
      for await (const part of readMultipart(cut(bytes, size), type)) read.push([part.name, part.fileName, (await whole(part.body)).toString('base64')])
      expect(read).toEqual([
        ['note', undefined, Buffer.from(text.replaceAll(/\r\n|\r|\n/g, '\r\n')).toString('base64')],
        ['file', 'a "b".csv', Buffer.from(content).toString('base64')],
        ['after', undefined, Buffer.from('x').toString('base64')],
      ])
    }),
    { numRuns: 120 },
  )
})
test('the file is measured: size, digest, encoding, head; and read again from the beginning', async () => {
  const body = Buffer.from('a;b\nŁukasz;1\n'.repeat(20_000)),
    { bytes, type } = await form([['file', new Blob([body]), 'C:\\temp\\work.csv']])
  const file = await spoolUpload(post(bytes, type, 4_097), 'file')
  expect([file.name, file.size, file.isUtf8, file.digest, file.head.length]).toEqual([
    'work.csv',
    body.length,
    true,
    createHash('sha256').update(body).digest('hex'),
    65_536,
  ])
  expect((await whole(file.body())).equals(body)).toBe(true)
  expect((await whole(file.body())).equals(body)).toBe(true)
  await file.dispose()
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith('plumbline-upload-'))).toEqual([])
})
test('bytes that are not UTF-8 are noticed at the very end of a file too', async () => {
  const { bytes, type } = await form([['file', new Blob([Buffer.concat([Buffer.from('x'.repeat(100_000)), Buffer.from([0xe9])])]), 'a.csv']])
  const file = await spoolUpload(post(bytes, type), 'file')
  expect(file.isUtf8).toBe(false)
  await file.dispose()
})
test('a form without a file, a cut-off body and another content type are refused with a sentence', async () => {
  const { bytes, type } = await form([['note', 'x']]),
    whole = await form([['file', new Blob(['abc']), 'a.csv']])
  expect(await refusalOf(spoolUpload(post(bytes, type), 'file'))).toMatchObject({ code: 'invalid', message: 'Choose a file.' })
  expect(await refusalOf(spoolUpload(post(whole.bytes.subarray(0, -20), whole.type), 'file'))).toMatchObject({
    code: 'invalid',
    message: 'The upload was cut off or is damaged. Send the file again.',
  })
  expect(await refusalOf(spoolUpload(post(whole.bytes, 'text/csv'), 'file'))).toMatchObject({
    code: 'invalid',
    message: 'Send the file as a form (multipart/form-data).',
  })
})
test('the fields beside the file come with it, before and after; a long one is refused', async () => {
  const { bytes, type } = await form([
    ['originator', 'pain001 EUR'],
    ['file', new Blob(['abc']), 'a.xml'],
    ['mapping.day', 'Æra'],
    ['mapping.day', ''],
  ])
  const file = await spoolUpload(post(bytes, type, 7), 'file')
  expect(file.fields).toEqual([
    ['originator', 'pain001 EUR'],
    ['mapping.day', 'Æra'],
    ['mapping.day', ''],
  ])
  await file.dispose()
  const long = await form([
    ['note', 'x'.repeat(20_000)],
    ['file', new Blob(['abc']), 'a.xml'],
  ])
  expect(await refusalOf(spoolUpload(post(long.bytes, long.type), 'file'))).toMatchObject({ code: 'invalid', message: expect.stringContaining('too long') })
})
