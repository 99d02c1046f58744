import type { z } from 'zod'
import { and, count, eq, gte, sql } from 'drizzle-orm'
import { batches } from '../../db/schema/payouts.ts'
import { counters } from '../../db/schema/tenancy.ts'
import type { Ctx } from '../access/ctx.ts'
import { command } from '../access/operation.ts'
import { assert } from '../kernel/assert.ts'
import { dayOf, startOfDay } from '../kernel/day.ts'
import { encodeId, newUuid } from '../kernel/id.ts'
import { money, moneyText } from '../kernel/money.ts'
import { conflict, Refusal } from '../kernel/refusal.ts'
import { bankFiles } from '../platform/rails/bank-files.ts'
import type { Order, Originator, Rail } from '../platform/rails/port.ts'
import { log } from '../platform/log/log.ts'
import { batchReleased, payoutReleased, testFileWritten } from './bank-events.ts'
import { batchInput, releaseBatchInput } from './bank-inputs.ts'
import { allowSilence, releasePayouts } from './bank.sql.ts'
import { loadBatch, releaseBar, saveBatch, totalOf, type BatchRow } from './batch.ts'
import { composePayouts, contentOf, orderFaults, orderOf, type BatchFault, type BatchPayout } from './compose-order.ts'
import { post } from './ledger.ts'
import { valueDay } from './make-batch.ts'
import { loadOriginator, railWords } from './originator.ts'
import { refuseSeparation } from './payout.ts'
import { storeFile } from './stored-file.ts'

/**
 * The money leaves: one file is written once and stored with its digest, every payout of the batch is released, and the ledger moves them
 * under way, all in one transaction. Released twice is refused by the state; a crash leaves all of it or nothing.
 */
export const releaseBatch = command({
  name: 'incentives.releaseBatch',
  needs: 'payout.release',
  stepUp: 'anew',
  input: releaseBatchInput,
  run: async (ctx, input) => {
    const batch = await loadBatch(ctx, input.batchId, 'release')
    const bar = await releaseBar(ctx, batch.id)
    if (bar !== undefined) throw refuseSeparation(bar)
    const { row, originator } = await loadOriginator(ctx, batch.rail, batch.currency)
    if (originator.testFile)
      throw conflict('The settings of who pays make test files, which banks do not pay. Switch them to live files under Settings, Who pays, then release.')
    const valueOn = valueDay(originator, input.valueOn ?? (await stillPossible(batch, originator, ctx)), ctx.now)
    const { order, payouts } = await composeOrder(ctx, { ...batch, valueOn }, originator, messageIdOf(batch))
    // A draft can change between the look and the code; all of it was approved, but this person released something else (time of check, time of use).
    if (input.content !== undefined && input.content !== contentOf(payouts)) throw conflict(changedSentence(batch, payouts.length, input))
    const written = writeChecked(order)
    const stored = await storeFile(ctx, { name: written.fileName, contentType: written.contentType, purpose: 'bank file', body: written.body })
    const released = await releasePayouts(
      ctx,
      batch.id,
      payouts.map((payout) => ({
        id: payout.id,
        bank_detail_id: payout.bankDetailId,
        trace: batch.rail === 'nacha' ? (written.references.get(payout.order.id) ?? null) : null,
      })),
    )
    if (released !== payouts.length) throw conflict('A payout of this batch changed meanwhile. Nothing was released; look again.')
    await saveBatch(ctx, batch, {
      state: 'released',
      valueOn,
      originatorId: row.id,
      messageId: order.messageId,
      fileId: stored.id,
      fileDigest: stored.digest,
      releasedBy: ctx.actor.memberId,
      releasedAt: ctx.now,
    })
    await post(ctx, {
      kind: 'batch.released',
      memo: `${batch.number} released`,
      subject: { kind: 'batch', id: batch.id },
      lines: payouts.flatMap((payout) => [
        { place: { kind: 'payout_raised' as const, currency: batch.currency }, minor: payout.minor, payoutId: payout.id },
        { place: { kind: 'under_way' as const, currency: batch.currency }, minor: -payout.minor, payoutId: payout.id },
      ]),
    })
    for (const payout of payouts)
      ctx.record(payoutReleased, payout.id, {
        number: payout.number,
        batch: batch.number,
        amount: moneyText(money(payout.minor, batch.currency)),
        payeeId: encodeId('payee', payout.payeeId),
      })
    const amount = moneyText(totalOf(batch))
    ctx.record(batchReleased, batch.id, {
      number: batch.number,
      rail: railWords[batch.rail],
      payouts: payouts.length,
      amount,
      account: row.masked,
      valueOn,
      file: written.fileName,
      digest: stored.digest,
      messageId: order.messageId,
    })
    return { id: input.batchId, number: batch.number, payouts: payouts.length, amount, fileName: written.fileName, digest: stored.digest, valueOn }
  },
})

function changedSentence(batch: BatchRow, now: number, { seenPayouts, seenMinor }: z.infer<typeof releaseBatchInput>): string {
  const held = (n: number, minor: bigint): string => `${n} ${n === 1 ? 'payout' : 'payouts'}, ${moneyText(money(minor, batch.currency))} together`
  const is = held(now, totalOf(batch).minor),
    was = seenPayouts === undefined || seenMinor === undefined ? undefined : held(seenPayouts, BigInt(seenMinor))
  const what =
    was === undefined ? `it holds ${is}, now` : was === is ? `still ${is}, but not the same ones, or to another account` : `it held ${was}; now it holds ${is}`
  return `${batch.number} changed since you looked: ${what}. Nothing was released. What you see is how it is now; a new code releases that.`
}

