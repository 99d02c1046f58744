import { and, asc, desc, eq, gt, gte, isNotNull, lt, lte, ne } from 'drizzle-orm'
import { signIns } from '../../../db/schema/watch.ts'
import type { ReadCtx } from '../../access/ctx.ts'
import { burstMinutes, knownDays, type AlertRules } from './alert-rules.ts'
import { firstIdOf } from './first-id.ts'
import { isImpossible, journeyOf, type Stay } from './journey.ts'
import { resolvedBefore, type Finding } from './raise-alert.ts'
import type { SignIn } from './read-attempts.ts'

/** What is wrong with an attempt, seen from those before it. Most often nothing. */
export async function judgeAttempt(ctx: ReadCtx, row: SignIn, rules: AlertRules): Promise<Finding[]> {
  if (row.outcome === 'refused') return judgeRefused(ctx, row, rules)
  return row.memberId === null ? [] : [...(await judgeNew(ctx, row, row.memberId)), ...(await judgeTravel(ctx, row, row.memberId))]
}
const ago = (at: Date, minutes: number): Date => new Date(at.getTime() - minutes * 60_000)
const own = (memberId: string) => and(eq(signIns.memberId, memberId), eq(signIns.outcome, 'in'))

/** A device or a network that the person has not come in with for 90 days. Nobody is new to their own first sign-in. */
async function judgeNew(ctx: ReadCtx, row: SignIn, memberId: string): Promise<Finding[]> {
  const since = ago(row.at, knownDays * 1_440),
    before = and(own(memberId), lt(signIns.id, row.id)),
    lately = and(before, gte(signIns.id, firstIdOf(since)), gte(signIns.at, since))
  const any = async (where: ReturnType<typeof and>): Promise<boolean> =>
    (await ctx.tx.select({ id: signIns.id }).from(signIns).where(where).orderBy(desc(signIns.id)).limit(1)).length > 0
  if (!(await any(before))) return []
  const found: Finding[] = [],
    base = { memberId, at: row.at, evidence: [row.id] }
  if (row.device !== '' && !(await any(and(lately, eq(signIns.device, row.device))))) found.push({ ...base, kind: 'new_device', about: row.device })
  if (row.network !== '' && !(await any(and(lately, eq(signIns.network, row.network))))) found.push({ ...base, kind: 'new_network', about: row.network })
  return found
}

export const stayOf = ({ at, latitude, longitude }: Pick<SignIn, 'at' | 'latitude' | 'longitude'>): Stay | undefined =>
  latitude === null || longitude === null ? undefined : { at, point: { latitude: latitude / 100, longitude: longitude / 100 } }
/** The sign-ins next to it on both sides, since one may be entered after the one that followed it. */
async function judgeTravel(ctx: ReadCtx, row: SignIn, memberId: string): Promise<Finding[]> {
  const here = stayOf(row)
  if (!here) return []
  const placed = and(own(memberId), isNotNull(signIns.latitude), ne(signIns.id, row.id))
  const [before, after] = await Promise.all([
    ctx.tx
      .select()
      .from(signIns)
      .where(and(placed, lt(signIns.id, row.id)))
      .orderBy(desc(signIns.id))
      .limit(1),
    ctx.tx
      .select()
      .from(signIns)
      .where(and(placed, gt(signIns.id, row.id)))
      .orderBy(asc(signIns.id))
      .limit(1),
  ])
  return [...before, ...after].flatMap((other): Finding[] => {
    const there = stayOf(other),
      pair = [other.id, row.id].sort()
    return there && isImpossible(journeyOf(there, here))
      ? [{ kind: 'impossible_travel', memberId, about: pair.join(' '), at: row.at > other.at ? row.at : other.at, evidence: pair }]
      : []
  })
}

/** Many refusals within a quarter of an hour, of one person or from one network; those that an alert was resolved over are not counted again. */
async function judgeRefused(ctx: ReadCtx, row: SignIn, rules: AlertRules): Promise<Finding[]> {
  const found: Finding[] = []
  const burst = async (finding: Pick<Finding, 'kind' | 'memberId' | 'about'>, whose: ReturnType<typeof eq>, least: number): Promise<void> => {
    const seen = await resolvedBefore(ctx, finding),
      since = ago(row.at, burstMinutes)
    const rows = await ctx.tx
      .select({ id: signIns.id })
      .from(signIns)
      .where(
        and(
          whose,
          eq(signIns.outcome, 'refused'),
          gte(signIns.id, firstIdOf(since)),
          gt(signIns.at, since),
          lte(signIns.at, row.at),
          ...(seen ? [gt(signIns.at, seen)] : []),
        ),
      )
      .orderBy(desc(signIns.id))
      .limit(Math.max(least, 100))
    if (rows.length >= least) found.push({ ...finding, at: row.at, evidence: rows.map(({ id }) => id).reverse() })
  }
  if (row.memberId !== null) await burst({ kind: 'failures', memberId: row.memberId, about: 'refused' }, eq(signIns.memberId, row.memberId), rules.failures)
  if (row.network !== '') await burst({ kind: 'network_failures', memberId: null, about: row.network }, eq(signIns.network, row.network), rules.networkFailures)
  return found
}
