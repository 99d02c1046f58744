import { and, eq } from 'drizzle-orm'
import { crews, payees, workRecords } from '../../db/schema/work.ts'
import type { Ctx } from '../access/ctx.ts'
import { command } from '../access/operation.ts'
import { violated } from '../access/passage.ts'
import { assert } from '../kernel/assert.ts'
import { dayOf } from '../kernel/day.ts'
import { decodeId, encodeId, newUuid } from '../kernel/id.ts'
import { decimalsOf, money, moneyText } from '../kernel/money.ts'
import { conflict, invalid, notFound } from '../kernel/refusal.ts'
import { inUnits } from './derivation.ts'
import { readDecimal, toScaled } from './import/numbers.ts'
import { readTime } from './import/times.ts'
import { CorrectWork, RecordWork } from './work-inputs.ts'
import { contentDigest, loadCurrentWork, type Content, type WorkRow } from './work-record.ts'
import { workCorrected, workRecorded } from './work-events.ts'

interface Typed {
  kind: string
  payee?: string | undefined
  crew?: string | undefined
  opened?: string | undefined
  closed?: string | undefined
  quantity?: string | undefined
  value?: string | undefined
  note?: string | undefined
}

/** Records work by hand. The key is its own: the same key twice is refused, because it would earn twice. */
export const recordWork = command({
  name: 'incentives.recordWork',
  needs: 'work.record',
  input: RecordWork,
  run: async (ctx, input) => {
    const content = await readContent(ctx, input.key, input, {}),
      id = newUuid(ctx.now),
      digest = contentDigest(content)
    try {
      await ctx.tx
        .insert(workRecords)
        .values({ ...content, id, number: await ctx.number('workRecord'), sourceKind: 'hand', digest, recordedBy: ctx.actor.memberId, createdAt: ctx.now })
    } catch (error) {
      if (violated(error) === 'work_records_key')
        throw invalid('key', `Work with the key “${input.key.slice(0, 60)}” was recorded already. Correct that record, or give this one a key of its own.`)
      throw error
    }
    const [row] = await ctx.tx.select({ number: workRecords.number }).from(workRecords).where(eq(workRecords.id, id))
    assert(row, 'the record that was just added')
    ctx.record(workRecorded, id, { number: row.number, key: input.key, kind: content.kind, digest, days: daysOf(ctx, [content.countedAt]) })
    return { id: encodeId('workRecord', id), number: row.number }
  },
})
/** Corrects a record by a new one that supersedes it; the old one stays as it was. Periods that were computed are computed again. */
export const correctWork = command({
  name: 'incentives.correctWork',
  needs: 'work.record',
  input: CorrectWork,
  run: async (ctx, input) => {
    const old = await loadCurrentWork(ctx, input.recordId),
      fields = old.fields as Record<string, string>
    const content = await readContent(ctx, old.externalKey, input, fields),
      digest = contentDigest(content)
    if (digest === old.digest) throw conflict(`Nothing differs from ${old.number}. Change what was wrong.`)
    const id = newUuid(ctx.now),
      number = await ctx.number('workRecord')
    try {
      await ctx.tx
        .insert(workRecords)
        .values({
          ...content,
          id,
          number,
          sourceKind: old.sourceKind,
          sourceId: old.sourceId,
          sourceName: old.sourceName,
          revision: old.revision + 1,
          digest,
          supersedesId: old.id,
          reason: input.reason,
          recordedBy: ctx.actor.memberId,
          createdAt: ctx.now,
        })
    } catch (error) {
      if (violated(error) === 'work_records_supersedes' || violated(error) === 'work_records_key')
        throw conflict(`${old.number} was corrected meanwhile. Open its newest version.`)
      throw error
    }
    ctx.record(workCorrected, id, {
      number,
      key: old.externalKey,
      kind: content.kind,
      digest,
      supersedes: old.number,
      reason: input.reason,
      changes: await differences(ctx, old, content),
      days: daysOf(ctx, [old.countedAt, content.countedAt]),
    })
    return { id: encodeId('workRecord', id), number, supersedes: old.number }
  },
})
/** Which days a fact touches, `first last`: what has to be computed again. */
export const daysOf = (ctx: Ctx, moments: readonly (Date | null)[]): string => {
  const days = moments.flatMap((at) => (at ? [dayOf(at, ctx.settings.zone)] : [])).sort()
  return days.length === 0 ? '' : `${days[0] as string} ${days.at(-1) as string}`
}

