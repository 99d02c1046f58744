// The way back of a sign-out that began here: the provider confirms it, or what it said is refused. The session here has ended before either.
import { and, eq, gt } from 'drizzle-orm'
import { ssoLogouts } from '../../../db/schema/sso.ts'
import { ssoTests } from '../../../db/schema/sign-in.ts'
import type { IdentityCtx, TenantSide } from '../../access/identity-act.ts'
import { encodeId, type Id } from '../../kernel/id.ts'
import type { ConnectionRow } from './connection.ts'
import { refuseLogout } from './end-sessions.ts'
import { ssoLogoutConfirmed } from './sso-events.ts'
import { SsoRefused } from './sso-refused.ts'

/** `answer`: back to the provider with our word. `done`: it has confirmed what we asked. `test`: an admin tried it out. */
export type LogoutOutcome =
  | { readonly kind: 'answer'; readonly to: string }
  | { readonly kind: 'done' }
  | { readonly kind: 'test'; readonly connectionId: Id<'ssoConnection'>; readonly testId: Id<'ssoTest'> }
export type AskedRow = typeof ssoLogouts.$inferSelect

/** Of any number of answers to one request of ours, one takes its row. */
export async function takeAsked(ctx: IdentityCtx, connection: ConnectionRow, id: string): Promise<AskedRow | undefined> {
  const [row] = await ctx.db
    .delete(ssoLogouts)
    .where(
      and(eq(ssoLogouts.id, id), eq(ssoLogouts.connectionId, connection.id), eq(ssoLogouts.tenantId, connection.tenantId), gt(ssoLogouts.expiresAt, ctx.now)),
    )
    .returning()
  return row
}
const tested = (connection: ConnectionRow, testId: string): LogoutOutcome => ({
  kind: 'test',
  connectionId: encodeId('ssoConnection', connection.id),
  testId: encodeId('ssoTest', testId),
})
/** `fault`: what the provider said instead of success. @throws SsoRefused */
export async function confirmLeft(side: TenantSide, connection: ConnectionRow, row: AskedRow | undefined, fault: string | undefined): Promise<LogoutOutcome> {
  if (!row) throw new SsoRefused('request', 'an answer to no sign-out of ours')
  if (fault !== undefined) throw new SsoRefused('status', fault)
  side.record(ssoLogoutConfirmed, connection.id, { isTest: row.testId !== null })
  if (row.testId === null) return { kind: 'done' }
  await side.tx
    .update(ssoTests)
    .set({ logout: { state: 'passed', check: null, found: null } })
    .where(eq(ssoTests.id, row.testId))
  return tested(connection, row.testId)
}
export async function refuseLeft(ctx: IdentityCtx, connection: ConnectionRow, fault: SsoRefused, testId: string | null): Promise<LogoutOutcome | undefined> {
  if (testId === null) {
    await refuseLogout(ctx, connection, fault, false)
    return undefined
  }
  await refuseLogout(ctx, connection, fault, true, (side) =>
    side.tx
      .update(ssoTests)
      .set({ logout: { state: 'refused', check: fault.check, found: fault.found } })
      .where(eq(ssoTests.id, testId)),
  )
  return tested(connection, testId)
}
