import { and, eq, gt, inArray, isNull, lte } from 'drizzle-orm'
import { payouts } from '../../db/schema/payouts.ts'
import { customRoles, delegations, members } from '../../db/schema/tenancy.ts'
import { command } from '../access/operation.ts'
import { withGranted } from '../access/granted.ts'
import { roleOf } from '../access/roles.ts'
import { grantsInForce } from '../tenancy/access/grants-in-force.ts'
import { membersWho, tell, type Notice } from '../tenancy/notice.ts'
import { NoticeOfEvent } from '../tenancy/notice-cause.ts'
import { saidSums } from '../tenancy/said.ts'
import { policyOf } from '../tenancy/policy.ts'
import { standingsOf, whyNotApprove, type Lender } from './approve-payouts.ts'
import { amountOf } from './payout.ts'

/** Beyond this many raised payouts the sentence says “more than”. */
const countedMax = 2_000
/** Tells each approver, in one sentence, what waits for them: only payouts that they may really approve, at most once a minute. */
export const tellApprovers = command({
  name: 'incentives.tellApprovers',
  needs: 'job',
  input: NoticeOfEvent,
  run: async (ctx, notice) => {
    const raised = await ctx.tx.select().from(payouts).where(eq(payouts.state, 'raised')).orderBy(payouts.id).limit(countedMax)
    const standings = await standingsOf(ctx, raised),
      policy = policyOf(ctx.settings.policy),
      ids = await membersWho(ctx, 'payout.approve')
    const rows =
      ids.length === 0
        ? []
        : await ctx.tx
            .select({ id: members.id, role: members.role, name: members.name, preset: customRoles.preset, grants: customRoles.grants })
            .from(members)
            .leftJoin(customRoles, eq(customRoles.id, members.roleId))
            .where(inArray(members.id, ids))
    const given = await grantsInForce(ctx, ids)
    const people = rows.map(({ id, name, role, ...own }) => ({
      id,
      name,
      role: withGranted(
        roleOf(role, own),
        given.filter((grant) => grant.memberId === id),
      ),
    }))
    const lent = await ctx.tx
      .select({ to: delegations.toMemberId, from: delegations.fromMemberId })
      .from(delegations)
      .where(
        and(eq(delegations.permission, 'payout.approve'), isNull(delegations.endedAt), lte(delegations.startsAt, ctx.now), gt(delegations.endsAt, ctx.now)),
      )
    const notices = people.flatMap((person): Notice[] => {
      const lenders = lent.flatMap((row): Lender[] => {
        const from = row.to === person.id ? people.find((candidate) => candidate.id === row.from) : undefined
        return from ? [{ memberId: from.id, role: from.role, name: from.name }] : []
      })
      const own = standings
          .filter((standing) => !('reason' in whyNotApprove(person.id, person.role, standing, policy, lenders)))
          .map((standing) => standing.payout),
        first = own[0]
      if (first === undefined) return []
      const worth = saidSums(ctx, own.map(amountOf))
      const sentence =
        own.length === 1
          ? `${first.number} of ${worth} waits for your approval`
          : `${own.length === countedMax ? `More than ${countedMax}` : own.length} payouts worth ${worth} wait for your approval`
      return [{ kind: 'waiting', to: [person.id], sentence, subject: { kind: 'payout', id: first.id }, causeId: notice.eventId }]
    })
    return { told: await tell(ctx, notices) }
  },
})
