import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { notifications } from '../../db/schema/tenancy.ts'
import { command } from '../access/operation.ts'
import { decodeId } from '../kernel/id.ts'
import { notFound } from '../kernel/refusal.ts'
import { shownNotification } from './list-notifications.ts'
import { noticesRead } from './notice-events.ts'

/** Marks all of one's notifications as read. */
export const readNotifications = command({
  name: 'tenancy.readNotifications',
  needs: 'session.own',
  input: z.strictObject({}),
  run: async (ctx) => {
    const rows = await ctx.tx
      .update(notifications)
      .set({ readAt: ctx.now })
      .where(and(eq(notifications.memberId, ctx.actor.memberId as string), isNull(notifications.readAt)))
      .returning({ id: notifications.id })
    if (rows.length === 0) ctx.unchanged('all were read')
    else ctx.record(noticesRead, null, { count: rows.length })
    return { count: rows.length }
  },
})
/** Follows one notification to what it is about, and marks it as read. */
export const openNotification = command({
  name: 'tenancy.openNotification',
  needs: 'session.own',
  input: z.strictObject({ id: z.string().max(40) }),
  run: async (ctx, input) => {
    const id = decodeId('notification', input.id)
    const [row] = await ctx.tx
      .select()
      .from(notifications)
      .where(and(eq(notifications.id, id), eq(notifications.memberId, ctx.actor.memberId as string)))
    if (!row) throw notFound('notification')
    const read =
      row.readAt === null
        ? await ctx.tx
            .update(notifications)
            .set({ readAt: ctx.now })
            .where(and(eq(notifications.id, id), isNull(notifications.readAt)))
            .returning({ id: notifications.id })
        : []
    if (read.length === 0) ctx.unchanged('read before')
    else ctx.record(noticesRead, id, { count: 1 })
    return shownNotification(row)
  },
})
