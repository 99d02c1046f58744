import { and, asc, count, desc, eq, gt, lte, sql } from 'drizzle-orm'
import { z } from 'zod'
import { journalEntries, ledgerAccounts, postings } from '../../db/schema/ledger.ts'
import { query } from '../access/operation.ts'
import { decodeId } from '../kernel/id.ts'
import { notFound } from '../kernel/refusal.ts'
import { money, type Money } from '../kernel/money.ts'

/** One step of a balance: the moment of an entry and the balance after it. */
export interface BalanceStep {
  readonly at: Date
  readonly entry: string
  readonly balance: Money
}
export interface BalancePicture {
  /** The balance at the chosen instant, or now. */
  readonly balance: Money
  /** Postings after the chosen instant: shown, not counted. */
  readonly later: number
  /** The balance just after the posting asked for. */
  readonly atTop: Money | undefined
  readonly steps: readonly BalanceStep[]
}
/** Steps drawn at most: more would not be told apart. */
const stepsMax = 60,
  laterMax = 12

/** How one ledger account's balance came about, as of now or of any instant before. Nothing is stored for this: the postings say it. */
export const showBalance = query({
  name: 'incentives.showBalance',
  needs: 'ledger.read',
  input: z.strictObject({
    id: z.string().max(60),
    until: z.iso.datetime({ error: 'Write the moment as a date and a time.' }).optional(),
    top: z.string().max(60).optional(),
  }),
  run: async (ctx, input): Promise<BalancePicture> => {
    const accountId = decodeId('ledgerAccount', input.id)
    const [account] = await ctx.tx
      .select({ minor: ledgerAccounts.balanceMinor, currency: ledgerAccounts.currency })
      .from(ledgerAccounts)
      .where(eq(ledgerAccounts.id, accountId))
    if (!account) throw notFound('ledger account')
    const until = input.until === undefined ? ctx.now : new Date(input.until)
    const mine = eq(postings.accountId, accountId)
    const total = sql<string>`coalesce(sum(${postings.amountMinor}), 0)`
    const row = { minor: postings.amountMinor, at: journalEntries.at, entry: journalEntries.number }
    const [[then], [after], top, before, ahead] = await Promise.all([
      ctx.tx
        .select({ minor: total })
        .from(postings)
        .innerJoin(journalEntries, eq(journalEntries.id, postings.entryId))
        .where(and(mine, lte(journalEntries.at, until))),
      ctx.tx
        .select({ count: count() })
        .from(postings)
        .innerJoin(journalEntries, eq(journalEntries.id, postings.entryId))
        .where(and(mine, gt(journalEntries.at, until))),
      input.top === undefined
        ? []
        : ctx.tx
            .select({ minor: total })
            .from(postings)
            .where(and(mine, lte(postings.id, decodeId('posting', input.top)))),
      ctx.tx
        .select(row)
        .from(postings)
        .innerJoin(journalEntries, eq(journalEntries.id, postings.entryId))
        .where(and(mine, lte(journalEntries.at, until)))
        .orderBy(desc(postings.id))
        .limit(stepsMax),
      ctx.tx
        .select(row)
        .from(postings)
        .innerJoin(journalEntries, eq(journalEntries.id, postings.entryId))
        .where(and(mine, gt(journalEntries.at, until)))
        .orderBy(asc(postings.id))
        .limit(laterMax),
    ])
    const { currency } = account
    const balance = BigInt(then?.minor ?? 0)
    const steps: BalanceStep[] = []
    let running = balance
    for (const step of before) {
      steps.unshift({ at: step.at, entry: step.entry, balance: money(running, currency) })
      running -= step.minor
    }
    running = balance
    for (const step of ahead) {
      running += step.minor
      steps.push({ at: step.at, entry: step.entry, balance: money(running, currency) })
    }
    return { balance: money(balance, currency), later: after?.count ?? 0, atTop: top[0] ? money(BigInt(top[0].minor), currency) : undefined, steps }
  },
})
