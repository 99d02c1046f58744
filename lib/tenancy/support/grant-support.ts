import { and, eq, isNull } from 'drizzle-orm'
import { supportGrants } from '../../../db/schema/access.ts'
import { command } from '../../access/operation.ts'
import { one } from '../../kernel/assert.ts'
import { decodeId, encodeId, newUuid, type Id } from '../../kernel/id.ts'
import { conflict, invalid, notFound, Refusal } from '../../kernel/refusal.ts'
import { supportEnded, supportGranted } from './support-events.ts'
import { EndSupport, GrantSupport } from './support-inputs.ts'
import { endSupportSessions, findOperator } from './support.sql.ts'

/**
 * Lets one operator look in, for hours and read only. It names a person and not whoever runs the installation: what was looked at stands
 * under a name. A second grant to the same person replaces nothing; the first is ended by hand or by its time.
 */
export const grantSupport = command({
  name: 'tenancy.grantSupport',
  needs: 'support.change',
  stepUp: 'anew',
  input: GrantSupport,
  run: async (ctx, { operator: email, hours, reason }): Promise<{ id: Id<'supportGrant'>; number: string }> => {
    if (ctx.settings.tenantKind !== 'company') throw conflict('Operators are at home here.')
    if (ctx.actor.held.grants['support.change'] === undefined)
      throw new Refusal(
        'forbidden',
        'A right that was given to you for a time lets nobody in: the grant would outlive it. Ask an owner or admin to let them in.',
      )
    const operator = await findOperator(ctx, email)
    if (!operator) throw invalid('operator', 'No operator of this installation has this address. Ask whoever helps you for the one they sign in with.')
    const id = newUuid(ctx.now),
      endsAt = new Date(ctx.now.getTime() + hours * 3_600_000),
      number = await ctx.number('supportGrant')
    await ctx.tx
      .insert(supportGrants)
      .values({
        id,
        number,
        operatorAccountId: operator.account_id,
        operatorName: operator.name,
        operatorEmail: operator.email,
        reason,
        hours,
        grantedBy: ctx.actor.memberId as string,
        grantedAt: ctx.now,
        endsAt,
      })
    ctx.record(supportGranted, id, { number, hours, until: endsAt.toISOString(), reason }, { note: `${operator.name} <${operator.email}>` })
    return { id: encodeId('supportGrant', id), number }
  },
})
/** Ends it before its time: the operator's next request finds nothing. */
export const endSupport = command({
  name: 'tenancy.endSupport',
  needs: 'support.change',
  input: EndSupport,
  run: async (ctx, { grantId, reason }): Promise<{ number: string }> => {
    const id = decodeId('supportGrant', grantId)
    const [row] = await ctx.tx
      .select({ number: supportGrants.number, endedAt: supportGrants.endedAt, endsAt: supportGrants.endsAt })
      .from(supportGrants)
      .where(eq(supportGrants.id, id))
      .for('update')
    if (!row) throw notFound('supportGrant')
    if (row.endedAt !== null || row.endsAt <= ctx.now) throw conflict(`${row.number} is over already.`)
    one(
      await ctx.tx
        .update(supportGrants)
        .set({ endedAt: ctx.now, endedBy: ctx.actor.memberId, endedWhy: reason })
        .where(and(eq(supportGrants.id, id), isNull(supportGrants.endedAt)))
        .returning({ id: supportGrants.id }),
      'grant',
    )
    const sessions = await endSupportSessions(ctx, id, 'the company ended its grant')
    ctx.record(supportEnded, id, { number: row.number, why: reason, sessions })
    return { number: row.number }
  },
})
