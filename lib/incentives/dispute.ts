import { and, eq } from 'drizzle-orm'
import { awardRecords, awards, programs } from '../../db/schema/incentives.ts'
import { disputes } from '../../db/schema/wallet.ts'
import { payees, workRecords } from '../../db/schema/work.ts'
import type { Ctx, ReadCtx } from '../access/ctx.ts'
import { decodeId, tryDecodeId } from '../kernel/id.ts'
import { conflict, invalid, notFound, Refusal } from '../kernel/refusal.ts'
import { readDerivation } from './derivation.ts'
import { isOwnPayee } from './own-payees.ts'
import { uncountedWork } from './uncounted-work.ts'

export type Dispute = typeof disputes.$inferSelect & {
  readonly award: typeof awards.$inferSelect
  readonly program: string
  readonly payee: string
  readonly payeeNumber: string
}
export async function loadDispute(ctx: ReadCtx, id: string): Promise<Dispute> {
  const [row] = await ctx.tx
    .select({ dispute: disputes, award: awards, program: programs.name, payee: payees.name, payeeNumber: payees.number })
    .from(disputes)
    .innerJoin(awards, eq(awards.id, disputes.awardId))
    .innerJoin(programs, eq(programs.id, awards.programId))
    .innerJoin(payees, eq(payees.id, disputes.payeeId))
    .where(eq(disputes.id, decodeId('dispute', id)))
  if (!row) throw notFound('dispute')
  return { ...row.dispute, award: row.award, program: row.program, payee: row.payee, payeeNumber: row.payeeNumber }
}
/** The same, locked until the transaction ends. */
export async function lockDispute(ctx: Ctx, id: string): Promise<Dispute> {
  const [locked] = await ctx.tx
    .select({ id: disputes.id })
    .from(disputes)
    .where(eq(disputes.id, decodeId('dispute', id)))
    .for('update')
  if (!locked) throw notFound('dispute')
  return loadDispute(ctx, id)
}
export function refuseUnlessOpen(dispute: Dispute): void {
  if (dispute.state !== 'open') throw conflict(`${dispute.number} is ${dispute.state} already. Nothing was changed.`)
}
/** Nobody judges their own claim. */
export async function refuseOwnDispute(ctx: ReadCtx, dispute: Dispute): Promise<void> {
  if (dispute.openedBy === ctx.actor.memberId || (await isOwnPayee(ctx, dispute.payeeId)))
    throw new Refusal('forbidden', `${dispute.number} is about your own earnings. Someone else has to answer it.`)
}

/**
 * A line of an award that can be disputed, in words: a step of its derivation (`s1`), a work record it counted (`wrk_…`), or did not
 * count (`wrk_…`), or `sum`.
 */
export async function disputableLine(
  ctx: ReadCtx,
  award: typeof awards.$inferSelect,
  line: string,
): Promise<{ key: string; words: string; recordId: string | null }> {
  if (line === 'sum') return { key: 'sum', words: 'The sum', recordId: null }
  const step = readDerivation(award.derivation).steps.find((candidate) => candidate.key === line)
  if (step) return { key: step.key, words: step.text, recordId: null }
  const recordId = tryDecodeId('workRecord', line)
  const [record] =
    recordId === undefined
      ? []
      : await ctx.tx
          .select({ number: workRecords.number, key: workRecords.externalKey })
          .from(awardRecords)
          .innerJoin(workRecords, eq(workRecords.id, awardRecords.recordId))
          .where(and(eq(awardRecords.awardId, award.id), eq(awardRecords.recordId, recordId)))
  if (recordId !== undefined && !record) {
    const left = (await uncountedWork(ctx, award)).find((one) => one.id === line)
    if (left) return { key: line, words: `${left.number} (${left.key}), which was not counted`, recordId }
  }
  if (recordId === undefined || !record) throw invalid('line', 'This line is not part of the award. Choose one of its lines, a work record, or the sum.')
  return { key: line, words: `${record.number} (${record.key})`, recordId }
}
