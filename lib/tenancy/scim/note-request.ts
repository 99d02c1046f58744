import { eq, sql } from 'drizzle-orm'
import { scimRequests, scimTokens } from '../../../db/schema/provisioning.ts'
import type { Handle } from '../../access/handle.ts'
import { identityAct } from '../../access/identity-act.ts'
import { networkOf } from '../../identity/throttle-rules.ts'
import { countTry, hasRoom, lookAtCounter } from '../../identity/throttle.ts'
import { one } from '../../kernel/assert.ts'
import { sha256 } from '../../kernel/digest.ts'
import { newUuid } from '../../kernel/id.ts'
import { DeadToken } from './scim-inputs.ts'
import { tenantOfToken } from './token-text.ts'

export interface Noted {
  readonly method: string
  readonly path: string
  readonly status: number
  readonly reason: string | null
}
/** Places of each token; the next request takes the oldest one's. */
export const keptMax = 100
/** Notes a request in the place whose turn it is. The row of the token is held, so that each request has a place of its own. */
export async function noteOn(
  tx: Pick<Handle, 'select' | 'insert' | 'update'>,
  now: Date,
  tokenId: string,
  { method, path, status, reason }: Noted,
  isUse: boolean,
): Promise<void> {
  const { requests } = one(
    await tx
      .update(scimTokens)
      .set({ requests: sql`${scimTokens.requests} + 1`, ...(isUse ? { lastUsedAt: now } : {}) })
      .where(eq(scimTokens.id, tokenId))
      .returning({ requests: scimTokens.requests }),
    'token',
  )
  const row = { at: now, method, path, status, reason }
  one(
    await tx
      .insert(scimRequests)
      .values({ id: newUuid(now), tokenId, place: requests % keptMax, ...row, createdAt: now })
      .onConflictDoUpdate({ target: [scimRequests.tenantId, scimRequests.tokenId, scimRequests.place], set: row })
      .returning({ id: scimRequests.id }),
    'noted request',
  )
}
const nobody = { memberId: null, name: '', role: 'not signed in' } as const
/**
 * A token that opened nothing. One that is over is told to its company among the last requests, so that somebody who looks finds the reason. Each
 * is counted by its network, and every caller is answered alike.
 */
export const noteDeadToken = identityAct({
  name: 'tenancy.noteDeadToken',
  credential: 'none',
  why: 'notes for a company that a token of its own is over; counts guesses by network',
  input: DeadToken,
  run: async (ctx, { presented, method, path }): Promise<Record<string, never>> => {
    const counter = await lookAtCounter(ctx, 'tokenFromNetwork', networkOf(ctx.place.ip))
    if (!hasRoom(ctx, counter)) return {}
    const tenant = tenantOfToken(presented)
    ctx.unchanged('nothing was opened')
    await countTry(ctx, counter)
    if (tenant !== undefined)
      await ctx.inTenant(tenant, nobody, async (side) => {
        const [row] = await side.tx
          .select({ id: scimTokens.id, revokedAt: scimTokens.revokedAt, expiresAt: scimTokens.expiresAt })
          .from(scimTokens)
          .where(eq(scimTokens.secretHash, sha256(presented)))
          .for('update')
        if (!row) return
        await noteOn(
          side.tx,
          ctx.now,
          row.id,
          {
            method,
            path,
            status: 401,
            reason:
              row.revokedAt !== null ? 'The token is revoked.' : row.expiresAt <= ctx.now ? 'The token has ended. Make a new one.' : 'The company is closed.',
          },
          false,
        )
      })
    return {}
  },
})
