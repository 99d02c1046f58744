import { and, desc, eq, inArray, or } from 'drizzle-orm'
import { auditCheckpoints, auditLeaves, auditEvents } from '../../db/schema/audit.ts'
import { journalEntries, ledgerAccounts, postings } from '../../db/schema/ledger.ts'
import { batches, payouts } from '../../db/schema/payouts.ts'
import { statementLines, statements } from '../../db/schema/statements.ts'
import { members } from '../../db/schema/tenancy.ts'
import { bankDetails, payees } from '../../db/schema/work.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { query } from '../access/operation.ts'
import { decodeId, encodeId } from '../kernel/id.ts'
import { money, moneyText } from '../kernel/money.ts'
import { notFound } from '../kernel/refusal.ts'
import { policyOf } from '../tenancy/policy.ts'
import { lendersOf, standingsOf, whyNotApprove } from './approve-payouts.ts'
import { reachablePayouts } from './list-payouts.ts'
import { bankStanding, decisionsOn, digestOf, ownAmong, payoutMay, type PayoutRow } from './payout.ts'
import { checksOf } from './payout-checks.ts'
import { collected, recordsBehind } from './payout-lines.ts'
import { ShowPayout } from './payout-inputs.ts'
import { destinationOf, payeesPaidTo } from './same-account.ts'
import { placeOf } from './wallet-place.ts'

/** A payout whole: its facts, what it collects down to the single work record, its ledger entries, its batch and its bank lines. */
export const showPayout = query({
  name: 'incentives.showPayout',
  needs: 'payout.read',
  input: ShowPayout,
  run: async (ctx, { id }) => {
    const [found] = await ctx.tx
      .select({ payout: payouts, payee: payees.name, raisedBy: members.name })
      .from(payouts)
      .innerJoin(payees, eq(payees.id, payouts.payeeId))
      .innerJoin(members, eq(members.id, payouts.raisedBy))
      .where(and(eq(payouts.id, decodeId('payout', id)), await reachablePayouts(ctx)))
    if (!found) throw notFound('payout')
    const { payout } = found
    const [lines, approvals, ledger, bank, standing, bankDetail, reissue] = [
      await collected(ctx, payout),
      await decisions(ctx, payout),
      await entriesOf(ctx, payout),
      await bankSide(ctx, payout),
      await yourRight(ctx, payout),
      await bankDetailOf(ctx, payout),
      await links(ctx, payout),
    ]
    return {
      id,
      number: payout.number,
      state: payout.state,
      amount: money(payout.amountMinor, payout.currency),
      payee: { id: encodeId('payee', payout.payeeId), name: found.payee },
      rail: payout.rail,
      raisedAt: payout.raisedAt,
      raisedBy: { id: encodeId('member', payout.raisedBy), name: found.raisedBy },
      note: payout.note,
      approvalsNeeded: payout.approvalsNeeded,
      holdReason: payout.holdReason,
      heldFrom: payout.heldFrom,
      endToEndId: payout.endToEndId,
      uetr: payout.uetr,
      traceNumber: payout.traceNumber,
      idempotencyKey: payout.idempotencyKey,
      releasedAt: payout.releasedAt,
      settledAt: payout.settledAt,
      returnedAt: payout.returnedAt,
      returnReason: payout.returnReason,
      bankStatus: payout.bankStatus,
      lines,
      recordCount: await recordsBehind(ctx, payout),
      approvals,
      ledger,
      bank,
      bankDetail,
      reissue,
      seal: await sealOf(ctx, payout.id),
      checks: (await checksOf(ctx, [payout])).get(payout.id),
      signs: digestOf(payout),
      reader: `${ctx.actor.name}, ${ctx.actor.role.replaceAll('_', ' ')}`,
      place: placeOf(ctx),
      may: {
        approve: payout.state === 'raised' ? standing : undefined,
        reject: ctx.reach('payout.approve') === 'all' && (payoutMay.reject as readonly string[]).includes(payout.state) && payout.batchId === null,
        hold: ctx.reach('payout.raise') === 'all' && (payoutMay.hold as readonly string[]).includes(payout.state) && payout.batchId === null,
        resume: ctx.reach('payout.raise') === 'all' && payout.state === 'held',
        whyNotResume:
          payout.state === 'held' && (await ownAmong(ctx, ctx.actor.memberId, [payout.payeeId])).size > 0
            ? 'It is paid to you; somebody else resumes it.'
            : undefined,
        reissue: ctx.reach('payout.raise') === 'all' && payout.state === 'returned' && reissue.by === undefined,
        print: ctx.reach('evidence.print') === 'all',
        ledger: ctx.reach('ledger.read') === 'all',
        audit: ctx.reach('audit.read') === 'all',
        payee: ctx.reach('payee.read') === 'all',
        all: ctx.reach('payout.read') === 'all',
      },
    }
  },
})
export type PayoutPage = Awaited<ReturnType<typeof showPayout.invoke>>

