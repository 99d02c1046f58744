import { and, eq, inArray, isNull } from 'drizzle-orm'
import { recoveries } from '../../db/schema/tenancy.ts'
import type { Ctx } from '../access/ctx.ts'
import { command, query } from '../access/operation.ts'
import { config } from '../config.ts'
import { hashLinkToken, linkHours, newLinkToken } from '../identity/link-token.ts'
import { recoveryDelayHours } from '../identity/recover-operator.ts'
import { one } from '../kernel/assert.ts'
import { decodeId, encodeId, newUuid, type Id } from '../kernel/id.ts'
import { conflict, notFound, Refusal } from '../kernel/refusal.ts'
import { recoveryAgreed, recoveryRefused } from './member-events.ts'
import { Nothing, RecoveryId, RefuseRecovery } from './member-inputs.ts'
import { issueRecovery, voidRecovery } from './platform.sql.ts'

export interface OpenRecovery {
  readonly id: Id<'recovery'>
  readonly name: string
  readonly email: string
  readonly memberId: Id<'member'> | null
  readonly alsoPassword: boolean
  readonly askedAt: Date
  readonly agreed: number
  readonly needed: number
  readonly dueAt: Date | null
  readonly may: boolean
  readonly why: string
}

/** People who lost their second factor and wait for others to agree. */
export const listRecoveries = query({
  name: 'tenancy.listRecoveries',
  needs: 'member.change',
  input: Nothing,
  run: async (ctx) => {
    const rows = await ctx.tx
      .select()
      .from(recoveries)
      .where(inArray(recoveries.state, ['asked', 'agreed']))
    return {
      rows: rows.map((row): OpenRecovery => {
        const why =
          row.state === 'agreed'
            ? 'it is agreed'
            : row.accountId === ctx.actor.accountId
              ? 'it is about you'
              : row.firstBy === ctx.actor.memberId
                ? 'you agreed already; another person has to'
                : ''
        return {
          id: encodeId('recovery', row.id),
          name: row.name,
          email: row.email,
          memberId: row.memberId === null ? null : encodeId('member', row.memberId),
          alsoPassword: row.alsoPassword,
          askedAt: row.createdAt,
          agreed: row.state === 'agreed' ? row.agreementsNeeded : row.firstBy === null ? 0 : 1,
          needed: row.agreementsNeeded,
          dueAt: row.dueAt,
          may: why === '',
          why,
        }
      }),
      place: { locale: ctx.settings.locale, zone: ctx.settings.zone, now: ctx.now },
    }
  },
})
async function load(ctx: Ctx, recoveryId: string) {
  const [row] = await ctx.tx
    .select()
    .from(recoveries)
    .where(and(eq(recoveries.id, decodeId('recovery', recoveryId)), isNull(recoveries.endedAt)))
    .for('update')
  if (!row) throw notFound('recovery')
  // Nobody lets themselves back in, whatever their role: an attacker with one admin's password must still convince another person.
  if (row.accountId === ctx.actor.accountId) throw new Refusal('forbidden', 'This is about your own account. Others decide.')
  return row
}
/** Agrees. With the last agreement needed a link goes to the person's address; it works after a day, and signing in with the old factor voids it. */
export const agreeRecovery = command({
  name: 'tenancy.agreeRecovery',
  needs: 'member.change',
  stepUp: 'anew',
  input: RecoveryId,
  run: async (ctx, { recoveryId }): Promise<{ isComplete: boolean; name: string }> => {
    const row = await load(ctx, recoveryId)
    if (row.state !== 'asked') throw conflict('This was agreed already.')
    if (row.firstBy === ctx.actor.memberId) throw new Refusal('forbidden', 'You agreed already. Another admin has to agree as well.')
    const isComplete = row.firstBy !== null || row.agreementsNeeded === 1
    const from = new Date(ctx.now.getTime() + recoveryDelayHours * 3_600_000),
      until = new Date(from.getTime() + linkHours.recover * 3_600_000)
    const mine = row.firstBy === null ? { firstBy: ctx.actor.memberId, firstAt: ctx.now } : { secondBy: ctx.actor.memberId, secondAt: ctx.now }
    one(
      await ctx.tx
        .update(recoveries)
        .set({ ...mine, ...(isComplete ? { state: 'agreed' as const, dueAt: from } : {}) })
        .where(eq(recoveries.id, row.id))
        .returning({ id: recoveries.id }),
      'recovery',
    )
    if (isComplete) {
      const token = newLinkToken()
      await issueRecovery(ctx, {
        id: newUuid(ctx.now),
        accountId: row.accountId,
        hash: hashLinkToken('recover', token),
        recoveryId: row.id,
        alsoPassword: row.alsoPassword,
        from,
        until,
      })
      const at = (date: Date): string => `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`
      ctx.mail(
        row.email,
        'Come back to your account',
        [
          `It was agreed that you may enrol a new second factor${row.alsoPassword ? ' and choose a new password' : ''}.`,
          '',
          `${config().url}/recover/${token}`,
          '',
          `The link works once, from ${at(from)} to ${at(until)}.`,
          'If this was not you, sign in as usual before then: that cancels it.',
          '',
          '--',
          `Plumbline at ${config().url}`,
        ].join('\n'),
        'identity.recovery_link',
      )
    }
    ctx.record(
      recoveryAgreed,
      row.memberId,
      { step: isComplete ? 'complete' : '1 of 2', alsoPassword: row.alsoPassword, due: isComplete ? from.toISOString() : '' },
      { note: row.name },
    )
    return { isComplete, name: row.name }
  },
})
export const refuseRecovery = command({
  name: 'tenancy.refuseRecovery',
  needs: 'member.change',
  input: RefuseRecovery,
  run: async (ctx, { recoveryId, reason }): Promise<{ name: string }> => {
    const row = await load(ctx, recoveryId)
    one(
      await ctx.tx
        .update(recoveries)
        .set({ state: 'refused', endedAt: ctx.now, endedWhy: reason })
        .where(eq(recoveries.id, row.id))
        .returning({ id: recoveries.id }),
      'recovery',
    )
    await voidRecovery(ctx, row.accountId)
    ctx.record(recoveryRefused, row.memberId, { reason }, { note: row.name })
    return { name: row.name }
  },
})
