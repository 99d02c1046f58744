import { randomBytes } from 'node:crypto'
import { and, eq, inArray, isNull, ne, sql } from 'drizzle-orm'
import { accounts, flows, sessions, tenants } from '../../db/schema/identity.ts'
import { members, settings } from '../../db/schema/tenancy.ts'
import type { IdentityActor, IdentityCtx } from '../access/identity-act.ts'
import { networkOfRefusal } from '../access/network.ts'
import { DoorShut } from '../access/passage.ts'
import { breakGlassUsed, networkRefused } from '../access/refused.ts'
import { one } from '../kernel/assert.ts'
import { sha256 } from '../kernel/digest.ts'
import { newUuid } from '../kernel/id.ts'
import { isKnownPlace, membershipsOf, type Membership } from './accounts.ts'
import { isPasskeyNeeded, judgeFactors } from './judge-factors.ts'
import { judgeProvider } from './judge-provider.ts'
import { deviceName } from './device-name.ts'
import { providerPassed, sessionStarted } from './events.ts'
import { keptOutAt } from './kept-out.ts'
import { sessionLengthOf, sessionLengthsOf } from './session-lengths.ts'
import type { SessionToken } from './session-token.ts'
import type { FlowData } from './flow.ts'
import type { ProviderSession } from './sso/provider-session.ts'
import { recordSupportLeft } from './support/support-left.ts'

/** 256 random bits; the row holds only their SHA-256. */
const newSecret = (): string => randomBytes(32).toString('base64url')
/** The row alone decides whether a session lives; the same conditions as scope.enter (drizzle/always/20_scope.sql), by the database's clock. */
const isAlive = and(
  isNull(sessions.endedAt),
  sql`${sessions.expiresAt} > now()`,
  sql`${sessions.lastSeenAt} + make_interval(secs => ${sessions.idleSecondsMax}) > now()`,
)

/** Where the company requires its provider, a session that no provider vouched for opens nothing: the same condition as scope.enter's. */
const isVouched = sql`(${sessions.connectionId} is not null or not scope.needs_provider(${settings.policy}, ${members.id}, ${members.role}, ${members.email}))`

/** A proven session of one membership. */
export interface Signed extends IdentityActor {
  readonly sessionId: string
  readonly accountId: string
  readonly tenantId: string
  readonly memberId: string
  readonly company: string
  readonly email: string
  readonly factorAt: Date
  readonly methods: string
}

/**
 * Who the cookie's secret belongs to. The tenant that the cookie claims must be the row's.
 * @throws DoorShut when it has ended, has idled too long, its account, company or membership is not active any more, or its company requires a
 *   provider that did not vouch for it; a Refusal when the call comes from outside the networks that are allowed for the member (neither is asked
 *   `to end it`, as signing out is never refused)
 */
export async function readSession(
  ctx: IdentityCtx,
  token: SessionToken,
  from: 'allowed networks' | 'anywhere' | 'to end it' = 'allowed networks',
): Promise<Signed> {
  const [row] = await ctx.db
    .select({
      sessionId: sessions.id,
      accountId: sessions.accountId,
      tenantId: sessions.tenantId,
      memberId: sessions.memberId,
      factorAt: sessions.factorAt,
      methods: sessions.methods,
      company: tenants.name,
      name: members.name,
      role: members.role,
      email: accounts.email,
    })
    .from(sessions)
    .innerJoin(accounts, and(eq(accounts.id, sessions.accountId), eq(accounts.isDisabled, false)))
    .innerJoin(tenants, and(eq(tenants.id, sessions.tenantId), eq(tenants.state, 'active')))
    .innerJoin(
      members,
      and(eq(members.tenantId, sessions.tenantId), eq(members.id, sessions.memberId), eq(members.accountId, sessions.accountId), eq(members.state, 'active')),
    )
    .innerJoin(settings, eq(settings.tenantId, sessions.tenantId))
    .where(and(eq(sessions.secretHash, sha256(token.secret)), isNull(sessions.supportGrantId), isAlive, ...(from === 'to end it' ? [] : [isVouched])))
  if (!row || row.tenantId !== token.tenant) throw new DoorShut('not signed in')
  if (from === 'allowed networks') {
    const { refusal } = await keptOutAt(ctx, row)
    if (refusal) {
      ctx.keptOut(row.tenantId, row)
      throw refusal
    }
  }
  return row
}
/** A company's provider vouched for it, which proves nothing to the other companies of the account. */
export const isByProvider = (signed: Pick<Signed, 'methods'>): boolean => signed.methods.split(', ').includes('sso')

/**
 * The companies of the account that a session may know of. Who decides over a provider can be anybody in its company, and must not learn from
 * a session that they made where else the person works.
 */
export async function membershipsSeenBy(ctx: IdentityCtx, signed: Signed): Promise<readonly Membership[]> {
  const all = await membershipsOf(ctx, signed.accountId)
  return isByProvider(signed) ? all.filter((membership) => membership.memberId === signed.memberId) : all
}

/** Whether a sign-in to this membership may go on from where it comes. `shut`: recorded, and the act ends with the refusal; break glass is recorded by the session that it opens. */
export async function judgeNetwork(ctx: IdentityCtx, membership: Membership): Promise<'open' | 'shut' | 'break glass'> {
  const { refusal, isBreakGlass } = await keptOutAt(ctx, membership)
  if (!refusal) return isBreakGlass ? 'break glass' : 'open'
  await ctx.inTenant(membership.tenantId, { memberId: membership.memberId, name: membership.name, role: membership.role, sessionId: null }, async (side) => {
    side.record(networkRefused, null, { operation: 'identity.signIn', list: networkOfRefusal(refusal) ?? 'company', count: 1 })
  })
  ctx.refuse(refusal)
  return 'shut'
}

