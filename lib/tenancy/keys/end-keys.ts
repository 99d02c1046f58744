import { and, eq, isNull } from 'drizzle-orm'
import { apiKeys } from '../../../db/schema/api.ts'
import type { Ctx } from '../../access/ctx.ts'
import { keyRevoked } from './key-events.ts'

/**
 * In the act that shuts somebody out. The door refuses their keys from that moment anyway; revoked, none of them comes back with the person,
 * just as no session does.
 */
export async function endKeysOf(
  ctx: Ctx,
  member: { readonly id: string; readonly number: string },
  why: 'the membership ended' | 'the membership was suspended' | 'the provider shut the person out',
): Promise<number> {
  const ended = await ctx.tx
    .update(apiKeys)
    .set({ revokedAt: ctx.now, revokedBy: ctx.actor.memberId, revokedWhy: why })
    .where(and(eq(apiKeys.memberId, member.id), isNull(apiKeys.revokedAt)))
    .returning({ id: apiKeys.id, name: apiKeys.name })
  for (const { id, name } of ended) ctx.record(keyRevoked, id, { name, member: member.number, why })
  return ended.length
}
