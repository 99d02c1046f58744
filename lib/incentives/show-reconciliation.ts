import { and, asc, count, eq, inArray, isNotNull, min, sql, sum } from 'drizzle-orm'
import { z } from 'zod'
import { ledgerAccounts } from '../../db/schema/ledger.ts'
import { payouts } from '../../db/schema/payouts.ts'
import { statementLines, statements } from '../../db/schema/statements.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { query } from '../access/operation.ts'
import { encodeId, type Id } from '../kernel/id.ts'
import { money, type Money } from '../kernel/money.ts'

/** One currency: what the bank booked against what the ledger says left and came back. */
export interface Reconciliation {
  readonly currency: string
  /** Booked lines that are explained, signed: money in is positive. */
  readonly matched: Money
  /** Booked lines that wait in the queue, signed, and how many. */
  readonly waiting: Money
  readonly waitingCount: number
  /** Lines that a person set aside as not ours. */
  readonly aside: Money
  readonly ledger: Money
  /** Explained lines less the ledger: payouts settled by an advice, or ACH returns, whose statement is still to come. */
  readonly difference: Money
  /** Everything that nobody has explained. Zero, or an alert. */
  readonly unexplained: Money
  readonly underWay: Money
  readonly underWayCount: number
  readonly oldestUnderWay: Date | null
}
export interface StatementGap {
  readonly account: string
  readonly before: { readonly id: Id<'statement'>; readonly number: string }
  readonly after: { readonly id: Id<'statement'>; readonly number: string }
  readonly missing: Money
}

/** Statements that book money; advices and reports only tell about it. */
const booking = ['camt053', 'csv'] as const

export interface Compared {
  readonly rows: readonly Reconciliation[]
  readonly gaps: readonly StatementGap[]
  readonly isExplained: boolean
}
/** Statements, batches and ledger beside one another, as they stand now. */
export async function compareBooks(ctx: ReadCtx): Promise<Compared> {
  const [lines, ledger, away, gaps] = await Promise.all([bookedLines(ctx), bankBalances(ctx), underWay(ctx), statementGaps(ctx)])
  const currencies = [...new Set([...lines.map((l) => l.currency), ...ledger.keys(), ...away.map((a) => a.currency)])].filter((c) => c !== 'XXX').sort()
  const rows = currencies.map((currency): Reconciliation => {
    const of = (state: string) => lines.find((line) => line.currency === currency && line.state === state)
    const matched = BigInt(of('matched')?.minor ?? 0),
      waiting = BigInt(of('unmatched')?.minor ?? 0),
      bank = ledger.get(currency) ?? 0n
    const open = away.find((a) => a.currency === currency)
    return {
      currency,
      matched: money(matched, currency),
      waiting: money(waiting, currency),
      waitingCount: of('unmatched')?.count ?? 0,
      aside: money(BigInt(of('ignored')?.minor ?? 0), currency),
      ledger: money(bank, currency),
      difference: money(matched - bank, currency),
      unexplained: money(matched + waiting - bank, currency),
      underWay: money(BigInt(open?.minor ?? 0), currency),
      underWayCount: open?.count ?? 0,
      oldestUnderWay: open?.oldest ?? null,
    }
  })
  return { rows, gaps, isExplained: gaps.length === 0 && rows.every((row) => row.waitingCount === 0 && row.difference.minor === 0n) }
}
export const showReconciliation = query({
  name: 'incentives.showReconciliation',
  needs: 'statement.read',
  input: z.strictObject({}),
  run: async (ctx) => ({ ...(await compareBooks(ctx)), place: { locale: ctx.settings.locale, zone: ctx.settings.zone, now: ctx.now } }),
})

const signed = sql<string>`sum(case when ${statementLines.direction} = 'credit' then ${statementLines.amountMinor} when ${statementLines.direction} = 'debit' then -${statementLines.amountMinor} else 0 end)`
async function bookedLines(ctx: ReadCtx) {
  const rows = await ctx.tx
    .select({ currency: statementLines.currency, state: statementLines.state, minor: signed, count: count() })
    .from(statementLines)
    .innerJoin(statements, eq(statements.id, statementLines.statementId))
    .where(and(inArray(statements.kind, [...booking]), eq(statementLines.status, 'booked')))
    .groupBy(statementLines.currency, statementLines.state)
  return rows
}
async function bankBalances(ctx: ReadCtx): Promise<Map<string, bigint>> {
  return new Map(
    (
      await ctx.tx.select({ currency: ledgerAccounts.currency, minor: ledgerAccounts.balanceMinor }).from(ledgerAccounts).where(eq(ledgerAccounts.kind, 'bank'))
    ).map((row) => [row.currency, row.minor]),
  )
}
async function underWay(ctx: ReadCtx) {
  return ctx.tx
    .select({ currency: payouts.currency, minor: sum(payouts.amountMinor), count: count(), oldest: min(payouts.releasedAt) })
    .from(payouts)
    .where(eq(payouts.state, 'released'))
    .groupBy(payouts.currency)
}
/** Where one statement closes on another balance than the next one opens with, a statement between them is missing. */
async function statementGaps(ctx: ReadCtx): Promise<StatementGap[]> {
  const rows = await ctx.tx
    .select({
      id: statements.id,
      number: statements.number,
      reference: statements.reference,
      account: statements.accountMasked,
      opening: statements.openingMinor,
      closing: statements.closingMinor,
      currency: statements.currency,
    })
    .from(statements)
    .where(and(eq(statements.kind, 'camt053'), isNotNull(statements.openingMinor), isNotNull(statements.closingMinor), isNotNull(statements.currency)))
    .orderBy(asc(statements.id))
  const gaps: StatementGap[] = []
  const accountOf = (row: { reference: string; currency: string | null }): string => `${row.reference.slice(0, 16)} ${row.currency}`
  for (const account of new Set(rows.map(accountOf))) {
    const list = rows.filter((row) => accountOf(row) === account)
    // Banks number the statements of an account; where they do not, the order of import stands in.
    const inOrder = list.toSorted((a, b) => sequenceOf(a.reference) - sequenceOf(b.reference))
    for (const [i, after] of inOrder.entries()) {
      const before = inOrder[i - 1]
      if (!before || before.closing === after.opening) continue
      gaps.push({
        account: after.account,
        before: { id: encodeId('statement', before.id), number: before.number },
        after: { id: encodeId('statement', after.id), number: after.number },
        missing: money((after.opening ?? 0n) - (before.closing ?? 0n), after.currency ?? 'USD'),
      })
    }
  }
  return gaps
}
const sequenceOf = (reference: string): number => Number(/ (\d{1,12})$/.exec(reference)?.[1] ?? 0)
