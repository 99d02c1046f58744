import { randomBytes } from 'node:crypto'
import { and, eq, gt, inArray, isNull, sql } from 'drizzle-orm'
import { flows, sessions } from '../../../db/schema/identity.ts'
import { ssoAssertions, ssoCodes, ssoLogouts } from '../../../db/schema/sso.ts'
import { ssoTests } from '../../../db/schema/sign-in.ts'
import { identityAct, type IdentityCtx, type TenantSide } from '../../access/identity-act.ts'
import { encodeId, type Id } from '../../kernel/id.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { deviceName } from '../device-name.ts'
import { sessionEnded } from '../events.ts'
import { networkOf } from '../throttle-rules.ts'
import { countTry, lookAtCounter, tooMany, waitOf } from '../throttle.ts'
import { connectionByOutsideId, ownFacts, ownLogoutUrl, trustOf, type ConnectionRow } from './connection.ts'
import { readLogoutAnswer, readLogoutRequest, type AskedLogout } from './judge-logout.ts'
import { openLogout, type SignedLogout } from './open-logout.ts'
import { logoutAnswerXml, ownKeyOf, signedAddress } from './own-key.ts'
import { AcceptLogout } from './sso-inputs.ts'
import { ssoLogoutConfirmed, ssoLogoutRefused, ssoSignedOut } from './sso-events.ts'
import { stranger } from './sso-outcome.ts'
import { SsoRefused } from './sso-refused.ts'
import { noSuchWay } from './start-sso.ts'

/** `answer`: back to the provider with our word. `done`: it has confirmed what we asked. `test`: an admin tried it out. */
export type LogoutOutcome =
  | { readonly kind: 'answer'; readonly to: string }
  | { readonly kind: 'done' }
  | { readonly kind: 'test'; readonly connectionId: Id<'ssoConnection'>; readonly testId: Id<'ssoTest'> }
type LogoutRow = typeof ssoLogouts.$inferSelect

/**
 * A provider's sign-out, brought by a browser: its request to end a person's sessions here, or its answer to ours. Of the browser nothing is
 * believed and no cookie is looked at; the signature alone says whose sessions end.
 */
