import { and, eq, inArray, lte } from 'drizzle-orm'
import { z } from 'zod'
import { accessRequests } from '../../../db/schema/access.ts'
import { customRoles, members } from '../../../db/schema/tenancy.ts'
import type { Ctx } from '../../access/ctx.ts'
import { job } from '../../access/job.ts'
import { command } from '../../access/operation.ts'
import { accessEnded, accessExpired, accessWithdrawn } from './access-events.ts'
import { whatWords, write } from './access-request.ts'

const columns = {
  id: accessRequests.id,
  number: accessRequests.number,
  state: accessRequests.state,
  kind: accessRequests.kind,
  preset: accessRequests.preset,
  roleId: accessRequests.roleId,
  grants: accessRequests.grants,
  endsAt: accessRequests.endsAt,
  member: members.number,
  roleName: customRoles.name,
}
const open = (ctx: Ctx) =>
  ctx.tx
    .select(columns)
    .from(accessRequests)
    .innerJoin(members, eq(members.id, accessRequests.memberId))
    .leftJoin(customRoles, eq(customRoles.id, accessRequests.roleId))

/** Whoever is let in no more takes nothing along: what was given for a time ends, what was asked for is asked no more. @returns how many grants ended */
export async function endGrantsOf(ctx: Ctx, memberId: string, why: string): Promise<number> {
  return close(ctx, await open(ctx).where(and(eq(accessRequests.memberId, memberId), inArray(accessRequests.state, ['asked', 'granted']))), why)
}
/** A role that is over gives nothing to those who had it for a time. */
export async function endGrantsOfRole(ctx: Ctx, roleId: string): Promise<number> {
  return close(ctx, await open(ctx).where(and(eq(accessRequests.roleId, roleId), inArray(accessRequests.state, ['asked', 'granted']))), 'the role has ended')
}
type Open = Awaited<ReturnType<typeof open>>
async function close(ctx: Ctx, rows: Open, why: string): Promise<number> {
  for (const row of rows) {
    const about = { number: row.number, member: row.member, what: whatWords(row, row.roleName) }
    if (row.state === 'asked') {
      await write(ctx, row.id, { state: 'withdrawn', endedAt: ctx.now, endedBy: ctx.actor.memberId, endedWhy: why })
      ctx.record(accessWithdrawn, row.id, { ...about, why })
    } else if (row.endsAt !== null && row.endsAt <= ctx.now) {
      await write(ctx, row.id, { state: 'expired', endedAt: row.endsAt })
      ctx.record(accessExpired, row.id, about)
    } else {
      await write(ctx, row.id, { state: 'ended', endedAt: ctx.now, endedBy: ctx.actor.memberId, endedWhy: why })
      ctx.record(accessEnded, row.id, { ...about, why })
    }
  }
  return rows.filter((row) => row.state === 'granted').length
}
/** Enqueued for the last moment of each grant, and every hour for what was missed. */
export const expireAccessJob = job('tenancy.expireAccess', z.strictObject({}))
/** Rows in one run; the next run takes the rest. */
const sweptMax = 500
/** By the clock: what has run out is written down and told. It has not counted since its last moment, whenever this runs. */
export const expireAccess = command({
  name: 'tenancy.expireAccess',
  needs: 'job',
  input: z.strictObject({}),
  run: async (ctx) => {
    const over = await ctx.tx
      .select({ id: accessRequests.id })
      .from(accessRequests)
      .where(and(eq(accessRequests.state, 'granted'), lte(accessRequests.endsAt, ctx.now)))
      .orderBy(accessRequests.id)
      .limit(sweptMax)
      .for('update')
    if (over.length === 0) {
      ctx.unchanged('none has run out')
      return { expired: 0 }
    }
    await close(
      ctx,
      await open(ctx).where(
        inArray(
          accessRequests.id,
          over.map((row) => row.id),
        ),
      ),
      'its time is over',
    )
    return { expired: over.length }
  },
})
