import { and, eq, inArray, or } from 'drizzle-orm'
import { awardRuns, awards } from '../../db/schema/incentives.ts'
import type { Ctx } from '../access/ctx.ts'
import { command } from '../access/operation.ts'
import { decodeId, encodeId } from '../kernel/id.ts'
import { money, moneyText } from '../kernel/money.ts'
import { conflict, invalid, notFound, Refusal } from '../kernel/refusal.ts'
import { awardConfirmed } from './award-events.ts'
import type { AwardRow } from './correct-award.ts'
import { postAll } from './ledger.ts'
import { ownPayeeIds } from './own-payees.ts'
import { ownWordAmong, ownWordReason } from './own-word.ts'
import { DecideAwards } from './program-inputs.ts'

const slice = 2_000
/** Confirms awards: the hold becomes an expense, and the payee is owed the amount. */
export async function confirmRows(ctx: Ctx, rows: readonly AwardRow[]): Promise<void> {
  for (let at = 0; at < rows.length; at += slice) {
    const part = rows.slice(at, at + slice)
    const done = await ctx.tx
      .update(awards)
      .set({ state: 'confirmed', decidedBy: ctx.actor.memberId, decidedAt: ctx.now, updatedAt: ctx.now })
      .where(
        and(
          inArray(
            awards.id,
            part.map((r) => r.id),
          ),
          inArray(awards.state, ['computed', 'nominated']),
        ),
      )
      .returning({ id: awards.id })
    if (done.length !== part.length) throw conflict('An award changed meanwhile. Nothing was confirmed; look again.')
  }
  await postAll(
    ctx,
    rows.map((row) => {
      const { currency, programId, payeeId, amountMinor: minor } = row
      return {
        kind: 'award.confirmed',
        memo: `${row.number} confirmed`,
        subject: { kind: 'award', id: row.id },
        lines: [
          { place: { kind: 'expense' as const, currency, programId }, minor },
          { place: { kind: 'owed' as const, currency, payeeId }, minor: -minor },
          { place: { kind: 'funding' as const, currency }, minor },
          { place: { kind: 'award_hold' as const, currency, programId }, minor: -minor },
        ],
      }
    }),
  )
  for (const row of rows)
    ctx.record(awardConfirmed, row.id, {
      number: row.number,
      amount: moneyText(money(row.amountMinor, row.currency)),
      payee: encodeId('payee', row.payeeId),
      changes: [{ field: 'state', before: row.state, after: 'confirmed' }],
    })
}
/**
 * Confirms the awards of a program that confirms by itself, but for those that count work which their own payee entered, corrected or
 * imported: nobody turns their own word into money alone. Answers those that wait for somebody else.
 */
export async function confirmUnlessOwnWord(ctx: Ctx, rows: readonly AwardRow[]): Promise<readonly AwardRow[]> {
  const own = await ownWordAmong(ctx, rows)
  const waiting = rows.filter((row) => own.has(row.id)),
    others = rows.filter((row) => !own.has(row.id))
  // An adjustment has the reason of its correction already, which its derivation holds too.
  const bare = waiting.filter((row) => row.reason === null).map((row) => row.id)
  if (bare.length > 0) await ctx.tx.update(awards).set({ reason: ownWordReason, updatedAt: ctx.now }).where(inArray(awards.id, bare))
  if (others.length > 0) await confirmRows(ctx, others)
  return waiting
}
export async function openAwards(ctx: Ctx, input: { awardIds?: string[] | undefined; runId?: string | undefined }): Promise<AwardRow[]> {
  if (!input.awardIds?.length && !input.runId) throw invalid('awardIds', 'Choose at least one award.')
  const ids = (input.awardIds ?? []).map((id) => decodeId('award', id)),
    runId = input.runId ? decodeId('awardRun', input.runId) : undefined
  if (runId && (await ctx.tx.select({ id: awardRuns.id }).from(awardRuns).where(eq(awardRuns.id, runId))).length === 0) throw notFound('award run')
  const rows = await ctx.tx
    .select()
    .from(awards)
    .where(
      or(
        ids.length > 0 ? inArray(awards.id, ids) : undefined,
        runId ? and(eq(awards.runId, runId), inArray(awards.state, ['computed', 'nominated'])) : undefined,
      ),
    )
    .orderBy(awards.id)
    .for('update')
  if (rows.filter((row) => ids.includes(row.id)).length !== new Set(ids).size) throw notFound('award')
  const decided = rows.find((row) => row.state !== 'computed' && row.state !== 'nominated')
  if (decided) throw conflict(`${decided.number} is ${decided.state.replace('_', ' ')} already.`)
  if (rows.length === 0) throw conflict('Nothing waits for confirmation here.')
  const own = new Set(await ownPayeeIds(ctx)),
    mine = rows.find((row) => own.has(row.payeeId) || (row.kind === 'nomination' && row.nominatedBy === ctx.actor.memberId))
  if (mine)
    throw new Refusal(
      'forbidden',
      own.has(mine.payeeId)
        ? `${mine.number} is your own award: someone else must decide about it.`
        : `You nominated ${mine.number}: someone else must decide about it.`,
    )
  return rows
}
export const confirmAwards = command({
  name: 'incentives.confirmAwards',
  needs: 'award.confirm',
  input: DecideAwards,
  run: async (ctx, input) => {
    const rows = await openAwards(ctx, input)
    await confirmRows(ctx, rows)
    return { confirmed: rows.length }
  },
})
