import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import { supportGrants, supportHoursMax } from '../../../db/schema/access.ts'
import { sessions, tenants } from '../../../db/schema/identity.ts'
import { identityAct, type IdentityCtx } from '../../access/identity-act.ts'
import { DoorShut } from '../../access/passage.ts'
import { sha256 } from '../../kernel/digest.ts'
import { platformTenant } from '../../kernel/platform-tenant.ts'
import { accountById, membershipsOf } from '../accounts.ts'
import type { FlowData } from '../flow.ts'
import { OwnSession } from '../inputs.ts'
import { openSession, sessionIsAlive } from '../session.ts'
import type { SessionToken } from '../session-token.ts'
import { recordSupportLeft } from './support-left.ts'

/** Ends an operator's session in a company; undefined: it is none, or over. */
export async function endSupportSession(ctx: IdentityCtx, session: SessionToken, why: string) {
  const [ended] = await ctx.db
    .update(sessions)
    .set({ endedAt: sql`now()`, endedReason: why })
    .where(
      and(
        eq(sessions.secretHash, sha256(session.secret)),
        eq(sessions.tenantId, session.tenant),
        isNotNull(sessions.supportGrantId),
        isNull(sessions.endedAt),
        sessionIsAlive,
      ),
    )
    .returning({
      id: sessions.id,
      tenantId: sessions.tenantId,
      accountId: sessions.accountId,
      grantId: sessions.supportGrantId,
      expiresAt: sessions.expiresAt,
      methods: sessions.methods,
      factorAt: sessions.factorAt,
    })
  if (!ended) return undefined
  await recordSupportLeft(ctx, ended.accountId, [ended], why)
  return ended
}
/** The same as the door's: whoever was shut out signs in anew, instead of leaving by what is over. */
async function isOpen(ctx: IdentityCtx, session: SessionToken): Promise<boolean> {
  const [row] = await ctx.db
    .select({ grantId: sessions.supportGrantId, accountId: sessions.accountId })
    .from(sessions)
    .innerJoin(tenants, and(eq(tenants.id, sessions.tenantId), eq(tenants.state, 'active')))
    .where(and(eq(sessions.secretHash, sha256(session.secret)), eq(sessions.tenantId, session.tenant), isNotNull(sessions.supportGrantId), sessionIsAlive))
  if (!row?.grantId) return false
  const { grantId, accountId } = row
  return ctx.inTenant(
    session.tenant,
    { memberId: null, name: '', role: 'operator' },
    async (side) =>
      (
        await side.tx
          .select({ id: supportGrants.id })
          .from(supportGrants)
          .where(
            and(
              eq(supportGrants.id, grantId),
              eq(supportGrants.operatorAccountId, accountId),
              isNull(supportGrants.endedAt),
              sql`${supportGrants.endsAt} > now() and ${supportGrants.endsAt} <= now() + make_interval(hours => ${supportHoursMax})`,
            ),
          )
      ).length === 1,
  )
}
/** Back to the console: this session ends, and one of the platform's own opens, as in switching. */
export const leaveSupport = identityAct({
  name: 'identity.leaveSupport',
  credential: 'session',
  why: 'an operator leaves a company that let them in, back to the console',
  input: OwnSession,
  run: async (ctx, { session }): Promise<SessionToken | undefined> => {
    const ended = (await isOpen(ctx, session)) ? await endSupportSession(ctx, session, 'back to the console') : undefined
    const home =
      ended && (await membershipsOf(ctx, ended.accountId)).find((membership) => membership.tenantId === platformTenant && membership.role === 'operator')
    if (!ended || !home || (await accountById(ctx, ended.accountId))?.isDisabled !== false) throw new DoorShut('not signed in')
    return openSession(ctx, {
      accountId: ended.accountId,
      membership: home,
      methods: ended.methods.split(', ') as FlowData['methods'],
      factorAt: ended.factorAt,
      bySwitch: true,
    })
  },
})
