import { and, desc, eq, inArray, ne } from 'drizzle-orm'
import { awards, programs, type AwardKind, type AwardState } from '../../db/schema/incentives.ts'
import { batches, payoutLines, payouts, type PayoutState } from '../../db/schema/payouts.ts'
import { disputes } from '../../db/schema/wallet.ts'
import { bankDetails } from '../../db/schema/work.ts'
import type { ReadCtx } from '../access/ctx.ts'
import type { Day } from '../kernel/day.ts'
import { encodeId, type Id } from '../kernel/id.ts'
import { money, type Money } from '../kernel/money.ts'
import { businessDaysUntil } from '../kernel/business-day.ts'
import { readDerivation } from './derivation.ts'

export interface EarningLine {
  readonly key: string
  readonly words: string
  /** Money in the award’s currency; undefined where the step counts records or units. */ readonly amount: Money | undefined
}
/** Where the money of an award is. */
export interface Whereabouts {
  readonly payoutId: Id<'payout'>
  readonly number: string
  readonly state: PayoutState
  readonly arrivesOn: Day | null
  readonly settledAt: Date | null
  readonly holdReason: string | null
}
export interface Earning {
  readonly id: Id<'award'>
  readonly uuid: string
  readonly number: string
  readonly kind: AwardKind
  readonly state: AwardState
  readonly program: string
  readonly amount: Money
  readonly from: Day
  readonly to: Day
  readonly reason: string | null
  readonly correctsId: string | null
  readonly records: number
  readonly lines: readonly EarningLine[]
  readonly digest: string
  readonly payout: Whereabouts | undefined
  readonly dispute:
    | {
        readonly id: Id<'dispute'>
        readonly state: 'open' | 'upheld' | 'rejected' | 'withdrawn'
        readonly line: string
        readonly at: Date
        readonly dueOn: Day
        readonly outcome: string | null
      }
    | undefined
}
type AwardRow = typeof awards.$inferSelect & { readonly program: string }
export const earningFields = { award: awards, program: programs.name }

/** Awards with their arithmetic, the payout each is in and the newest dispute of each. */
export async function toEarnings(ctx: ReadCtx, rows: readonly AwardRow[]): Promise<Earning[]> {
  if (rows.length === 0) return []
  const ids = rows.map((row) => row.id)
  const paid = await ctx.tx
    .select({
      awardId: payoutLines.awardId,
      id: payouts.id,
      number: payouts.number,
      state: payouts.state,
      settledAt: payouts.settledAt,
      holdReason: payouts.holdReason,
      valueOn: batches.valueOn,
    })
    .from(payoutLines)
    .innerJoin(payouts, eq(payouts.id, payoutLines.payoutId))
    .leftJoin(batches, eq(batches.id, payouts.batchId))
    .where(and(inArray(payoutLines.awardId, ids), eq(payoutLines.isVoid, false)))
  const claims = await ctx.tx
    .select()
    .from(disputes)
    .where(and(inArray(disputes.awardId, ids), ne(disputes.state, 'withdrawn')))
    .orderBy(desc(disputes.id))
  return rows.map((row) => {
    const derivation = readDerivation(row.derivation),
      at = paid.find((line) => line.awardId === row.id),
      claim = claims.find((dispute) => dispute.awardId === row.id && dispute.state === 'open') ?? claims.find((dispute) => dispute.awardId === row.id)
    return {
      id: encodeId('award', row.id),
      uuid: row.id,
      number: row.number,
      kind: row.kind,
      state: row.state,
      program: row.program,
      amount: money(row.amountMinor, row.currency),
      from: row.periodFrom,
      to: row.periodTo,
      reason: row.reason,
      correctsId: row.correctsId === null ? null : encodeId('award', row.correctsId),
      records: derivation.records.length,
      lines: derivation.steps.map((step) => ({
        key: step.key,
        words: step.text,
        amount: step.unit === 'minor' ? money(BigInt(step.result), row.currency) : undefined,
      })),
      digest: row.derivationDigest,
      payout: at && {
        payoutId: encodeId('payout', at.id),
        number: at.number,
        state: at.state,
        arrivesOn: at.valueOn,
        settledAt: at.settledAt,
        holdReason: at.holdReason,
      },
      dispute: claim && {
        id: encodeId('dispute', claim.id),
        state: claim.state,
        line: claim.line,
        at: claim.createdAt,
        dueOn: claim.dueOn,
        outcome: claim.outcome,
      },
    }
  })
}

export interface MyPayout {
  readonly id: Id<'payout'>
  readonly number: string
  readonly amount: Money
  readonly state: PayoutState
  readonly approvals: number
  readonly approvalsNeeded: number
  readonly raisedAt: Date
  /** The value date of its bank file. */ readonly arrivesOn: Day | null
  readonly businessDays: number | undefined
  readonly inFile: boolean
  readonly settledAt: Date | null
  readonly returnedAt: Date | null
  readonly returnReason: string | null
  readonly holdReason: string | null
  readonly account: string | null
  readonly rail: string
  readonly reissuesId: string | null
}
/** One's own payouts, newest first. */
export function payoutQuery(ctx: ReadCtx) {
  return ctx.tx
    .select({ payout: payouts, valueOn: batches.valueOn, batchState: batches.state, masked: bankDetails.masked })
    .from(payouts)
    .leftJoin(batches, eq(batches.id, payouts.batchId))
    .leftJoin(bankDetails, eq(bankDetails.id, payouts.bankDetailId))
}
export function toMyPayout(
  row: { payout: typeof payouts.$inferSelect; valueOn: Day | null; batchState: string | null; masked: string | null },
  today: Day,
  approvals = 0,
): MyPayout {
  const { payout } = row,
    arrivesOn = row.batchState === 'released' || row.batchState === 'settled' || row.batchState === 'draft' ? row.valueOn : null
  return {
    id: encodeId('payout', payout.id),
    number: payout.number,
    amount: money(payout.amountMinor, payout.currency),
    state: payout.state,
    approvals,
    approvalsNeeded: payout.approvalsNeeded,
    raisedAt: payout.raisedAt,
    arrivesOn,
    businessDays: arrivesOn === null || arrivesOn < today ? undefined : arrivesOn === today ? 0 : businessDaysUntil(today, arrivesOn) || undefined,
    inFile: row.batchState === 'released',
    settledAt: payout.settledAt,
    returnedAt: payout.returnedAt,
    returnReason: payout.returnReason,
    holdReason: payout.holdReason,
    account: row.masked,
    rail: payout.rail,
    reissuesId: payout.reissuesId === null ? null : encodeId('payout', payout.reissuesId),
  }
}
