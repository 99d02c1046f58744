import { randomBytes } from 'node:crypto'
import { and, eq, gt, or } from 'drizzle-orm'
import { ssoAssertions, ssoCodes, ssoRequests } from '../../../db/schema/identity.ts'
import { ssoTests } from '../../../db/schema/sign-in.ts'
import { identityAct, type IdentityCtx, type TenantSide } from '../../access/identity-act.ts'
import { sha256 } from '../../kernel/digest.ts'
import { encodeId, type Id } from '../../kernel/id.ts'
import { beginningOf } from '../../kernel/plain-name.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { deviceName } from '../device-name.ts'
import { networkOf } from '../throttle-rules.ts'
import { countTry, lookAtCounter, tooMany, waitOf } from '../throttle.ts'
import { connectionByOutsideId, mapAssertion, trustOf, type ConnectionRow, type Mapped } from './connection.ts'
import { SamlRefused } from './saml-check.ts'
import { AcceptSaml } from './sso-inputs.ts'
import { ssoAccepted, ssoRefused, ssoTestPassed } from './sso-events.ts'
import { noSuchWay } from './start-sso.ts'
import { openEnvelope, verifyResponse, type Assertion } from './verify-response.ts'
import { whoIs } from './who-is.ts'

/** Seconds between the provider's answer and the browser that fetches its session. */
export const codeSecondsMax = 60
export type Accepted = { readonly kind: 'code'; readonly code: string } | { readonly kind: 'test'; readonly connectionId: Id<'ssoConnection'>; readonly testId: Id<'ssoTest'> }
type RequestRow = typeof ssoRequests.$inferSelect
const stranger = { memberId: null, name: '', role: 'not signed in' } as const
/** The same words for every check: whoever forges learns nothing. The log and a test sign-in say which it was. */
export const notAccepted = (): Refusal => new Refusal('forbidden', 'Your company’s provider did not vouch for you in a way that can be accepted. Begin again; an admin of your company finds the reason in the log.')

/**
 * A provider's answer, brought by a browser from another site: no cookie of ours comes with it, so that it opens no session. It becomes a code
 * that is worth something only in the browser that began (see complete-sso.ts).
 */