async function decisions(ctx: ReadCtx, payout: PayoutRow) {
  const rows = await decisionsOn(ctx, [payout.id])
  const ids = [...new Set(rows.flatMap((row) => [row.memberId, ...(row.onBehalfOf ? [row.onBehalfOf] : [])]))]
  const people =
    ids.length === 0 ? [] : await ctx.tx.select({ id: members.id, name: members.name, role: members.role }).from(members).where(inArray(members.id, ids))
  const nameOf = (memberId: string) => people.find((p) => p.id === memberId)?.name ?? ''
  return rows.map((row) => ({
    decision: row.decision,
    by: nameOf(row.memberId),
    role: (people.find((p) => p.id === row.memberId)?.role ?? '').replaceAll('_', ' '),
    withFactor: row.factorAt !== null,
    memberId: encodeId('member', row.memberId),
    at: row.at,
    note: row.note,
    onBehalfOf: row.onBehalfOf ? nameOf(row.onBehalfOf) : undefined,
  }))
}
async function entriesOf(ctx: ReadCtx, payout: PayoutRow) {
  if (ctx.reach('ledger.read') !== 'all') return []
  const entryIds = (await ctx.tx.selectDistinct({ id: postings.entryId }).from(postings).where(eq(postings.payoutId, payout.id))).map((row) => row.id)
  if (entryIds.length === 0) return []
  const rows = await ctx.tx
    .select({
      entryId: journalEntries.id,
      number: journalEntries.number,
      kind: journalEntries.kind,
      memo: journalEntries.memo,
      at: journalEntries.at,
      minor: postings.amountMinor,
      currency: postings.currency,
      account: ledgerAccounts.name,
      accountId: ledgerAccounts.id,
      payoutId: postings.payoutId,
    })
    .from(postings)
    .innerJoin(journalEntries, eq(journalEntries.id, postings.entryId))
    .innerJoin(ledgerAccounts, eq(ledgerAccounts.id, postings.accountId))
    .where(and(inArray(postings.entryId, entryIds), eq(postings.payoutId, payout.id)))
    .orderBy(journalEntries.id, desc(postings.amountMinor))
  return rows.map((row) => ({
    entry: { id: encodeId('journalEntry', row.entryId), number: row.number, kind: row.kind, memo: row.memo, at: row.at },
    account: { id: encodeId('ledgerAccount', row.accountId), name: row.account },
    amount: money(row.minor, row.currency),
  }))
}
async function bankSide(ctx: ReadCtx, payout: PayoutRow) {
  const [batch] = payout.batchId ? await ctx.tx.select().from(batches).where(eq(batches.id, payout.batchId)) : []
  const lines = await ctx.tx
    .select({
      id: statementLines.id,
      bookedOn: statementLines.bookedOn,
      direction: statementLines.direction,
      minor: statementLines.amountMinor,
      currency: statementLines.currency,
      reason: statementLines.reasonText,
      decision: statementLines.decision,
      statementId: statements.id,
      statement: statements.number,
      kind: statements.kind,
      createdAt: statementLines.createdAt,
    })
    .from(statementLines)
    .innerJoin(statements, eq(statements.id, statementLines.statementId))
    .where(
      or(
        eq(statementLines.payoutId, payout.id),
        // One line for the whole file, which a person said it was (settle-batch.ts).
        payout.batchId === null ? undefined : and(eq(statementLines.batchId, payout.batchId), eq(statementLines.decision, 'batch')),
      ),
    )
    .orderBy(desc(statementLines.id))
  return {
    batch: batch
      ? {
          id: encodeId('batch', batch.id),
          number: batch.number,
          state: batch.state,
          valueOn: batch.valueOn,
          fileDigest: batch.fileDigest,
          messageId: batch.messageId,
          releasedAt: batch.releasedAt,
        }
      : undefined,
    lines: lines.map((line) => ({
      id: encodeId('statementLine', line.id),
      bookedOn: line.bookedOn,
      direction: line.direction,
      amount: money(line.minor, line.currency),
      reason: line.reason,
      /** The line is the sum of the whole batch, this payout among it. */
      isWholeBatch: line.decision === 'batch',
      statement: { id: encodeId('statement', line.statementId), number: line.statement, kind: line.kind },
      importedAt: line.createdAt,
    })),
  }
}
async function yourRight(ctx: ReadCtx, payout: PayoutRow): Promise<{ may: true; words: string } | { may: false; words: string }> {
  if (!ctx.actor.memberId || ctx.reach('payout.approve') !== 'all') return { may: false, words: 'For an approver' }
  const [standing] = await standingsOf(ctx, [payout])
  if (!standing) return { may: false, words: 'For an approver' }
  const verdict = whyNotApprove(ctx.actor.memberId, ctx.actor.able, standing, policyOf(ctx.settings.policy), lendersOf(ctx, 'payout.approve'))
  if ('reason' in verdict) return { may: false, words: verdict.reason }
  const limit = policyOf(ctx.settings.policy).limitOf(ctx.actor.held.preset, payout.currency)
  return {
    may: true,
    words: verdict.onBehalfOf
      ? `for ${verdict.onBehalfOf.name}; neither of you raised it or is its payee`
      : `${ctx.actor.role.replaceAll('_', ' ')}${limit ? `, up to ${moneyText(limit)}` : ''}; neither raiser nor payee`,
  }
}
async function bankDetailOf(ctx: ReadCtx, payout: PayoutRow) {
  const standing = await bankStanding(ctx, payout.payeeId, payout.rail)
  const [used] = payout.bankDetailId
    ? await ctx.tx
        .select({
          id: bankDetails.id,
          sealed: bankDetails.sealed,
          masked: bankDetails.masked,
          bankName: bankDetails.bankName,
          confirmedAt: bankDetails.confirmedAt,
          enteredAt: bankDetails.createdAt,
        })
        .from(bankDetails)
        .where(eq(bankDetails.id, payout.bankDetailId))
    : []
  return {
    masked: used?.masked ?? standing.masked,
    bankName: used?.bankName ?? null,
    confirmedAt: used?.confirmedAt ?? null,
    since: used?.enteredAt ?? null,
    fault: standing.fault,
    /** Whether a new payout would go to the account that this one names. */
    isStillCurrent: payout.bankDetailId !== null && standing.id === payout.bankDetailId,
    /** Others who are paid to the same account, while somebody still decides. */
    alsoOf:
      used && ['raised', 'approved', 'held'].includes(payout.state)
        ? await payeesPaidTo(ctx, { payeeId: payout.payeeId, masked: used.masked, destination: await destinationOf(ctx, used) })
        : [],
  }
}
async function links(ctx: ReadCtx, payout: PayoutRow) {
  const [of] = payout.reissuesId ? await ctx.tx.select({ id: payouts.id, number: payouts.number }).from(payouts).where(eq(payouts.id, payout.reissuesId)) : []
  const by = (
    await ctx.tx.select({ id: payouts.id, number: payouts.number, state: payouts.state }).from(payouts).where(eq(payouts.reissuesId, payout.id))
  ).find((row) => row.state !== 'rejected')
  const out = (row: { id: string; number: string } | undefined) => (row ? { id: encodeId('payout', row.id), number: row.number } : undefined)
  return { of: out(of), by: out(by) }
}
/** How far the events of this payout are sealed, and under which checkpoint. */
async function sealOf(ctx: ReadCtx, payoutId: string) {
  const events = await ctx.tx
    .select({ id: auditEvents.id, event: auditEvents.event, leaf: auditLeaves.leafIndex })
    .from(auditEvents)
    .leftJoin(auditLeaves, eq(auditLeaves.id, auditEvents.id))
    .where(eq(auditEvents.subjectId, payoutId))
    .orderBy(auditEvents.id)
  const [checkpoint] = await ctx.tx
    .select({ size: auditCheckpoints.size, at: auditCheckpoints.at })
    .from(auditCheckpoints)
    .orderBy(desc(auditCheckpoints.size))
    .limit(1)
  const sealed = events.filter((event) => event.leaf !== null)
  return {
    events: events.length,
    sealed: sealed.length,
    lastLeaf: sealed.at(-1)?.leaf ?? null,
    checkpointSize: checkpoint?.size ?? null,
    checkpointAt: checkpoint?.at ?? null,
    byEvent: events.map((event) => ({ id: encodeId('auditEvent', event.id), event: event.event, leaf: event.leaf })),
  }
}
