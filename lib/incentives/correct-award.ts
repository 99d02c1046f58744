import { and, eq, ne } from 'drizzle-orm'
import { awards } from '../../db/schema/incentives.ts'
import { payees } from '../../db/schema/work.ts'
import type { Ctx } from '../access/ctx.ts'
import { command } from '../access/operation.ts'
import { violated } from '../access/passage.ts'
import { assert } from '../kernel/assert.ts'
import { decodeId, encodeId } from '../kernel/id.ts'
import { money, moneyText, parseMoneyField } from '../kernel/money.ts'
import { conflict, invalid, notFound, Refusal } from '../kernel/refusal.ts'
import { awardCorrected } from './award-events.ts'
import { StepList, writeDerivation, type Derivation, type Step, type WrittenDerivation } from './derivation.ts'
import { balanceOf, post } from './ledger.ts'
import { isOwnPayee } from './own-payees.ts'
import { CorrectAward } from './program-inputs.ts'

export type AwardRow = typeof awards.$inferSelect
/** The sentence for an award that the budget cannot carry; any other error is thrown on. */
export async function budgetRefusal(
  ctx: Ctx,
  error: unknown,
  program: { id: string; number: string; currency: string },
  needed: bigint,
  left: bigint,
): Promise<never> {
  if (violated(error) === 'ledger_accounts_floor')
    throw conflict(
      `The budget of ${program.number} has ${moneyText(money(left, program.currency))} left; this needs ${moneyText(money(needed, program.currency))}. Add to the budget of ${program.number} first.`,
    )
  throw error
}
/** What an award and its corrections come to now. */
export async function worthOf(ctx: Ctx, award: Pick<AwardRow, 'id' | 'amountMinor'>): Promise<bigint> {
  const rows = await ctx.tx
    .select({ minor: awards.amountMinor })
    .from(awards)
    .where(and(eq(awards.correctsId, award.id), ne(awards.state, 'declined')))
  return rows.reduce((all, row) => all + row.minor, award.amountMinor)
}
/** What a correction rests on besides its reason: the facts and the arithmetic of a new computation. */
export interface CorrectionBasis {
  readonly steps?: readonly Step[]
  readonly records?: Derivation['records']
  readonly rule?: Derivation['rule']
}
/** The stored derivation of a correction: the same basis gives the same bytes, so that a declined correction is not proposed again. */
export function correctionDerivation(base: AwardRow, minor: bigint, reason: string, basis: CorrectionBasis = {}): WrittenDerivation {
  const list = new StepList()
  for (const step of basis.steps ?? []) list.add(step.text, BigInt(step.result), step.unit)
  list.add(`${base.number} is corrected by ${moneyText(money(minor, base.currency))}: ${reason}`.slice(0, 500), minor)
  return writeDerivation({
    version: 2,
    kind: 'correction',
    program: encodeId('program', base.programId),
    payee: encodeId('payee', base.payeeId),
    rule: basis.rule ?? null,
    period: { from: base.periodFrom, to: base.periodTo },
    currency: base.currency,
    records: [...(basis.records ?? [])],
    steps: [...list.all],
    amount: minor.toString(),
    corrects: encodeId('award', base.id),
    reason: reason.slice(0, 500),
  })
}
/**
 * A new line that corrects an award after it was confirmed: an adjustment upwards, a clawback downwards. A clawback larger than the balance
 * leaves a debt that is carried and shown, never drawn from a bank. It takes effect at once, unless it `waits`: then an adjustment holds
 * its amount and is confirmed by a person like any computed award.
 */
export async function addCorrection(
  ctx: Ctx,
  base: AwardRow,
  minor: bigint,
  reason: string,
  more: CorrectionBasis & { readonly runId?: string; readonly waits?: boolean } = {},
): Promise<AwardRow> {
  assert(minor !== 0n, 'a correction changes something')
  const { currency, programId, payeeId } = base,
    number = await ctx.number('award'),
    waits = more.waits === true && minor > 0n
  const [payee] = await ctx.tx.select({ name: payees.name }).from(payees).where(eq(payees.id, payeeId))
  const derivation = correctionDerivation(base, minor, reason, more)
  const [row] = await ctx.tx
    .insert(awards)
    .values({
      number,
      programId,
      ruleVersionId: base.ruleVersionId,
      runId: more.runId ?? null,
      payeeId,
      kind: minor > 0n ? 'adjustment' : 'clawback',
      state: waits ? 'computed' : 'confirmed',
      periodFrom: base.periodFrom,
      periodTo: base.periodTo,
      amountMinor: minor,
      currency,
      derivation: derivation.text,
      derivationDigest: derivation.digest,
      correctsId: base.id,
      reason,
      ...(waits ? {} : { decidedBy: ctx.actor.memberId, decidedAt: ctx.now }),
    })
    .returning()
  assert(row, 'the correction')
  const left = await balanceOf(ctx, { kind: 'budget', currency, programId })
  try {
    await post(
      ctx,
      waits
        ? {
            kind: 'award.held',
            memo: `${number} takes its amount from the budget`,
            subject: { kind: 'award', id: row.id },
            lines: [
              { place: { kind: 'award_hold', currency, programId }, minor },
              { place: { kind: 'budget', currency, programId }, minor: -minor },
            ],
          }
        : {
            kind: minor > 0n ? 'award.adjusted' : 'award.clawed_back',
            memo: `${number} corrects ${base.number}`,
            subject: { kind: 'award', id: row.id },
            lines: [
              { place: { kind: 'expense', currency, programId }, minor },
              { place: { kind: 'owed', currency, payeeId }, minor: -minor },
              { place: { kind: 'funding', currency }, minor },
              { place: { kind: 'budget', currency, programId }, minor: -minor },
            ],
          },
    )
  } catch (error) {
    await budgetRefusal(ctx, error, { id: programId, number: 'this program', currency }, minor, left)
  }
  ctx.record(
    awardCorrected,
    row.id,
    { number, corrects: base.number, amount: moneyText(money(minor, currency)), payee: encodeId('payee', payeeId), reason },
    { payee: payee?.name ?? '' },
  )
  return row
}
/** Corrects a confirmed award by hand, with a reason that the payee reads. Never one's own. */
export const correctAward = command({
  name: 'incentives.correctAward',
  needs: 'award.correct',
  input: CorrectAward,
  run: async (ctx, input) => {
    const [award] = await ctx.tx
      .select()
      .from(awards)
      .where(eq(awards.id, decodeId('award', input.awardId)))
      .for('update')
    if (!award) throw notFound('award')
    if (award.kind === 'adjustment' || award.kind === 'clawback') throw conflict(`${award.number} is a correction itself: correct the award it belongs to.`)
    if (!['confirmed', 'in_payout', 'paid'].includes(award.state)) throw conflict(`${award.number} is ${award.state}: decline it instead of correcting it.`)
    if (await isOwnPayee(ctx, award.payeeId)) throw new Refusal('forbidden', 'It is your own award: someone else must correct it.')
    const { minor } = parseMoneyField('amount', input.amount, award.currency)
    if (minor === 0n) throw invalid('amount', 'Write by how much it changes: 12.50 adds, -12.50 takes back.')
    if ((await worthOf(ctx, award)) + minor < 0n)
      throw invalid('amount', `More than the award is worth: ${moneyText(money(await worthOf(ctx, award), award.currency))}.`)
    const done = await addCorrection(ctx, award, minor, input.reason)
    return { id: encodeId('award', done.id), number: done.number }
  },
})
