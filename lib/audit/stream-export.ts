import crypto from 'node:crypto'
import { asc } from 'drizzle-orm'
import { auditCheckpoints } from '../../db/schema/audit.ts'
import type { Caller } from '../access/operation.ts'
import { canonicalJson } from '../kernel/digest.ts'
import { conflict } from '../kernel/refusal.ts'
import { auditSigner } from '../platform/keys/keys.ts'
import type { BundleRow, Manifest } from './bundle-format.ts'
import type { CanonicalRow } from './canonical.ts'
import { originOf } from './checkpoint.ts'
import { sentenceOf } from './event-words.ts'
import { exported } from './events.ts'
import { ExportPassage } from './export-passage.ts'
import { bundleStatement, copyStatement } from './export-query.sql.ts'
import { csvHeader, withSentences } from './export-sentences.ts'
import { openExport, type OpenedExport } from './request-export.ts'
import { treeOf } from './tree-of.sql.ts'
import { writeBundle } from './write-bundle.ts'

export interface Download {
  readonly fileName: string
  readonly contentType: string
  readonly body: ReadableStream<Uint8Array>
}

const pieceBytes = 128 * 1024
/** Rows of a large batch outlive the collector's young generation and swell the heap; those of a small one mostly do not. */
const rowsPerBatch = 250
/** More than these would fill the bundle with checkpoints; spread over the log they still enclose a fault closely. */
const checkpointsMax = 1_024

/** The download behind a request made with {@link requestExport}: streamed, recorded with its count and digest before its last byte leaves. */
export async function streamExport(caller: Caller, id: string, signal: AbortSignal): Promise<Download> {
  const opened = await openExport.invoke(caller, { id })
  const passage = await ExportPassage.open(caller, opened, signal)
  try {
    const day = passage.ctx.today,
      name = opened.company
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/g, '-')
        .replaceAll(/^-|-$/g, '')
        .slice(0, 40)
    const pieces = opened.format === 'csv' ? csvPieces(passage, opened) : await bundlePieces(passage, opened)
    return {
      fileName: opened.format === 'csv' ? `${name}-audit-${day}.csv` : `${name}-audit-${day}.zip`,
      contentType: opened.format === 'csv' ? 'text/csv; charset=utf-8' : 'application/zip',
      body: streamOf(passage, guarded(passage, pieces)),
    }
  } catch (error) {
    await passage.abandon('it could not begin')
    throw error
  }
}

/** However the reading ends, the transaction does too. */
async function* guarded(passage: ExportPassage, pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  passage.taken() // the reader has begun
  try {
    for await (const piece of pieces) {
      passage.sent(piece.length)
      yield piece
      passage.taken()
    }
  } finally {
    await passage.abandon('the client went away')
  }
}

function streamOf(passage: ExportPassage, pieces: AsyncGenerator<Uint8Array, void, undefined>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await pieces.next()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      async cancel() {
        await passage.abandon('the client went away') // wakes a read that waits for the database
        await pieces.return()
      },
    },
    { highWaterMark: 0 },
  )
}

const filterText = (opened: OpenedExport): string => canonicalJson(opened.filters)

async function* csvPieces(passage: ExportPassage, opened: OpenedExport): AsyncGenerator<Uint8Array, void, undefined> {
  const hasher = crypto.createHash('sha256'),
    rows = await passage.copy(copyStatement(opened.search), pieceBytes)
  let held: Uint8Array = Buffer.from(`\ufeff${csvHeader.join(',')}\n`)
  for await (const piece of rows.pieces()) {
    hasher.update(held)
    yield held
    held = withSentences(piece)
  }
  hasher.update(held)
  await passage.finish(exported, { format: 'csv', filter: filterText(opened), rows: rows.count, notSealed: 0, sha256: hasher.digest('hex') })
  yield held
}

type StoredRow = CanonicalRow & { readonly leaf: string | null; readonly body: string | null; readonly salt: Buffer | null }

async function bundlePieces(passage: ExportPassage, opened: OpenedExport): Promise<AsyncGenerator<Uint8Array, void, undefined>> {
  const { ctx } = passage,
    signer = auditSigner()
  const all = await ctx.tx
    .select({ size: auditCheckpoints.size, note: auditCheckpoints.note })
    .from(auditCheckpoints)
    .orderBy(asc(auditCheckpoints.epoch), asc(auditCheckpoints.size))
  const newest = all.at(-1)
  if (!newest) throw conflict('Nothing is sealed yet. Try again in a few seconds.')
  const size = Number(newest.size),
    step = Math.ceil(all.length / checkpointsMax)
  const rows = passage.cursor<StoredRow>(bundleStatement(opened.search), rowsPerBatch)
  return writeBundle({
    tenant: { id: ctx.tenant, name: opened.company },
    filter: Object.fromEntries(Object.entries(opened.filters).filter(([, value]) => value !== undefined)) as Record<string, string>,
    madeAt: ctx.now,
    madeBy: opened.madeBy,
    rows: (async function* () {
      for await (const batch of rows) yield batch.map((row) => bundleRow(row, size))
    })(),
    tree: treeOf(ctx, size),
    checkpoints: all.filter((_, i) => (all.length - 1 - i) % step === 0).map(({ note }) => note),
    keys: signer.allPublicKeys.map((publicKey) => ({ name: originOf(ctx.tenant), publicKey })),
    signer,
    declared: (manifest: Manifest) =>
      passage.finish(exported, {
        format: 'bundle',
        filter: filterText(opened),
        rows: manifest.rows,
        notSealed: manifest.rowsNotSealed,
        sha256: manifest.sha256.body,
      }),
  })
}
/** A row that was sealed after the checkpoint was read counts as not sealed: the checkpoint does not cover it. */
function bundleRow({ leaf, body, salt, ...sealed }: StoredRow, size: number): BundleRow {
  const leafIndex = leaf === null || Number(leaf) >= size ? undefined : Number(leaf)
  return {
    leafIndex,
    sealed,
    sentence: sentenceOf(sealed.event, sealed.detail),
    personal: body === null || salt === null ? undefined : { values: JSON.parse(body) as Record<string, string>, salt },
  }
}
