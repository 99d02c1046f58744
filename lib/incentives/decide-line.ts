import { and, eq, inArray, sql } from 'drizzle-orm'
import { payouts } from '../../db/schema/payouts.ts'
import { statementLines, statements } from '../../db/schema/statements.ts'
import type { Ctx } from '../access/ctx.ts'
import { command } from '../access/operation.ts'
import { assert } from '../kernel/assert.ts'
import { decodeId, encodeId } from '../kernel/id.ts'
import { money, moneyText } from '../kernel/money.ts'
import { conflict, invalid, notFound, Refusal } from '../kernel/refusal.ts'
import { readReason } from '../platform/rails/read-camt.ts'
import { lineDecided } from './bank-events.ts'
import { decideLineInput } from './bank-inputs.ts'
import { post } from './ledger.ts'
import { isCharge } from './match-line.ts'
import { ownAmong, stateWords } from './payout.ts'
import { settleBatch } from './settle-batch.ts'
import { finishBatches, returnPayouts, settlePayouts, type Paid } from './settle-payouts.ts'

type Line = typeof statementLines.$inferSelect
const words = { settle: 'settles', batch: 'settles', return: 'returns', explain: 'belongs to', charges: 'booked as bank charges', ignore: 'set aside' } as const

/**
 * What a person makes of a line that waits in the queue: it settles or returns a payout that the bank did not name, it is a whole batch in
 * one sum, it belongs to a payout that has moved already, it is a charge of the bank, or it is not ours. Each with a reason, kept with the line.
 */
export const decideStatementLine = command({
  name: 'incentives.decideStatementLine',
  needs: 'statement.import',
  input: decideLineInput,
  run: async (ctx, input) => {
    const id = decodeId('statementLine', input.lineId)
    const [line] = await ctx.tx.select().from(statementLines).where(eq(statementLines.id, id)).for('update')
    if (!line) throw notFound('statement line')
    if (line.state !== 'unmatched') throw conflict('This line was decided already.')
    const [statement] = await ctx.tx
      .select({ id: statements.id, number: statements.number, kind: statements.kind, importedBy: statements.importedBy })
      .from(statements)
      .where(eq(statements.id, line.statementId))
      .for('update')
    assert(statement, 'the statement of the line')
    const payout = ofPayout.has(input.decision) ? await payoutNamed(ctx, input.payout) : undefined
    if (payout && (await ownAmong(ctx, ctx.actor.memberId, [payout.paid.payeeId])).size > 0)
      throw new Refusal('forbidden', `${payout.paid.number} is paid to you. Somebody else decides what this line means for it.`)
    const cause = { statement: statement.number, line: line.position, reason: input.reason }
    let entryId: string | null = null
    if (input.decision === 'settle' && payout) entryId = await settle(ctx, line, payout, cause)
    if (input.decision === 'return' && payout) entryId = await takeBack(ctx, line, payout, cause, statement.importedBy)
    if (input.decision === 'explain' && payout && payout.state === 'released' && line.direction !== 'none')
      throw invalid('decision', `${payout.paid.number} is still under way. Choose that the line settles or returns it.`)
    const whole = input.decision === 'batch' ? await settleBatch(ctx, line, input.batch, cause) : undefined
    if (input.decision === 'charges') entryId = await charge(ctx, line, statement.number)
    const state = input.decision === 'ignore' ? ('ignored' as const) : ('matched' as const)
    const saved = await ctx.tx
      .update(statementLines)
      .set({
        state,
        payoutId: whole ? null : (payout?.paid.id ?? line.payoutId),
        batchId: whole?.batch.id ?? payout?.paid.batchId ?? line.batchId,
        entryId,
        decision: input.decision,
        decisionReason: input.reason,
        decidedBy: ctx.actor.memberId,
        decidedAt: ctx.now,
      })
      .where(and(eq(statementLines.id, id), eq(statementLines.state, 'unmatched')))
      .returning({ id: statementLines.id })
    assert(saved.length === 1, 'the line that is locked')
    if (state === 'matched') {
      const counted = await ctx.tx
        .update(statements)
        .set({ matchedCount: sql`${statements.matchedCount} + 1` })
        .where(eq(statements.id, statement.id))
        .returning({ id: statements.id })
      assert(counted.length === 1, 'the statement that is locked')
    }
    ctx.record(lineDecided, id, {
      statement: statement.number,
      line: line.position,
      amount: moneyText(money(line.amountMinor, known(line.currency))),
      decision: words[input.decision],
      payout: payout?.paid.number ?? '',
      ...(whole && { batch: whole.batch.number, payouts: whole.payouts }),
      reason: input.reason,
    })
    return { lineId: input.lineId, statementId: encodeId('statement', statement.id), decision: input.decision }
  },
})
const ofPayout: ReadonlySet<string> = new Set(['settle', 'return', 'explain'])
/** A line in a currency that nobody knows has no amount; zero of the common one stands for it in the log. */
const known = (currency: string): string => (currency === 'XXX' ? 'USD' : currency)

