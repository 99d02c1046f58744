import { randomUUID } from 'node:crypto'
import { and, eq, inArray, ne, sql } from 'drizzle-orm'
import { awards, payoutLines, payouts, type RailName } from '../../db/schema/incentives.ts'
import type { Ctx } from '../access/ctx.ts'
import { command } from '../access/operation.ts'
import { violated } from '../access/passage.ts'
import { canonicalJson, sha256Hex } from '../kernel/digest.ts'
import { decodeId, encodeId, newUuid, type Id } from '../kernel/id.ts'
import { money, moneyText } from '../kernel/money.ts'
import { conflict, notFound, Refusal } from '../kernel/refusal.ts'
import { policyOf } from '../tenancy/policy.ts'
import { collectLines, type Line } from './collect-lines.ts'
import { lockOwedOf, postAll } from './ledger.ts'
import { ownPayeeIds } from './own-payees.ts'
import { bankStandings, loadPayout, refuseSeparation, type BankDetailStanding } from './payout.ts'
import { payoutRaised } from './payout-events.ts'
import { RaiseAll, RaisePayout, ReissuePayout } from './payout-inputs.ts'

export interface RaisedPayout { readonly id: Id<'payout'>; readonly number: string; readonly state: string }
interface Draft { readonly payeeId: string; readonly lines: readonly Line[]; readonly minor: bigint; readonly standing: BankDetailStanding; readonly key: string }
interface Request { readonly key: string; readonly digest: string; readonly currency: string; readonly rail: RailName }
const totalOf = (lines: readonly Line[]): bigint => lines.reduce((all, line) => all + line.minor, 0n)

