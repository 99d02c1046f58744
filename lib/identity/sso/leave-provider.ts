// Signing out at the provider too, after the session here has ended: nothing that goes wrong from then on brings it back.
import { randomBytes } from 'node:crypto'
import { and, eq, gt, isNotNull } from 'drizzle-orm'
import { sessions } from '../../../db/schema/identity.ts'
import { ssoLogouts } from '../../../db/schema/sso.ts'
import { ssoConnections, ssoTests } from '../../../db/schema/sign-in.ts'
import { identityAct, type IdentityCtx, type TenantSide } from '../../access/identity-act.ts'
import { encodeId, tryDecodeId, type Id } from '../../kernel/id.ts'
import { networkOf } from '../throttle-rules.ts'
import { countTry, hasRoom, lookAtCounter } from '../throttle.ts'
import { connectionByOutsideId, ownFacts, ownOidcLogoutUrl, type ConnectionRow } from './connection.ts'
import { clientOf } from './oidc-client.ts'
import { logoutRequestXml, ownKeyOf, signedAddress } from './own-key.ts'
import { providerSession, type ProviderSession } from './provider-session.ts'
import { LeaveProvider } from './sso-inputs.ts'
import { stranger } from './sso-outcome.ts'
import { noSuchWay } from './start-sso.ts'

/** Which provider is to be told, by which request of ours. */
export interface Leaving {
  readonly connectionId: Id<'ssoConnection'>
  readonly request: string
}
/** How long the browser may take to the provider and back. */
const leavingMillisecondsMax = 600_000
const newRequest = (): string => `_${randomBytes(20).toString('hex')}`

/** Notes that the provider of a session is to be told, where its connection says so. Part of signing out. */
export async function beginLeaving(ctx: IdentityCtx, sessionId: string): Promise<Leaving | undefined> {
  const [row] = await ctx.db
    .select({
      tenantId: sessions.tenantId,
      connectionId: ssoConnections.id,
      subject: sessions.providerSubject,
      index: sessions.providerIndex,
      name: sessions.providerName,
    })
    .from(sessions)
    .innerJoin(
      ssoConnections,
      and(
        eq(ssoConnections.id, sessions.connectionId),
        eq(ssoConnections.tenantId, sessions.tenantId),
        eq(ssoConnections.state, 'on'),
        eq(ssoConnections.signsOut, true),
        isNotNull(ssoConnections.logoutUrl),
      ),
    )
    .where(eq(sessions.id, sessionId))
  if (!row || row.subject === null || row.name === null) return undefined
  const { subject, index, name } = row
  return { connectionId: encodeId('ssoConnection', row.connectionId), request: await keepRequest(ctx, row, null, { subject, index, ...name }) }
}
async function keepRequest(
  ctx: IdentityCtx,
  { tenantId, connectionId }: { readonly tenantId: string; readonly connectionId: string },
  testId: string | null,
  { subject, index, ...name }: ProviderSession,
): Promise<string> {
  const id = newRequest()
  await ctx.db
    .insert(ssoLogouts)
    .values({
      id,
      tenantId,
      connectionId,
      testId,
      subject,
      sessionIndex: index,
      name,
      expiresAt: new Date(ctx.now.getTime() + leavingMillisecondsMax),
      createdAt: ctx.now,
    })
  return id
}
/** Sends the browser to the provider with a signed request: for a session that has ended here, or to try it out after a test sign-in. */
export const leaveProvider = identityAct({
  name: 'identity.leaveProvider',
  credential: 'link',
  why: 'sends a browser to a provider to end its session too, for a session that has ended here or for a test',
  input: LeaveProvider,
  run: async (ctx, { connectionId, request, testId }): Promise<{ to: string } | undefined> => {
    const counter = await lookAtCounter(ctx, 'startFromNetwork', networkOf(ctx.place.ip))
    if (!hasRoom(ctx, counter)) return undefined
    const row = await connectionByOutsideId(ctx, connectionId)
    if (!row?.signsOut) throw noSuchWay()
    await countTry(ctx, counter)
    const to = await ctx.inTenant(row.tenantId, stranger, async (side) => {
      const id = request ?? (await beginTest(ctx, side, row, testId))
      const [asked] = await ctx.db
        .select()
        .from(ssoLogouts)
        .where(and(eq(ssoLogouts.id, id), eq(ssoLogouts.connectionId, row.id), eq(ssoLogouts.tenantId, row.tenantId), gt(ssoLogouts.expiresAt, ctx.now)))
      if (!asked || row.logoutUrl === null) throw noSuchWay()
      return row.protocol === 'saml' ? samlWayOut(ctx, side, row, row.logoutUrl, asked) : oidcWayOut(side, row, row.logoutUrl, id)
    })
    ctx.unchanged('a browser was sent to a provider; the session here has ended before')
    return { to }
  },
})
async function samlWayOut(ctx: IdentityCtx, side: TenantSide, row: ConnectionRow, logoutUrl: string, asked: typeof ssoLogouts.$inferSelect): Promise<string> {
  const key = await ownKeyOf(side, row.tenantId, row.id)
  if (key === undefined) throw noSuchWay()
  const xml = logoutRequestXml(
    { id: asked.id, now: ctx.now, destination: logoutUrl, entityId: ownFacts(row.id).entityId },
    { subject: asked.subject, index: asked.sessionIndex, ...asked.name },
  )
  return signedAddress(logoutUrl, 'SAMLRequest', xml, asked.id, key)
}
/** OpenID Connect RP-Initiated Logout 1.0. No identity token goes along, since none is kept: it would lie in our database, and in the address, with what it says of a person. */
async function oidcWayOut(side: TenantSide, row: ConnectionRow, logoutUrl: string, state: string): Promise<string> {
  const client = await clientOf(side, row.id)
  if (!client?.clientId) throw noSuchWay()
  const url = new URL(logoutUrl)
  for (const [name, value] of Object.entries({ client_id: client.clientId, post_logout_redirect_uri: ownOidcLogoutUrl(row.id), state }))
    url.searchParams.set(name, value)
  return url.href
}
/** The session that a test sign-in opened at the provider; none was opened here. */
async function beginTest(ctx: IdentityCtx, side: TenantSide, row: ConnectionRow, testId: string | undefined): Promise<string> {
  const test = testId === undefined ? undefined : tryDecodeId('ssoTest', testId)
  if (test === undefined) throw noSuchWay()
  const [passed] = await side.tx
    .select({ received: ssoTests.received, logout: ssoTests.logout, endedAt: ssoTests.endedAt })
    .from(ssoTests)
    .where(and(eq(ssoTests.id, test), eq(ssoTests.connectionId, row.id), eq(ssoTests.state, 'passed')))
    .for('update')
  const session = providerSession.safeParse((passed?.received as { readonly session?: unknown } | null | undefined)?.session)
  if (!passed?.endedAt || !session.success || passed.logout?.state === 'passed' || ctx.now.getTime() - passed.endedAt.getTime() > 3_600_000) throw noSuchWay()
  await side.tx
    .update(ssoTests)
    .set({ logout: { state: 'sent', check: null, found: null } })
    .where(eq(ssoTests.id, test))
  return keepRequest(ctx, { tenantId: row.tenantId, connectionId: row.id }, test, session.data)
}
