import { eq, inArray, sql } from 'drizzle-orm'
import { awardRecords, awards, programs, ruleVersions } from '../../db/schema/incentives.ts'
import { payoutLines } from '../../db/schema/payouts.ts'
import { redemptions } from '../../db/schema/wallet.ts'
import { workRecords } from '../../db/schema/work.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { encodeId } from '../kernel/id.ts'
import { money } from '../kernel/money.ts'
import { Derivation, inUnits } from './derivation.ts'
import type { PayoutRow } from './payout.ts'
import { Rule } from './rule.ts'
import { ruleSentences } from './rule-sentence.ts'

/** At most this many work records are shown on the page; the awards link to all of them. */
const recordsShownMax = 200

/** What a payout collects, line by line, each with its program, its arithmetic and its records of work. */
export async function collected(ctx: ReadCtx, payout: PayoutRow) {
  const rows = await ctx.tx
    .select({
      line: payoutLines,
      number: awards.number,
      awardId: awards.id,
      kind: awards.kind,
      from: awards.periodFrom,
      to: awards.periodTo,
      derivation: awards.derivation,
      derivationDigest: awards.derivationDigest,
      reason: awards.reason,
      decidedAt: awards.decidedAt,
      program: programs.name,
      programId: programs.id,
      period: programs.period,
      version: ruleVersions.version,
      rule: ruleVersions.rule,
      redemption: redemptions.number,
    })
    .from(payoutLines)
    .leftJoin(awards, eq(awards.id, payoutLines.awardId))
    .leftJoin(programs, eq(programs.id, awards.programId))
    .leftJoin(ruleVersions, eq(ruleVersions.id, awards.ruleVersionId))
    .leftJoin(redemptions, eq(redemptions.id, payoutLines.redemptionId))
    .where(eq(payoutLines.payoutId, payout.id))
    .orderBy(payoutLines.id)
  const awardIds = rows.flatMap((row) => (row.awardId ? [row.awardId] : []))
  const records =
    awardIds.length === 0
      ? []
      : await ctx.tx
          .select({
            awardId: awardRecords.awardId,
            id: workRecords.id,
            number: workRecords.number,
            kind: workRecords.kind,
            externalKey: workRecords.externalKey,
            openedAt: workRecords.openedAt,
            countedAt: workRecords.countedAt,
            digest: workRecords.digest,
            quantityMilli: workRecords.quantityMilli,
            valueMinor: workRecords.valueMinor,
            valueCurrency: workRecords.valueCurrency,
          })
          .from(awardRecords)
          .innerJoin(workRecords, eq(workRecords.id, awardRecords.recordId))
          .where(inArray(awardRecords.awardId, awardIds))
          .orderBy(workRecords.countedAt, workRecords.id)
          .limit(recordsShownMax + 1)
  const counts = new Map(
    awardIds.length === 0
      ? []
      : (
          await ctx.tx
            .select({ awardId: awardRecords.awardId, n: sql<string>`count(*)` })
            .from(awardRecords)
            .where(inArray(awardRecords.awardId, awardIds))
            .groupBy(awardRecords.awardId)
        ).map((row) => [row.awardId, Number(row.n)] as const),
  )
  return rows.map((row) => ({
    kind: row.line.kind,
    recordCount: counts.get(row.awardId ?? '') ?? 0,
    amount: money(row.line.amountMinor, payout.currency),
    isVoid: row.line.isVoid,
    award:
      row.awardId && row.number
        ? {
            id: encodeId('award', row.awardId),
            number: row.number,
            kind: row.kind,
            from: row.from,
            to: row.to,
            digest: row.derivationDigest ?? '',
            reason: row.reason,
            decidedAt: row.decidedAt,
            steps: stepsOf(row.derivation),
          }
        : undefined,
    program:
      row.programId && row.period
        ? { id: encodeId('program', row.programId), name: row.program ?? '', version: row.version, rule: ruleWords(row.rule, payout.currency, row.period) }
        : undefined,
    redemption: row.redemption ?? undefined,
    records: records
      .filter((record) => record.awardId === row.awardId)
      .map((record) => ({
        id: encodeId('workRecord', record.id),
        number: record.number,
        kind: record.kind,
        key: record.externalKey,
        openedAt: record.openedAt,
        countedAt: record.countedAt,
        digest: record.digest,
        quantity: record.quantityMilli === null ? undefined : inUnits(record.quantityMilli),
        value: record.valueMinor === null || record.valueCurrency === null ? undefined : money(record.valueMinor, record.valueCurrency),
      })),
  }))
}
/** How many records of work are behind the payout; one that two programs counted is one record. */
export async function recordsBehind(ctx: ReadCtx, payout: PayoutRow): Promise<number> {
  const [row] = await ctx.tx
    .select({ n: sql<string>`count(distinct ${awardRecords.recordId})` })
    .from(awardRecords)
    .innerJoin(payoutLines, eq(payoutLines.awardId, awardRecords.awardId))
    .where(eq(payoutLines.payoutId, payout.id))
  return Number(row?.n ?? 0)
}
/** The arithmetic as it was kept with the award. */
function stepsOf(text: string | null): { readonly key: string; readonly text: string; readonly result: string; readonly unit: string }[] {
  const read = Derivation.safeParse(JSON.parse(text ?? '{}'))
  return read.success ? read.data.steps : []
}
function ruleWords(stored: unknown, currency: string, period: 'week' | 'month' | 'quarter' | 'year'): string[] {
  const rule = Rule.safeParse(stored)
  return rule.success ? ruleSentences(rule.data, { currency, period }) : []
}