/** One payee's confirmed awards in one currency as a payout. The same key with the same body answers what was raised the first time. */
export const raisePayout = command({
  name: 'incentives.raisePayout', needs: 'payout.raise', input: RaisePayout,
  run: async (ctx, { idempotencyKey, currency, rail, note, ...input }): Promise<RaisedPayout> => {
    const payeeId = decodeId('payee', input.payeeId), request = { key: idempotencyKey, digest: sha256Hex(canonicalJson({ payeeId, currency, rail })), currency, rail }
    const owed = await lockOwedOf(ctx, [payeeId], currency)             // the second of two raises waits here and then finds what the first has done
    const [earlier, standings, lines, own] = await Promise.all([raisedBefore(ctx, request), bankStandings(ctx, [payeeId], rail), collectLines(ctx, currency, [payeeId]), ownPayeeIds(ctx)])
    if (earlier) return earlier[0] as RaisedPayout
    if (own.includes(payeeId)) throw refuseSeparation('You are this payee: someone else must raise the payout.')
    const draft = draftFor(payeeId, lines.get(payeeId) ?? [], standings, idempotencyKey), of = money(draft.minor, currency)
    if (draft.lines.length === 0) throw conflict(`${draft.standing.name} has no confirmed award in ${currency} that waits for a payout.`)
    if (draft.minor <= 0n) throw conflict(`${draft.standing.name} is owed ${moneyText(of)}: nothing can be paid out, and a negative balance is carried.`)
    refuseOverOwed(draft, owed, currency)
    return (await raise(ctx, [draft], request, note))[0] as RaisedPayout
  },
})
/** Everyone who is owed something, at once. Payees with nothing to pay, and oneself, are left out and counted. */
export const raiseAllPayouts = command({
  name: 'incentives.raiseAllPayouts', needs: 'payout.raise', input: RaiseAll,
  run: async (ctx, { idempotencyKey, currency, rail, payeeIds }): Promise<{ payouts: RaisedPayout[]; leftOut: number }> => {
    const only = payeeIds?.map((id) => decodeId('payee', id)), request = { key: idempotencyKey, digest: sha256Hex(canonicalJson({ currency, rail, payees: only ? [...only].sort() : 'all' })), currency, rail }
    const concerned = [...(await collectLines(ctx, currency, only)).keys()]
    const owed = await lockOwedOf(ctx, concerned, currency)
    const earlier = await raisedBefore(ctx, request)
    if (earlier) return { payouts: earlier, leftOut: 0 }
    const lines = await collectLines(ctx, currency, concerned), standings = await bankStandings(ctx, concerned, rail), own = await ownPayeeIds(ctx)
    const drafts = concerned.filter((payeeId) => !own.includes(payeeId)).map((payeeId) => draftFor(payeeId, lines.get(payeeId) ?? [], standings, '')).filter((draft) => draft.minor > 0n)
      .map((draft, i) => ({ ...draft, key: i === 0 ? idempotencyKey : `${idempotencyKey}:${draft.payeeId}` }))
    if (drafts.length === 0) throw conflict(`No confirmed award in ${currency} waits for a payout.`)
    for (const draft of drafts) refuseOverOwed(draft, owed, currency)
    return { payouts: await raise(ctx, drafts, request), leftOut: concerned.length - drafts.length }
  },
})
/** A returned payout as a new one, linked to the old and approved anew: it collects the same awards, which the return confirmed again. */
export const reissuePayout = command({
  name: 'incentives.reissuePayout', needs: 'payout.raise', input: ReissuePayout,
  run: async (ctx, { payoutId, idempotencyKey, note }): Promise<RaisedPayout> => {
    const old = await loadPayout(ctx, payoutId, 'reissue'), { payeeId, currency, rail } = old
    const request = { key: idempotencyKey, digest: sha256Hex(canonicalJson({ reissues: old.id })), currency, rail }
    const earlier = await raisedBefore(ctx, request)
    if (earlier) return earlier[0] as RaisedPayout
    const [living] = await ctx.tx.select({ number: payouts.number }).from(payouts).where(and(eq(payouts.reissuesId, old.id), ne(payouts.state, 'rejected')))
    if (living) throw conflict(`${old.number} was reissued already as ${living.number}.`)
    if ((await ownPayeeIds(ctx)).includes(payeeId)) throw refuseSeparation('You are this payee: someone else must reissue the payout.')
    const owed = await lockOwedOf(ctx, [payeeId], currency)
    const before = await ctx.tx.select({ awardId: payoutLines.awardId }).from(payoutLines).where(eq(payoutLines.payoutId, old.id))
    const awardIds = new Set(before.flatMap((line) => line.awardId ?? [])), lines = (await collectLines(ctx, currency, [payeeId])).get(payeeId) ?? []
    // Redemptions that the old payout had deducted were freed by its return and are deducted again with the awards.
    const draft = draftFor(payeeId, lines.filter((line) => line.kind === 'redemption' || awardIds.has(line.sourceId)), await bankStandings(ctx, [payeeId], rail), idempotencyKey)
    if (draft.minor <= 0n) throw conflict(`The awards of ${old.number} are in another payout already, or were clawed back. Nothing is left to reissue.`)
    refuseOverOwed(draft, owed, currency)
    return (await raise(ctx, [draft], request, note, old))[0] as RaisedPayout
  },
})

/** What an earlier request with this key raised; another body under the same key is refused, whoever sends it. */
async function raisedBefore(ctx: Ctx, { key, digest }: Request): Promise<RaisedPayout[] | undefined> {
  const shown = { id: payouts.id, number: payouts.number, state: payouts.state, digest: payouts.requestDigest }
  const [first] = await ctx.tx.select(shown).from(payouts).where(eq(payouts.idempotencyKey, key))
  if (!first) return undefined
  if (first.digest !== digest) throw keyTaken()
  const rest = await ctx.tx.select(shown).from(payouts).where(sql`starts_with(${payouts.idempotencyKey}, ${`${key}:`})`).orderBy(payouts.id)
  ctx.unchanged('raised before with the same key')
  return [first, ...rest].map((row) => ({ id: encodeId('payout', row.id), number: row.number, state: row.state }))
}
const keyTaken = () => conflict('This form was used before for something else. Open it anew and try again.')
function draftFor(payeeId: string, lines: readonly Line[], standings: ReadonlyMap<string, BankDetailStanding>, key: string): Draft {
  const standing = standings.get(payeeId)
  if (!standing) throw notFound('payee')
  return { payeeId, lines, minor: totalOf(lines), standing, key }
}
function refuseOverOwed(draft: Draft, owed: ReadonlyMap<string, bigint>, currency: string): void {
  const left = owed.get(draft.payeeId) ?? 0n
  if (draft.minor > left) throw conflict(`${draft.standing.name} is owed ${moneyText(money(left, currency))}, less than the ${moneyText(money(draft.minor, currency))} of these awards: look at corrections and redemptions first.`)
}

