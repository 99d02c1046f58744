import { and, desc, eq, inArray } from 'drizzle-orm'
import { auditCheckpoints, auditEvents, auditLeaves, auditPersonal } from '../../../db/schema/audit.ts'
import type { ReadCtx } from '../../access/ctx.ts'
import { query } from '../../access/operation.ts'
import { plainText, saidOf } from '../../audit/said.ts'
import { canonicalJson, sha256Hex } from '../../kernel/digest.ts'
import { encodeId } from '../../kernel/id.ts'
import { auditSigner } from '../../platform/keys/keys.ts'
import { judgeDigest, placeOf } from './list-reviews.ts'
import { loadReview } from './review.ts'
import { ReviewId } from './review-inputs.ts'

const events = ['review.opened', 'review.line_decided', 'review.closed']
const read = (ctx: ReadCtx, reviewId: string) =>
  ctx.tx
    .select({
      id: auditEvents.id,
      event: auditEvents.event,
      at: auditEvents.at,
      detail: auditEvents.detail,
      subjectKind: auditEvents.subjectKind,
      subjectId: auditEvents.subjectId,
      role: auditEvents.actorRole,
      by: auditPersonal.name,
      leaf: auditLeaves.leafIndex,
      hash: auditLeaves.hash,
    })
    .from(auditEvents)
    .leftJoin(auditLeaves, eq(auditLeaves.id, auditEvents.id))
    .leftJoin(auditPersonal, eq(auditPersonal.id, auditEvents.id))
    .where(and(eq(auditEvents.subjectId, reviewId), inArray(auditEvents.event, events)))
    .orderBy(auditEvents.id)
const entry = (leaf: bigint | number | null): string => (leaf === null ? 'not sealed yet' : leaf.toString())

/** In which entries of the sealed log a review stands: its opening, and the decision on each line. */
export async function entriesOf(ctx: ReadCtx, reviewId: string): Promise<{ readonly opened: string; line(position: number): string }> {
  const rows = await read(ctx, reviewId),
    lines = new Map(
      rows.filter((row) => row.event === 'review.line_decided').map((row) => [(JSON.parse(row.detail) as { line: number }).line, entry(row.leaf)]),
    ),
    opened = rows.find((row) => row.event === 'review.opened')
  return { opened: opened ? entry(opened.leaf) : '', line: (position) => lines.get(position) ?? '' }
}
/** What proves a review on paper beside its lines: every event of it with its place in the sealed log, the newest checkpoint, and the key's fingerprint. */
export const showReviewEvidence = query({
  name: 'tenancy.showReviewEvidence',
  needs: 'role.read',
  input: ReviewId,
  run: async (ctx, { reviewId }) => {
    const review = await loadReview(ctx, reviewId),
      rows = await read(ctx, review.id),
      [checkpoint] = await ctx.tx.select().from(auditCheckpoints).orderBy(desc(auditCheckpoints.epoch), desc(auditCheckpoints.size)).limit(1)
    const whole = rows.filter((row) => row.event !== 'review.line_decided'),
      words = await saidOf(ctx, whole)
    const proof = whole.map((row, i) => ({
      id: encodeId('auditEvent', row.id),
      said: plainText(words[i] ?? { said: [row.event] }),
      at: new Date(row.at),
      by: row.by ?? 'erased',
      role: row.role,
      entry: entry(row.leaf),
      hash: row.hash === null ? '' : Buffer.from(row.hash).toString('hex'),
    }))
    const decided = rows
      .filter((row) => row.event === 'review.line_decided')
      .map((row) => ({ line: (JSON.parse(row.detail) as { line: number }).line, entry: entry(row.leaf) }))
    return {
      events: proof,
      decided,
      checkpoint: checkpoint ? { size: checkpoint.size.toString(), note: checkpoint.note } : undefined,
      fingerprint: auditSigner().fingerprint,
      company: ctx.settings.company,
      printedBy: ctx.actor.name,
      population: await judgeDigest(ctx, review),
      digest: sha256Hex(
        canonicalJson({
          review: reviewId,
          population: review.digest,
          events: proof.map(({ id, entry: at, hash }) => ({ id, at, hash })),
          decided: decided.map(({ line, entry: at }) => ({ line, at })),
          checkpoint: checkpoint?.note ?? '',
        }),
      ),
      place: placeOf(ctx),
    }
  },
})