export const acceptSaml = identityAct({
  name: 'identity.acceptSaml', credential: 'none', why: 'judges the answer of a provider; every refusal is recorded by its check', input: AcceptSaml,
  run: async (ctx, { connectionId, message, relayState }): Promise<Accepted | undefined> => {
    const connection = await connectionByOutsideId(ctx, connectionId)
    if (!connection) throw noSuchWay()
    const counter = await lookAtCounter(ctx, 'answerFromNetwork', networkOf(ctx.place.ip)), wait = waitOf(ctx, [counter])
    if (wait > 0) { ctx.refuse(tooMany(wait)); return undefined }
    let test: RequestRow | undefined
    try {
      test = await testBehind(ctx, connection, message, relayState)
      return await ctx.inTenant(connection.tenantId, stranger, (side) => judge(ctx, side, connection, message))
    } catch (error) {
      if (!(error instanceof SamlRefused)) throw error
      await countTry(ctx, counter)
      return refuse(ctx, connection, error, test)
    }
  },
})
/** Which test sign-in this belongs to, believed for nothing but showing its admin why it was refused. */
async function testBehind(ctx: IdentityCtx, connection: ConnectionRow, message: string, relayState: string | undefined): Promise<RequestRow | undefined> {
  let claims: string | undefined
  try { claims = openEnvelope(message).claims } catch (error) { if (!(error instanceof SamlRefused)) throw error }
  const ids = [claims, relayState].filter((id): id is string => id !== undefined && /^_[0-9a-f]{40}$/.test(id))
  if (ids.length === 0) return undefined
  const [row] = await ctx.db.select().from(ssoRequests).where(and(eq(ssoRequests.connectionId, connection.id), or(...ids.map((id) => eq(ssoRequests.id, id)))))
  return row?.testId ? row : undefined
}
async function judge(ctx: IdentityCtx, side: TenantSide, connection: ConnectionRow, message: string): Promise<Accepted> {
  const pendingFor = async (id: string) => {
    const [row] = await ctx.db.select({ at: ssoRequests.createdAt }).from(ssoRequests).where(and(eq(ssoRequests.id, id), eq(ssoRequests.connectionId, connection.id), eq(ssoRequests.tenantId, connection.tenantId), gt(ssoRequests.expiresAt, ctx.now)))
    return row
  }
  const assertion = await verifyResponse(await trustOf(side, connection), message, pendingFor, ctx.now)
  if (assertion.inResponseTo === undefined && !connection.allowsProviderStart) throw new SamlRefused('provider start', 'no request of ours')
  const request = assertion.inResponseTo === undefined ? undefined : await takeRequest(ctx, connection, assertion.inResponseTo)
  await demandFirstUse(ctx, connection, assertion)
  const mapped = await mapAssertion(side, connection, assertion)
  if (request?.testId) return passTest(ctx, side, connection, { ...request, testId: request.testId }, assertion, mapped)
  if (connection.state !== 'on') throw new SamlRefused('request', 'the connection is not switched on')
  const person = await whoIs(ctx, side, connection, assertion, mapped)
  // Whoever decides over the provider is not by that an owner: an owner gives a factor of ours, whatever the provider says.
  const factor = mapped.factor && person.role !== 'owner', code = randomBytes(32).toString('base64url')
  await ctx.db.insert(ssoCodes).values({
    codeHash: sha256(code), tenantId: connection.tenantId, browserHash: request?.browserHash ?? null, accountId: person.accountId, expiresAt: new Date(ctx.now.getTime() + codeSecondsMax * 1000),
    data: { memberId: person.memberId, connectionId: connection.id, factor, ...(request?.next ? { next: request.next } : {}), ...(assertion.sessionUntil ? { sessionUntil: assertion.sessionUntil.toISOString() } : {}) },
  })
  side.record(ssoAccepted, connection.id, { member: person.number, began: request ? 'here' : 'at the provider', factor: factor ? 'counts' : 'ours follows' })
  return { kind: 'code', code }
}
/** Of any number of answers to one request, one takes its row. */
async function takeRequest(ctx: IdentityCtx, connection: ConnectionRow, id: string): Promise<RequestRow> {
  const [row] = await ctx.db.delete(ssoRequests).where(and(eq(ssoRequests.id, id), eq(ssoRequests.connectionId, connection.id), eq(ssoRequests.tenantId, connection.tenantId), gt(ssoRequests.expiresAt, ctx.now))).returning()
  if (!row) throw new SamlRefused('request', 'an answer to a request that was answered')
  return row
}
async function demandFirstUse(ctx: IdentityCtx, connection: ConnectionRow, assertion: Assertion): Promise<void> {
  const rows = await ctx.db.insert(ssoAssertions).values({ tenantId: connection.tenantId, connectionId: connection.id, assertionId: assertion.id.slice(0, 300), expiresAt: assertion.deliverableUntil }).onConflictDoNothing().returning({ id: ssoAssertions.assertionId })
  if (rows.length !== 1) throw new SamlRefused('replay', 'an assertion that was used')
}
async function passTest(ctx: IdentityCtx, side: TenantSide, connection: ConnectionRow, request: RequestRow & { testId: string }, assertion: Assertion, mapped: Mapped): Promise<Accepted> {
  const received = [...assertion.attributes].map(([name, values]) => ({ name, values: values.map((value) => beginningOf(value, 300)).slice(0, 50) }))
  await side.tx.update(ssoTests).set({ state: 'passed', received: { subject: assertion.subject, format: assertion.format, context: assertion.context, attributes: received }, mapped: { ...mapped, email: mapped.email ?? null, name: mapped.name ?? null, role: mapped.role?.name ?? null }, endedAt: ctx.now }).where(and(eq(ssoTests.id, request.testId), eq(ssoTests.state, 'waiting')))
  side.record(ssoTestPassed, connection.id, { attributes: received.length })
  return { kind: 'test', connectionId: encodeId('ssoConnection', connection.id), testId: encodeId('ssoTest', request.testId) }
}
async function refuse(ctx: IdentityCtx, connection: ConnectionRow, fault: SamlRefused, test: RequestRow | undefined): Promise<Accepted | undefined> {
  const testId = test?.testId
  await ctx.inTenant(connection.tenantId, stranger, async (side) => {
    if (testId) await side.tx.update(ssoTests).set({ state: 'refused', refusedBy: fault.check, found: fault.found, endedAt: ctx.now }).where(and(eq(ssoTests.id, testId), eq(ssoTests.state, 'waiting')))
    side.record(ssoRefused, connection.id, { check: fault.check, found: fault.found, device: deviceName(ctx.place.agent), isTest: testId !== undefined && testId !== null })
  })
  if (testId) {
    await ctx.db.delete(ssoRequests).where(eq(ssoRequests.id, (test as RequestRow).id))
    return { kind: 'test', connectionId: encodeId('ssoConnection', connection.id), testId: encodeId('ssoTest', testId) }
  }
  ctx.refuse(notAccepted())
  return undefined
}
