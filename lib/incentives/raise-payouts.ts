import { randomUUID } from 'node:crypto'
import { and, eq, inArray, or, sql } from 'drizzle-orm'
import { awards, payoutLines, payouts, type RailName } from '../../db/schema/incentives.ts'
import { payees } from '../../db/schema/work.ts'
import type { Ctx } from '../access/ctx.ts'
import { command } from '../access/operation.ts'
import { canonicalJson, sha256Hex } from '../kernel/digest.ts'
import { decodeId, encodeId, newUuid, type Id } from '../kernel/id.ts'
import { money, moneyText } from '../kernel/money.ts'
import { conflict, notFound, Refusal } from '../kernel/refusal.ts'
import { policyOf } from '../tenancy/policy.ts'
import { collectLines, type Line } from './collect-lines.ts'
import { lockOwed, postAll } from './ledger.ts'
import { bankStanding, type BankDetailStanding } from './payout.ts'
import { payoutRaised } from './payout-events.ts'
import { RaiseAll, RaisePayout, ReissuePayout } from './payout-inputs.ts'
import { loadPayout } from './payout.ts'

export interface RaisedPayout { readonly id: Id<'payout'>; readonly number: string; readonly state: string }
interface Draft { readonly payeeId: string; readonly payeeName: string; readonly lines: readonly Line[]; readonly minor: bigint; readonly standing: BankDetailStanding; readonly key: string }

/** One payee's confirmed awards in one currency as a payout. The same key with the same body answers what was raised the first time. */
export const raisePayout = command({
  name: 'incentives.raisePayout', needs: 'payout.raise', input: RaisePayout,
  run: async (ctx, input): Promise<RaisedPayout> => {
    const payeeId = decodeId('payee', input.payeeId), digest = sha256Hex(canonicalJson({ payeeId, currency: input.currency, rail: input.rail }))
    const earlier = await raisedBefore(ctx, input.idempotencyKey, digest)
    if (earlier) return earlier[0] as RaisedPayout
    const lines = (await collectLines(ctx, input.currency, [payeeId])).get(payeeId) ?? []
    const draft = await draftFor(ctx, payeeId, lines, input.rail, input.currency, input.idempotencyKey)
    if (draft.minor <= 0n) {
      throw conflict(lines.length === 0 ? `${draft.payeeName} has no confirmed award in ${input.currency} that waits for a payout.`
        : `${draft.payeeName} is owed ${moneyText(money(draft.minor, input.currency))}: nothing can be paid out, and a negative balance is carried.`)
    }
    return (await raise(ctx, [draft], input.currency, input.rail, digest, input.note))[0] as RaisedPayout
  },
})
/** Everyone who is owed something, at once. Payees with nothing to pay are left out and counted. */
export const raiseAllPayouts = command({
  name: 'incentives.raiseAllPayouts', needs: 'payout.raise', input: RaiseAll,
  run: async (ctx, input): Promise<{ payouts: RaisedPayout[]; leftOut: number }> => {
    const only = input.payeeIds?.map((id) => decodeId('payee', id))
    const digest = sha256Hex(canonicalJson({ currency: input.currency, rail: input.rail, payees: only ? [...only].sort() : 'all' }))
    const earlier = await raisedBefore(ctx, input.idempotencyKey, digest)
    if (earlier) return { payouts: earlier, leftOut: 0 }
    const drafts: Draft[] = []
    let leftOut = 0
    for (const [payeeId, lines] of await collectLines(ctx, input.currency, only)) {
      const draft = await draftFor(ctx, payeeId, lines, input.rail, input.currency, `${input.idempotencyKey}:${payeeId}`)
      if (draft.minor > 0n) drafts.push(draft)
      else leftOut++
    }
    if (drafts.length === 0) throw conflict(`No confirmed award in ${input.currency} waits for a payout.`)
    return { payouts: await raise(ctx, drafts, input.currency, input.rail, digest, undefined), leftOut }
  },
})
/** A returned payout as a new one, linked to the old and approved anew: it collects the same awards, which the return confirmed again. */
export const reissuePayout = command({
  name: 'incentives.reissuePayout', needs: 'payout.raise', input: ReissuePayout,
  run: async (ctx, input): Promise<RaisedPayout> => {
    const old = await loadPayout(ctx, input.payoutId, 'reissue')
    const digest = sha256Hex(canonicalJson({ reissues: old.id }))
    const earlier = await raisedBefore(ctx, input.idempotencyKey, digest)
    if (earlier) return earlier[0] as RaisedPayout
    const [living] = await ctx.tx.select({ number: payouts.number }).from(payouts).where(and(eq(payouts.reissuesId, old.id), sql`${payouts.state} <> 'rejected'`))
    if (living) throw conflict(`${old.number} was reissued already as ${living.number}.`)
    const before = await ctx.tx.select({ awardId: payoutLines.awardId }).from(payoutLines).where(eq(payoutLines.payoutId, old.id))
    const awardIds = before.flatMap((line) => (line.awardId ? [line.awardId] : []))
    const lines = (await collectLines(ctx, old.currency, [old.payeeId])).get(old.payeeId) ?? []
    // Redemptions that the old payout had deducted were freed by its return and are deducted again with the awards.
    const again = lines.filter((line) => line.kind === 'redemption' || awardIds.includes(line.sourceId))
    const draft = await draftFor(ctx, old.payeeId, again, old.rail, old.currency, input.idempotencyKey)
    if (draft.minor <= 0n) throw conflict(`The awards of ${old.number} are in another payout already, or were clawed back. Nothing is left to reissue.`)
    return (await raise(ctx, [draft], old.currency, old.rail, digest, input.note, old))[0] as RaisedPayout
  },
})

