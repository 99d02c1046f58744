import { and, eq, inArray, isNull, or, type SQL } from 'drizzle-orm'
import { payoutApprovals, payouts, type PayoutState, type RailName } from '../../db/schema/payouts.ts'
import { bankDetails, payees } from '../../db/schema/work.ts'
import type { Ctx, ReadCtx } from '../access/ctx.ts'
import { dayOf } from '../kernel/day.ts'
import { canonicalJson, sha256Hex } from '../kernel/digest.ts'
import { decodeId, encodeId } from '../kernel/id.ts'
import { money, moneyText, type Money } from '../kernel/money.ts'
import { conflict, notFound, Refusal } from '../kernel/refusal.ts'

export type PayoutRow = typeof payouts.$inferSelect
/** In which states each verb is possible. Who may is a permission; who against whom is the verb's own. */
export const payoutMay = {
  approve: ['raised'],
  reject: ['raised', 'approved', 'held'],
  hold: ['raised', 'approved'],
  resume: ['held'],
  batch: ['approved'],
  release: ['approved'],
  settle: ['released'],
  return: ['released', 'settled'],
  reissue: ['returned'],
} as const satisfies Record<string, readonly PayoutState[]>
export type PayoutVerb = keyof typeof payoutMay
export const stateWords: Readonly<Record<PayoutState, string>> = {
  raised: 'waiting for approval',
  approved: 'approved',
  released: 'released to the bank',
  settled: 'settled',
  rejected: 'rejected',
  returned: 'returned by the bank',
  held: 'held',
}
export const amountOf = (payout: Pick<PayoutRow, 'amountMinor' | 'currency'>): Money => money(payout.amountMinor, payout.currency)

/** What an approver signs: who is paid how much, by which rail, to which account, under which reference. */
export const digestOf = (payout: PayoutRow): string =>
  sha256Hex(
    canonicalJson({
      id: encodeId('payout', payout.id),
      number: payout.number,
      payee: encodeId('payee', payout.payeeId),
      amount: moneyText(amountOf(payout)),
      rail: payout.rail,
      account: payout.bankDetailId === null ? '' : encodeId('bankDetail', payout.bankDetailId),
      reference: payout.endToEndId,
    }),
  )

/** The payout of this tenant in a state that allows the verb, locked until the transaction ends; otherwise a refusal that says the state. */
export async function loadPayout(ctx: Ctx, payoutId: string, verb: PayoutVerb): Promise<PayoutRow> {
  return (await loadPayouts(ctx, [payoutId], verb))[0] as PayoutRow
}
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
const pastTense: Readonly<Record<PayoutVerb, string>> = {
  approve: 'approved',
  reject: 'rejected',
  hold: 'held',
  resume: 'resumed',
  batch: 'put into a batch',
  release: 'released',
  settle: 'settled',
  return: 'returned',
  reissue: 'reissued',
}

/** Changes the state of payouts that are locked and in one of the verb's states; a row that moved meanwhile is an error, never silence. */
export async function moveState(
  ctx: Ctx,
  ids: readonly string[],
  verb: PayoutVerb,
  set: Partial<typeof payouts.$inferInsert> & { state: PayoutState },
): Promise<void> {
  const moved = await ctx.tx
    .update(payouts)
    .set({ ...set, updatedAt: ctx.now })
    .where(and(inArray(payouts.id, [...ids]), inArray(payouts.state, [...payoutMay[verb]])))
    .returning({ id: payouts.id })
  if (moved.length !== ids.length) throw conflict('A payout changed meanwhile. Nothing was done; look again.')
}

/**
 * The members who are the payee of each payout: through the payee's own link and through every payee merged with it, in any direction. Wider
 * than what a person sees as own (own-payees.ts), because four eyes must not be escaped by a merge.
 */
export async function membersBehind(ctx: ReadCtx, payeeIds: readonly string[]): Promise<Map<string, Set<string>>> {
  const found = new Map<string, { memberId: string | null; into: string | null }>(),
    asked = new Set<string>()
  for (let fresh = [...new Set(payeeIds)]; fresh.length > 0;) {
    for (const id of fresh) asked.add(id)
    const rows = await ctx.tx
      .select({ id: payees.id, memberId: payees.memberId, into: payees.mergedIntoId })
      .from(payees)
      .where(or(inArray(payees.id, fresh), inArray(payees.mergedIntoId, fresh)))
    for (const { id, ...row } of rows) found.set(id, row)
    fresh = [...new Set(rows.flatMap(({ id, into }) => (into === null ? [id] : [id, into])))].filter((id) => !asked.has(id))
  }
  const kin = new Map<string, string[]>([...found.keys()].map((id) => [id, []]))
  for (const [id, { into }] of found)
    if (into !== null) {
      kin.get(id)?.push(into)
      kin.get(into)?.push(id)
    }
  return new Map(
    payeeIds.map((payeeId) => {
      const family = new Set([payeeId])
      for (const id of family) for (const other of kin.get(id) ?? []) family.add(other) // a set may grow while it is walked
      return [payeeId, new Set([...family].flatMap((id) => found.get(id)?.memberId ?? []))]
    }),
  )
}
/** Of these payees, however many, those that are this member: what is about them is somebody else's to decide. */
export async function ownAmong(ctx: ReadCtx, memberId: string | null, payeeIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (memberId === null || payeeIds.length === 0) return new Set()
  const asked = new Set(payeeIds)
  return new Set((await payeesBehind(ctx, memberId)).filter((id) => asked.has(id)))
}
/** What stands in the queue for a return to whoever imports it. */
export const ownReturn = (number: string): string => `${number} is paid to whoever imported this. Somebody else decides whether it came back.`
/** Why nobody resumes what is paid to them. */
export const ownHold = (number: string): string => `${number} is paid to you. Somebody else resumes it.`
/** The same asked from the other side: every payee that is this member, through their own link and every merge, in any direction. */
export async function payeesBehind(ctx: ReadCtx, memberId: string): Promise<string[]> {
  const found = new Set<string>()
  for (let where: SQL | undefined = eq(payees.memberId, memberId); where !== undefined;) {
    const rows: { id: string; into: string | null }[] = await ctx.tx.select({ id: payees.id, into: payees.mergedIntoId }).from(payees).where(where)
    const fresh = rows.flatMap(({ id, into }) => (into === null ? [id] : [id, into])).filter((id) => !found.has(id))
    for (const id of fresh) found.add(id)
    where = fresh.length > 0 ? or(inArray(payees.id, fresh), inArray(payees.mergedIntoId, fresh)) : undefined
  }
  return [...found]
}
/** Who decided on these payouts, oldest first. */
export async function decisionsOn(ctx: ReadCtx, payoutIds: readonly string[]) {
  if (payoutIds.length === 0) return []
  return ctx.tx
    .select()
    .from(payoutApprovals)
    .where(inArray(payoutApprovals.payoutId, [...payoutIds]))
    .orderBy(payoutApprovals.id)
}

