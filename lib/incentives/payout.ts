import { and, eq, inArray, isNull } from 'drizzle-orm'
import { payoutApprovals, payouts, type PayoutState, type RailName } from '../../db/schema/incentives.ts'
import { bankDetails, payees } from '../../db/schema/work.ts'
import type { Ctx, ReadCtx } from '../access/ctx.ts'
import { decodeId } from '../kernel/id.ts'
import { money, type Money } from '../kernel/money.ts'
import { conflict, notFound, Refusal } from '../kernel/refusal.ts'

export type PayoutRow = typeof payouts.$inferSelect
/** In which states each verb is possible. Who may is a permission; who against whom is the verb's own. */
export const payoutMay = {
  approve: ['raised'], reject: ['raised', 'approved', 'held'], hold: ['raised', 'approved'], resume: ['held'], batch: ['approved'], release: ['approved'], settle: ['released'], return: ['released', 'settled'], reissue: ['returned'],
} as const satisfies Record<string, readonly PayoutState[]>
export type PayoutVerb = keyof typeof payoutMay
export const stateWords: Readonly<Record<PayoutState, string>> = {
  raised: 'waiting for approval', approved: 'approved', released: 'released to the bank', settled: 'settled', rejected: 'rejected', returned: 'returned by the bank', held: 'held',
}
export const amountOf = (payout: Pick<PayoutRow, 'amountMinor' | 'currency'>): Money => money(payout.amountMinor, payout.currency)

/** The payout of this tenant in a state that allows the verb, locked until the transaction ends; otherwise a refusal that says the state. */
export async function loadPayout(ctx: Ctx, payoutId: string, verb: PayoutVerb): Promise<PayoutRow> { return (await loadPayouts(ctx, [payoutId], verb))[0] as PayoutRow }
/** Several at once, in the order of their ids so that two acts cannot wait for one another. Ids from outside (`pay_…`). */
export async function loadPayouts(ctx: Ctx, payoutIds: readonly string[], verb: PayoutVerb): Promise<PayoutRow[]> {
  const ids = [...new Set(payoutIds.map((id) => decodeId('payout', id)))].sort()
  const rows = await ctx.tx.select().from(payouts).where(inArray(payouts.id, ids)).orderBy(payouts.id).for('update')
  if (rows.length !== ids.length) throw notFound('payout')
  const allowed: readonly PayoutState[] = payoutMay[verb]
  const wrong = rows.find((row) => !allowed.includes(row.state))
  if (wrong) throw conflict(`${wrong.number} is ${stateWords[wrong.state]}; it cannot be ${pastTense[verb]} now.`)
  if (verb === 'hold' || verb === 'reject') {
    const batched = rows.find((row) => row.batchId !== null)
    if (batched) throw conflict(`${batched.number} is in a batch. Take it out of the batch first.`)
  }
  return rows
}
const pastTense: Readonly<Record<PayoutVerb, string>> = { approve: 'approved', reject: 'rejected', hold: 'held', resume: 'resumed', batch: 'put into a batch', release: 'released', settle: 'settled', return: 'returned', reissue: 'reissued' }

/** Changes the state of payouts that are locked and in one of the verb's states; a row that moved meanwhile is an error, never silence. */
export async function moveState(ctx: Ctx, ids: readonly string[], verb: PayoutVerb, set: Partial<typeof payouts.$inferInsert> & { state: PayoutState }): Promise<void> {
  const moved = await ctx.tx.update(payouts).set({ ...set, updatedAt: ctx.now }).where(and(inArray(payouts.id, [...ids]), inArray(payouts.state, [...payoutMay[verb]]))).returning({ id: payouts.id })
  if (moved.length !== ids.length) throw conflict('A payout changed meanwhile. Nothing was done; look again.')
}

/** The members who are the payee of a payout: through the link of the payee, and of payees merged with it. */
export async function membersBehind(ctx: ReadCtx, payeeIds: readonly string[]): Promise<Map<string, Set<string>>> {
  const out = new Map<string, Set<string>>(payeeIds.map((id) => [id, new Set()]))
  if (payeeIds.length === 0) return out
  const all = await ctx.tx.select({ id: payees.id, memberId: payees.memberId, into: payees.mergedIntoId }).from(payees).where(inArray(payees.id, [...payeeIds]))
  const families = new Map(all.map((p) => [p.id, p.into ?? p.id]))
  const heads = [...new Set(families.values())]
  const kin = await ctx.tx.select({ id: payees.id, memberId: payees.memberId, into: payees.mergedIntoId }).from(payees).where(inArray(payees.id, heads))
  const merged = await ctx.tx.select({ id: payees.id, memberId: payees.memberId, into: payees.mergedIntoId }).from(payees).where(inArray(payees.mergedIntoId, heads))
  for (const [payeeId, head] of families) for (const p of [...all, ...kin, ...merged]) if (p.memberId && (p.id === head || p.into === head || p.id === payeeId)) out.get(payeeId)?.add(p.memberId)
  return out
}
/** Who decided on these payouts, oldest first. */
export async function decisionsOn(ctx: ReadCtx, payoutIds: readonly string[]) {
  if (payoutIds.length === 0) return []
  return ctx.tx.select().from(payoutApprovals).where(inArray(payoutApprovals.payoutId, [...payoutIds])).orderBy(payoutApprovals.id)
}

export interface BankDetailStanding { readonly id: string | null; readonly masked: string | null; readonly kind: string | null; readonly fault: string | undefined }
/** Whether money may go to this payee by this rail today; `fault` is the reason of a hold. */
export async function bankStanding(ctx: ReadCtx, payeeId: string, rail: RailName): Promise<BankDetailStanding> {
  const [payee] = await ctx.tx.select({ isActive: payees.isActive, name: payees.name }).from(payees).where(eq(payees.id, payeeId))
  if (!payee) throw notFound('payee')
  const [detail] = await ctx.tx.select().from(bankDetails).where(and(eq(bankDetails.payeeId, payeeId), isNull(bankDetails.replacedAt)))
  const standing = { id: detail?.id ?? null, masked: detail?.masked ?? null, kind: detail?.kind ?? null }
  const needed = rail === 'pain001' ? 'iban' : rail === 'nacha' ? 'ach' : 'payroll'
  const fault = !payee.isActive ? `${payee.name} is not active`
    : rail === 'payroll_csv' ? undefined
      : !detail ? 'No bank detail yet'
        : detail.kind !== needed ? `The bank detail does not fit the rail (${detail.kind} instead of ${needed})`
          : !detail.confirmedAt ? 'Bank detail is not confirmed'
            : detail.heldUntil > ctx.now ? `Bank detail changed; held until ${detail.heldUntil.toISOString().slice(0, 10)}` : undefined
  return { ...standing, fault }
}
export const refuseSeparation = (sentence: string): Refusal => new Refusal('forbidden', sentence)
