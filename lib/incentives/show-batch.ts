import { and, asc, eq, isNotNull, max, sql, sum } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { batches, originators, payouts } from '../../db/schema/payouts.ts'
import { statementLines, statements } from '../../db/schema/statements.ts'
import { files, members } from '../../db/schema/tenancy.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { query } from '../access/operation.ts'
import { decodeId, encodeId } from '../kernel/id.ts'
import { money } from '../kernel/money.ts'
import { notFound } from '../kernel/refusal.ts'
import { bankFiles } from '../platform/rails/bank-files.ts'
import { batchInput } from './bank-inputs.ts'
import { releaseBar, totalOf, type BatchRow } from './batch.ts'
import { composePayouts, contentOf } from './compose-order.ts'
import { loadOriginator, railWords } from './originator.ts'

export type BatchPage = Awaited<ReturnType<typeof showBatch.invoke>>
/** A batch with its file, what the bank made of it so far, and what the reader may do with it (or why not). */
export const showBatch = query({
  name: 'incentives.showBatch',
  needs: 'batch.read',
  input: batchInput,
  run: async (ctx, input) => {
    const releaser = alias(members, 'releaser')
    const [row] = await ctx.tx
      .select({
        batch: batches,
        account: originators.masked,
        payer: originators.name,
        isTest: originators.isTest,
        madeBy: members.name,
        releasedBy: releaser.name,
        fileName: files.name,
        fileSize: files.size,
      })
      .from(batches)
      .innerJoin(originators, eq(originators.id, batches.originatorId))
      .leftJoin(members, eq(members.id, batches.madeBy))
      .leftJoin(releaser, eq(releaser.id, batches.releasedBy))
      .leftJoin(files, eq(files.id, batches.fileId))
      .where(eq(batches.id, decodeId('batch', input.batchId)))
    if (!row) throw notFound('batch')
    const { batch } = row
    const [parts, told, bar] = await Promise.all([partsOf(ctx, batch), toldBy(ctx, batch), batch.state === 'draft' ? releaseBar(ctx, batch.id) : undefined])
    const settledAt =
      parts
        .map((part) => part.settledAt)
        .filter((at) => at !== null)
        .sort((a, b) => b.getTime() - a.getTime())[0] ?? null
    return {
      id: encodeId('batch', batch.id),
      number: batch.number,
      rail: batch.rail,
      railWords: railWords[batch.rail],
      state: batch.state,
      currency: batch.currency,
      payoutCount: batch.payoutCount,
      total: totalOf(batch),
      valueOn: batch.valueOn,
      account: row.account,
      payer: row.payer,
      isTest: row.isTest,
      madeBy: row.madeBy,
      madeAt: batch.createdAt,
      releasedBy: row.releasedBy,
      releasedAt: batch.releasedAt,
      changedAt: batch.updatedAt,
      settledAt: batch.state === 'settled' ? settledAt : null,
      file:
        batch.fileId === null || batch.fileDigest === null
          ? undefined
          : { name: row.fileName ?? '', size: row.fileSize ?? 0, digest: batch.fileDigest, messageId: batch.messageId ?? '', downloads: batch.downloads },
      bankStatus: batch.bankStatus,
      parts: parts.map(({ state, count, amount }) => ({ state, count, amount })),
      told,
      release:
        batch.state !== 'draft'
          ? undefined
          : ctx.reach('payout.release') === undefined
            ? 'Your role does not release batches.'
            : (bar ?? (row.isTest ? 'The originator settings make test files. Switch them to live files first.' : true)),
      /** Whether a test file may be made: what bars from releasing bars from it, and settings that make test files do not. */
      testFile: batch.state !== 'draft' ? undefined : (bar ?? true),
      refuse:
        batch.state !== 'released'
          ? undefined
          : ctx.reach('payout.release') === undefined
            ? 'Your role does not record refusals.'
            : batch.releasedBy === ctx.actor.memberId
              ? 'You released it; somebody else records a refusal.'
              : true,
      mayChange: batch.state === 'draft' && ctx.reach('batch.make') !== undefined,
      mayDownload: ctx.reach('batch.download') !== undefined,
      place: { locale: ctx.settings.locale, zone: ctx.settings.zone, now: ctx.now },
    }
  },
})

async function partsOf(ctx: ReadCtx, batch: BatchRow) {
  const rows = await ctx.tx
    .select({ state: payouts.state, count: sql<string>`count(*)`, minor: sum(payouts.amountMinor), settledAt: max(payouts.settledAt) })
    .from(payouts)
    .where(eq(payouts.batchId, batch.id))
    .groupBy(payouts.state)
    .orderBy(asc(payouts.state))
  return rows.map((row) => ({ state: row.state, count: Number(row.count), amount: money(BigInt(row.minor ?? 0), batch.currency), settledAt: row.settledAt }))
}
/** The statements, advices and reports that speak of this batch, oldest first. */
async function toldBy(ctx: ReadCtx, batch: BatchRow) {
  const rows = await ctx.tx
    .select({ id: statements.id, number: statements.number, kind: statements.kind, at: statements.createdAt, lines: sql<string>`count(*)` })
    .from(statementLines)
    .innerJoin(statements, eq(statements.id, statementLines.statementId))
    .where(and(eq(statementLines.batchId, batch.id), isNotNull(statementLines.batchId)))
    .groupBy(statements.id, statements.number, statements.kind, statements.createdAt)
    .orderBy(asc(statements.id))
    .limit(50)
  return rows.map((row) => ({ id: encodeId('statement', row.id), number: row.number, kind: row.kind, at: row.at, lines: Number(row.lines) }))
}

/** Whether the draft can be released now: every fault by payout, and the first day that can be asked for. Opens bank details; tells none. */
export const checkBatch = query({
  name: 'incentives.checkBatch',
  needs: 'batch.read',
  input: batchInput,
  run: async (ctx, input) => {
    const [batch] = await ctx.tx
      .select()
      .from(batches)
      .where(eq(batches.id, decodeId('batch', input.batchId)))
    if (!batch) throw notFound('batch')
    if (batch.state !== 'draft')
      return { faults: [], faultCount: 0, earliest: batch.valueOn, valueOn: batch.valueOn, payoutCount: batch.payoutCount, total: totalOf(batch), content: '' }
    const { originator } = await loadOriginator(ctx, batch.rail, batch.currency)
    const rail = bankFiles.rails[batch.rail]
    const { faults, payouts: composed } = await composePayouts(ctx, batch, { originator, rail })
    const earliest = rail.earliestDay(originator, ctx.now)
    return {
      faults: faults.slice(0, 100),
      faultCount: faults.length,
      earliest,
      valueOn: batch.valueOn >= earliest ? batch.valueOn : earliest,
      payoutCount: composed.length,
      total: money(
        composed.reduce((all, payout) => all + payout.minor, 0n),
        batch.currency,
      ),
      content: contentOf(composed),
    }
  },
})
