import { and, eq, ne, sql } from 'drizzle-orm'
import { payoutLines, payouts } from '../../db/schema/payouts.ts'
import type { Ctx } from '../access/ctx.ts'
import { command } from '../access/operation.ts'
import { canonicalJson, sha256Hex } from '../kernel/digest.ts'
import { decodeId, encodeId } from '../kernel/id.ts'
import { money, moneyText } from '../kernel/money.ts'
import { conflict, notFound, type Refusal } from '../kernel/refusal.ts'
import { collectLines, linesOf, type Line } from './collect-lines.ts'
import { lockPayee, lockPayees, readOne, readStanding, type Before, type Standing } from './raise.sql.ts'
import { loadPayout, refuseSeparation, standingOf, type BankDetailStanding } from './payout.ts'
import { RaiseAll, RaisePayout, ReissuePayout } from './payout-inputs.ts'
import { writeRaised, type Draft, type RaisedPayout, type Request } from './write-raised.ts'

/** One payee's confirmed awards in one currency as a payout. The same key with the same body answers what was raised the first time. */
export const raisePayout = command({
  name: 'incentives.raisePayout',
  needs: 'payout.raise',
  input: RaisePayout,
  run: async (ctx, { idempotencyKey, currency, rail, note, ...input }): Promise<RaisedPayout> => {
    const payeeId = decodeId('payee', input.payeeId),
      request = { key: idempotencyKey, digest: sha256Hex(canonicalJson({ payeeId, currency, rail })), currency, rail, note }
    const seen = await look(ctx, request, [payeeId])
    if (seen.earlier) return seen.earlier[0] as RaisedPayout
    if (seen.own.has(payeeId)) throw refuseSeparation('You are this payee: someone else must raise the payout.')
    const draft = seen.draftFor(payeeId, idempotencyKey)
    if (draft.lines.length === 0) throw conflict(`${draft.standing.name} has no confirmed award in ${currency} that waits for a payout.`)
    if (draft.minor <= 0n)
      throw conflict(`${draft.standing.name} is owed ${moneyText(money(draft.minor, currency))}: nothing can be paid out, and a negative balance is carried.`)
    return (await writeRaised(ctx, seen.checked([draft]), request, seen.raisedAccount))[0] as RaisedPayout
  },
})
/** Everyone who is owed something, at once. Payees with nothing to pay, and oneself, are left out and counted. */
export const raiseAllPayouts = command({
  name: 'incentives.raiseAllPayouts',
  needs: 'payout.raise',
  input: RaiseAll,
  run: async (ctx, { idempotencyKey, currency, rail, payeeIds, note }): Promise<{ request: string; payouts: RaisedPayout[]; leftOut: number }> => {
    const only = payeeIds?.map((id) => decodeId('payee', id)),
      request = { key: idempotencyKey, digest: sha256Hex(canonicalJson({ currency, rail, payees: only ? [...only].sort() : 'all' })), currency, rail, note }
    const concerned = only ?? [...(await collectLines(ctx, currency, undefined)).keys()]
    const seen = await look(ctx, request, concerned)
    if (seen.earlier) return { request: idempotencyKey, payouts: seen.earlier, leftOut: 0 }
    const drafts = [...seen.lines.keys()]
      .filter((payeeId) => !seen.own.has(payeeId))
      .map((payeeId) => seen.draftFor(payeeId, ''))
      .filter((draft) => draft.minor > 0n)
    if (drafts.length === 0) throw conflict(`No confirmed award in ${currency} waits for a payout.`)
    const keyed = drafts.map((draft, i) => ({ ...draft, key: i === 0 ? idempotencyKey : `${idempotencyKey}:${draft.payeeId}` })) // the first stands for all: one look by the key finds it
    return {
      request: idempotencyKey,
      payouts: await writeRaised(ctx, seen.checked(keyed), request, seen.raisedAccount),
      leftOut: seen.lines.size - drafts.length,
    }
  },
})
/** A returned payout as a new one, linked to the old and approved anew: it collects the same awards, which the return confirmed again. */
export const reissuePayout = command({
  name: 'incentives.reissuePayout',
  needs: 'payout.raise',
  input: ReissuePayout,
  run: async (ctx, { payoutId, idempotencyKey, note }): Promise<RaisedPayout> => {
    const old = await loadPayout(ctx, payoutId, 'reissue'),
      { payeeId } = old
    const request = {
      key: idempotencyKey,
      digest: sha256Hex(canonicalJson({ reissues: old.id })),
      currency: old.currency,
      rail: old.rail,
      note,
      reissues: { id: old.id, number: old.number },
    }
    const seen = await look(ctx, request, [payeeId])
    if (seen.earlier) return seen.earlier[0] as RaisedPayout
    const [living] = await ctx.tx
      .select({ number: payouts.number })
      .from(payouts)
      .where(and(eq(payouts.reissuesId, old.id), ne(payouts.state, 'rejected')))
    if (living) throw conflict(`${old.number} was reissued already as ${living.number}.`)
    if (seen.own.has(payeeId)) throw refuseSeparation('You are this payee: someone else must reissue the payout.')
    const before = await ctx.tx.select({ awardId: payoutLines.awardId }).from(payoutLines).where(eq(payoutLines.payoutId, old.id)),
      awardIds = new Set(before.flatMap((line) => line.awardId ?? []))
    // Redemptions that the old payout had deducted were freed by its return and are deducted again with the awards.
    const draft = seen.draftFor(payeeId, idempotencyKey, (line) => line.kind === 'redemption' || awardIds.has(line.sourceId))
    if (draft.minor <= 0n) throw conflict(`The awards of ${old.number} are in another payout already, or were clawed back. Nothing is left to reissue.`)
    return (await writeRaised(ctx, seen.checked([draft]), request, seen.raisedAccount))[0] as RaisedPayout
  },
})

