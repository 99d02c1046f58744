import { eq } from 'drizzle-orm'
import { payees } from '../../db/schema/work.ts'
import { members } from '../../db/schema/tenancy.ts'
import type { Ctx } from '../access/ctx.ts'
import { command } from '../access/operation.ts'
import { violated } from '../access/passage.ts'
import { assert } from '../kernel/assert.ts'
import { decodeId, encodeId, newUuid } from '../kernel/id.ts'
import { conflict, invalid, notFound, Refusal } from '../kernel/refusal.ts'
import { matchKey } from './payee-key.ts'
import { membersBehind } from './payout.ts'
import { AddPayee, ChangePayee, LinkPayee, MergePayee } from './work-inputs.ts'
import { payeeAdded, payeeChanged, payeeLinked, payeeMerged } from './work-events.ts'

type PayeeRow = typeof payees.$inferSelect
async function lockPayee(ctx: Ctx, id: string): Promise<PayeeRow> {
  const [row] = await ctx.tx
    .select()
    .from(payees)
    .where(eq(payees.id, decodeId('payee', id)))
    .for('update')
  if (!row) throw notFound('payee')
  return row
}
/** The members who are one of these payees, through every merge. */
async function behindEither(ctx: Ctx, payeeIds: readonly string[]): Promise<ReadonlySet<string>> {
  return new Set([...(await membersBehind(ctx, payeeIds)).values()].flatMap((members) => [...members]))
}
async function change(ctx: Ctx, id: string, set: Partial<typeof payees.$inferInsert>): Promise<void> {
  const rows = await ctx.tx
    .update(payees)
    .set({ ...set, updatedAt: ctx.now })
    .where(eq(payees.id, id))
    .returning({ id: payees.id })
  assert(rows.length === 1, 'the payee that was just locked')
}
/** The member that the payee is, as “never the payee” compares it. Linking is about who gets money: nobody links to themselves alone. */
async function memberToLink(ctx: Ctx, memberId: string): Promise<{ id: string; number: string }> {
  const [member] = await ctx.tx
    .select({ id: members.id, number: members.number, state: members.state })
    .from(members)
    .where(eq(members.id, decodeId('member', memberId)))
  if (!member) throw notFound('member')
  // Otherwise somebody could make themselves the payee of another's earnings.
  if (member.id === ctx.actor.memberId) throw new Refusal('forbidden', 'Nobody links a payee to themselves. Ask someone else who may change payees.')
  if (member.state !== 'active' && member.state !== 'invited') throw invalid('memberId', 'This membership has ended. Choose a member who is active.')
  return member
}