/** A file that the bank recognises as a test, for trying its channel: nothing is released, and each try has a message id of its own. */
export const writeTestFile = command({
  name: 'incentives.writeTestFile',
  needs: 'batch.download',
  stepUp: 'anew',
  input: batchInput,
  run: async (ctx, input) => {
    const batch = await loadBatch(ctx, input.batchId, 'release')
    // It holds every payee, account and amount, and differs from the true one by a word: four eyes are not escaped by calling it a test.
    const bar = await releaseBar(ctx, batch.id)
    if (bar !== undefined) throw refuseSeparation(bar)
    const { originator } = await loadOriginator(ctx, batch.rail, batch.currency)
    const marked: Originator = { ...originator, testFile: true }
    const { order } = await composeOrder(
      ctx,
      { ...batch, valueOn: valueDay(originator, undefined, ctx.now) },
      marked,
      `${batch.number}-T${newUuid(ctx.now).slice(-8)}`,
    )
    const written = writeChecked(order)
    ctx.record(testFileWritten, batch.id, {
      number: batch.number,
      file: written.fileName,
      digest: (await storeFile(ctx, { name: written.fileName, contentType: written.contentType, purpose: 'bank test file', body: written.body })).digest,
    })
    return { fileName: written.fileName, contentType: written.contentType, body: written.body }
  },
})

/** Unlike any other company's at the same bank, and the same however often the page is asked. */
export const messageIdOf = (batch: Pick<BatchRow, 'id' | 'number'>): string => `${batch.number}-${batch.id.slice(-12)}`

/** The draft's own day while it can still be had; otherwise the earliest. */
async function stillPossible(batch: BatchRow, originator: Originator, ctx: Ctx): Promise<string | undefined> {
  return batch.valueOn >= bankFiles.rails[batch.rail].earliestDay(originator, ctx.now) ? batch.valueOn : undefined
}

async function composeOrder(ctx: Ctx, batch: BatchRow, originator: Originator, messageId: string): Promise<{ order: Order; payouts: readonly BatchPayout[] }> {
  const rail = bankFiles.rails[batch.rail]
  await allowSilence(ctx)
  const { payouts, faults } = await composePayouts(ctx, batch)
  if (faults.length > 0) throw new Refusal('conflict', faultSentence(faults))
  if (payouts.length === 0) throw conflict(`${batch.number} holds no payout. Put some in, or cancel it.`)
  const ach = batch.rail === 'nacha' ? { fileModifier: await fileModifier(ctx, originator), firstTrace: await takeTraces(ctx, payouts.length) } : {}
  const order = orderOf({ messageId, createdAt: ctx.now, originator, executionDay: batch.valueOn, payouts, ...ach })
  const named = orderFaults(rail, order, payouts, batch.number)
  if (named.length > 0) throw new Refusal('conflict', faultSentence(named))
  return { order, payouts }
}
function faultSentence(faults: readonly BatchFault[]): string {
  const shown = faults
    .slice(0, 3)
    .map((fault) => `${fault.number}: ${fault.sentence}`)
    .join(' ')
  return faults.length > 3 ? `${shown} And ${faults.length - 3} more. Nothing was released.` : `${shown} Nothing was released.`
}

/** Writes the file and has it read by code that shares nothing with the writer, before anything is stored. */
function writeChecked(order: Order) {
  const rail: Rail = bankFiles.rails[order.originator.rail]
  const written = rail.write(order)
  const findings = rail.inspect(written.body, order)
  if (findings.length > 0) {
    log('error', 'a bank file failed its last check', { messageId: order.messageId, rules: [...new Set(findings.map((f) => f.rule))].join(' ') })
    throw conflict(
      `The file did not pass its last check (${(findings[0] as { sentence: string }).sentence.slice(0, 200)}). Nothing was released. Tell whoever runs this installation.`,
    )
  }
  return written
}

const modifiers = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
/** Tells the ACH files of one day apart. */
async function fileModifier(ctx: Ctx, originator: Originator): Promise<string> {
  const zone = originator.rail === 'nacha' ? originator.cutOff.zone : ctx.settings.zone
  const from = startOfDay(dayOf(ctx.now, zone), zone)
  const [row] = await ctx.tx
    .select({ files: count() })
    .from(batches)
    .where(and(eq(batches.rail, 'nacha'), gte(batches.releasedAt, from)))
  const modifier = modifiers[row?.files ?? 0]
  if (modifier === undefined) throw conflict('ACH tells at most 36 files of one day apart. Release this batch tomorrow.')
  return modifier
}
const traceMax = 9_999_999
/** Sets trace sequences aside: rising, never reused until ten million have been sent. */
async function takeTraces(ctx: Ctx, n: number): Promise<number> {
  const bump = async (by: number): Promise<number> => {
    const [row] = await ctx.tx
      .insert(counters)
      .values({ series: 'ach_trace', value: by })
      .onConflictDoUpdate({ target: [counters.tenantId, counters.series], set: { value: sql`${counters.value} + ${by}` } })
      .returning({ value: counters.value })
    assert(row, 'the counter of trace numbers')
    return row.value
  }
  const first = ((await bump(n)) - n) % traceMax
  if (first + n <= traceMax) return first + 1
  await bump(traceMax - first) // what is left of the round is too short: begin the next one
  return 1
}
