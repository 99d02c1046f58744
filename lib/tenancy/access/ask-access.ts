import { and, count, eq } from 'drizzle-orm'
import { accessRequests } from '../../../db/schema/access.ts'
import { members } from '../../../db/schema/tenancy.ts'
import { command } from '../../access/operation.ts'
import { everyones } from '../../access/permissions.ts'
import type { Grants } from '../../access/roles.ts'
import { assert, one } from '../../kernel/assert.ts'
import { encodeId, newUuid, type Id } from '../../kernel/id.ts'
import { conflict, invalid, notFound, Refusal } from '../../kernel/refusal.ts'
import { platformTenant } from '../../kernel/platform-tenant.ts'
import { findRole } from '../role.ts'
import { writeGrants } from '../role-draft.ts'
import { accessAsked, accessEnded, accessWithdrawn } from './access-events.ts'
import { AccessId, AskAccess } from './access-inputs.ts'
import { beyond, hoursOf, loadRequest, readAsked, stateNow, whatWords, write } from './access-request.ts'

/** Requests of one person that wait at the same time. */
export const waitingMax = 5
/** Asks for a role, or for single permissions, for a while. It gives nothing until somebody else says so. */
export const askAccess = command({
  name: 'tenancy.askAccess',
  needs: 'session.own',
  input: AskAccess,
  run: async (ctx, input): Promise<{ readonly id: Id<'accessRequest'>; readonly number: string }> => {
    const me = ctx.actor.memberId
    assert(me, 'a member who asks')
    if (ctx.tenant === platformTenant) throw new Refusal('forbidden', 'The installation has one role. Ask in your company.')
    const hours = hoursOf(ctx, input.amount, input.unit),
      chosen = input.grants ?? []
    const key = input.role === undefined || input.role === '' ? undefined : input.role
    if ((key === undefined) === (chosen.length === 0))
      throw invalid(
        key === undefined ? 'grants' : 'role',
        key === undefined ? 'Choose a role, or what you need to do.' : 'Choose a role or single permissions, not both.',
      )
    const role = key === undefined ? undefined : await findRole(ctx, key, 'share')
    if (key !== undefined && !role) throw invalid('role', 'This role is not of this company. Choose one from the list.')
    if (role?.name === 'owner') throw invalid('role', 'Nobody is an owner for a while. An owner makes owners, one by one.')
    const wanted: Grants = role
      ? Object.fromEntries(Object.entries(role.grants).filter(([name]) => !(everyones as readonly string[]).includes(name)))
      : readAsked(chosen)
    // What the role includes already need not be given; a grant that runs out may be asked for again.
    const grants = role ? wanted : beyond(ctx.actor.held.grants, wanted)
    if (Object.keys(beyond(ctx.actor.held.grants, wanted)).length === 0) throw invalid(role ? 'role' : 'grants', 'Your role includes all of that already.')
    // One line for each person, so that many forms sent at once cannot pass the check below.
    const self = one(await ctx.tx.select({ number: members.number }).from(members).where(eq(members.id, me)).for('update'), 'member who asks')
    const [waiting] = await ctx.tx
      .select({ n: count() })
      .from(accessRequests)
      .where(and(eq(accessRequests.memberId, me), eq(accessRequests.state, 'asked')))
    if ((waiting?.n ?? 0) >= waitingMax) throw conflict(`${waitingMax} requests of yours wait for an answer. Take one back first.`)
    const id = newUuid(ctx.now),
      number = await ctx.number('accessRequest')
    const asked = {
      kind: role ? ('role' as const) : ('permissions' as const),
      preset: role?.id === null && role.preset !== null ? role.preset : null,
      roleId: role?.id ?? null,
      grants,
    }
    one(
      await ctx.tx
        .insert(accessRequests)
        .values({ id, number, memberId: me, ...asked, reason: input.reason, hoursAsked: hours, state: 'asked', updatedAt: ctx.now, createdAt: ctx.now })
        .returning({ id: accessRequests.id }),
      'request',
    )
    ctx.record(accessAsked, id, {
      number,
      member: self.number,
      what: whatWords(asked, role?.name ?? null),
      may: writeGrants(grants).join(' '),
      hours,
      reason: input.reason,
    })
    return { id: encodeId('accessRequest', id), number }
  },
})
/** The person takes a request back, or gives up before its time what came of it. */
export const withdrawAccess = command({
  name: 'tenancy.withdrawAccess',
  needs: 'session.own',
  input: AccessId,
  run: async (ctx, { requestId }): Promise<{ readonly number: string }> => {
    const { row, member, what } = await loadRequest(ctx, requestId)
    if (row.memberId !== ctx.actor.memberId) throw notFound('request')
    const state = stateNow(row, ctx.now),
      about = { number: row.number, member: member.number, what }
    if (state === 'asked') {
      await write(ctx, row.id, { state: 'withdrawn', endedAt: ctx.now, endedBy: row.memberId })
      ctx.record(accessWithdrawn, row.id, { ...about, why: 'not needed any more' })
    } else if (state === 'granted') {
      await write(ctx, row.id, { state: 'ended', endedAt: ctx.now, endedBy: row.memberId, endedWhy: 'given back' })
      ctx.record(accessEnded, row.id, { ...about, why: 'given back' })
    } else throw conflict(`${row.number} is over already.`)
    return { number: row.number }
  },
})
