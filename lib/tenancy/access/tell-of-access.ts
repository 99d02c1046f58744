import { eq } from 'drizzle-orm'
import { accessRequests } from '../../../db/schema/access.ts'
import { customRoles, members } from '../../../db/schema/tenancy.ts'
import { command } from '../../access/operation.ts'
import { membersWho, tell, type Notice } from '../notice.ts'
import { NoticeOfEvent, subjectOf } from '../notice-cause.ts'
import { hoursText } from './access-events.ts'
import { whatWords } from './access-request.ts'

/** Tells those who may decide that somebody asks, and the person what came of it. */
export const tellOfAccess = command({
  name: 'tenancy.tellOfAccess',
  needs: 'job',
  input: NoticeOfEvent,
  run: async (ctx, notice) => {
    const [row] = await ctx.tx
      .select({
        id: accessRequests.id,
        number: accessRequests.number,
        memberId: accessRequests.memberId,
        name: members.name,
        kind: accessRequests.kind,
        preset: accessRequests.preset,
        roleId: accessRequests.roleId,
        roleName: customRoles.name,
        grants: accessRequests.grants,
        reason: accessRequests.reason,
        hoursAsked: accessRequests.hoursAsked,
        endsAt: accessRequests.endsAt,
        decidedWhy: accessRequests.decidedWhy,
        endedBy: accessRequests.endedBy,
        endedWhy: accessRequests.endedWhy,
      })
      .from(accessRequests)
      .innerJoin(members, eq(members.id, accessRequests.memberId))
      .leftJoin(customRoles, eq(customRoles.id, accessRequests.roleId))
      .where(eq(accessRequests.id, subjectOf(notice)))
    // What one did oneself one knows.
    if (!row || (notice.event !== 'access_request.asked' && notice.actorMemberId === row.memberId)) {
      ctx.unchanged('nobody to tell')
      return { told: 0 }
    }
    const what = whatWords(row, row.roleName),
      subject = { kind: 'accessRequest' as const, id: row.id },
      until =
        row.endsAt === null
          ? ''
          : new Intl.DateTimeFormat(ctx.settings.locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: ctx.settings.zone }).format(row.endsAt)
    const said: Readonly<Record<string, readonly [sentence: string, more?: string]>> = {
      'access_request.asked': [`${row.name} asks for ${what} for ${hoursText(row.hoursAsked)}`, row.reason],
      'access_request.approved': [`You have ${what} until ${until}`, 'It ends by itself. Give it back earlier under Your account, Access.'],
      'access_request.refused': [`Your request ${row.number} for ${what} was refused`, row.decidedWhy ?? ''],
      'access_request.ended': [`What you were given for a time has ended: ${what}`, row.endedWhy ?? ''],
      'access_request.expired': [`The time of ${row.number} is over: ${what}`, 'Ask again if you need it longer.'],
    }
    const words = said[notice.event]
    if (!words) {
      ctx.unchanged('nobody to tell')
      return { told: 0 }
    }
    const told: Notice = {
      kind: 'access',
      to: notice.event === 'access_request.asked' ? await membersWho(ctx, 'member.change', [row.memberId]) : [row.memberId],
      sentence: words[0],
      ...(words[1] ? { more: words[1] } : {}),
      subject,
      causeId: notice.eventId,
    }
    return { told: await tell(ctx, [told]) }
  },
})
