import { and, eq, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { notifications } from '../../db/schema/tenancy.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { pageInput, readPage } from '../access/list-page.ts'
import { query } from '../access/operation.ts'
import { encodeId, idPrefixes, type Noun } from '../kernel/id.ts'
import { isNoticeKind, noticeKinds, noticeWords } from './notice.ts'

export const ListNotifications = z.strictObject({ kind: z.enum(noticeKinds).optional(), unread: z.string().max(5).optional(), ...pageInput })
type Row = typeof notifications.$inferSelect
/** A notification as pages take it: what it is about as an outside id, so that the page knows where it leads. */
export const shownNotification = (row: Row) => ({
  id: encodeId('notification', row.id), kind: row.kind, title: isNoticeKind(row.kind) ? noticeWords[row.kind].title : row.kind, sentence: row.sentence, at: row.createdAt, isRead: row.readAt !== null,
  subject: { kind: row.subjectKind, id: row.subjectKind in idPrefixes ? encodeId(row.subjectKind as Noun, row.subjectId) : '' },
})
export const unreadCount = async (ctx: ReadCtx): Promise<number> => {
  const [row] = await ctx.tx.select({ n: sql<string>`count(*)` }).from(notifications).where(and(eq(notifications.memberId, ctx.actor.memberId as string), isNull(notifications.readAt)))
  return Number(row?.n ?? 0)
}
/** What one was told, newest first. */
export const listNotifications = query({
  name: 'tenancy.listNotifications', needs: 'session.own', input: ListNotifications,
  run: async (ctx, input) => {
    const mine = and(eq(notifications.memberId, ctx.actor.memberId as string), input.kind && eq(notifications.kind, input.kind), input.unread === 'yes' ? isNull(notifications.readAt) : undefined)
    const { rows, next, previous } = await readPage({ id: notifications.id, idOf: (row: Row) => row.id, sorts: { at: undefined }, defaultSort: '-at' }, input, ({ where, orderBy, limit }) => ctx.tx.select().from(notifications).where(and(mine, where)).orderBy(...orderBy).limit(limit))
    return { rows: rows.map(shownNotification), next, previous, unread: await unreadCount(ctx), place: { locale: ctx.settings.locale, zone: ctx.settings.zone, now: ctx.now } }
  },
})
