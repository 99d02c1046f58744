import { and, inArray, isNull, or } from 'drizzle-orm'
import { crews, payees } from '../../db/schema/work.ts'
import type { ReadCtx } from '../access/ctx.ts'
import type { DayRange } from '../kernel/day.ts'
import { decodeId, encodeId } from '../kernel/id.ts'
import { invalid, notFound } from '../kernel/refusal.ts'
import type { Audience } from './evaluate-rule.ts'
import { audienceOf, crewsOf, type RuleVersionRow } from './program.ts'

export interface AskedAudience {
  readonly payeeIds?: readonly string[] | undefined
  readonly payeeNumbers?: readonly string[] | undefined
  readonly crewIds?: readonly string[] | undefined
}
/**
 * Who is to take part, and the same in words for the log. Naming nobody means everyone; a payee or crew that is not there is refused.
 * @param before whose payees stay where the question is about crews only
 */
export async function readAudience(
  ctx: ReadCtx,
  { payeeIds, payeeNumbers, crewIds = [] }: AskedAudience,
  before: Audience = { all: true },
): Promise<{ audience: Audience; said: string }> {
  const kept = payeeIds === undefined && payeeNumbers === undefined && !('all' in before) ? before.payees : []
  const ids = [...kept, ...(payeeIds ?? []).map((id) => decodeId('payee', id))],
    numbers = [...new Set((payeeNumbers ?? []).map((number) => number.trim().toUpperCase()).filter(Boolean))],
    groupIds = crewIds.map((id) => decodeId('crew', id))
  if (ids.length + numbers.length + groupIds.length === 0) return { audience: { all: true }, said: 'everyone' }
  const asked = or(ids.length > 0 ? inArray(payees.id, ids) : undefined, numbers.length > 0 ? inArray(payees.number, numbers) : undefined)
  const people = asked
    ? await ctx.tx
        .select({ id: payees.id, number: payees.number })
        .from(payees)
        .where(and(or(isNull(payees.mergedIntoId), kept.length > 0 ? inArray(payees.id, [...kept]) : undefined), asked))
        .orderBy(payees.number)
    : []
  const groups =
    groupIds.length > 0 ? await ctx.tx.select({ id: crews.id, number: crews.number }).from(crews).where(inArray(crews.id, groupIds)).orderBy(crews.number) : []
  if (ids.some((id) => !people.some((p) => p.id === id))) throw notFound('payee')
  if (groupIds.some((id) => !groups.some((g) => g.id === id))) throw notFound('crew')
  const unknown = numbers.find((number) => !people.some((p) => p.number === number))
  if (unknown !== undefined)
    throw invalid('payeeNumbers', `There is no payee ${unknown.slice(0, 20)}. Write numbers as the list of payees shows them, such as PE-00012.`)
  return {
    audience: { payees: people.map((p) => p.id), crews: groups.map((g) => g.id) },
    said: [...people, ...groups]
      .map((one) => one.number)
      .join(', ')
      .slice(0, 490),
  }
}
/** The same words for one that is stored. */
export async function saidAudience(ctx: ReadCtx, version: Pick<RuleVersionRow, 'audience'>): Promise<string> {
  const audience = audienceOf(version)
  if ('all' in audience) return 'everyone'
  const people =
    audience.payees.length > 0
      ? await ctx.tx
          .select({ number: payees.number })
          .from(payees)
          .where(inArray(payees.id, [...audience.payees]))
          .orderBy(payees.number)
      : []
  const groups =
    audience.crews.length > 0
      ? await ctx.tx
          .select({ number: crews.number })
          .from(crews)
          .where(inArray(crews.id, [...audience.crews]))
          .orderBy(crews.number)
      : []
  return [...people, ...groups]
    .map((one) => one.number)
    .join(', ')
    .slice(0, 490)
}
/** Those named, for who may see payees. */
export async function namesOfAudience(ctx: ReadCtx, version: Pick<RuleVersionRow, 'audience'>) {
  const audience = audienceOf(version)
  if ('all' in audience || ctx.reach('payee.read') !== 'all') return undefined
  const people =
    audience.payees.length > 0
      ? await ctx.tx
          .select({ id: payees.id, name: payees.name })
          .from(payees)
          .where(inArray(payees.id, [...audience.payees]))
          .orderBy(payees.name)
          .limit(50)
      : []
  const groups =
    audience.crews.length > 0
      ? await ctx.tx
          .select({ id: crews.id, name: crews.name })
          .from(crews)
          .where(inArray(crews.id, [...audience.crews]))
          .orderBy(crews.name)
          .limit(50)
      : []
  return {
    payees: people.map((p) => ({ id: encodeId('payee', p.id), name: p.name })),
    crews: groups.map((g) => ({ id: encodeId('crew', g.id), name: g.name })),
    more: audience.payees.length + audience.crews.length - people.length - groups.length,
  }
}
/** Whether a payee takes part in a period: named, or on a named crew on its last day. */
export async function takesPart(ctx: ReadCtx, version: Pick<RuleVersionRow, 'audience'>, payeeId: string, period: DayRange): Promise<boolean> {
  const audience = audienceOf(version)
  if ('all' in audience || audience.payees.includes(payeeId)) return true
  const all = audience.crews.length > 0 ? await crewsOf(ctx, period) : new Map<string, never>()
  return audience.crews.some((id) => all.get(id)?.members.some((m) => m.payeeId === payeeId))
}
