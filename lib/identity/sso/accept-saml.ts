import { and, eq, gt, or } from 'drizzle-orm'
import { ssoAssertions, ssoRequests } from '../../../db/schema/sso.ts'
import { identityAct, type IdentityCtx, type TenantSide } from '../../access/identity-act.ts'
import { answerRoom, countRefused } from './answer-room.ts'
import { connectionByOutsideId, trustOf, type ConnectionRow } from './connection.ts'
import { AcceptSaml } from './sso-inputs.ts'
import { acceptVouched, refuseAnswer, stranger, type Accepted } from './sso-outcome.ts'
import { SsoRefused } from './sso-refused.ts'
import { noSuchWay } from './start-sso.ts'
import { openEnvelope, verifyResponse, type Assertion } from './verify-response.ts'

type RequestRow = typeof ssoRequests.$inferSelect

/**
 * A provider's answer, brought by a browser from another site: no cookie of ours comes with it, so that it opens no session. It becomes a code
 * that is worth something only in the browser that began (see complete-sso.ts).
 */
export const acceptSaml = identityAct({
  name: 'identity.acceptSaml',
  credential: 'none',
  why: 'judges the answer of a provider; every refusal is recorded by its check',
  input: AcceptSaml,
  run: async (ctx, { connectionId, message, relayState }): Promise<Accepted | undefined> => {
    const connection = await connectionByOutsideId(ctx, connectionId)
    if (connection?.protocol !== 'saml') throw noSuchWay()
    const counters = await answerRoom(ctx, connection, relayState)
    if (!counters) return undefined
    let test: RequestRow | undefined
    try {
      test = await testBehind(ctx, connection, message, relayState)
      return await ctx.inTenant(connection.tenantId, stranger, (side) => judge(ctx, side, connection, message))
    } catch (error) {
      if (!(error instanceof SsoRefused)) throw error
      await countRefused(ctx, counters)
      return refuseAnswer(ctx, connection, error, test)
    }
  },
})
/** Which test sign-in this belongs to, believed for nothing but showing its admin why it was refused. */
async function testBehind(ctx: IdentityCtx, connection: ConnectionRow, message: string, relayState: string | undefined): Promise<RequestRow | undefined> {
  let claims: string | undefined
  try {
    claims = openEnvelope(message).claims
  } catch (error) {
    if (!(error instanceof SsoRefused)) throw error
  }
  const ids = [claims, relayState].filter((id): id is string => id !== undefined && /^_[0-9a-f]{40}$/.test(id))
  if (ids.length === 0) return undefined
  const [row] = await ctx.db
    .select()
    .from(ssoRequests)
    .where(and(eq(ssoRequests.connectionId, connection.id), or(...ids.map((id) => eq(ssoRequests.id, id)))))
  return row?.testId ? row : undefined
}
async function judge(ctx: IdentityCtx, side: TenantSide, connection: ConnectionRow, message: string): Promise<Accepted> {
  const pendingFor = async (id: string) => {
    const [row] = await ctx.db
      .select({ at: ssoRequests.createdAt })
      .from(ssoRequests)
      .where(
        and(
          eq(ssoRequests.id, id),
          eq(ssoRequests.connectionId, connection.id),
          eq(ssoRequests.tenantId, connection.tenantId),
          gt(ssoRequests.expiresAt, ctx.now),
        ),
      )
    return row
  }
  const assertion = await verifyResponse(await trustOf(side, connection), message, pendingFor, ctx.now)
  if (assertion.inResponseTo === undefined && !connection.allowsProviderStart) throw new SsoRefused('provider start', 'no request of ours')
  const request = assertion.inResponseTo === undefined ? undefined : await takeRequest(ctx, connection, assertion.inResponseTo)
  await demandFirstUse(ctx, connection, assertion)
  return acceptVouched(ctx, side, connection, assertion, request)
}
/** Of any number of answers to one request, one takes its row. */
async function takeRequest(ctx: IdentityCtx, connection: ConnectionRow, id: string): Promise<RequestRow> {
  const [row] = await ctx.db
    .delete(ssoRequests)
    .where(
      and(
        eq(ssoRequests.id, id),
        eq(ssoRequests.connectionId, connection.id),
        eq(ssoRequests.tenantId, connection.tenantId),
        gt(ssoRequests.expiresAt, ctx.now),
      ),
    )
    .returning()
  if (!row) throw new SsoRefused('request', 'an answer to a request that was answered')
  return row
}
async function demandFirstUse(ctx: IdentityCtx, connection: ConnectionRow, assertion: Assertion): Promise<void> {
  const rows = await ctx.db
    .insert(ssoAssertions)
    .values({ tenantId: connection.tenantId, connectionId: connection.id, assertionId: assertion.id.slice(0, 300), expiresAt: assertion.deliverableUntil })
    .onConflictDoNothing()
    .returning({ id: ssoAssertions.assertionId })
  if (rows.length !== 1) throw new SsoRefused('replay', 'an assertion that was used')
}
