// What becomes of a provider's answer once its protocol has judged it: a code for the browser that began, the end of a test, or a refusal on record.
import { randomBytes } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import { ssoCodes, ssoRequests } from '../../../db/schema/sso.ts'
import { ssoTests } from '../../../db/schema/sign-in.ts'
import type { IdentityCtx, TenantSide } from '../../access/identity-act.ts'
import { sha256 } from '../../kernel/digest.ts'
import { encodeId, type Id } from '../../kernel/id.ts'
import { beginningOf } from '../../kernel/plain-name.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { deviceName } from '../device-name.ts'
import { mapVouched, type ConnectionRow, type Mapped, type Vouched } from './connection.ts'
import { ssoAccepted, ssoRefused, ssoTestPassed } from './sso-events.ts'
import { SsoRefused } from './sso-refused.ts'
import { whoIs } from './who-is.ts'

/** Seconds between the provider's answer and the browser that fetches its session. */
export const codeSecondsMax = 60
export type Accepted =
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'test'; readonly connectionId: Id<'ssoConnection'>; readonly testId: Id<'ssoTest'> }
/** What our row says about the request that was answered; none where the provider began. */
export type Begun = Pick<typeof ssoRequests.$inferSelect, 'testId' | 'browserHash' | 'next'>
export const stranger = { memberId: null, name: '', role: 'not signed in' } as const
/** The same words for every check: whoever forges learns nothing. The log and a test sign-in say which it was. */
export const notAccepted = (): Refusal =>
  new Refusal(
    'forbidden',
    'Your company’s provider did not vouch for you in a way that can be accepted. Begin again; an admin of your company finds the reason in the log.',
  )
const notReached = (): Refusal =>
  new Refusal('unavailable', 'Your company’s provider does not answer at present. Try again later, or sign in with your password where your company lets you.')

/** Whom the provider vouched for may go on: a test shows it, a sign-in becomes a code. @throws SsoRefused */
export async function acceptVouched(
  ctx: IdentityCtx,
  side: TenantSide,
  connection: ConnectionRow,
  vouched: Vouched,
  begun: Begun | undefined,
): Promise<Accepted> {
  const mapped = await mapVouched(side, connection, vouched)
  if (begun?.testId) return passTest(ctx, side, connection, begun.testId, vouched, mapped)
  if (connection.state !== 'on') throw new SsoRefused(connection.protocol === 'oidc' ? 'connection' : 'request', 'the connection is not switched on')
  const person = await whoIs(ctx, side, connection, vouched, mapped)
  // Whoever decides over the provider is not by that an owner: an owner gives a factor of ours, whatever the provider says.
  const factor = mapped.factor && person.role !== 'owner',
    code = randomBytes(32).toString('base64url')
  await ctx.db
    .insert(ssoCodes)
    .values({
      codeHash: sha256(code),
      tenantId: connection.tenantId,
      browserHash: begun?.browserHash ?? null,
      accountId: person.accountId,
      expiresAt: new Date(ctx.now.getTime() + codeSecondsMax * 1000),
      data: {
        memberId: person.memberId,
        connectionId: connection.id,
        factor,
        provider: vouched.session,
        ...(begun?.next ? { next: begun.next } : {}),
        ...(vouched.sessionUntil ? { sessionUntil: vouched.sessionUntil.toISOString() } : {}),
      },
    })
  side.record(ssoAccepted, connection.id, { member: person.number, began: begun ? 'here' : 'at the provider', factor: factor ? 'counts' : 'ours follows' })
  return { kind: 'code', code }
}
async function passTest(ctx: IdentityCtx, side: TenantSide, connection: ConnectionRow, testId: string, vouched: Vouched, mapped: Mapped): Promise<Accepted> {
  const received = [...vouched.attributes].map(([name, values]) => ({ name, values: values.map((value) => beginningOf(value, 300)).slice(0, 50) }))
  await side.tx
    .update(ssoTests)
    .set({
      state: 'passed',
      received: { subject: vouched.subject, format: vouched.format, context: vouched.context, attributes: received, session: vouched.session },
      mapped: { ...mapped, email: mapped.email ?? null, name: mapped.name ?? null, role: mapped.role?.name ?? null },
      endedAt: ctx.now,
    })
    .where(and(eq(ssoTests.id, testId), eq(ssoTests.state, 'waiting')))
  side.record(ssoTestPassed, connection.id, { attributes: received.length })
  return { kind: 'test', connectionId: encodeId('ssoConnection', connection.id), testId: encodeId('ssoTest', testId) }
}
/** Writes down which check refused. A test shows it; a person reads one sentence, whatever it was. */
export async function refuseAnswer(
  ctx: IdentityCtx,
  connection: ConnectionRow,
  fault: SsoRefused,
  test: { readonly id: string; readonly testId: string | null } | undefined,
): Promise<Accepted | undefined> {
  const testId = test?.testId
  await ctx.inTenant(connection.tenantId, stranger, async (side) => {
    if (testId)
      await side.tx
        .update(ssoTests)
        .set({ state: 'refused', refusedBy: fault.check, found: fault.found, endedAt: ctx.now })
        .where(and(eq(ssoTests.id, testId), eq(ssoTests.state, 'waiting')))
    side.record(ssoRefused, connection.id, {
      check: fault.check,
      found: fault.found,
      device: deviceName(ctx.place.agent),
      isTest: testId !== undefined && testId !== null,
    })
  })
  if (testId) {
    await ctx.db.delete(ssoRequests).where(eq(ssoRequests.id, test.id))
    return { kind: 'test', connectionId: encodeId('ssoConnection', connection.id), testId: encodeId('ssoTest', testId) }
  }
  ctx.refuse(fault.check === 'reach' ? notReached() : notAccepted())
  return undefined
}
