// What every sign-out by a provider comes to, whichever its protocol: it works once, ends what it names and nothing else, and a refused one is on record.
import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import { flows, sessions } from '../../../db/schema/identity.ts'
import { ssoAssertions, ssoCodes } from '../../../db/schema/sso.ts'
import type { IdentityCtx, TenantSide } from '../../access/identity-act.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { deviceName } from '../device-name.ts'
import { sessionEnded } from '../events.ts'
import { networkOf } from '../throttle-rules.ts'
import { lookAtCounter, type Counter } from '../throttle.ts'
import type { ConnectionRow } from './connection.ts'
import { ssoLogoutRefused, ssoSignedOut } from './sso-events.ts'
import { stranger } from './sso-outcome.ts'
import { SsoRefused } from './sso-refused.ts'

/** Which sessions a provider has ended: of a subject, all or those of these sessions there; without a subject, of these sessions there. */
export interface NamedSessions {
  readonly subject: string | undefined
  readonly indexes: readonly string[]
}
/** Of any number of messages under one id, one goes on. @throws SsoRefused */
export async function useOnce(ctx: IdentityCtx, connection: ConnectionRow, id: string, deliverableUntil: Date): Promise<void> {
  const first = await ctx.db
    .insert(ssoAssertions)
    .values({ tenantId: connection.tenantId, connectionId: connection.id, assertionId: `logout ${id}`.slice(0, 300), expiresAt: deliverableUntil })
    .onConflictDoNothing()
    .returning({ id: ssoAssertions.assertionId })
  if (first.length !== 1) throw new SsoRefused('replay', 'a message that was used')
}
/** Ends what this connection opened under that name, in this company and in no other: open sessions, and sign-ins that would become one. */
export async function endNamed(ctx: IdentityCtx, side: TenantSide, connection: ConnectionRow, named: NamedSessions): Promise<void> {
  if (named.subject === undefined && named.indexes.length === 0) throw new SsoRefused('subject', 'nobody and no session')
  // In the order in which a sign-in moves on: what was committed while we waited for its row is found where it went.
  const pending = await endPending(ctx, connection, named)
  const ended = await ctx.db
    .update(sessions)
    .set({ endedAt: sql`now()`, endedReason: 'signed out at the provider' })
    .where(
      and(
        eq(sessions.tenantId, connection.tenantId),
        eq(sessions.connectionId, connection.id),
        ...(named.subject === undefined ? [] : [eq(sessions.providerSubject, named.subject)]),
        ...(named.indexes.length === 0 ? [] : [inArray(sessions.providerIndex, [...named.indexes])]),
        isNull(sessions.endedAt),
      ),
    )
    .returning({ id: sessions.id })
  for (const { id } of ended) side.record(sessionEnded, id, { why: 'signed out at the provider', count: 1 })
  side.record(ssoSignedOut, connection.id, { sessions: ended.length, pending })
}
/** Somebody between the provider's answer and our factor has no session yet, and must not get one from what the provider has ended. */
async function endPending(ctx: IdentityCtx, connection: ConnectionRow, { subject, indexes }: NamedSessions): Promise<number> {
  const named = (data: typeof flows.data | typeof ssoCodes.data) =>
    and(
      sql`${data}->>'connectionId' = ${connection.id}`,
      ...(subject === undefined ? [] : [sql`${data}->'provider'->>'subject' = ${subject}`]),
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
/** Refused sign-outs of this connection from where the message came. */
export const refusedAt = (ctx: IdentityCtx, connection: ConnectionRow): Promise<Counter> =>
  lookAtCounter(ctx, 'logoutFromNetwork', `${connection.id} ${networkOf(ctx.place.ip)}`)
/** The same words for every check: whoever forges learns nothing. */
const notSignedOut = (code: 'forbidden' | 'unavailable'): Refusal =>
  new Refusal(code, 'Your company’s provider sent a sign-out that cannot be accepted. An admin of your company finds the reason in the log.')
/** Puts a refused sign-out on record. `alongside`: what else is written in the same transaction. */
export async function refuseLogout(
  ctx: IdentityCtx,
  connection: ConnectionRow,
  fault: SsoRefused,
  isTest: boolean,
  alongside?: (side: TenantSide) => Promise<unknown>,
): Promise<void> {
  await ctx.inTenant(connection.tenantId, stranger, async (side) => {
    await alongside?.(side)
    side.record(ssoLogoutRefused, connection.id, { check: fault.check, found: fault.found, device: deviceName(ctx.place.agent), isTest })
  })
  if (!isTest) ctx.refuse(notSignedOut(fault.check === 'reach' ? 'unavailable' : 'forbidden'))
}
