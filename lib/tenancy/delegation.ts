import { and, desc, eq, gt, inArray, isNull, lt, lte, ne, or } from 'drizzle-orm'
import { z } from 'zod'
import { customRoles, delegations, members } from '../../db/schema/tenancy.ts'
import type { Ctx, ReadCtx } from '../access/ctx.ts'
import { command, query } from '../access/operation.ts'
import { delegable, isDelegable, permissions, type Delegable } from '../access/permissions.ts'
import { mayStandIn, roleOf, type Role } from '../access/roles.ts'
import { assert } from '../kernel/assert.ts'
import { addDays, day, daysBetween, isDay, startOfDay } from '../kernel/day.ts'
import { decodeId, encodeId, newUuid } from '../kernel/id.ts'
import { conflict, invalid, notFound, Refusal } from '../kernel/refusal.ts'
import { saidDay } from './said.ts'
import { delegationBegun, delegationEnded } from './notice-events.ts'

/** Nobody is away longer than this without saying so again. */
const daysMax = 92
const names = Object.keys(delegable) as Delegable[]
const dayText = z.string({ error: 'Choose a day.' }).refine(isDay, 'This is not a day that exists. Write it as YYYY-MM-DD.')
export const BeginDelegation = z.strictObject({
  permission: z.enum(names as [Delegable, ...Delegable[]], { error: 'Choose what you delegate.' }),
  to: z.string({ error: 'Choose who stands in for you.' }).max(40),
  from: dayText,
  until: dayText,
  reason: z.string().trim().max(200, 'Keep the reason under 200 characters.').optional(),
})
export const EndDelegation = z.strictObject({ id: z.string().max(40) })

/**
 * Lends one of one's own rights to a colleague for some days, because one is away. The delegate acts in their own name and within the same
 * separation rules; the right ends with the last day, when either ends it, or when the delegator loses it.
 */