const keyTaken = (): Refusal => conflict('This form was used before for something else. Open it anew and try again.')
interface Seen {
  /** What the same request raised before. */
  readonly earlier: RaisedPayout[] | undefined
  readonly lines: ReadonlyMap<string, readonly Line[]>
  /** Payees who are the actor. */
  readonly own: ReadonlySet<string>
  readonly raisedAccount: string | null
  draftFor(payeeId: string, key: string, which?: (line: Line) => boolean): Draft
  /** The drafts, each within what is owed. */
  checked(drafts: readonly Draft[]): readonly Draft[]
}
/** Locks the payees, then looks at everything in one go: the second of two raises waits and finds what the first has done. */
async function look(ctx: Ctx, request: Request, payeeIds: readonly string[]): Promise<Seen> {
  const { currency, rail } = request
  const { lines, standing } = await lockedLook(ctx, request, payeeIds)
  const standings = new Map(
    standing.payees.map((row): [string, BankDetailStanding] => [
      row.payee_id,
      standingOf(ctx, rail, {
        name: row.name,
        isActive: row.is_active,
        id: row.id,
        masked: row.masked,
        kind: row.kind,
        confirmedAt: row.confirmed_at === null ? null : new Date(row.confirmed_at),
        heldUntil: row.held_until === null ? null : new Date(row.held_until),
      }),
    ]),
  )
  const accounts = new Map(standing.payees.map((row) => [row.payee_id, { id: row.account_id, owed: BigInt(row.owed ?? 0) }]))
  return {
    earlier: standing.before ? await earlierOf(ctx, request, standing.before) : undefined,
    lines,
    own: new Set(standing.own),
    raisedAccount: standing.raisedAccount,
    draftFor: (payeeId, key, which = () => true) => {
      const at = standings.get(payeeId)
      if (!at) throw notFound('payee')
      const own = (lines.get(payeeId) ?? []).filter(which)
      return { payeeId, lines: own, minor: own.reduce((all, line) => all + line.minor, 0n), standing: at, key, owedAccount: accounts.get(payeeId)?.id ?? '' }
    },
    checked: (drafts) => {
      for (const {
        payeeId,
        minor,
        standing: { name },
      } of drafts) {
        const owed = accounts.get(payeeId)?.owed ?? 0n
        if (minor > owed)
          throw conflict(
            `${name} is owed ${moneyText(money(owed, currency))}, less than the ${moneyText(money(minor, currency))} of these awards: look at corrections and redemptions first.`,
          )
      }
      return drafts
    },
  }
}
async function lockedLook(
  ctx: Ctx,
  { key, currency }: Request,
  payeeIds: readonly string[],
): Promise<{ lines: ReadonlyMap<string, readonly Line[]>; standing: Standing }> {
  const [payeeId, ...others] = payeeIds
  if (payeeId !== undefined && others.length === 0) {
    const [, standing] = await Promise.all([lockPayee(ctx, payeeId), readOne(ctx, key, currency, payeeId)])
    return { lines: linesOf(standing), standing }
  }
  const [, lines, standing] = await Promise.all([lockPayees(ctx, payeeIds), collectLines(ctx, currency, payeeIds), readStanding(ctx, key, currency, payeeIds)])
  return { lines, standing }
}
/** What an earlier request with this key raised; another body under the same key is refused, whoever sends it. */
async function earlierOf(ctx: Ctx, { key, digest }: Request, first: Before): Promise<RaisedPayout[]> {
  if (first.digest !== digest) throw keyTaken()
  const rest = await ctx.tx
    .select({ id: payouts.id, number: payouts.number, state: payouts.state })
    .from(payouts)
    .where(sql`starts_with(${payouts.idempotencyKey}, ${`${key}:`})`)
    .orderBy(payouts.id)
  ctx.unchanged('raised before with the same key')
  return [first, ...rest].map((row) => ({ id: encodeId('payout', row.id), number: row.number, state: row.state }))
}