export interface BankDetailStanding {
  /** The payee's. */
  readonly name: string
  readonly id: string | null
  readonly masked: string | null
  readonly kind: string | null
  readonly confirmedAt: Date | null
  readonly heldUntil: Date | null
  /** The reason of a hold. */
  readonly fault: string | undefined
}
const kindFor: Readonly<Record<RailName, string | undefined>> = { pain001: 'iban', nacha: 'ach', payroll_csv: undefined }
/**
 * Whether the money would go to another account than the payout names, which is the one that its approvers see and sign. Stops a bank detail
 * that is changed after the approval, however long it was held, from taking what was approved for the old one.
 */
export const goesElsewhere = (payout: Pick<PayoutRow, 'rail' | 'bankDetailId'>, detailId: string | null): boolean =>
  kindFor[payout.rail] !== undefined && payout.bankDetailId !== detailId
/** Whether money may go to a payee by this rail at this moment. */
export function standingOf(ctx: ReadCtx, rail: RailName, payee: Omit<BankDetailStanding, 'fault'> & { readonly isActive: boolean }): BankDetailStanding {
  const needed = kindFor[rail]
  const fault = !payee.isActive
    ? `${payee.name} is not active`
    : needed === undefined
      ? undefined
      : payee.id === null
        ? 'No bank detail yet'
        : payee.kind !== needed
          ? `The bank detail does not fit the rail (${payee.kind} instead of ${needed})`
          : payee.confirmedAt === null
            ? 'Bank detail is not confirmed'
            : payee.heldUntil !== null && payee.heldUntil > ctx.now
              ? `Bank detail changed; held until ${dayOf(payee.heldUntil, ctx.settings.zone)}`
              : undefined
  return { name: payee.name, id: payee.id, masked: payee.masked, kind: payee.kind, confirmedAt: payee.confirmedAt, heldUntil: payee.heldUntil, fault }
}
/** The standing of many payees; a payee that is not there has none. */
export async function bankStandings(ctx: ReadCtx, payeeIds: readonly string[], rail: RailName): Promise<Map<string, BankDetailStanding>> {
  if (payeeIds.length === 0) return new Map()
  const rows = await ctx.tx
    .select({
      payeeId: payees.id,
      name: payees.name,
      isActive: payees.isActive,
      id: bankDetails.id,
      masked: bankDetails.masked,
      kind: bankDetails.kind,
      confirmedAt: bankDetails.confirmedAt,
      heldUntil: bankDetails.heldUntil,
    })
    .from(payees)
    .leftJoin(bankDetails, and(eq(bankDetails.payeeId, payees.id), isNull(bankDetails.replacedAt)))
    .where(inArray(payees.id, [...payeeIds]))
  return new Map(rows.map((row) => [row.payeeId, standingOf(ctx, rail, row)]))
}
export async function bankStanding(ctx: ReadCtx, payeeId: string, rail: RailName): Promise<BankDetailStanding> {
  const standing = (await bankStandings(ctx, [payeeId], rail)).get(payeeId)
  if (!standing) throw notFound('payee')
  return standing
}
export interface HeldBy {
  /** What stands in the way at the payee at this moment; the reason stored with the payout is what stood there when it was held. */
  readonly fault: string | undefined
  /** Set when somebody approved it and the payee has another account since: then it cannot go on at all. */
  readonly approvedFor: 'another account' | undefined
  /** The bank detail that it would go on with. */
  readonly detailId: string | null
}
/** For each payout, whether it could go on now if it is held. */
export async function whyHeld(ctx: ReadCtx, rows: readonly PayoutRow[]): Promise<Map<string, HeldBy>> {
  const out = new Map<string, HeldBy>()
  for (const rail of new Set(rows.map((row) => row.rail))) {
    const own = rows.filter((row) => row.rail === rail),
      standings = await bankStandings(ctx, [...new Set(own.map((row) => row.payeeId))], rail)
    const moved = own.filter((row) => goesElsewhere(row, standings.get(row.payeeId)?.id ?? null)).map((row) => row.id)
    const approved = new Set((await decisionsOn(ctx, moved)).filter((row) => row.decision === 'approved').map((row) => row.payoutId))
    for (const row of own) {
      const { fault, id } = standings.get(row.payeeId) ?? { fault: 'The payee is gone', id: null }
      out.set(row.id, { fault, detailId: id, approvedFor: approved.has(row.id) ? 'another account' : undefined })
    }
  }
  return out
}
export const refuseSeparation = (sentence: string): Refusal => new Refusal('forbidden', sentence)