async function raisedBefore(ctx: Ctx, key: string, digest: string): Promise<RaisedPayout[] | undefined> {
  const rows = await ctx.tx.select({ id: payouts.id, number: payouts.number, state: payouts.state, digest: payouts.requestDigest }).from(payouts)
    .where(or(eq(payouts.idempotencyKey, key), sql`starts_with(${payouts.idempotencyKey}, ${`${key}:`})`)).orderBy(payouts.id)
  if (rows.length === 0) return undefined
  if (rows.some((row) => row.digest !== digest)) throw conflict('This form was used before for something else. Open it anew and try again.')
  ctx.unchanged('raised before with the same key')
  return rows.map((row) => ({ id: encodeId('payout', row.id), number: row.number, state: row.state }))
}
async function draftFor(ctx: Ctx, payeeId: string, lines: readonly Line[], rail: RailName, currency: string, key: string): Promise<Draft> {
  const [payee] = await ctx.tx.select({ name: payees.name }).from(payees).where(eq(payees.id, payeeId))
  if (!payee) throw notFound('payee')
  const minor = lines.reduce((all, line) => all + line.minor, 0n)
  // The lock makes two raises of one payee wait for each other; the second then finds the awards taken.
  const owed = await lockOwed(ctx, payeeId, currency)
  if (minor > 0n && minor > owed) throw new Refusal('conflict', `${payee.name} is owed ${moneyText(money(owed, currency))}, less than the ${moneyText(money(minor, currency))} of these awards: look at corrections and redemptions first.`)
  return { payeeId, payeeName: payee.name, lines, minor, standing: await bankStanding(ctx, payeeId, rail), key }
}

/** Writes payouts, their lines and their ledger entries; each exists exactly once per key, whatever crashes or repeats. */
async function raise(ctx: Ctx, drafts: readonly Draft[], currency: string, rail: RailName, digest: string, note: string | undefined, reissues?: { id: string; number: string }): Promise<RaisedPayout[]> {
  const { memberId } = ctx.actor
  if (!memberId) throw new Refusal('forbidden', 'A payout is raised by a person.')
  const policy = policyOf(ctx.settings.policy), twoFrom = policy.twoFrom(currency).minor
  const numbers = await ctx.numbers('payout', drafts.length)
  const rows = drafts.map((draft, i) => ({
    id: newUuid(ctx.now), number: numbers[i] as string, payeeId: draft.payeeId, amountMinor: draft.minor, currency, state: draft.standing.fault ? ('held' as const) : ('raised' as const), rail, bankDetailId: draft.standing.id, raisedBy: memberId, raisedAt: ctx.now,
    approvalsNeeded: draft.minor >= twoFrom ? 2 : 1, idempotencyKey: draft.key, requestDigest: digest, heldFrom: draft.standing.fault ? ('raised' as const) : null, holdReason: draft.standing.fault ?? null, endToEndId: numbers[i] as string, uetr: randomUUID(), reissuesId: reissues?.id ?? null, note: note ?? null,
  }))
  const lines = rows.flatMap((row, i) => (drafts[i] as Draft).lines.map((line) => ({ payoutId: row.id, kind: line.kind, awardId: line.kind === 'award' ? line.sourceId : null, redemptionId: line.kind === 'redemption' ? line.sourceId : null, amountMinor: line.minor })))
  for (let at = 0; at < rows.length; at += 500) await ctx.tx.insert(payouts).values(rows.slice(at, at + 500))
  for (let at = 0; at < lines.length; at += 2_000) await ctx.tx.insert(payoutLines).values(lines.slice(at, at + 2_000))
  const awardIds = lines.flatMap((line) => (line.awardId ? [line.awardId] : []))
  for (let at = 0; at < awardIds.length; at += 5_000) {
    const part = awardIds.slice(at, at + 5_000)
    const moved = await ctx.tx.update(awards).set({ state: 'in_payout', updatedAt: ctx.now }).where(and(inArray(awards.id, part), eq(awards.state, 'confirmed'))).returning({ id: awards.id })
    if (moved.length !== part.length) throw conflict('An award changed meanwhile. Nothing was raised; look again.')
  }
  await postAll(ctx, rows.map((row) => ({ kind: 'payout.raised', memo: `${row.number} raised`, subject: { kind: 'payout', id: row.id }, lines: [
    { place: { kind: 'owed', currency, payeeId: row.payeeId }, minor: row.amountMinor, payoutId: row.id }, { place: { kind: 'payout_raised', currency }, minor: -row.amountMinor, payoutId: row.id }] })))
  rows.forEach((row, i) => {
    const draft = drafts[i] as Draft
    ctx.record(payoutRaised, row.id, {
      number: row.number, amount: moneyText(money(row.amountMinor, currency)), payee: encodeId('payee', row.payeeId), awards: draft.lines.map((line) => line.number).slice(0, 200), end_to_end: row.endToEndId, approvals_needed: row.approvalsNeeded,
      ...(reissues ? { reissues: reissues.number } : {}), changes: [{ field: 'state', before: '', after: row.state }, ...(row.holdReason ? [{ field: 'hold', before: '', after: row.holdReason }] : [])],
    }, { payee: draft.payeeName })
  })
  return rows.map((row) => ({ id: encodeId('payout', row.id), number: row.number, state: row.state }))
}
