// The books compared by the clock, so that a difference is found by the product on the night after and not by a person at the end of a year.
import { and, desc, eq, inArray, sql } from 'drizzle-orm'
import { z } from 'zod'
import { auditEvents } from '../../db/schema/audit.ts'
import { ledgerAccounts } from '../../db/schema/ledger.ts'
import { batches, payouts } from '../../db/schema/payouts.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { job } from '../access/job.ts'
import { command } from '../access/operation.ts'
import { instantsOf } from '../kernel/day.ts'
import { money, moneyText } from '../kernel/money.ts'
import { membersWho, tell } from '../tenancy/notice.ts'
import { NoticeOfEvent } from '../tenancy/notice-cause.ts'
import { booksAgreed, booksDiffer } from './bank-events.ts'
import { violations } from './invariants.sql.ts'
import { compareBooks, type Compared } from './show-reconciliation.ts'

/** In the company's night, when its bank's day is booked and nobody works. */
const hour = '03:30:00'
const findingsMax = 50

export const booksJob = job('incentives.compareNightly', z.strictObject({}))
/**
 * Compares ledger, batches and statements once in each night of the company's zone: what the reconciliation page shows, what the batches
 * say of themselves, and the invariants. Runs every hour, so that a worker that was down catches up; a second run in a night finds it done.
 */
export const compareNightly = command({
  name: 'incentives.compareNightly',
  needs: 'job',
  input: z.strictObject({}),
  run: async (ctx): Promise<{ findings: readonly string[] | undefined }> => {
    const night = instantsOf(`${ctx.today}T${hour}`, ctx.settings.zone)[0]
    if (night && ctx.now < night) {
      ctx.unchanged('it is not night yet')
      return { findings: undefined }
    }
    const [last] = await ctx.tx
      .select({ event: auditEvents.event, detail: auditEvents.detail })
      .from(auditEvents)
      .where(inArray(auditEvents.event, [booksAgreed.name, booksDiffer.name]))
      .orderBy(desc(auditEvents.id))
      .limit(1)
    if (last && (JSON.parse(last.detail) as { day?: string }).day === ctx.today) {
      ctx.unchanged('compared this night already')
      return { findings: undefined }
    }
    const compared = await compareBooks(ctx),
      findings = [...findingsOf(compared), ...(await batchFindings(ctx)), ...(await violations(ctx)).map((v) => `broken: ${v.invariant} (${v.count})`)]
    if (findings.length > 0) ctx.record(booksDiffer, ctx.tenant, { day: ctx.today, findings: findings.slice(0, findingsMax).map((text) => text.slice(0, 300)) })
    else if (compared.rows.length > 0) ctx.record(booksAgreed, ctx.tenant, { day: ctx.today, currencies: compared.rows.map((row) => row.currency).join(', ') })
    else ctx.unchanged('no money has moved yet')
    return { findings }
  },
})
function findingsOf({ rows, gaps }: Compared): string[] {
  return [
    ...rows.flatMap((row) => [
      ...(row.waitingCount > 0 ? [`${row.waitingCount} bank ${row.waitingCount === 1 ? 'line' : 'lines'} of ${moneyText(row.waiting)} to explain`] : []),
      ...(row.difference.minor !== 0n ? [`explained bank lines and ledger differ by ${moneyText(row.difference)}`] : []),
    ]),
    ...gaps.map((gap) => `a statement between ${gap.before.number} and ${gap.after.number} is missing; it moved ${moneyText(gap.missing)}`),
  ]
}
/** A batch is what its payouts are, and what is released and not ended is what the ledger holds as under way. */
async function batchFindings(ctx: ReadCtx): Promise<string[]> {
  const sums = await ctx.tx
    .select({
      number: batches.number,
      currency: batches.currency,
      totalMinor: batches.totalMinor,
      payoutCount: batches.payoutCount,
      minor: sql<string>`coalesce(sum(${payouts.amountMinor}), 0)`,
      count: sql<string>`count(${payouts.id})`,
    })
    .from(batches)
    .leftJoin(payouts, eq(payouts.batchId, batches.id))
    .where(inArray(batches.state, ['draft', 'released', 'settled']))
    .groupBy(batches.number, batches.currency, batches.totalMinor, batches.payoutCount)
    .having(sql`${batches.totalMinor} <> coalesce(sum(${payouts.amountMinor}), 0) or ${batches.payoutCount} <> count(${payouts.id})`)
    .orderBy(batches.number)
    .limit(findingsMax)
  const away = await ctx.tx
    .select({ currency: payouts.currency, minor: sql<string>`sum(${payouts.amountMinor})` })
    .from(payouts)
    .where(eq(payouts.state, 'released'))
    .groupBy(payouts.currency)
  const held = await ctx.tx
    .select({ currency: ledgerAccounts.currency, minor: ledgerAccounts.balanceMinor })
    .from(ledgerAccounts)
    .where(and(eq(ledgerAccounts.kind, 'under_way')))
  const currencies = [...new Set([...away, ...held].map((row) => row.currency))].sort()
  return [
    ...sums.map(
      (row) =>
        `${row.number} says ${row.payoutCount} payouts of ${moneyText(money(row.totalMinor, row.currency))}, its payouts are ${row.count} of ${moneyText(money(BigInt(row.minor), row.currency))}`,
    ),
    ...currencies.flatMap((currency) => {
      const released = BigInt(away.find((row) => row.currency === currency)?.minor ?? 0),
        inLedger = -(held.find((row) => row.currency === currency)?.minor ?? 0n)
      return released === inLedger
        ? []
        : [`${moneyText(money(released, currency))} is released and not ended, but the ledger holds ${moneyText(money(inLedger, currency))} as under way`]
    }),
  ]
}

/** Those who reconcile, and the owner, learn of it once; the page shows what is left of it by then. */
export const tellOfBooks = command({
  name: 'incentives.tellOfBooks',
  needs: 'job',
  input: NoticeOfEvent,
  run: async (ctx, notice) => {
    const { findings } = booksDiffer.schema.parse(JSON.parse(notice.detail)),
      [first] = findings
    const sentence = findings.length === 1 ? `The books do not agree: ${first}` : `The books do not agree in ${findings.length} places; the first: ${first}`
    return {
      told: await tell(ctx, [
        {
          kind: 'books',
          to: await membersWho(ctx, 'statement.import'),
          sentence,
          more: findings.map((finding) => `- ${finding}`).join('\n'),
          subject: { kind: 'tenant', id: ctx.tenant },
          causeId: notice.eventId,
        },
      ]),
    }
  },
})
