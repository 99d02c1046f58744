import { command } from '../../access/operation.ts'
import type { Ctx, ReadCtx } from '../../access/ctx.ts'
import { everyones, permissions, type Permission } from '../../access/permissions.ts'
import { covers, grantsFrom, roleOf, type Grants, type Role } from '../../access/roles.ts'
import { union } from '../../access/granted.ts'
import { encodeId, type Id } from '../../kernel/id.ts'
import { conflict, invalid, Refusal } from '../../kernel/refusal.ts'
import { faultOfDeciding } from '../member.ts'
import { findRole, whyNotGive, type KnownRole } from '../role.ts'
import { weightsBeyond } from '../role-weight.ts'
import { writeGrants } from '../role-draft.ts'
import { accessApproved, accessEnded, accessRefused, hoursText } from './access-events.ts'
import { expireAccessJob } from './end-grants.ts'
import { ApproveAccess, EndAccess, RefuseAccess } from './access-inputs.ts'
import { hoursOf, loadRequest, roleKeyOf, stateNow, write, type AccessRow, type Loaded } from './access-request.ts'

interface Done {
  readonly id: Id<'accessRequest'>
  readonly number: string
}
/** What an approval would give: a role as it is now, single permissions as they were asked for. */
export const givenBy = (row: Pick<AccessRow, 'grants'>, role: Pick<KnownRole, 'grants'> | undefined): Grants =>
  role ? Object.fromEntries(Object.entries(role.grants).filter(([name]) => !(everyones as readonly string[]).includes(name))) : grantsFrom(row.grants)
/**
 * Why this person may not give what was asked; undefined: they may. As for giving a role for good: never to oneself, never more than one holds
 * by role (what was given for a time is not given on: it would outlive the trust behind it), and nothing that lifts a limit one has oneself.
 */
export function whyNotApprove(
  ctx: Pick<ReadCtx, 'tenant' | 'actor'>,
  request: { readonly row: Pick<AccessRow, 'kind' | 'grants'>; readonly member: Pick<Loaded['member'], 'id' | 'name' | 'role'> },
  asker: Role,
  role: KnownRole | undefined,
): string | undefined {
  const fault = faultOfDeciding(ctx, request.member)
  if (fault !== undefined) return request.member.id === ctx.actor.memberId ? 'You asked for it yourself: somebody else decides' : fault.replace(/\.$/, '')
  if (request.row.kind === 'role' && !role) return 'The role has ended'
  const given = givenBy(request.row, role)
  if (role) {
    const why = whyNotGive(ctx, role)
    if (why !== undefined) return `You cannot give the role ${role.name.replace('_', ' ')}: ${why}`
  } else {
    const lacking = (Object.keys(given) as Permission[]).filter((name) => {
        const reach = given[name]
        return reach !== undefined && !covers(ctx.actor.held.grants[name], reach)
      }),
      first = lacking[0]
    if (first !== undefined)
      return `Nobody gives what they do not hold: your role does not include “${permissions[first]}”${lacking.length > 1 ? ` and ${lacking.length - 1} more` : ''}`
  }
  const [weight] = weightsBeyond(ctx, asker.preset, asker.grants, union(asker.grants, given))
  return weight === undefined ? undefined : `With it they could ${weight}, which your role does not`
}
const askerRole = (member: Loaded['member']): Role => roleOf(member.role, member)

/** Gives what was asked for, for the time that was asked for or less. It counts from the person's next request on, everywhere. */
export const approveAccess = command({
  name: 'tenancy.approveAccess',
  needs: 'member.change',
  stepUp: 'anew',
  input: ApproveAccess,
  run: async (ctx, input): Promise<Done> => {
    const { row, member, what } = await loadRequest(ctx, input.requestId)
    if (row.state !== 'asked') throw conflict(`${row.number} is decided already.`)
    if (member.state !== 'active') throw conflict(`${member.name} is not an active member. Nothing is given to somebody who cannot come in.`)
    const hours = hoursOf(ctx, input.amount, input.unit)
    if (hours > row.hoursAsked) throw invalid('amount', `${hoursText(row.hoursAsked)} were asked for. Give as much or less.`)
    const key = roleKeyOf(row),
      role = key === undefined ? undefined : await findRole(ctx, key, 'share'),
      why = whyNotApprove(ctx, { row, member }, askerRole(member), role)
    if (why !== undefined) throw new Refusal('forbidden', `${why}.`)
    const grants = givenBy(row, role),
      endsAt = new Date(ctx.now.getTime() + hours * 3_600_000)
    await write(ctx, row.id, { state: 'granted', grants, decidedBy: ctx.actor.memberId, decidedAt: ctx.now, endsAt })
    ctx.record(accessApproved, row.id, {
      number: row.number,
      member: member.number,
      what,
      may: writeGrants(grants).join(' '),
      hours,
      until: endsAt.toISOString(),
    })
    ctx.later(expireAccessJob, {}, { at: endsAt })
    return done(row)
  },
})
export const refuseAccess = command({
  name: 'tenancy.refuseAccess',
  needs: 'member.change',
  input: RefuseAccess,
  run: async (ctx, { requestId, reason }): Promise<Done> => {
    const { row, member, what } = await loadRequest(ctx, requestId)
    if (row.state !== 'asked') throw conflict(`${row.number} is decided already.`)
    demandOther(ctx, member)
    await write(ctx, row.id, { state: 'refused', decidedBy: ctx.actor.memberId, decidedAt: ctx.now, decidedWhy: reason, endedAt: ctx.now })
    ctx.record(accessRefused, row.id, { number: row.number, member: member.number, what, reason })
    return done(row)
  },
})
/** Takes back before its time what was given. The next request of the person is judged without it. */
export const endAccess = command({
  name: 'tenancy.endAccess',
  needs: 'member.change',
  stepUp: 'anew',
  input: EndAccess,
  run: async (ctx, { requestId, reason }): Promise<Done> => {
    const { row, member, what } = await loadRequest(ctx, requestId)
    if (stateNow(row, ctx.now) !== 'granted')
      throw conflict(row.state === 'asked' ? `${row.number} is not decided yet. Refuse it.` : `${row.number} is over already.`)
    demandOther(ctx, member)
    await endGrant(ctx, row, { member: member.number, what }, reason)
    return done(row)
  },
})
export async function endGrant(
  ctx: Ctx,
  row: Pick<AccessRow, 'id' | 'number'>,
  about: { readonly member: string; readonly what: string },
  why: string,
): Promise<void> {
  await write(ctx, row.id, { state: 'ended', endedAt: ctx.now, endedBy: ctx.actor.memberId, endedWhy: why })
  ctx.record(accessEnded, row.id, { number: row.number, ...about, why })
}
function demandOther(ctx: Pick<ReadCtx, 'actor'>, member: Pick<Loaded['member'], 'id' | 'name' | 'role'>): void {
  const fault = faultOfDeciding(ctx, member)
  if (fault !== undefined)
    throw new Refusal('forbidden', member.id === ctx.actor.memberId ? 'You asked for it yourself: take it back under Your account, Access.' : fault)
}
const done = (row: Pick<AccessRow, 'id' | 'number'>): Done => ({ id: encodeId('accessRequest', row.id), number: row.number })
