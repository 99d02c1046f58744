import { and, asc, eq } from 'drizzle-orm'
import { scimUsers } from '../../../db/schema/provisioning.ts'
import { command } from '../../access/operation.ts'
import { NoticeOfEvent } from '../notice-cause.ts'
import { holdProvisioning } from './hold-provisioning.sql.ts'
import { liveUsers } from './find-where.ts'
import { settleAll } from './place-member.ts'
import { scimRolesReread } from './scim-events.ts'

/** After somebody changed which roles groups mean: whoever was provisioned follows at once, since their groups may never change again. */
export const rereadScimRoles = command({
  name: 'tenancy.rereadScimRoles',
  needs: 'job',
  input: NoticeOfEvent,
  run: async (ctx, { subjectId }): Promise<{ people: number }> => {
    if (subjectId === null) {
      ctx.unchanged('no connection')
      return { people: 0 }
    }
    await holdProvisioning(ctx, subjectId)
    const rows = await ctx.tx
      .select({ id: scimUsers.id })
      .from(scimUsers)
      .where(and(liveUsers(subjectId), eq(scimUsers.isActive, true)))
      .orderBy(asc(scimUsers.id))
    if (rows.length === 0) {
      ctx.unchanged('nobody is provisioned')
      return { people: 0 }
    }
    ctx.record(scimRolesReread, subjectId, { people: rows.length })
    await settleAll(
      ctx,
      subjectId,
      rows.map((row) => row.id),
    )
    return { people: rows.length }
  },
})