interface Named {
  readonly paid: Paid
  readonly state: string
}
/** By its number or its id. */
async function payoutNamed(ctx: Ctx, text: string | undefined): Promise<Named> {
  if (text === undefined || text === '') throw invalid('payout', 'Enter the number of the payout, such as P-00913.')
  const which = text.startsWith('pay_') ? eq(payouts.id, decodeId('payout', text)) : eq(payouts.number, text.toUpperCase())
  const [row] = await ctx.tx
    .select()
    .from(payouts)
    .where(and(which, inArray(payouts.state, ['released', 'settled', 'returned'])))
    .for('update')
  if (!row) throw invalid('payout', `There is no payout ${text.slice(0, 40)} that has left by a batch. Look at its number.`)
  return {
    paid: { id: row.id, number: row.number, payeeId: row.payeeId, batchId: row.batchId, amount: money(row.amountMinor, row.currency) },
    state: row.state,
  }
}
interface Cause {
  readonly statement: string
  readonly line: number
  readonly reason: string
}

async function settle(ctx: Ctx, line: Line, payout: Named, cause: Cause): Promise<string | null> {
  if (payout.state !== 'released')
    throw invalid(
      'payout',
      `${payout.paid.number} is ${stateWords[payout.state as keyof typeof stateWords]}; only a released payout can be settled. If the line belongs to it, choose that.`,
    )
  if (line.direction !== 'debit') throw invalid('decision', 'Money came in with this line; it cannot settle a payout.')
  if (line.amountMinor !== payout.paid.amount.minor || line.currency !== payout.paid.amount.currency)
    throw invalid(
      'payout',
      `The line is ${moneyText(money(line.amountMinor, line.currency))} and ${payout.paid.number} is ${moneyText(payout.paid.amount)}. A payout settles by its own amount only.`,
    )
  const entries = await settlePayouts(ctx, [{ payout: payout.paid, cause }])
  await finishBatches(ctx, [payout.paid.batchId])
  return entries.get(payout.paid.id) ?? null
}
async function takeBack(ctx: Ctx, line: Line, payout: Named, cause: Cause, importedBy: string): Promise<string | null> {
  if (payout.state === 'returned') throw invalid('payout', `${payout.paid.number} is returned already. If the line belongs to it, choose that.`)
  if (line.direction !== 'credit') throw invalid('decision', 'Money went out with this line; a return brings it in.')
  const { amount } = payout.paid
  if (line.currency !== amount.currency || line.amountMinor > amount.minor)
    throw invalid(
      'payout',
      `The line is ${moneyText(money(line.amountMinor, line.currency))} and ${payout.paid.number} is ${moneyText(amount)}. A return is at most what was sent.`,
    )
  if (line.amountMinor <= 0n) throw invalid('decision', 'Nothing came in with this line, so it brings nothing back. Set it aside, or ask the bank.')
  // A second pair of eyes: the file and its reading would be one person's word for money that is not there.
  if (!isCharge(amount.minor - line.amountMinor, amount) && importedBy === ctx.actor.memberId)
    throw new Refusal(
      'forbidden',
      `Only ${moneyText(money(line.amountMinor, line.currency))} of ${moneyText(amount)} came back, and you imported this statement. Somebody else decides it.`,
    )
  const entries = await returnPayouts(ctx, [
    { payout: payout.paid, reason: { ...readReason(line.reasonCode ?? undefined, cause.reason) }, shortBy: amount.minor - line.amountMinor, cause },
  ])
  await finishBatches(ctx, [payout.paid.batchId])
  return entries.get(payout.paid.id) ?? null
}
async function charge(ctx: Ctx, line: Line, number: string): Promise<string> {
  if (line.amountMinor === 0n || line.currency === 'XXX' || line.direction === 'none')
    throw invalid('decision', 'This line has no amount that could be booked. Set it aside, or ask the bank for the file again.')
  const minor = line.direction === 'debit' ? line.amountMinor : -line.amountMinor
  const entry = await post(ctx, {
    kind: 'bank.charges',
    memo: `Bank charges, line ${line.position} of ${number}`,
    subject: { kind: 'statementLine', id: line.id },
    lines: [
      { place: { kind: 'bank_charges', currency: line.currency }, minor },
      { place: { kind: 'bank', currency: line.currency }, minor: -minor },
    ],
  })
  return entry.id
}
