import { and, asc, eq, inArray, isNotNull } from 'drizzle-orm'
import { awards } from '../../db/schema/incentives.ts'
import { members } from '../../db/schema/tenancy.ts'
import { workRecords } from '../../db/schema/work.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { query } from '../access/operation.ts'
import { encodeId } from '../kernel/id.ts'
import { money } from '../kernel/money.ts'
import { notFound } from '../kernel/refusal.ts'
import { businessDaysUntil } from '../kernel/business-day.ts'
import { readDerivation } from './derivation.ts'
import { loadDispute, type Dispute } from './dispute.ts'
import { ownPayeeIds, payeeIdsWithin } from './own-payees.ts'
import { ShowDispute } from './wallet-inputs.ts'
import { placeOf } from './wallet-place.ts'

/** One dispute beside what it is about: the disputed line within the arithmetic of its award, the record, the correction that came of it. */
export const showDispute = query({
  name: 'incentives.showDispute',
  needs: 'dispute.read',
  input: ShowDispute,
  run: async (ctx, { id }) => {
    const dispute = await loadDispute(ctx, id),
      own = new Set(await ownPayeeIds(ctx)),
      isOwn = own.has(dispute.payeeId) || dispute.openedBy === ctx.actor.memberId
    // A dispute of somebody else reads like one that does not exist.
    if (ctx.reach('dispute.read') !== 'all' && !(await payeeIdsWithin(ctx, 'dispute.read')).includes(dispute.payeeId)) throw notFound('dispute')
    const { award } = dispute,
      isOpen = dispute.state === 'open',
      mayDecide = ctx.reach('dispute.decide') !== undefined
    const corrections = await ctx.tx
      .select({ id: awards.id, number: awards.number, minor: awards.amountMinor, reason: awards.reason, state: awards.state })
      .from(awards)
      .where(and(isNotNull(awards.correctsId), eq(awards.correctsId, award.correctsId ?? award.id)))
      .orderBy(asc(awards.id))
    return {
      id: encodeId('dispute', dispute.id),
      number: dispute.number,
      state: dispute.state,
      line: dispute.line,
      lineKey: dispute.lineKey,
      reason: dispute.reason,
      at: dispute.createdAt,
      dueOn: dispute.dueOn,
      daysLeft: isOpen ? businessDaysUntil(ctx.today, dispute.dueOn) : undefined,
      overdueAt: dispute.overdueAt,
      outcome: dispute.outcome,
      decidedAt: dispute.decidedAt,
      ...(await peopleOf(ctx, dispute)),
      program: { id: encodeId('program', award.programId), name: dispute.program },
      payee: { id: encodeId('payee', dispute.payeeId), name: dispute.payee },
      record: await recordOf(ctx, dispute),
      award: {
        id: encodeId('award', award.id),
        number: award.number,
        state: award.state,
        amount: money(award.amountMinor, award.currency),
        from: award.periodFrom,
        to: award.periodTo,
      },
      steps: readDerivation(award.derivation).steps.map((step) => ({
        key: step.key,
        words: step.text,
        amount: step.unit === 'minor' ? money(BigInt(step.result), award.currency) : undefined,
      })),
      corrections: corrections.map((row) => ({
        id: encodeId('award', row.id),
        number: row.number,
        amount: money(row.minor, award.currency),
        reason: row.reason,
        isAnswer: row.id === dispute.correctionId,
      })),
      mayDecide: isOpen && mayDecide && !isOwn,
      mayCorrect: ctx.reach('award.correct') !== undefined && ['confirmed', 'in_payout', 'paid'].includes(award.state),
      notYours: !isOpen ? undefined : !mayDecide ? 'For the office' : isOwn ? 'About your own earnings' : undefined,
      mayOpen: {
        payee: ctx.reach('payee.read') === 'all',
        award: ctx.reach('award.read') === 'all',
        record: ctx.reach('work.read') === 'all',
        program: ctx.reach('program.read') === 'all',
      },
      place: placeOf(ctx),
    }
  },
})
async function recordOf(ctx: ReadCtx, dispute: Dispute) {
  if (dispute.recordId === null) return undefined
  const [record] = await ctx.tx
    .select({ id: workRecords.id, number: workRecords.number, key: workRecords.externalKey, kind: workRecords.kind, countedAt: workRecords.countedAt })
    .from(workRecords)
    .where(eq(workRecords.id, dispute.recordId))
  return record && { id: encodeId('workRecord', record.id), number: record.number, key: record.key, kind: record.kind, countedAt: record.countedAt }
}
async function peopleOf(ctx: ReadCtx, dispute: Dispute): Promise<{ openedBy: string; decidedBy: string | undefined }> {
  const rows = await ctx.tx
    .select({ id: members.id, name: members.name })
    .from(members)
    .where(inArray(members.id, [dispute.openedBy, ...(dispute.decidedBy === null ? [] : [dispute.decidedBy])]))
  return { openedBy: rows.find((row) => row.id === dispute.openedBy)?.name ?? '', decidedBy: rows.find((row) => row.id === dispute.decidedBy)?.name }
}
