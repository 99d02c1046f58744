import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { notificationChoices } from '../../db/schema/tenancy.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { command, query } from '../access/operation.ts'
import { Refusal } from '../kernel/refusal.ts'
import { mailChoices, noticeKinds, noticeWords, type MailChoice, type NoticeKind } from './notice.ts'
import { choicesChanged } from './notice-events.ts'

const mail = z.enum(mailChoices, { error: 'Choose at once, daily or never.' })
export const ChooseNotifications = z.strictObject({ choices: z.partialRecord(z.enum(noticeKinds), mail, { error: 'Choose how you are told.' }) })

async function chosen(ctx: ReadCtx): Promise<Record<NoticeKind, MailChoice>> {
  const rows = await ctx.tx
    .select({ kind: notificationChoices.kind, mail: notificationChoices.mail })
    .from(notificationChoices)
    .where(eq(notificationChoices.memberId, ctx.actor.memberId as string))
  const own = new Map(rows.map((row) => [row.kind, row.mail]))
  return Object.fromEntries(noticeKinds.map((kind) => [kind, own.get(kind) ?? noticeWords[kind].usual])) as Record<NoticeKind, MailChoice>
}
export const showNotificationChoices = query({
  name: 'tenancy.showNotificationChoices',
  needs: 'session.own',
  input: z.strictObject({}),
  run: async (ctx) => {
    const now = await chosen(ctx)
    return { email: ctx.actor.email, kinds: noticeKinds.map((kind) => ({ kind, ...noticeWords[kind], mail: now[kind] })) }
  },
})
/** Sets how one is mailed. What guards money and account cannot be silenced: whoever steals a session would do that first. */
export const chooseNotifications = command({
  name: 'tenancy.chooseNotifications',
  needs: 'session.own',
  input: ChooseNotifications,
  run: async (ctx, { choices }) => {
    const before = await chosen(ctx)
    const changed = noticeKinds.filter((kind) => choices[kind] !== undefined && choices[kind] !== before[kind])
    const silent = changed.find((kind) => choices[kind] === 'never' && !noticeWords[kind].mayBeSilent)
    if (silent)
      throw new Refusal(
        'invalid',
        `“${noticeWords[silent].title}” cannot be silenced, because it is how you would notice a stranger. Choose at once or daily.`,
        { [`choices.${silent}`]: 'Choose at once or daily.' },
      )
    if (changed.length === 0) {
      ctx.unchanged('the choices are as they were')
      return { changed: 0 }
    }
    for (const kind of changed) {
      const value = choices[kind] as MailChoice
      await ctx.tx
        .insert(notificationChoices)
        .values({ memberId: ctx.actor.memberId as string, kind, mail: value })
        .onConflictDoUpdate({ target: [notificationChoices.tenantId, notificationChoices.memberId, notificationChoices.kind], set: { mail: value } })
    }
    ctx.record(choicesChanged, ctx.actor.memberId, {
      changes: changed.map((kind) => ({
        field: noticeWords[kind].title.toLowerCase(),
        before: before[kind].replace('_', ' '),
        after: (choices[kind] as string).replace('_', ' '),
      })),
    })
    return { changed: changed.length }
  },
})
