import { desc, eq, inArray } from 'drizzle-orm'
import { auditCheckpoints, auditEvents, auditLeaves, auditPersonal, auditTrees } from '../../db/schema/audit.ts'
import { members } from '../../db/schema/tenancy.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { query } from '../access/operation.ts'
import { encodeId } from '../kernel/id.ts'
import { actionGroups, isAdverse } from './event-words.ts'
import { findEvents } from './find-events.ts'
import { SearchEvents } from './inputs.ts'
import { saidOf, type Said } from './said.ts'
import type { Subject } from './subjects.ts'
import { readWaiting } from './waiting-events.ts'

/** An entry of the log as a list shows it. */
export interface EventItem {
  readonly id: string
  /** Its number, from 0; undefined until sealed. */
  readonly entry: number | undefined
  readonly at: Date
  /** The name as it was then; undefined when it was erased. */
  readonly actor: { readonly kind: string; readonly id: string | undefined; readonly name: string | undefined; readonly role: string }
  readonly event: string
  /** Continues after the actor's name. */
  readonly sentence: string
  /** The same, with each record it names as a link. */
  readonly said: readonly (string | Subject)[]
  readonly isAdverse: boolean
  readonly subject: Subject | undefined
  readonly ip: string | undefined
}
/** The state of the seal, for the head of the log. */
export interface SealState {
  readonly size: number
  readonly sealedAt: Date | undefined
  readonly verifiedAt: Date | undefined
  /** What the last check found wrong, in words; empty when nothing. */
  readonly fault: string
  readonly epoch: number
  readonly checkpoint: { readonly size: number; readonly note: string; readonly at: Date } | undefined
}

/** Entries by their ids, in the order given. */
export async function readEvents(ctx: ReadCtx, ids: readonly string[]): Promise<EventItem[]> {
  if (ids.length === 0) return []
  const rows = await ctx.tx
    .select({
      id: auditEvents.id,
      at: auditEvents.at,
      actorKind: auditEvents.actorKind,
      actorId: auditEvents.actorId,
      actorRole: auditEvents.actorRole,
      event: auditEvents.event,
      subjectKind: auditEvents.subjectKind,
      subjectId: auditEvents.subjectId,
      detail: auditEvents.detail,
      leaf: auditLeaves.leafIndex,
      name: auditPersonal.name,
      ip: auditPersonal.ip,
    })
    .from(auditEvents)
    .leftJoin(auditLeaves, eq(auditLeaves.id, auditEvents.id))
    .leftJoin(auditPersonal, eq(auditPersonal.id, auditEvents.id))
    .where(inArray(auditEvents.id, [...ids]))
  const words = await saidOf(ctx, rows)
  const items = new Map(
    rows.map((row, i): [string, EventItem] => [
      row.id,
      {
        id: encodeId('auditEvent', row.id),
        entry: row.leaf === null ? undefined : Number(row.leaf),
        at: new Date(row.at),
        event: row.event,
        ...(words[i] as Said),
        isAdverse: isAdverse(row.event),
        actor: {
          kind: row.actorKind,
          id: row.actorId === null ? undefined : encodeId('member', row.actorId),
          name: row.name ?? undefined,
          role: row.actorRole,
        },
        ip: row.ip ?? undefined,
      },
    ]),
  )
  return ids.flatMap((id) => items.get(id) ?? [])
}
export async function readSealState(ctx: ReadCtx): Promise<SealState> {
  const [[tree], [checkpoint]] = await Promise.all([
    ctx.tx.select().from(auditTrees).limit(1),
    ctx.tx
      .select({ size: auditCheckpoints.size, note: auditCheckpoints.note, at: auditCheckpoints.at })
      .from(auditCheckpoints)
      .orderBy(desc(auditCheckpoints.epoch), desc(auditCheckpoints.size))
      .limit(1),
  ])
  return {
    size: Number(tree?.size ?? 0n),
    sealedAt: tree?.sealedAt,
    verifiedAt: tree?.verifiedAt ?? undefined,
    fault: tree?.fault ?? '',
    epoch: tree?.epoch ?? 1,
    checkpoint: checkpoint && { size: Number(checkpoint.size), note: checkpoint.note, at: checkpoint.at },
  }
}

/** The log, newest first, by person, action, record, day, request, address and words. */
export const searchEvents = query({
  name: 'audit.searchEvents',
  needs: 'audit.read',
  input: SearchEvents,
  run: async (ctx, input) => {
    // Sent together: they do not wait for one another's answers.
    const [{ ids, next, previous }, seal, waiting, people] = await Promise.all([
      findEvents(ctx, input),
      readSealState(ctx),
      readWaiting(ctx),
      ctx.tx.select({ id: members.id, name: members.name }).from(members).orderBy(members.name).limit(500),
    ])
    return {
      rows: await readEvents(ctx, ids),
      next,
      previous,
      seal,
      waiting: waiting && { count: waiting.ids.length, isMore: waiting.isMore, since: waiting.since },
      place: { locale: ctx.settings.locale, zone: ctx.settings.zone, now: ctx.now },
      people: people.map(({ id, name }) => ({ id: encodeId('member', id), name })),
      actions: actionGroups(),
      may: { export: ctx.reach('audit.export') === 'all', erase: ctx.reach('audit.erase') === 'all' },
    }
  },
})
