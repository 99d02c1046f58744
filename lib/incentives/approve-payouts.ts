import { payoutApprovals } from '../../db/schema/payouts.ts'
import type { Ctx, ReadCtx } from '../access/ctx.ts'
import { command } from '../access/operation.ts'
import type { Role } from '../access/roles.ts'
import { assert } from '../kernel/assert.ts'
import { encodeId } from '../kernel/id.ts'
import { moneyText, type Money } from '../kernel/money.ts'
import { conflict } from '../kernel/refusal.ts'
import { policyOf, type Policy } from '../tenancy/policy.ts'
import {
  amountOf,
  bankStandings,
  decisionsOn,
  digestOf,
  goesElsewhere,
  loadPayouts,
  membersBehind,
  moveState,
  refuseSeparation,
  type PayoutRow,
} from './payout.ts'
import { payoutApproved, payoutHeld } from './payout-events.ts'
import { ApprovePayouts } from './payout-inputs.ts'

/** Someone whose right an approver may use while that person is away. */
export interface Lender {
  readonly memberId: string
  readonly role: Role
  readonly name: string
}
export interface Standing {
  readonly payout: PayoutRow
  readonly behind: ReadonlySet<string>
  readonly decidedBy: readonly string[]
  readonly approvals: number
}

/**
 * Why this person may not approve this payout, or undefined. The rule of four eyes: neither raiser, nor payee (through every link), nor
 * the other approver, and within the limit of one's role; a delegation lends the delegator's limit and falls under the same rule.
 */
export function whyNotApprove(
  memberId: string,
  role: Role,
  standing: Standing,
  policy: Policy,
  lenders: readonly Lender[] = [],
): { reason: string } | { onBehalfOf: Lender | undefined } {
  const { payout, behind, decidedBy } = standing,
    amount = amountOf(payout)
  if (payout.raisedBy === memberId) return { reason: 'You raised it' }
  if (behind.has(memberId)) return { reason: 'It is paid to you' }
  if (decidedBy.includes(memberId)) return { reason: 'You approved it first' }
  const within = (limit: Money | undefined): boolean => limit === undefined || amount.minor <= limit.minor
  const own = policy.limitOf(role.preset, payout.currency),
    holds = role.name === 'system' || role.grants['payout.approve'] === 'all'
  if (holds && within(own)) return { onBehalfOf: undefined }
  const lender = lenders.find(
    (l) =>
      within(policy.limitOf(l.role.preset, payout.currency)) && l.memberId !== payout.raisedBy && !behind.has(l.memberId) && !decidedBy.includes(l.memberId),
  )
  if (lender) return { onBehalfOf: lender }
  return { reason: holds && own ? `Over your limit of ${moneyText(own)}` : lenders.length > 0 ? 'Not yours to approve for them' : 'For an approver' }
}
/** Who has lent this member a permission for now, and still holds it: the door has judged both. */
export function lendersOf(ctx: ReadCtx, permission: string): Lender[] {
  return ctx.actor.delegations
    .filter((delegation) => delegation.permission === permission)
    .map((delegation) => ({ memberId: delegation.fromMemberId, role: delegation.fromRole, name: delegation.fromName }))
}
export async function standingsOf(ctx: ReadCtx, rows: readonly PayoutRow[]): Promise<Standing[]> {
  const behind = await membersBehind(ctx, [...new Set(rows.map((row) => row.payeeId))])
  const decisions = await decisionsOn(
    ctx,
    rows.map((row) => row.id),
  )
  return rows.map((payout) => {
    const own = decisions.filter((d) => d.payoutId === payout.id && d.decision === 'approved')
    return {
      payout,
      behind: behind.get(payout.payeeId) ?? new Set(),
      decidedBy: own.flatMap((d) => [d.memberId, ...(d.onBehalfOf ? [d.onBehalfOf] : [])]),
      approvals: own.length,
    }
  })
}

