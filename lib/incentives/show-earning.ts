import { and, asc, desc, eq } from 'drizzle-orm'
import { awardRecords, awards, programs } from '../../db/schema/incentives.ts'
import { payoutApprovals, payoutLines, payouts } from '../../db/schema/payouts.ts'
import { disputes, redemptions } from '../../db/schema/wallet.ts'
import { workRecords } from '../../db/schema/work.ts'
import { query } from '../access/operation.ts'
import { decodeId, encodeId } from '../kernel/id.ts'
import { money } from '../kernel/money.ts'
import { notFound } from '../kernel/refusal.ts'
import { policyOf } from '../tenancy/policy.ts'
import { earningFields, payoutQuery, toEarnings, toMyPayout } from './earning.ts'
import { ownPayeeIds } from './own-payees.ts'
import { uncountedWork } from './uncounted-work.ts'
import { ShowEarning } from './wallet-inputs.ts'
import { placeOf } from './wallet-place.ts'

/** Records shown of one award; the count says how many there are. */
const recordsShown = 200

/** One award of one's own: every step of the arithmetic, each record that was counted, its corrections, its disputes with their answers. */
export const showEarning = query({
  name: 'incentives.showEarning',
  needs: 'earnings.read',
  input: ShowEarning,
  run: async (ctx, { id }) => {
    const own = await ownPayeeIds(ctx)
    const [row] = await ctx.tx
      .select(earningFields)
      .from(awards)
      .innerJoin(programs, eq(programs.id, awards.programId))
      .where(eq(awards.id, decodeId('award', id)))
    // Another person's award is an award that does not exist.
    if (!row || !own.includes(row.award.payeeId)) throw notFound('award')
    const corrections = await ctx.tx
      .select(earningFields)
      .from(awards)
      .innerJoin(programs, eq(programs.id, awards.programId))
      .where(eq(awards.correctsId, row.award.id))
      .orderBy(asc(awards.id))
    const records = await ctx.tx
      .select({
        id: workRecords.id,
        number: workRecords.number,
        key: workRecords.externalKey,
        kind: workRecords.kind,
        openedAt: workRecords.openedAt,
        countedAt: workRecords.countedAt,
      })
      .from(awardRecords)
      .innerJoin(workRecords, eq(workRecords.id, awardRecords.recordId))
      .where(eq(awardRecords.awardId, row.award.id))
      .orderBy(asc(workRecords.countedAt), asc(workRecords.id))
      .limit(recordsShown)
    const left = await uncountedWork(ctx, row.award)
    const claims = await ctx.tx.select().from(disputes).where(eq(disputes.awardId, row.award.id)).orderBy(desc(disputes.id))
    const [earning, ...later] = await toEarnings(
      ctx,
      [row, ...corrections].map((one) => ({ ...one.award, program: one.program })),
    )
    return {
      place: placeOf(ctx),
      earning: earning as NonNullable<typeof earning>,
      corrections: later,
      mayDispute: ctx.reach('dispute.open') !== undefined,
      answerDays: policyOf(ctx.settings.policy).disputeBusinessDays,
      records: records.map((record) => ({
        id: encodeId('workRecord', record.id),
        number: record.number,
        key: record.key,
        kind: record.kind,
        openedAt: record.openedAt,
        countedAt: record.countedAt,
      })),
      /** Work of the period that did not count. */
      uncounted: left,
      disputes: claims.map((claim) => ({
        id: encodeId('dispute', claim.id),
        number: claim.number,
        state: claim.state,
        lineKey: claim.lineKey,
        line: claim.line,
        reason: claim.reason,
        at: claim.createdAt,
        dueOn: claim.dueOn,
        outcome: claim.outcome,
        decidedAt: claim.decidedAt,
      })),
    }
  },
})
/** One payout of one's own: what it pays, where it is, and how it came there. Who approved it is the office's business, that someone did is not. */
export const showMyPayout = query({
  name: 'incentives.showMyPayout',
  needs: 'earnings.read',
  input: ShowEarning,
  run: async (ctx, { id }) => {
    const own = await ownPayeeIds(ctx),
      uuid = decodeId('payout', id)
    const [row] = await payoutQuery(ctx).where(eq(payouts.id, uuid))
    if (!row || !own.includes(row.payout.payeeId)) throw notFound('payout')
    const given = await ctx.tx
      .select({ at: payoutApprovals.at, decision: payoutApprovals.decision })
      .from(payoutApprovals)
      .where(eq(payoutApprovals.payoutId, uuid))
      .orderBy(asc(payoutApprovals.id))
    const lines = await ctx.tx
      .select({
        kind: payoutLines.kind,
        minor: payoutLines.amountMinor,
        awardId: awards.id,
        program: programs.name,
        from: awards.periodFrom,
        to: awards.periodTo,
        awardKind: awards.kind,
        reason: awards.reason,
        redemption: redemptions.number,
      })
      .from(payoutLines)
      .leftJoin(awards, eq(awards.id, payoutLines.awardId))
      .leftJoin(programs, eq(programs.id, awards.programId))
      .leftJoin(redemptions, eq(redemptions.id, payoutLines.redemptionId))
      .where(eq(payoutLines.payoutId, uuid))
      .orderBy(asc(payoutLines.id))
    const [next] = await ctx.tx
      .select({ id: payouts.id, number: payouts.number, state: payouts.state })
      .from(payouts)
      .where(and(eq(payouts.reissuesId, uuid)))
      .orderBy(desc(payouts.id))
      .limit(1)
    const approvals = given.filter((decision) => decision.decision === 'approved')
    return {
      place: placeOf(ctx),
      payout: { ...toMyPayout(row, ctx.today, approvals.length), releasedAt: row.payout.releasedAt, heldFrom: row.payout.heldFrom },
      approvedAt: approvals.map((decision) => decision.at),
      rejectedAt: given.find((decision) => decision.decision === 'rejected')?.at,
      lines: lines.map((line) => ({
        kind: line.kind,
        amount: money(line.minor, row.payout.currency),
        award:
          line.awardId === null
            ? undefined
            : { id: encodeId('award', line.awardId), program: line.program ?? '', from: line.from, to: line.to, kind: line.awardKind, reason: line.reason },
        redemption: line.redemption,
      })),
      reissuedAs: next && next.state !== 'rejected' ? { id: encodeId('payout', next.id), number: next.number } : undefined,
    }
  },
})
