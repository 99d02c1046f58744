import { createHash } from 'node:crypto'
import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Refusal } from '../../kernel/refusal.ts'
import { readMultipart } from './read-multipart.ts'

/** Bytes from the beginning that are kept at hand, to judge the content by. */
const headBytes = 65_536
const pieceBytes = 262_144

export interface SpooledFile {
  readonly name: string
  readonly size: number
  /** SHA-256, hex. */
  readonly digest: string
  readonly isUtf8: boolean
  readonly head: Uint8Array
  /** The form's other fields, each as often as it was given. */
  readonly fields: readonly (readonly [name: string, value: string])[]
  /** The bytes again, from the beginning. */
  readonly body: () => AsyncIterable<Uint8Array>
  /** Closes the spool; its bytes are gone with it. */
  dispose(): Promise<void>
}

/**
 * Takes the one file of a multipart form to disk and measures it on the way, so that no transaction stays open as long as a slow client
 * likes to send. The spool has no name: it is unlinked at once, private to this process, and gone with it.
 */
export async function spoolUpload(request: Request, field: string): Promise<SpooledFile> {
  if (request.body === null) throw new Refusal('invalid', 'Choose a file.', { [field]: 'Choose a file.' })
  const spool = await openSpool()
  try {
    let found: { name: string; measured: Measured } | undefined
    const fields: [string, string][] = []
    for await (const part of readMultipart(piecesOf(request.body), request.headers.get('content-type') ?? '')) {
      if (part.fileName === undefined && part.name !== field) {
        fields.push([part.name, await readField(part.body)])
        continue
      }
      if (part.name !== field || part.fileName === undefined || found) {
        for await (const _piece of part.body) {
          /* passed over */
        }
        continue
      }
      found = { name: part.fileName, measured: await write(spool, part.body) }
    }
    if (!found || (found.measured.size === 0 && found.name === '')) throw new Refusal('invalid', 'Choose a file.', { [field]: 'Choose a file.' })
    return { name: lastName(found.name), ...found.measured, fields, body: () => readBack(spool, found.measured.size), dispose: () => spool.close() }
  } catch (error) {
    await spool.close()
    throw error
  }
}

const fieldBytes = 16_384
/** A field beside the file: short, or the form is not one of ours. */
async function readField(body: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of body) {
    size += piece.length
    if (size > fieldBytes) throw new Refusal('invalid', 'A field of this form is too long. Shorten it and send the form again.')
    pieces.push(Uint8Array.from(piece))
  }
  return Buffer.concat(pieces).toString('utf8')
}
async function openSpool(): Promise<FileHandle> {
  // A folder of our own: nobody else can have put a link where the file will be.
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-upload-'))
  try {
    return await open(join(folder, 'spool'), 'wx+', 0o600)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
interface Measured {
  readonly size: number
  readonly digest: string
  readonly isUtf8: boolean
  readonly head: Uint8Array
}
async function write(spool: FileHandle, body: AsyncIterable<Uint8Array>): Promise<Measured> {
  const hash = createHash('sha256'),
    judge = new TextDecoder('utf-8', { fatal: true }),
    head: Uint8Array[] = []
  let size = 0,
    isUtf8 = true
  for await (const piece of body) {
    hash.update(piece)
    if (isUtf8)
      try {
        judge.decode(piece, { stream: true })
      } catch {
        isUtf8 = false
      }
    if (size < headBytes) head.push(Uint8Array.from(piece.subarray(0, headBytes - size)))
    for (let done = 0; done < piece.length;) done += (await spool.write(piece, done, piece.length - done, size + done)).bytesWritten
    size += piece.length
  }
  if (isUtf8)
    try {
      judge.decode()
    } catch {
      isUtf8 = false
    }
  return { size, digest: hash.digest('hex'), isUtf8, head: new Uint8Array(Buffer.concat(head)) }
}
async function* readBack(spool: FileHandle, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < size;) {
    const { bytesRead, buffer } = await spool.read(Buffer.alloc(Math.min(pieceBytes, size - at)), 0, Math.min(pieceBytes, size - at), at)
    if (bytesRead === 0) throw new Error('the spool of an upload ended early')
    at += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}
async function* piecesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    reader.releaseLock()
  }
}
/** Browsers of old sent whole paths. */
const lastName = (name: string): string =>
  (name.split(/[\\/]/).at(-1) ?? '')
    .replaceAll(/\p{Cc}/gu, '')
    .trim()
    .slice(0, 200) || 'file'
