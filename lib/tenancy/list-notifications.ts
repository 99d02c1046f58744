import { and, eq, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { notifications } from '../../db/schema/tenancy.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { pageInput, readPage, type Page, type PageRequest } from '../access/list-page.ts'
import { query } from '../access/operation.ts'
import { listExport, listOf } from '../audit/list-export.ts'
import { encodeId, idPrefixes, type Noun } from '../kernel/id.ts'
import { isNoticeKind, noticeKinds, noticeWords } from './notice.ts'

export const ListNotifications = z.strictObject({ kind: z.enum(noticeKinds).optional(), unread: z.string().max(5).optional(), ...pageInput })
type Row = typeof notifications.$inferSelect
/** A notification as pages take it: what it is about as an outside id, so that the page knows where it leads. */
export const shownNotification = (row: Row) => ({
  id: encodeId('notification', row.id),
  kind: row.kind,
  title: isNoticeKind(row.kind) ? noticeWords[row.kind].title : row.kind,
  sentence: row.sentence,
  at: row.createdAt,
  isRead: row.readAt !== null,
  subject: { kind: row.subjectKind, id: row.subjectKind in idPrefixes ? encodeId(row.subjectKind as Noun, row.subjectId) : '' },
})
export const unreadCount = async (ctx: ReadCtx): Promise<number> => {
  const [row] = await ctx.tx
    .select({ n: sql<string>`count(*)` })
    .from(notifications)
    .where(and(eq(notifications.memberId, ctx.actor.memberId as string), isNull(notifications.readAt)))
  return Number(row?.n ?? 0)
}
const readNotifications = (ctx: ReadCtx, { kind, unread }: z.infer<typeof ListNotifications>, request: PageRequest): Promise<Page<Row>> => {
  const mine = and(
    eq(notifications.memberId, ctx.actor.memberId as string),
    kind && eq(notifications.kind, kind),
    unread === 'yes' ? isNull(notifications.readAt) : undefined,
  )
  return readPage({ id: notifications.id, idOf: (row: Row) => row.id, sorts: { at: undefined }, defaultSort: '-at' }, request, ({ where, orderBy, limit }) =>
    ctx.tx
      .select()
      .from(notifications)
      .where(and(mine, where))
      .orderBy(...orderBy)
      .limit(limit),
  )
}
/** What one was told, newest first. */
export const listNotifications = query({
  name: 'tenancy.listNotifications',
  needs: 'session.own',
  input: ListNotifications,
  run: async (ctx, input) => {
    const { rows, next, previous } = await readNotifications(ctx, input, input)
    return {
      rows: rows.map(shownNotification),
      next,
      previous,
      unread: await unreadCount(ctx),
      place: { locale: ctx.settings.locale, zone: ctx.settings.zone, now: ctx.now },
    }
  },
})
export const exportNotifications = listExport({
  name: 'tenancy.exportNotifications',
  needs: 'session.own',
  input: ListNotifications,
  of: (ctx, input) =>
    listOf(
      'own notifications',
      input,
      [
        { header: 'When', cell: (row: Row) => row.createdAt },
        { header: 'About', cell: (row) => shownNotification(row).title },
        { header: 'Notice', cell: (row) => row.sentence },
        { header: 'Read', cell: (row) => row.readAt },
      ],
      (request) => readNotifications(ctx, input, request),
    ),
})