export const beginDelegation = command({
  name: 'tenancy.beginDelegation',
  needs: 'delegation.change',
  stepUp: 'anew',
  input: BeginDelegation,
  run: async (ctx, input) => {
    const { permission } = input,
      me = ctx.actor.memberId as string,
      to = decodeId('member', input.to)
    // A right that was lent is not lent on: the chain would outlive the person who trusted the first.
    if (ctx.actor.held.grants[permission] !== 'all')
      throw new Refusal('forbidden', `You cannot delegate “${permissions[permission]}”: your own role does not include it.`)
    const from = day(input.from),
      until = day(input.until)
    if (from < ctx.today) throw invalid('from', `A delegation cannot begin in the past. Today is ${ctx.today}.`)
    if (until < from) throw invalid('until', `The last day, ${until}, lies before the first, ${from}.`)
    if (daysBetween(from, until) >= daysMax)
      throw invalid('until', `A delegation lasts ${daysMax} days at most. Choose a day before ${addDays(from, daysMax)}.`)
    if (to === me) throw invalid('to', 'Choose a colleague: you hold this right already.')
    const [person] = await ctx.tx
      .select({
        name: members.name,
        number: members.number,
        email: members.email,
        state: members.state,
        role: members.role,
        preset: customRoles.preset,
        grants: customRoles.grants,
      })
      .from(members)
      .leftJoin(customRoles, eq(customRoles.id, members.roleId))
      .where(eq(members.id, to))
    if (!person || person.state !== 'active') throw invalid('to', 'There is no such active member.')
    if (!mayStandIn(roleOf(person.role, person), permission))
      throw invalid('to', `${person.name}’s role cannot see what there is to decide (“${permissions[delegable[permission]]}”). Choose someone who can.`)
    const startsAt = startOfDay(from, ctx.settings.zone),
      endsAt = startOfDay(addDays(until, 1), ctx.settings.zone)
    // One lock for each delegator, so that two forms sent at once cannot both pass the check below.
    await ctx.tx.select({ id: members.id }).from(members).where(eq(members.id, me)).for('update')
    const [other] = await ctx.tx
      .select({ id: delegations.id })
      .from(delegations)
      .where(
        and(
          eq(delegations.fromMemberId, me),
          eq(delegations.permission, permission),
          isNull(delegations.endedAt),
          lt(delegations.startsAt, endsAt),
          gt(delegations.endsAt, startsAt),
        ),
      )
    if (other) throw conflict('You have delegated this for some of these days already. End that delegation first.')
    const id = newUuid(ctx.now)
    const rows = await ctx.tx
      .insert(delegations)
      .values({ id, fromMemberId: me, toMemberId: to, permission, startsAt, endsAt, reason: input.reason ?? null, createdAt: ctx.now })
      .returning({ id: delegations.id })
    assert(rows.length === 1, 'the delegation that was just written')
    const [self] = await ctx.tx.select({ number: members.number, email: members.email }).from(members).where(eq(members.id, me))
    assert(self, 'the member who acts')
    ctx.record(
      delegationBegun,
      id,
      { permission, from: self.number, to: person.number, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() },
      { from: ctx.actor.name, to: person.name },
    )
    const what = permissions[permission].toLowerCase(),
      span = `from ${saidDay(ctx, from)} to ${saidDay(ctx, until)}`
    ctx.mail(
      person.email,
      oneLine(`${ctx.actor.name} delegated to you: ${what}`),
      `${ctx.actor.name} is away ${span} and has asked you to ${what} meanwhile.\n\nYou act in your own name; what you raised, and what is paid to you or to ${ctx.actor.name}, stays with others.\n\nNothing to do now: it begins and ends by itself.`,
      'delegation',
    )
    ctx.mail(
      self.email,
      oneLine(`You delegated to ${person.name}: ${what}`),
      `${person.name} may ${what} in your place ${span}.\n\nIf this was not you, end it at once under Account, Delegation, and change your password.`,
      'delegation',
    )
    return { id: encodeId('delegation', id) }
  },
})
/** Ends a delegation now: the delegator, back early, or the delegate, who declines. */
export const endDelegation = command({
  name: 'tenancy.endDelegation',
  needs: 'session.own',
  input: EndDelegation,
  run: async (ctx, { id }) => {
    const me = ctx.actor.memberId as string
    const [row] = await ctx.tx
      .select()
      .from(delegations)
      .where(eq(delegations.id, decodeId('delegation', id)))
      .for('update')
    if (!row || (row.fromMemberId !== me && row.toMemberId !== me)) throw notFound('delegation')
    if (row.endedAt !== null) throw conflict('This delegation has ended already.')
    await end(ctx, row, ctx.now, row.fromMemberId === me ? 'ended by the delegator' : 'declined by the delegate')
    return { id }
  },
})
/** By the clock: what has run out is closed, so that the door need not look at it any more. */
export const closeDelegations = command({
  name: 'tenancy.closeDelegations',
  needs: 'job',
  input: z.strictObject({}),
  run: async (ctx) => {
    const over = await ctx.tx
      .select()
      .from(delegations)
      .where(and(isNull(delegations.endedAt), lte(delegations.endsAt, ctx.now)))
      .for('update')
    for (const row of over) await end(ctx, row, row.endsAt, 'its last day is over')
    if (over.length === 0) ctx.unchanged('none has run out')
    return { closed: over.length }
  },
})
/** Ends what was lent to a member whose role is another one now, and who cannot see any more what there is to decide. */
export async function endUnfit(ctx: Ctx, memberId: string, role: Role): Promise<void> {
  const rows = await ctx.tx
    .select()
    .from(delegations)
    .where(and(eq(delegations.toMemberId, memberId), isNull(delegations.endedAt)))
    .orderBy(delegations.id)
    .for('update')
  for (const row of rows)
    if (!isDelegable(row.permission) || !mayStandIn(role, row.permission))
      await end(ctx, row, ctx.now < row.endsAt ? ctx.now : row.endsAt, 'the delegate’s role was changed')
}
async function end(ctx: Ctx, row: typeof delegations.$inferSelect, endedAt: Date, why: string): Promise<void> {
  const rows = await ctx.tx
    .update(delegations)
    .set({ endedAt })
    .where(and(eq(delegations.id, row.id), isNull(delegations.endedAt)))
    .returning({ id: delegations.id })
  assert(rows.length === 1, 'the delegation that was just locked')
  const people = await ctx.tx
    .select({ id: members.id, number: members.number, name: members.name, email: members.email })
    .from(members)
    .where(inArray(members.id, [row.fromMemberId, row.toMemberId]))
  const from = people.find((person) => person.id === row.fromMemberId),
    to = people.find((person) => person.id === row.toMemberId)
  assert(from && to, 'both members of a delegation')
  ctx.record(delegationEnded, row.id, { permission: row.permission, from: from.number, to: to.number, why }, { from: from.name, to: to.name })
  const what = isDelegable(row.permission) ? permissions[row.permission].toLowerCase() : row.permission
  for (const [person, other] of [
    [from, to],
    [to, from],
  ] as const)
    ctx.mail(
      person.email,
      oneLine(`The delegation with ${other.name} has ended: ${what}`),
      `${to.name} no longer stands in for ${from.name} (${what}): ${why}.`,
      'delegation',
    )
}
const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').slice(0, 200)