/** Adds a payee by hand. The key is what imports find the payee by; without one it is the name. */
export const addPayee = command({
  name: 'incentives.addPayee',
  needs: 'payee.change',
  input: AddPayee,
  run: async (ctx, input) => {
    const id = newUuid(ctx.now),
      key = matchKey(input.key ?? input.name),
      member = input.memberId === undefined ? undefined : await memberToLink(ctx, input.memberId)
    const [row] = await ctx.tx
      .insert(payees)
      .values({
        id,
        number: await ctx.number('payee'),
        name: input.name,
        key,
        email: input.email ?? null,
        memberId: member?.id ?? null,
        source: 'hand',
        updatedAt: ctx.now,
      })
      .returning({ number: payees.number })
      .catch((error: unknown) => {
        throw violated(error) === 'payees_key'
          ? invalid('key', `Another payee has the key “${key}”. Give this one a key of its own, such as a payroll number.`)
          : error
      })
    assert(row, 'the payee that was just added')
    ctx.record(payeeAdded, id, { number: row.number, source: 'hand' }, { name: input.name, ...(input.email && { email: input.email }) })
    if (member) ctx.record(payeeLinked, id, { number: row.number, member: member.number })
    return { id: encodeId('payee', id), number: row.number }
  },
})
/** Changes name, address and whether the payee is paid. An inactive payee's payouts are held with that reason. */
export const changePayee = command({
  name: 'incentives.changePayee',
  needs: 'payee.change',
  input: ChangePayee,
  run: async (ctx, input) => {
    const row = await lockPayee(ctx, input.payeeId),
      email = input.email ?? null
    const fields = [
      ...(row.name !== input.name ? ['name'] : []),
      ...(row.email !== email ? ['e-mail'] : []),
      ...(row.isActive !== input.isActive ? [input.isActive ? 'made active' : 'made inactive'] : []),
    ]
    if (fields.length === 0) {
      ctx.unchanged('the payee is the same already')
      return { id: input.payeeId, changed: false }
    }
    await change(ctx, row.id, { name: input.name, email, isActive: input.isActive })
    ctx.record(
      payeeChanged,
      row.id,
      { number: row.number, fields: fields.join(', ') },
      { nameBefore: row.name, nameAfter: input.name, emailBefore: row.email ?? '', emailAfter: email ?? '' },
    )
    return { id: input.payeeId, changed: true }
  },
})
/** Says which member the payee is, or that it is none. The link decides whose earnings a member sees and whose payouts one may not approve. */
export const linkPayee = command({
  name: 'incentives.linkPayee',
  needs: 'payee.change',
  input: LinkPayee,
  run: async (ctx, input) => {
    const row = await lockPayee(ctx, input.payeeId),
      member = input.memberId === undefined ? undefined : await memberToLink(ctx, input.memberId)
    // Otherwise somebody could shed the link that keeps them from deciding about their own money: a link of its own takes a merged payee out of it.
    const behind = await behindEither(ctx, [row.id])
    if (ctx.actor.memberId !== null && behind.has(ctx.actor.memberId))
      throw new Refusal('forbidden', 'Nobody unlinks a payee from themselves. Ask someone else who may change payees.')
    if ((member?.id ?? null) === row.memberId) {
      ctx.unchanged('the link is the same already')
      return { id: input.payeeId }
    }
    if (member && [...behind].some((id) => id !== member.id && id !== row.memberId))
      throw invalid('memberId', 'This payee was merged with one that is linked to another member. Choose that member.')
    await change(ctx, row.id, { memberId: member?.id ?? null })
    ctx.record(payeeLinked, row.id, { number: row.number, member: member?.number ?? '' })
    return { id: input.payeeId }
  },
})
/** Says that two payees are one: a link and nothing else. No work, award, payout or posting moves; both are found under either. */
export const mergePayee = command({
  name: 'incentives.mergePayee',
  needs: 'payee.change',
  input: MergePayee,
  run: async (ctx, input) => {
    if (input.payeeId === input.intoId) throw invalid('intoId', 'A payee cannot be merged into itself. Choose the one that stays.')
    const ids = [input.payeeId, input.intoId].sort()
    const locked = [await lockPayee(ctx, ids[0] as string), await lockPayee(ctx, ids[1] as string)] // in one order, so that two merges cannot wait for one another
    const row = locked.find((r) => encodeId('payee', r.id) === input.payeeId) as PayeeRow,
      into = locked.find((r) => r !== row) as PayeeRow
    if (row.mergedIntoId !== null) throw conflict(`${row.number} was merged already.`)
    if (into.mergedIntoId !== null) throw invalid('intoId', `${into.number} was merged itself. Choose the payee that it was merged into.`)
    // Through earlier merges too: whoever is behind either would become the payee of the other's earnings.
    const behind = await behindEither(ctx, [row.id, into.id])
    if (ctx.actor.memberId !== null && behind.has(ctx.actor.memberId))
      throw new Refusal('forbidden', 'Nobody merges a payee that is themselves. Ask someone else who may change payees.')
    if (behind.size > 1) throw invalid('intoId', 'The two are linked to different members. Unlink one of them first.')
    await change(ctx, row.id, { mergedIntoId: into.id })
    ctx.record(payeeMerged, row.id, { number: row.number, into: into.number })
    return { id: input.payeeId, into: input.intoId }
  },
})
