import { eq, inArray, or } from 'drizzle-orm'
import { auditEvents, auditPersonal } from '../../db/schema/audit.ts'
import { members } from '../../db/schema/tenancy.ts'
import { signIns } from '../../db/schema/watch.ts'
import { payees } from '../../db/schema/work.ts'
import { command } from '../access/operation.ts'
import { decodeId } from '../kernel/id.ts'
import { notFound, Refusal } from '../kernel/refusal.ts'
import { personalErased } from './events.ts'
import { ErasePersonal } from './inputs.ts'

/**
 * Removes a person's plain details (name, address, device, remarks) from every event that the person did or was subject of, as a member or
 * as a payee. The events, their seal and every proof stay: what was sealed is a salted commitment, and the salt goes with the values.
 */
export const erasePersonal = command({
  name: 'audit.erasePersonal',
  needs: 'audit.erase',
  stepUp: 'anew',
  input: ErasePersonal,
  run: async (ctx, { memberId, reason }) => {
    const member = decodeId('member', memberId)
    const [known] = await ctx.tx.select({ id: members.id, role: members.role, name: members.name }).from(members).where(eq(members.id, member))
    if (!known) throw notFound('member')
    // Nobody wipes name, address and device off what they did themselves, and an admin not off what an owner did: traces are not their doer's to remove.
    if (member === ctx.actor.memberId) throw new Refusal('forbidden', 'This is you. Another admin or owner erases your details.')
    if (known.role === 'owner' && ctx.actor.kind === 'member' && ctx.actor.role !== 'owner')
      throw new Refusal('forbidden', `${known.name} is an owner. Only another owner erases an owner’s details.`)
    const linked = await ctx.tx.select({ id: payees.id }).from(payees).where(eq(payees.memberId, member))
    const theirs = ctx.tx
      .select({ id: auditEvents.id })
      .from(auditEvents)
      .where(or(eq(auditEvents.actorId, member), inArray(auditEvents.subjectId, [member, ...linked.map(({ id }) => id)])))
    const erased = await ctx.tx.delete(auditPersonal).where(inArray(auditPersonal.id, theirs)).returning({ id: auditPersonal.id })
    // The list of sign-ins keeps that there was one, when, and how it was proven.
    await ctx.tx
      .update(signIns)
      .set({ ip: '', network: '', device: '', city: '', country: '', latitude: null, longitude: null })
      .where(or(eq(signIns.memberId, member), inArray(signIns.id, theirs)))
    ctx.record(personalErased, member, { events: erased.length, reason })
    return { events: erased.length }
  },
})
