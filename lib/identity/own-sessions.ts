import { and, desc, eq, isNull, ne, sql } from 'drizzle-orm'
import { sessions, tenants } from '../../db/schema/identity.ts'
import { identityAct } from '../access/identity-act.ts'
import { decodeId, encodeId, type Id } from '../kernel/id.ts'
import { notFound } from '../kernel/refusal.ts'
import { sha256 } from '../kernel/digest.ts'
import { deviceName } from './device-name.ts'
import { sessionEnded } from './events.ts'
import { EndSession, OwnSession } from './inputs.ts'
import { endSupportSession } from './support/leave-support.ts'
import { beginLeaving, type Leaving } from './sso/leave-provider.ts'
import { isByProvider, readSession, sessionIsAlive, type Signed } from './session.ts'
import { recordSupportLeft } from './support/support-left.ts'

export interface OwnSessionView {
  readonly id: Id<'session'>
  readonly device: string
  readonly ip: string
  readonly company: string
  readonly methods: string
  readonly startedAt: Date
  readonly lastSeenAt: Date
  readonly expiresAt: Date
  readonly isThis: boolean
}

/**
 * The sessions that this one looks at and ends. One by a company's provider reaches those of that company: whoever decides over the provider can
 * be anybody in it, and must not sign people out of another company or see from where they work there.
 */
const within = (signed: Signed) => and(eq(sessions.accountId, signed.accountId), ...(isByProvider(signed) ? [eq(sessions.tenantId, signed.tenantId)] : []))

/** Where the account is signed in now, this browser first. */
export const listOwnSessions = identityAct({
  name: 'identity.listOwnSessions',
  credential: 'session',
  why: 'shows a person where their account is signed in',
  input: OwnSession,
  run: async (ctx, { session }): Promise<readonly OwnSessionView[]> => {
    const signed = await readSession(ctx, session)
    ctx.unchanged('read')
    const rows = await ctx.db
      .select({
        id: sessions.id,
        agent: sessions.agent,
        ip: sessions.ip,
        company: tenants.name,
        methods: sessions.methods,
        startedAt: sessions.createdAt,
        lastSeenAt: sessions.lastSeenAt,
        expiresAt: sessions.expiresAt,
      })
      .from(sessions)
      .innerJoin(tenants, eq(tenants.id, sessions.tenantId))
      .where(and(within(signed), sessionIsAlive))
      .orderBy(desc(sessions.lastSeenAt))
      .limit(100)
    return rows
      .map(({ id, agent, ...row }) => ({ ...row, id: encodeId('session', id), device: deviceName(agent), isThis: id === signed.sessionId }))
      .sort((a, b) => Number(b.isThis) - Number(a.isThis))
  },
})
/** Ends one of the account's other sessions; the next request under it finds no session. */
export const endOwnSession = identityAct({
  name: 'identity.endOwnSession',
  credential: 'session',
  why: 'a person ends one of their sessions',
  input: EndSession,
  run: async (ctx, { session, id }): Promise<void> => {
    const signed = await readSession(ctx, session),
      uuid = decodeId('session', id)
    const [ended] = await ctx.db
      .update(sessions)
      .set({ endedAt: sql`now()`, endedReason: 'ended by the person' })
      .where(and(eq(sessions.id, uuid), within(signed), isNull(sessions.endedAt)))
      .returning({ id: sessions.id, tenantId: sessions.tenantId, grantId: sessions.supportGrantId, expiresAt: sessions.expiresAt })
    if (!ended) throw notFound('session')
    await recordSupportLeft(ctx, signed.accountId, [ended], 'ended by the person')
    await ctx.inTenant(signed.tenantId, signed, async (side) => side.record(sessionEnded, uuid, { why: 'by the person, from another session', count: 1 }))
  },
})
/** Ends all others. @returns how many */
export const endOtherOwnSessions = identityAct({
  name: 'identity.endOtherOwnSessions',
  credential: 'session',
  why: 'a person ends all sessions but this one',
  input: OwnSession,
  run: async (ctx, { session }): Promise<{ count: number }> => {
    const signed = await readSession(ctx, session)
    const rows = await ctx.db
      .update(sessions)
      .set({ endedAt: sql`now()`, endedReason: 'ended by the person' })
      .where(and(within(signed), ne(sessions.id, signed.sessionId), isNull(sessions.endedAt)))
      .returning({ id: sessions.id, tenantId: sessions.tenantId, grantId: sessions.supportGrantId, expiresAt: sessions.expiresAt })
    await recordSupportLeft(ctx, signed.accountId, rows, 'ended by the person')
    await ctx.inTenant(signed.tenantId, signed, async (side) =>
      side.record(sessionEnded, signed.sessionId, { why: 'all but this one, by the person', count: rows.length }),
    )
    return { count: rows.length }
  },
})
/** Signs out. A session that has ended already is no error: the person wants to be out. @returns the provider that is to be told, where there is one */
export const signOut = identityAct({
  name: 'identity.signOut',
  credential: 'session',
  why: 'ends the session of this browser',
  input: OwnSession,
  run: async (ctx, { session }): Promise<Leaving | undefined> => {
    const alive = await readSession(ctx, session, 'to end it').catch((error: Error) => {
      if (error.name === 'DoorShut') return undefined
      throw error
    })
    // An operator's session in a company is no member's, and ends all the same.
    if (!alive) {
      if (!(await endSupportSession(ctx, session, 'signed out'))) ctx.unchanged('had ended already')
      return undefined
    }
    await ctx.db
      .update(sessions)
      .set({ endedAt: sql`now()`, endedReason: 'signed out' })
      .where(and(eq(sessions.secretHash, sha256(session.secret)), isNull(sessions.endedAt)))
    await ctx.inTenant(alive.tenantId, alive, async (side) => side.record(sessionEnded, alive.sessionId, { why: 'signed out', count: 1 }))
    return beginLeaving(ctx, alive.sessionId)
  },
})
