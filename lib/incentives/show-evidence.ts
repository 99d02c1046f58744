import { and, count, desc, eq, inArray, isNotNull } from 'drizzle-orm'
import { auditCheckpoints, auditEvents, auditLeaves, auditPersonal } from '../../db/schema/audit.ts'
import { payoutLines, payouts } from '../../db/schema/payouts.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { command, query } from '../access/operation.ts'
import { permissions } from '../access/permissions.ts'
import { plainText, saidOf } from '../audit/said.ts'
import { systemClock } from '../kernel/clock.ts'
import { canonicalJson, sha256Hex } from '../kernel/digest.ts'
import { decodeId, encodeId } from '../kernel/id.ts'
import { notFound } from '../kernel/refusal.ts'
import { auditSigner } from '../platform/keys/keys.ts'
import { evidencePrinted } from './payout-events.ts'
import { ShowPayout } from './payout-inputs.ts'
import { placeOf } from './wallet-place.ts'

/** A pack is paper: longer stories are in the bundle whole. */
export const subjectsMost = 400
const eventsMost = 500

/** A pack is on the screen for this long after it was asked for, and may be printed again meanwhile. */
const minutesOpen = 10
const rights: Readonly<Record<string, string | undefined>> = permissions

/** Asks for the pack. It takes names, amounts and acts of people out of the product, so that it is on record before it is shown. */
export const printEvidence = command({
  name: 'incentives.printEvidence',
  needs: 'evidence.print',
  input: ShowPayout,
  run: async (ctx, { id }) => {
    const [payout] = await ctx.tx
      .select({ id: payouts.id, number: payouts.number })
      .from(payouts)
      .where(eq(payouts.id, decodeId('payout', id)))
    if (!payout) throw notFound('payout')
    const [awards] = await ctx.tx
      .select({ n: count() })
      .from(payoutLines)
      .where(and(eq(payoutLines.payoutId, payout.id), isNotNull(payoutLines.awardId)))
    ctx.record(evidencePrinted, payout.id, { number: payout.number, awards: awards?.n ?? 0 })
    return { id }
  },
})
/** The log itself is the ticket: it says that this member asked for this pack a few minutes ago. */
async function wasAskedFor(ctx: ReadCtx, payoutId: string): Promise<boolean> {
  if (ctx.actor.memberId === null) return false
  const [asked] = await ctx.tx
    .select({ at: auditEvents.at })
    .from(auditEvents)
    .where(and(eq(auditEvents.subjectId, payoutId), eq(auditEvents.event, evidencePrinted.name), eq(auditEvents.actorId, ctx.actor.memberId)))
    .orderBy(desc(auditEvents.id))
    .limit(1)
  return asked !== undefined && Date.parse(asked.at) > systemClock.now().getTime() - minutesOpen * 60_000
}

/**
 * What proves a payout on paper: every event of it and of what it rests on, in the log's own sentences, with leaf index and hash, the newest checkpoint, and the
 * fingerprint of the key that signed it. The digest covers exactly what is printed. Without {@link printEvidence} before it, there is none.
 */
export const showEvidence = query({
  name: 'incentives.showEvidence',
  needs: 'evidence.print',
  input: ShowPayout.extend({ alsoAbout: ShowPayout.shape.id.array().max(subjectsMost).optional() }),
  run: async (ctx, { id, alsoAbout }) => {
    const payoutId = decodeId('payout', id)
    if (!(await wasAskedFor(ctx, payoutId))) return { pack: undefined, company: ctx.settings.company, place: placeOf(ctx) }
    const subjects = [payoutId, ...(alsoAbout ?? []).map((text) => decodeId(text.startsWith('bat') ? 'batch' : 'award', text))]
    const rows = await ctx.tx
      .select({
        id: auditEvents.id,
        event: auditEvents.event,
        at: auditEvents.at,
        kind: auditEvents.actorKind,
        role: auditEvents.actorRole,
        permission: auditEvents.permission,
        detail: auditEvents.detail,
        subjectKind: auditEvents.subjectKind,
        subjectId: auditEvents.subjectId,
        name: auditPersonal.name,
        leaf: auditLeaves.leafIndex,
        hash: auditLeaves.hash,
      })
      .from(auditEvents)
      .leftJoin(auditLeaves, eq(auditLeaves.id, auditEvents.id))
      .leftJoin(auditPersonal, eq(auditPersonal.id, auditEvents.id))
      .where(inArray(auditEvents.subjectId, subjects))
      .orderBy(auditEvents.id)
      .limit(eventsMost)
    const [all] =
      rows.length < eventsMost ? [{ n: rows.length }] : await ctx.tx.select({ n: count() }).from(auditEvents).where(inArray(auditEvents.subjectId, subjects))
    const [checkpoint] = await ctx.tx.select().from(auditCheckpoints).orderBy(desc(auditCheckpoints.epoch), desc(auditCheckpoints.size)).limit(1)
    const words = await saidOf(ctx, rows)
    const events = rows.map((row, i) => ({
      id: encodeId('auditEvent', row.id),
      event: row.event,
      said: plainText(words[i] ?? { said: [row.event] }),
      at: new Date(row.at),
      by: row.kind === 'job' ? 'Plumbline' : (row.name ?? 'erased'),
      role: row.kind === 'job' ? 'machine' : row.role,
      right: row.permission === 'job' ? 'Done by Plumbline itself' : (rights[row.permission] ?? row.permission),
      leaf: row.leaf === null ? undefined : row.leaf.toString(),
      hash: row.hash === null ? undefined : Buffer.from(row.hash).toString('hex'),
    }))
    const pack = {
      events,
      eventsInAll: all?.n ?? rows.length,
      checkpoint: checkpoint ? { size: checkpoint.size.toString(), note: checkpoint.note, at: checkpoint.at } : undefined,
      fingerprint: auditSigner().fingerprint,
      printedBy: ctx.actor.name,
      digest: sha256Hex(
        canonicalJson({ payout: id, events: events.map((e) => ({ id: e.id, leaf: e.leaf ?? '', hash: e.hash ?? '' })), checkpoint: checkpoint?.note ?? '' }),
      ),
    }
    return { pack, company: ctx.settings.company, place: placeOf(ctx) }
  },
})