async function readContent(ctx: Ctx, externalKey: string, typed: Typed, kept: Readonly<Record<string, string>>): Promise<Content> {
  const opened = timeField(ctx, 'opened', typed.opened),
    closed = timeField(ctx, 'closed', typed.closed)
  if (opened && closed && closed < opened) throw invalid('closed', 'The closing lies before the opening. Correct one of the two.')
  if (closed && closed.getTime() > ctx.now.getTime() + 300_000) throw invalid('closed', 'The closing lies in the future. Work counts once it is done.')
  const payeeId = typed.payee === undefined ? null : decodeId('payee', typed.payee),
    crewId = typed.crew === undefined ? null : decodeId('crew', typed.crew)
  if (payeeId === null && crewId === null) throw invalid('payee', 'Choose whose work it was: a payee or a crew.')
  if (payeeId && (await ctx.tx.select({ id: payees.id }).from(payees).where(eq(payees.id, payeeId))).length === 0) throw notFound('payee')
  if (
    crewId &&
    (
      await ctx.tx
        .select({ id: crews.id })
        .from(crews)
        .where(and(eq(crews.id, crewId)))
    ).length === 0
  )
    throw notFound('crew')
  const { currency } = ctx.settings,
    value = decimalField('value', typed.value, decimalsOf(currency))
  const { note: _note, ...others } = kept
  return {
    kind: typed.kind,
    externalKey,
    payeeId,
    crewId,
    openedAt: opened,
    countedAt: closed,
    quantityMilli: decimalField('quantity', typed.quantity, 3),
    valueMinor: value,
    valueCurrency: value === null ? null : currency,
    fields: { ...others, ...(typed.note ? { note: typed.note } : {}) },
  }
}
function timeField(ctx: Ctx, field: string, text: string | undefined): Date | null {
  if (text === undefined || text.trim() === '') return null
  const read = readTime(text, { format: 'iso', zone: ctx.settings.zone, skipped: 'refuse', doubled: 'refuse' })
  if ('at' in read) return read.at
  throw invalid(field, read.sentence)
}
function decimalField(field: string, text: string | undefined, places: number): bigint | null {
  if (text === undefined || text.trim() === '') return null
  const read = readDecimal(text)
  if ('sentence' in read) throw invalid(field, read.sentence)
  const scaled = toScaled(read.text, places)
  if (scaled === undefined) throw invalid(field, `Write at most ${places} decimals.`)
  return scaled
}
async function differences(ctx: Ctx, old: WorkRow, now: Content): Promise<{ field: string; before: string; after: string }[]> {
  const nameOf = async (payeeId: string | null): Promise<string> =>
    payeeId === null ? '' : ((await ctx.tx.select({ number: payees.number }).from(payees).where(eq(payees.id, payeeId)))[0]?.number ?? '')
  const crewOf = async (crewId: string | null): Promise<string> =>
    crewId === null ? '' : ((await ctx.tx.select({ number: crews.number }).from(crews).where(eq(crews.id, crewId)))[0]?.number ?? '')
  const worth = (minor: bigint | null, currency: string | null): string => (minor === null || currency === null ? '' : moneyText(money(minor, currency)))
  const all: [string, string, string][] = [
    ['kind', old.kind, now.kind],
    ['payee', await nameOf(old.payeeId), await nameOf(now.payeeId)],
    ['crew', await crewOf(old.crewId), await crewOf(now.crewId)],
    ['opened', old.openedAt?.toISOString() ?? '', now.openedAt?.toISOString() ?? ''],
    ['closed', old.countedAt?.toISOString() ?? '', now.countedAt?.toISOString() ?? ''],
    ['quantity', old.quantityMilli === null ? '' : inUnits(old.quantityMilli), now.quantityMilli === null ? '' : inUnits(now.quantityMilli)],
    ['value', worth(old.valueMinor, old.valueCurrency), worth(now.valueMinor, now.valueCurrency)],
    ['note', (old.fields as Record<string, string>)['note']?.slice(0, 200) ?? '', now.fields['note']?.slice(0, 200) ?? ''],
  ]
  return all.filter(([, before, after]) => before !== after).map(([field, before, after]) => ({ field, before, after }))
}