export const acceptLogout = identityAct({
  name: 'identity.acceptLogout',
  credential: 'none',
  why: 'judges a sign-out by a provider, and ends exactly the sessions that it opened under that name; every refusal is recorded by its check',
  input: AcceptLogout,
  run: async (ctx, { connectionId, ...sent }): Promise<LogoutOutcome | undefined> => {
    const connection = await connectionByOutsideId(ctx, connectionId)
    if (connection?.protocol !== 'saml') throw noSuchWay()
    const counter = await lookAtCounter(ctx, 'logoutFromNetwork', networkOf(ctx.place.ip)),
      wait = waitOf(ctx, [counter])
    if (wait > 0) {
      ctx.refuse(tooMany(wait))
      return undefined
    }
    let test: LogoutRow | undefined
    try {
      return await ctx.inTenant(connection.tenantId, stranger, async (side) => {
        if (!connection.signsOut || connection.state !== 'on')
          throw new SsoRefused('off', connection.signsOut ? 'the connection is not switched on' : 'single logout is not switched on')
        const trust = await trustOf(side, connection),
          signed = await openLogout(trust, sent, ctx.now),
          facing = { issuer: connection.issuer, logoutUrl: ownLogoutUrl(connection.id) }
        if (signed.kind === 'answer') {
          const row = await takeLogout(ctx, connection, signed)
          test = row?.testId ? row : undefined
          return finish(ctx, side, connection, row, readLogoutAnswer(signed, facing, ctx.now))
        }
        return end(ctx, side, connection, signed, readLogoutRequest(signed, facing, ctx.now))
      })
    } catch (error) {
      if (!(error instanceof SsoRefused)) throw error
      await countTry(ctx, counter)
      return refuseLogout(ctx, connection, error, test)
    }
  },
})
/** Of any number of answers to one request, one takes its row. Only a signed one comes this far. */
async function takeLogout(ctx: IdentityCtx, connection: ConnectionRow, { root }: SignedLogout): Promise<LogoutRow | undefined> {
  const [row] = await ctx.db
    .delete(ssoLogouts)
    .where(
      and(
        eq(ssoLogouts.id, root.getAttribute('InResponseTo') ?? ''),
        eq(ssoLogouts.connectionId, connection.id),
        eq(ssoLogouts.tenantId, connection.tenantId),
        gt(ssoLogouts.expiresAt, ctx.now),
      ),
    )
    .returning()
  return row
}
async function finish(
  ctx: IdentityCtx,
  side: TenantSide,
  connection: ConnectionRow,
  row: LogoutRow | undefined,
  { fault }: { readonly fault: string | undefined },
): Promise<LogoutOutcome> {
  if (!row) throw new SsoRefused('request', 'an answer to no sign-out of ours')
  if (fault !== undefined) throw new SsoRefused('status', fault)
  side.record(ssoLogoutConfirmed, connection.id, { isTest: row.testId !== null })
  if (row.testId === null) return { kind: 'done' }
  await side.tx
    .update(ssoTests)
    .set({ logout: { state: 'passed', check: null, found: null } })
    .where(eq(ssoTests.id, row.testId))
  return { kind: 'test', connectionId: encodeId('ssoConnection', connection.id), testId: encodeId('ssoTest', row.testId) }
}
/** Ends what this connection opened for this name, in this company and in no other: open sessions, and sign-ins that would become one. */
async function end(ctx: IdentityCtx, side: TenantSide, connection: ConnectionRow, signed: SignedLogout, asked: AskedLogout): Promise<LogoutOutcome> {
  const first = await ctx.db
    .insert(ssoAssertions)
    .values({ tenantId: connection.tenantId, connectionId: connection.id, assertionId: `logout ${asked.id}`.slice(0, 300), expiresAt: asked.deliverableUntil })
    .onConflictDoNothing()
    .returning({ id: ssoAssertions.assertionId })
  if (first.length !== 1) throw new SsoRefused('replay', 'a message that was used')
  const key = await ownKeyOf(side, connection.tenantId, connection.id),
    to = connection.logoutAnswerUrl ?? connection.logoutUrl
  // In the order in which a sign-in moves on: what was committed while we waited for its row is found where it went.
  const pending = await endPending(ctx, connection, asked)
  const ended = await ctx.db
    .update(sessions)
    .set({ endedAt: sql`now()`, endedReason: 'signed out at the provider' })
    .where(
      and(
        eq(sessions.tenantId, connection.tenantId),
        eq(sessions.connectionId, connection.id),
        eq(sessions.providerSubject, asked.subject),
        ...(asked.indexes.length === 0 ? [] : [inArray(sessions.providerIndex, [...asked.indexes])]),
        isNull(sessions.endedAt),
      ),
    )
    .returning({ id: sessions.id })
  for (const { id } of ended) side.record(sessionEnded, id, { why: 'signed out at the provider', count: 1 })
  side.record(ssoSignedOut, connection.id, { sessions: ended.length, pending })
  if (key === undefined || to === null) return { kind: 'done' }
  const xml = logoutAnswerXml(
    { id: `_${randomBytes(20).toString('hex')}`, now: ctx.now, destination: to, entityId: ownFacts(connection.id).entityId },
    asked.id,
  )
  return { kind: 'answer', to: signedAddress(to, 'SAMLResponse', xml, signed.relayState, key) }
}
/** Somebody between the provider's answer and our factor has no session yet, and must not get one from what the provider has ended. */
async function endPending(ctx: IdentityCtx, connection: ConnectionRow, { subject, indexes }: AskedLogout): Promise<number> {
  const named = (data: typeof flows.data | typeof ssoCodes.data) =>
    and(
      sql`${data}->>'connectionId' = ${connection.id}`,
      sql`${data}->'provider'->>'subject' = ${subject}`,
      ...(indexes.length === 0 ? [] : [inArray(sql`${data}->'provider'->>'index'`, [...indexes])]),
    )
  const codes = await ctx.db
    .delete(ssoCodes)
    .where(and(eq(ssoCodes.tenantId, connection.tenantId), named(ssoCodes.data)))
    .returning({ tenantId: ssoCodes.tenantId })
  const under = await ctx.db
    .update(flows)
    .set({ endedAt: ctx.now, data: {} })
    .where(and(eq(flows.tenantId, connection.tenantId), isNull(flows.endedAt), named(flows.data)))
    .returning({ id: flows.id })
  return under.length + codes.length
}
/** The same words for every check: whoever forges learns nothing. */
const notSignedOut = (): Refusal =>
  new Refusal('forbidden', 'Your company’s provider sent a sign-out that cannot be accepted. An admin of your company finds the reason in the log.')
async function refuseLogout(ctx: IdentityCtx, connection: ConnectionRow, fault: SsoRefused, test: LogoutRow | undefined): Promise<LogoutOutcome | undefined> {
  const testId = test?.testId ?? null
  await ctx.inTenant(connection.tenantId, stranger, async (side) => {
    if (testId !== null)
      await side.tx
        .update(ssoTests)
        .set({ logout: { state: 'refused', check: fault.check, found: fault.found } })
        .where(eq(ssoTests.id, testId))
    side.record(ssoLogoutRefused, connection.id, { check: fault.check, found: fault.found, device: deviceName(ctx.place.agent), isTest: testId !== null })
  })
  if (testId !== null) return { kind: 'test', connectionId: encodeId('ssoConnection', connection.id), testId: encodeId('ssoTest', testId) }
  ctx.refuse(notSignedOut())
  return undefined
}
