import { count, desc, eq, inArray } from 'drizzle-orm'
import { auditCheckpoints, auditEvents, auditLeaves, auditPersonal } from '../../db/schema/audit.ts'
import { query } from '../access/operation.ts'
import { canonicalJson, sha256Hex } from '../kernel/digest.ts'
import { decodeId, encodeId } from '../kernel/id.ts'
import { auditSigner } from '../platform/keys/keys.ts'
import { ShowPayout } from './payout-inputs.ts'
import { placeOf } from './wallet-place.ts'

/** A pack is paper: longer stories are in the bundle whole. */
export const subjectsMost = 400
const eventsMost = 500

/**
 * What proves a payout on paper: every event of it and of what it rests on, with leaf index and hash, the newest checkpoint, and the
 * fingerprint of the key that signed it. The digest covers exactly what is printed.
 */
export const showEvidence = query({
  name: 'incentives.showEvidence', needs: 'evidence.print', input: ShowPayout.extend({ alsoAbout: ShowPayout.shape.id.array().max(subjectsMost).optional() }),
  run: async (ctx, { id, alsoAbout }) => {
    const subjects = [decodeId('payout', id), ...(alsoAbout ?? []).map((text) => decodeId(text.startsWith('bat') ? 'batch' : 'award', text))]
    const rows = await ctx.tx.select({ id: auditEvents.id, event: auditEvents.event, at: auditEvents.at, role: auditEvents.actorRole, permission: auditEvents.permission, detail: auditEvents.detail, name: auditPersonal.name, leaf: auditLeaves.leafIndex, hash: auditLeaves.hash })
      .from(auditEvents).leftJoin(auditLeaves, eq(auditLeaves.id, auditEvents.id)).leftJoin(auditPersonal, eq(auditPersonal.id, auditEvents.id)).where(inArray(auditEvents.subjectId, subjects)).orderBy(auditEvents.id).limit(eventsMost)
    const [all] = rows.length < eventsMost ? [{ n: rows.length }] : await ctx.tx.select({ n: count() }).from(auditEvents).where(inArray(auditEvents.subjectId, subjects))
    const [checkpoint] = await ctx.tx.select().from(auditCheckpoints).orderBy(desc(auditCheckpoints.epoch), desc(auditCheckpoints.size)).limit(1)
    const events = rows.map((row) => ({ id: encodeId('auditEvent', row.id), event: row.event, at: new Date(row.at), by: row.name ?? 'erased', role: row.role, permission: row.permission, leaf: row.leaf === null ? undefined : row.leaf.toString(), hash: row.hash === null ? undefined : Buffer.from(row.hash).toString('hex') }))
    return {
      events, eventsInAll: all?.n ?? rows.length, checkpoint: checkpoint ? { size: checkpoint.size.toString(), note: checkpoint.note, at: checkpoint.at } : undefined, fingerprint: auditSigner().fingerprint, company: ctx.settings.company, printedBy: ctx.actor.name, place: placeOf(ctx),
      digest: sha256Hex(canonicalJson({ payout: id, events: events.map((e) => ({ id: e.id, leaf: e.leaf ?? '', hash: e.hash ?? '' })), checkpoint: checkpoint?.note ?? '' })),
    }
  },
})
