import { createHash } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import { files, fileSlices } from '../../db/schema/tenancy.ts'
import { assert } from '../kernel/assert.ts'
import { sha256Hex } from '../kernel/digest.ts'
import { newUuid } from '../kernel/id.ts'
import { notFound } from '../kernel/refusal.ts'
import { envelope } from '../platform/keys/keys.ts'
import type { Ctx, ReadCtx } from './ctx.ts'

/** Plain bytes of one slice; the last one is shorter. Where a byte stands is therefore known without reading what is before it. */
export const sliceBytes = 1_048_576

/** What a file is kept for: decides who may read it. */
export type FilePurpose = 'import' | 'import errors' | 'award proof' | 'bank file' | 'statement' | 'dispute'
export interface NewFile { readonly name: string; readonly contentType: string; readonly purpose: FilePurpose }
export interface StoredFile { readonly id: string; readonly name: string; readonly contentType: string; readonly size: number; readonly digest: string; readonly purpose: string }

const cell = (tenant: string, fileId: string, position: number) => ({ tenant, table: 'file_slices', column: 'body', row: `${fileId}/${position}` })

/** Keeps a small file. @see storeStream */
export async function storeBytes(ctx: Ctx, file: NewFile, bytes: Uint8Array): Promise<StoredFile> {
  return storeStream(ctx, { ...file, size: bytes.length, digest: sha256Hex(bytes) }, pieces(bytes))
}
async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> { yield bytes }

/**
 * Keeps a file of any size in sealed slices, holding one of them in memory. Size and digest are told beforehand, because the row stands
 * before its slices; a body that differs fails the act.
 */
export async function storeStream(ctx: Ctx, file: NewFile & { readonly size: number; readonly digest: string }, body: AsyncIterable<Uint8Array>): Promise<StoredFile> {
  const id = newUuid(ctx.now), { name, contentType, purpose, size, digest } = file
  await ctx.tx.insert(files).values({ id, name: name.slice(0, 200), contentType, size, digest, purpose, createdBy: ctx.actor.memberId })
  const hash = createHash('sha256')
  let position = 0, total = 0, waiting: Uint8Array[] = [], held = 0
  const flush = async (bytes: Buffer): Promise<void> => {
    await ctx.tx.insert(fileSlices).values({ fileId: id, position, body: await envelope().seal(cell(ctx.tenant, id, position), bytes) })
    position++
  }
  for await (const piece of body) {
    hash.update(piece)
    total += piece.length
    waiting.push(piece)
    held += piece.length
    if (held < sliceBytes) continue
    const joined = Buffer.concat(waiting)
    let at = 0
    for (; held - at >= sliceBytes; at += sliceBytes) await flush(joined.subarray(at, at + sliceBytes))
    waiting = [Buffer.from(joined.subarray(at))]
    held -= at
  }
  if (held > 0) await flush(Buffer.concat(waiting))
  assert(total === size && hash.digest('hex') === digest, 'a stored file differs from what was announced')
  return { id, name, contentType, size, digest, purpose }
}

/** A file of this tenant kept for one of the purposes; any other id does not exist. */
export async function loadFile(ctx: ReadCtx, fileId: string, purposes: readonly FilePurpose[]): Promise<StoredFile> {
  const [file] = await ctx.tx.select({ id: files.id, name: files.name, contentType: files.contentType, size: files.size, digest: files.digest, purpose: files.purpose }).from(files).where(eq(files.id, fileId))
  if (!file || !(purposes as readonly string[]).includes(file.purpose)) throw notFound('file')
  return file
}

/** The bytes from `start` on, slice by slice: reading the end of a file does not read its beginning. */
export async function* readStream(ctx: ReadCtx, file: Pick<StoredFile, 'id' | 'size'>, start = 0): AsyncGenerator<Buffer> {
  for (let position = Math.floor(start / sliceBytes); position * sliceBytes < file.size; position++) {
    const [slice] = await ctx.tx.select({ body: fileSlices.body }).from(fileSlices).where(and(eq(fileSlices.fileId, file.id), eq(fileSlices.position, position)))
    assert(slice, `slice ${position} of a stored file`)
    const plain = await envelope().open(cell(ctx.tenant, file.id, position), slice.body)
    const skip = Math.max(0, start - position * sliceBytes)
    yield skip === 0 ? plain : plain.subarray(skip)
  }
}
/** A whole small file, its digest checked. */
export async function readBytes(ctx: ReadCtx, file: StoredFile): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of readStream(ctx, file)) parts.push(part)
  const bytes = Buffer.concat(parts)
  assert(sha256Hex(bytes) === file.digest, 'a stored file was changed')
  return bytes
}