/** Approves payouts, all or none. One second factor covers exactly these payouts; nothing leaves before a release. */
export const approvePayouts = command({
  name: 'incentives.approvePayouts',
  needs: 'payout.approve',
  stepUp: 'anew',
  input: ApprovePayouts,
  run: async (ctx, { payoutIds, note }) => {
    const memberId = ctx.actor.memberId
    if (!memberId) throw refuseSeparation('A payout is approved by a person.')
    const rows = await loadPayouts(ctx, payoutIds, 'approve')
    const policy = policyOf(ctx.settings.policy),
      lenders = lendersOf(ctx, 'payout.approve')
    await demandSameAccount(ctx, rows)
    const approvals: (typeof payoutApprovals.$inferInsert)[] = [],
      last: PayoutRow[] = [],
      waiting: PayoutRow[] = []
    for (const standing of await standingsOf(ctx, rows)) {
      const { payout } = standing
      const verdict = whyNotApprove(memberId, ctx.actor.able, standing, policy, lenders)
      if ('reason' in verdict)
        throw refuseSeparation(`You may not approve ${payout.number}: ${verdict.reason.charAt(0).toLowerCase()}${verdict.reason.slice(1)}.`)
      approvals.push({
        payoutId: payout.id,
        memberId,
        decision: 'approved',
        note: note ?? null,
        at: ctx.now,
        factorAt: ctx.now,
        onBehalfOf: verdict.onBehalfOf?.memberId ?? null,
      })
      const given = standing.approvals + 1,
        isLast = given >= payout.approvalsNeeded
      ctx.record(payoutApproved, payout.id, {
        number: payout.number,
        amount: moneyText(amountOf(payout)),
        payee: encodeId('payee', payout.payeeId),
        step: `${given} of ${payout.approvalsNeeded}`,
        signed: digestOf(payout),
        ...(note ? { note } : {}),
        ...(verdict.onBehalfOf ? { on_behalf_of: encodeId('member', verdict.onBehalfOf.memberId) } : {}),
        changes: [
          { field: 'approvals', before: String(standing.approvals), after: String(given) },
          ...(isLast ? [{ field: 'state', before: payout.state, after: 'approved' }] : []),
        ],
      })
      if (isLast) last.push(payout)
      else waiting.push(payout)
    }
    const written = await ctx.tx.insert(payoutApprovals).values(approvals).returning({ id: payoutApprovals.id })
    assert(written.length === rows.length, 'an approval for each payout')
    await letGo(ctx, last)
    return { approved: last.map((payout) => encodeId('payout', payout.id)), waiting: waiting.map((payout) => encodeId('payout', payout.id)) }
  },
})
/** What an approver sees and signs names an account; it must be the payee's present one. */
async function demandSameAccount(ctx: Ctx, rows: readonly PayoutRow[]): Promise<void> {
  for (const rail of new Set(rows.map((row) => row.rail))) {
    const own = rows.filter((row) => row.rail === rail),
      standings = await bankStandings(ctx, [...new Set(own.map((row) => row.payeeId))], rail)
    const other = own.find((row) => goesElsewhere(row, standings.get(row.payeeId)?.id ?? null))
    if (other)
      throw conflict(
        `The bank detail behind ${other.number} changed after it was raised. Put it on hold and resume it for the new account, or, where somebody has approved it already, reject it and raise it anew.`,
      )
  }
}
/** Approved, unless something at the payee has changed since it was raised: then it waits with the reason. */
async function letGo(ctx: Ctx, rows: readonly PayoutRow[]): Promise<void> {
  for (const rail of new Set(rows.map((row) => row.rail))) {
    const own = rows.filter((row) => row.rail === rail),
      standings = await bankStandings(ctx, [...new Set(own.map((row) => row.payeeId))], rail),
      fit: string[] = []
    for (const payout of own) {
      const { fault } = standings.get(payout.payeeId) ?? { fault: 'The payee is gone' }
      if (fault === undefined) fit.push(payout.id)
      else {
        await moveState(ctx, [payout.id], 'approve', { state: 'held', heldFrom: 'approved', holdReason: fault })
        ctx.record(payoutHeld, payout.id, {
          number: payout.number,
          amount: moneyText(amountOf(payout)),
          payee: encodeId('payee', payout.payeeId),
          reason: fault,
          changes: [{ field: 'state', before: 'approved', after: 'held' }],
        })
      }
    }
    if (fit.length > 0) await moveState(ctx, fit, 'approve', { state: 'approved' })
  }
}
