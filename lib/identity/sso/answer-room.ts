import { and, eq } from 'drizzle-orm'
import { ssoRequests } from '../../../db/schema/sso.ts'
import type { IdentityCtx } from '../../access/identity-act.ts'
import { networkOf } from '../throttle-rules.ts'
import { countTry, hasRoom, lookAtCounter, waitOf, type Counter } from '../throttle.ts'
import type { ConnectionRow } from './connection.ts'

/** Refused answers at this connection from where one is brought: what another company set up wrongly, or sends on purpose, counts there. */
export const refusedAnswers = (ctx: IdentityCtx, connection: ConnectionRow): Promise<Counter> =>
  lookAtCounter(ctx, 'answerFromNetwork', `${connection.id} ${networkOf(ctx.place.ip)}`)

/**
 * Whether a provider's answer may be looked at now. Any page elsewhere can make the browsers of an office bring answers that are refused; so where
 * those have to wait, an answer to a request that somebody began here is looked at all the same, a few times each. What names a request is not
 * to be guessed.
 * @param requestId as the answer's own address or form names it; believed for nothing else
 * @returns what a refusal is counted by; undefined where it has to wait, and the act is refused already
 */
export async function answerRoom(ctx: IdentityCtx, connection: ConnectionRow, requestId: string | undefined): Promise<readonly Counter[] | undefined> {
  const refused = await refusedAnswers(ctx, connection)
  if (waitOf(ctx, [refused]) === 0) return [refused]
  const [begun] = /^_[0-9a-f]{40}$/.test(requestId ?? '')
    ? await ctx.db
        .select({ id: ssoRequests.id })
        .from(ssoRequests)
        .where(and(eq(ssoRequests.id, requestId as string), eq(ssoRequests.connectionId, connection.id)))
    : []
  const counters = begun ? [await lookAtCounter(ctx, 'answerToRequest', begun.id)] : [refused]
  return hasRoom(ctx, ...counters) ? [refused, ...counters] : undefined
}
export async function countRefused(ctx: IdentityCtx, counters: readonly Counter[]): Promise<void> {
  for (const counter of counters) await countTry(ctx, counter)
}