interface Opening {
  readonly accountId: string
  readonly membership: Membership
  readonly methods: FlowData['methods']
  readonly factorAt: Date
  readonly previous?: SessionToken | undefined
  readonly connectionId?: string | undefined
  readonly provider?: ProviderSession | undefined
  readonly until?: Date | undefined
  /** From a session in another company. */ readonly bySwitch?: true
}
/** Opens a session under a fresh secret and ends the one it replaces in this browser; a secret from before signing in is never kept. */
export async function openSession(
  ctx: IdentityCtx,
  { accountId, membership, methods, factorAt, previous, connectionId, provider, until, bySwitch }: Opening,
): Promise<SessionToken> {
  const secret = newSecret(),
    id = newUuid(ctx.now),
    known = await isKnownPlace(ctx, accountId)
  const brought = { methods, connectionId, ...(bySwitch && { bySwitch }) },
    way = await judgeNetwork(ctx, membership),
    vouched = way === 'shut' ? way : await judgeProvider(ctx, membership, brought),
    proven = vouched === 'shut' ? vouched : await judgeFactors(ctx, accountId, membership, brought),
    who = { memberId: membership.memberId, name: membership.name, role: membership.role, sessionId: id }
  if (way === 'shut' || proven === 'shut') return { tenant: membership.tenantId, secret: '' } // never handed out: the act ends with the refusal
  if (previous)
    await ctx.db
      .update(sessions)
      .set({ endedAt: sql`now()`, endedReason: 'replaced by another sign-in' })
      .where(and(eq(sessions.secretHash, sha256(previous.secret)), isNull(sessions.endedAt)))
  await ctx.inTenant(membership.tenantId, who, async (side) => {
    if (way === 'break glass') side.record(breakGlassUsed, id, {})
    if (vouched === 'break-glass') side.record(providerPassed, id, { device: deviceName(ctx.place.agent) })
    const { policy } = one(await side.tx.select({ policy: settings.policy }).from(settings), 'settings row')
    const length = sessionLengthOf(membership.preset ?? membership.role, sessionLengthsOf(policy))
    // What a text message let in, or a code where nothing but a passkey counts, has proven no factor to any act: whichever asks for one asks for another.
    const provesNothing =
      methods.includes('text message') || (connectionId === undefined && !methods.includes('passkey') && (await isPasskeyNeeded(ctx, membership)))
    await ctx.db.insert(sessions).values({
      id,
      secretHash: sha256(secret),
      accountId,
      tenantId: membership.tenantId,
      memberId: membership.memberId,
      methods: methods.join(', '),
      factorAt: provesNothing ? new Date(0) : factorAt,
      idleSecondsMax: length.idleSeconds,
      // A provider may end its session sooner than ours would.
      expiresAt:
        until === undefined
          ? sql`now() + make_interval(secs => ${length.secondsMax})`
          : sql`least(now() + make_interval(secs => ${length.secondsMax}), ${until.toISOString()}::timestamptz)`,
      connectionId: connectionId ?? null,
      ...(provider && {
        providerSubject: provider.subject,
        providerIndex: provider.index,
        providerName: { format: provider.format, nameQualifier: provider.nameQualifier, spNameQualifier: provider.spNameQualifier },
      }),
      ip: ctx.place.ip,
      agent: ctx.place.agent.slice(0, 300),
    })
    one(await side.tx.update(members).set({ lastSeenAt: ctx.now }).where(eq(members.id, membership.memberId)).returning({ id: members.id }), 'member')
    side.record(sessionStarted, id, { device: deviceName(ctx.place.agent), methods, isNew: known.any && !(known.device && known.network) })
  })
  return { tenant: membership.tenantId, secret }
}

/** The same session under a new secret, after a factor was proven or a credential changed: what was copied before is worth nothing. */
export async function rotateSecret(ctx: IdentityCtx, signed: Pick<Signed, 'sessionId' | 'tenantId'>): Promise<SessionToken> {
  const secret = newSecret()
  one(
    await ctx.db
      .update(sessions)
      .set({ secretHash: sha256(secret) })
      .where(and(eq(sessions.id, signed.sessionId), isNull(sessions.endedAt)))
      .returning({ id: sessions.id }),
    'session',
  )
  return { tenant: signed.tenantId, secret }
}
/**
 * Ends every session of the account except one, and every sign-in under way: what was proven with the old password or factor must not become a
 * session a minute later. A reset or a recovery goes on, since one of them may be what ends the others; its link serves once. So does `keepFlow`, the sign-in that brought the change.
 * @returns how many sessions there were
 */
export async function endOtherSessions(ctx: IdentityCtx, accountId: string, keep: string | null, why: string, keepFlow?: string): Promise<number> {
  await ctx.db
    .update(flows)
    .set({ endedAt: ctx.now, data: {} })
    .where(
      and(
        eq(flows.accountId, accountId),
        inArray(flows.kind, ['sign_in', 'invite', 'setup', 'enrol']),
        isNull(flows.endedAt),
        ...(keepFlow === undefined ? [] : [ne(flows.id, keepFlow)]),
      ),
    )
  const rows = await ctx.db
    .update(sessions)
    .set({ endedAt: sql`now()`, endedReason: why })
    .where(and(eq(sessions.accountId, accountId), isNull(sessions.endedAt), ...(keep === null ? [] : [ne(sessions.id, keep)])))
    .returning({ id: sessions.id, tenantId: sessions.tenantId, grantId: sessions.supportGrantId, expiresAt: sessions.expiresAt })
  await recordSupportLeft(ctx, accountId, rows, why)
  return rows.length
}
export { isAlive as sessionIsAlive }
