import { createHash } from 'node:crypto'
import { and, asc, eq } from 'drizzle-orm'
import { files, fileSlices } from '../../db/schema/tenancy.ts'
import type { Ctx, ReadCtx } from '../access/ctx.ts'
import { assert } from '../kernel/assert.ts'
import { sha256Hex } from '../kernel/digest.ts'
import { newUuid } from '../kernel/id.ts'
import { notFound } from '../kernel/refusal.ts'
import { envelope } from '../platform/keys/keys.ts'

/** Bytes of one stored slice: small enough for one message, large enough to be few. */
export const sliceBytes = 1_048_576
const cell = (tenant: string, row: string) => ({ tenant, table: 'file_slices', column: 'body', row })

export interface StoredFile {
  readonly id: string
  readonly name: string
  readonly contentType: string
  readonly digest: string
  readonly body: Buffer
}

/** Keeps a file once, sealed, with the SHA-256 of its plain bytes. Files and slices are only ever added. */
export async function storeFile(
  ctx: Ctx,
  file: { readonly name: string; readonly contentType: string; readonly purpose: string; readonly body: Uint8Array },
): Promise<{ id: string; digest: string }> {
  const digest = sha256Hex(file.body)
  const [row] = await ctx.tx
    .insert(files)
    .values({
      name: file.name.slice(0, 200),
      contentType: file.contentType,
      size: file.body.length,
      digest,
      purpose: file.purpose,
      createdBy: ctx.actor.memberId,
    })
    .returning({ id: files.id })
  assert(row, 'the stored file')
  for (let position = 0; position * sliceBytes < Math.max(1, file.body.length); position++) {
    const id = newUuid(ctx.now)
    const body = await envelope().seal(cell(ctx.tenant, id), file.body.subarray(position * sliceBytes, (position + 1) * sliceBytes))
    await ctx.tx.insert(fileSlices).values({ id, fileId: row.id, position, body })
  }
  return { id: row.id, digest }
}

/** The same bytes that were stored; a file whose digest no longer fits is a broken promise of ours, not a download. */
export async function readStoredFile(ctx: ReadCtx, fileId: string): Promise<StoredFile> {
  const [file] = await ctx.tx.select().from(files).where(eq(files.id, fileId))
  if (!file) throw notFound('file')
  const slices = await ctx.tx
    .select({ id: fileSlices.id, body: fileSlices.body })
    .from(fileSlices)
    .where(eq(fileSlices.fileId, fileId))
    .orderBy(asc(fileSlices.position))
  const body = Buffer.concat(await Promise.all(slices.map((slice) => envelope().open(cell(ctx.tenant, slice.id), slice.body))))
  assert(sha256Hex(body) === file.digest, `the stored bytes of file ${file.id}`)
  return { id: file.id, name: file.name, contentType: file.contentType, digest: file.digest, body }
}

/**
 * Keeps a file of any size, holding one slice of it in memory. Size and digest are told beforehand, because the file's row stands before
 * its slices; a body that differs fails the act.
 */
export async function storeStream(
  ctx: Ctx,
  file: { readonly name: string; readonly contentType: string; readonly purpose: string; readonly size: number; readonly digest: string },
  body: AsyncIterable<Uint8Array>,
): Promise<{ id: string; digest: string }> {
  const { contentType, purpose, size, digest } = file,
    fileId = newUuid(ctx.now)
  await ctx.tx.insert(files).values({ id: fileId, name: file.name.slice(0, 200), contentType, size, digest, purpose, createdBy: ctx.actor.memberId })
  const hash = createHash('sha256')
  let position = 0,
    total = 0,
    waiting: Uint8Array[] = [],
    held = 0
  const write = async (plain: Buffer): Promise<void> => {
    const id = newUuid(ctx.now)
    await ctx.tx.insert(fileSlices).values({ id, fileId, position: position++, body: await envelope().seal(cell(ctx.tenant, id), plain) })
  }
  for await (const piece of body) {
    hash.update(piece)
    total += piece.length
    waiting.push(piece)
    held += piece.length
    if (held < sliceBytes) continue
    const joined = Buffer.concat(waiting)
    let at = 0
    for (; held - at >= sliceBytes; at += sliceBytes) await write(joined.subarray(at, at + sliceBytes))
    waiting = [Buffer.from(joined.subarray(at))]
    held -= at
  }
  if (held > 0 || position === 0) await write(Buffer.concat(waiting))
  assert(total === size && hash.digest('hex') === digest, 'a stored file differs from what was announced')
  return { id: fileId, digest }
}
/** The bytes from `start` on, slice by slice: reading the end of a file does not read its beginning. */
export async function* readStream(ctx: ReadCtx, fileId: string, size: number, start = 0): AsyncGenerator<Buffer> {
  for (let position = Math.floor(start / sliceBytes); position * sliceBytes < size; position++) {
    const [slice] = await ctx.tx
      .select({ id: fileSlices.id, body: fileSlices.body })
      .from(fileSlices)
      .where(and(eq(fileSlices.fileId, fileId), eq(fileSlices.position, position)))
    assert(slice, `slice ${position} of a stored file`)
    const plain = await envelope().open(cell(ctx.tenant, slice.id), slice.body)
    const skip = Math.max(0, start - position * sliceBytes)
    yield skip === 0 ? plain : plain.subarray(skip)
  }
}