/** One's own delegations, given and received, and who could stand in. */
export const listDelegations = query({
  name: 'tenancy.listDelegations',
  needs: 'session.own',
  input: z.strictObject({}),
  run: async (ctx) => {
    const me = ctx.actor.memberId as string
    const rows = await ctx.tx
      .select()
      .from(delegations)
      .where(or(eq(delegations.fromMemberId, me), eq(delegations.toMemberId, me)))
      .orderBy(desc(delegations.id))
      .limit(50)
    const people = await peopleOf(
      ctx,
      rows.flatMap((row) => [row.fromMemberId, row.toMemberId]),
    )
    const own = ctx.reach('delegation.change') === undefined ? [] : names.filter((name) => ctx.actor.held.grants[name] === 'all')
    const candidates =
      own.length === 0
        ? []
        : await ctx.tx
            .select({ id: members.id, name: members.name, role: members.role, preset: customRoles.preset, grants: customRoles.grants })
            .from(members)
            .leftJoin(customRoles, eq(customRoles.id, members.roleId))
            .where(and(eq(members.state, 'active'), ne(members.id, me)))
            .orderBy(members.name)
            .limit(200)
    return {
      place: { locale: ctx.settings.locale, zone: ctx.settings.zone, now: ctx.now },
      today: ctx.today,
      latest: addDays(ctx.today, daysMax - 1),
      delegations: rows.map((row) => ({
        id: encodeId('delegation', row.id),
        direction: row.fromMemberId === me ? ('given' as const) : ('received' as const),
        other: people.get(row.fromMemberId === me ? row.toMemberId : row.fromMemberId) ?? '',
        permission: row.permission,
        sentence: isDelegable(row.permission) ? permissions[row.permission] : row.permission,
        startsAt: row.startsAt,
        endsAt: row.endsAt,
        reason: row.reason,
        endedAt: row.endedAt,
        state: row.endedAt !== null || row.endsAt <= ctx.now ? ('ended' as const) : row.startsAt > ctx.now ? ('ahead' as const) : ('now' as const),
      })),
      mayDelegate: own.map((permission) => ({
        permission,
        sentence: permissions[permission],
        candidates: candidates
          .filter((person) => mayStandIn(roleOf(person.role, person), permission))
          .map((person) => ({ id: encodeId('member', person.id), name: person.name, role: person.role })),
      })),
    }
  },
})
async function peopleOf(ctx: ReadCtx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await ctx.tx
    .select({ id: members.id, name: members.name })
    .from(members)
    .where(inArray(members.id, [...new Set(ids)]))
  return new Map(rows.map((row) => [row.id, row.name]))
}
