import { desc, eq } from 'drizzle-orm'
import { accessRequests } from '../../../db/schema/access.ts'
import { customRoles, members } from '../../../db/schema/tenancy.ts'
import { query } from '../../access/operation.ts'
import { everyones, permissions, reachesOf, type Permission, type Reach } from '../../access/permissions.ts'
import { companyPermissions, covers, grantsFrom } from '../../access/roles.ts'
import { encodeId } from '../../kernel/id.ts'
import { platformTenant } from '../../kernel/platform-tenant.ts'
import { asksAgain, groupOf } from '../list-roles.ts'
import { Nothing } from '../member-inputs.ts'
import { policyOf } from '../policy.ts'
import { rolesOf } from '../role.ts'
import { hoursText } from './access-events.ts'
import { beyond, sentencesOf, stateNow, whatWords } from './access-request.ts'
import { waitingMax } from './ask-access.ts'

/** What one asked for and was given, and what there is to ask for: nothing here tells more than that a role or a permission exists. */
export const showOwnAccess = query({
  name: 'tenancy.showOwnAccess',
  needs: 'session.own',
  input: Nothing,
  run: async (ctx) => {
    const me = ctx.actor.memberId as string,
      { held } = ctx.actor
    const rows = await ctx.tx
      .select({ row: accessRequests, roleName: customRoles.name, decidedBy: members.name })
      .from(accessRequests)
      .leftJoin(customRoles, eq(customRoles.id, accessRequests.roleId))
      .leftJoin(members, eq(members.id, accessRequests.decidedBy))
      .where(eq(accessRequests.memberId, me))
      .orderBy(desc(accessRequests.id))
      .limit(50)
    const isCompany = ctx.tenant !== platformTenant,
      roles = isCompany
        ? (await rolesOf(ctx)).filter((role) => role.name !== 'owner' && role.name !== held.name && Object.keys(beyond(held.grants, role.grants)).length > 0)
        : []
    const open = companyPermissions.flatMap((name): { name: Permission; reach: Reach; sentence: string; asksAgain: boolean }[] => {
      const reach = reachesOf(name).at(-1)
      return reach === undefined || everyones.includes(name) || covers(held.grants[name], reach)
        ? []
        : [{ name, reach, sentence: permissions[name], asksAgain: asksAgain.has(name) }]
    })
    return {
      requests: rows.map(({ row, roleName, decidedBy }) => ({
        id: encodeId('accessRequest', row.id),
        number: row.number,
        what: whatWords(row, roleName),
        permissions: sentencesOf(grantsFrom(row.grants)),
        reason: row.reason,
        asked: hoursText(row.hoursAsked),
        state: stateNow(row, ctx.now),
        askedAt: row.createdAt,
        decidedBy,
        decidedWhy: row.decidedWhy,
        endsAt: row.endsAt,
        endedWhy: row.endedWhy,
      })),
      isCompany,
      mayAsk: isCompany && rows.filter(({ row }) => row.state === 'asked').length < waitingMax,
      waitingMax,
      role: held.name,
      roles: roles.map(({ key, name, sentence }) => ({ key, name, sentence })),
      groups: isCompany ? groupOf(open) : [],
      daysMax: policyOf(ctx.settings.policy).accessDaysMax,
      place: { locale: ctx.settings.locale, zone: ctx.settings.zone, now: ctx.now },
    }
  },
})
export type OwnAccess = Awaited<ReturnType<typeof showOwnAccess.invoke>>