/** Writes payouts, their lines and their ledger entries; each exists exactly once per key, whatever crashes or repeats. */
async function raise(ctx: Ctx, drafts: readonly Draft[], { currency, rail, digest }: Request, note?: string, reissues?: { id: string; number: string }): Promise<RaisedPayout[]> {
  const { memberId } = ctx.actor
  if (!memberId) throw new Refusal('forbidden', 'A payout is raised by a person.')
  const twoFrom = policyOf(ctx.settings.policy).twoFrom(currency).minor
  const awardIds = drafts.flatMap((draft) => draft.lines.flatMap((line) => (line.kind === 'award' ? [line.sourceId] : [])))
  for (let at = 0; at < awardIds.length; at += 5_000) {
    const part = awardIds.slice(at, at + 5_000)
    const moved = await ctx.tx.update(awards).set({ state: 'in_payout', updatedAt: ctx.now }).where(and(inArray(awards.id, part), eq(awards.state, 'confirmed'))).returning({ id: awards.id })
    if (moved.length !== part.length) throw conflict('An award changed meanwhile. Nothing was raised; look again.')
  }
  const numbers = await ctx.numbers('payout', drafts.length)             // from here on other raises of the tenant wait: nothing is read any more
  const rows = drafts.map((draft, i) => {
    const number = numbers[i] as string, { fault } = draft.standing
    return {
      id: newUuid(ctx.now), number, payeeId: draft.payeeId, amountMinor: draft.minor, currency, state: fault ? ('held' as const) : ('raised' as const), rail, bankDetailId: draft.standing.id, raisedBy: memberId, raisedAt: ctx.now, approvalsNeeded: draft.minor >= twoFrom ? 2 : 1,
      idempotencyKey: draft.key, requestDigest: digest, heldFrom: fault ? ('raised' as const) : null, holdReason: fault ?? null, endToEndId: number, uetr: randomUUID(), reissuesId: reissues?.id ?? null, note: note ?? null,
    }
  })
  await Promise.all([
    write(ctx, rows, drafts),
    postAll(ctx, rows.map((row) => ({ kind: 'payout.raised', memo: `${row.number} raised`, subject: { kind: 'payout', id: row.id }, lines: [
      { place: { kind: 'owed', currency, payeeId: row.payeeId }, minor: row.amountMinor, payoutId: row.id }, { place: { kind: 'payout_raised', currency }, minor: -row.amountMinor, payoutId: row.id }] }))),
  ])
  rows.forEach((row, i) => {
    const { lines, standing } = drafts[i] as Draft
    ctx.record(payoutRaised, row.id, {
      number: row.number, amount: moneyText(money(row.amountMinor, currency)), payee: encodeId('payee', row.payeeId), awards: lines.map((line) => line.number).slice(0, 200), end_to_end: row.endToEndId, approvals_needed: row.approvalsNeeded,
      ...(reissues ? { reissues: reissues.number } : {}), changes: [{ field: 'state', before: '', after: row.state }, ...(row.holdReason ? [{ field: 'hold', before: '', after: row.holdReason }] : [])],
    }, { payee: standing.name })
  })
  return rows.map((row) => ({ id: encodeId('payout', row.id), number: row.number, state: row.state }))
}
async function write(ctx: Ctx, rows: readonly (typeof payouts.$inferInsert & { id: string })[], drafts: readonly Draft[]): Promise<void> {
  const lines = rows.flatMap((row, i) => (drafts[i] as Draft).lines.map((line) => ({ payoutId: row.id, kind: line.kind, awardId: line.kind === 'award' ? line.sourceId : null, redemptionId: line.kind === 'redemption' ? line.sourceId : null, amountMinor: line.minor })))
  try {
    for (let at = 0; at < rows.length; at += 500) await ctx.tx.insert(payouts).values(rows.slice(at, at + 500))
    for (let at = 0; at < lines.length; at += 2_000) await ctx.tx.insert(payoutLines).values(lines.slice(at, at + 2_000))
  } catch (error) {
    if (violated(error) === 'payouts_key') throw keyTaken()              // two forms with one key at the same moment
    throw error
  }
}
