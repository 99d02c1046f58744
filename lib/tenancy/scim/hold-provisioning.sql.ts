import { eq } from 'drizzle-orm'
import { scimTokens } from '../../../db/schema/provisioning.ts'
import type { Ctx } from '../../access/ctx.ts'
import { DoorShut } from '../../access/passage.ts'

/**
 * One change after the other for each provider: a group and a person must not be judged by what the other was before. Reading and noting a
 * request do not stand in this line. The tokens are held against being revoked meanwhile, so that after a revocation nothing of theirs commits.
 */
export async function holdProvisioning(ctx: Ctx, connectionId: string): Promise<void> {
  const tokens = await ctx.tx
    .select({ id: scimTokens.id, revokedAt: scimTokens.revokedAt })
    .from(scimTokens)
    .where(eq(scimTokens.connectionId, connectionId))
    .orderBy(scimTokens.id)
    .for('key share')
  if (tokens.some((token) => token.id === ctx.actor.provisioning?.tokenId && token.revokedAt !== null)) throw new DoorShut('revoked meanwhile')
  await ctx.sql`select pg_advisory_xact_lock(hashtextextended(${`provisioning ${ctx.tenant} ${connectionId}`}, 0))`
}
