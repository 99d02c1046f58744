import { randomBytes } from 'node:crypto'
import { and, eq, gt, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { supportGrants } from '../../../db/schema/access.ts'
import { sessions, tenants } from '../../../db/schema/identity.ts'
import { networkRules } from '../../../db/schema/tenancy.ts'
import { event } from '../../access/event.ts'
import { identityAct } from '../../access/identity-act.ts'
import { keptOut, networkRefusal } from '../../access/network.ts'
import { reachOf } from '../../access/roles.ts'
import { one } from '../../kernel/assert.ts'
import { sha256 } from '../../kernel/digest.ts'
import { decodeId, newUuid } from '../../kernel/id.ts'
import { platformTenant } from '../../kernel/platform-tenant.ts'
import { notFound, Refusal } from '../../kernel/refusal.ts'
import { deviceName } from '../device-name.ts'
import { proveFactor } from '../factor.ts'
import { code, sessionInput } from '../inputs.ts'
import { carriedMethods } from '../judge-factors.ts'
import { readSession } from '../session.ts'
import type { SessionToken } from '../session-token.ts'

const text = z.string().max(300)
export const supportEntered = event(
  'support.entered',
  'supportGrant',
  z.strictObject({ number: text, company: text, device: text }),
  (d) => `came into ${d.company} to look, under ${d.number}, from ${d.device}`,
)
export const EnterSupport = z.strictObject({ session: sessionInput, tenantId: z.string().max(40), grantId: z.string().max(40), factorCode: code })
/** An operator who looks away for this long is out. */
const idleSeconds = 15 * 60

/**
 * An operator goes in where a company has let them in, by name and until a moment. The session is no member's: the door answers it by the
 * grant, as long as that is open, read only. It is entered from the company's own networks or not at all; nobody of the company keeps a way
 * past its list for strangers.
 */
export const enterSupport = identityAct({
  name: 'identity.enterSupport',
  credential: 'session',
  why: 'an operator goes in by a company’s grant, with a factor; recorded in both logs',
  input: EnterSupport,
  run: async (ctx, { session, tenantId, grantId, factorCode }): Promise<SessionToken | undefined> => {
    const signed = await readSession(ctx, session)
    if (signed.tenantId !== platformTenant || reachOf(signed.role, 'tenant.read') !== 'all')
      throw new Refusal('forbidden', 'Only an operator of this installation does this.')
    const tenant = decodeId('tenant', tenantId),
      id = decodeId('supportGrant', grantId),
      who = { memberId: null, name: `${signed.name}, operator`, role: 'operator' }
    const [company] = await ctx.db
      .select({ name: tenants.name })
      .from(tenants)
      .where(and(eq(tenants.id, tenant), eq(tenants.kind, 'company'), eq(tenants.state, 'active')))
    if (!company) throw notFound('grant')
    const found = await ctx.inTenant(tenant, who, async (side) => ({
      grant: (
        await side.tx
          .select({ number: supportGrants.number, endsAt: supportGrants.endsAt })
          .from(supportGrants)
          .where(
            and(
              eq(supportGrants.id, id),
              eq(supportGrants.operatorAccountId, signed.accountId),
              isNull(supportGrants.endedAt),
              gt(supportGrants.endsAt, ctx.now),
            ),
          )
      )[0],
      ranges: await side.tx
        .select({ scope: networkRules.scope, range: networkRules.range })
        .from(networkRules)
        .where(and(eq(networkRules.scope, 'company'), isNull(networkRules.endedAt))),
    }))
    // Another operator's, one that is over and one that never was read alike.
    if (!found.grant) throw notFound('grant')
    const { number, endsAt } = found.grant,
      scope = keptOut(found.ranges, ctx.place.ip)
    if (scope !== undefined) {
      ctx.keptOut(tenant, { ...who, sessionId: signed.sessionId })
      throw networkRefusal(scope, ctx.place.ip, company.name)
    }
    const proof = await proveFactor(ctx, { id: signed.accountId, email: signed.email }, factorCode, 'factorCode', signed.sessionId)
    if (proof.method === undefined) {
      ctx.refuse(proof.refusal)
      return undefined
    }
    const secret = randomBytes(32).toString('base64url'),
      sessionId = newUuid(ctx.now)
    await ctx.db
      .update(sessions)
      .set({ endedAt: sql`now()`, endedReason: 'went into a company by its grant' })
      .where(and(eq(sessions.id, signed.sessionId), isNull(sessions.endedAt)))
    await ctx.db
      .insert(sessions)
      .values({
        id: sessionId,
        secretHash: sha256(secret),
        accountId: signed.accountId,
        tenantId: tenant,
        memberId: signed.memberId,
        supportGrantId: id,
        methods: carriedMethods(signed.methods, proof.method).join(', '),
        factorAt: ctx.now,
        idleSecondsMax: idleSeconds,
        expiresAt: endsAt,
        ip: ctx.place.ip,
        agent: ctx.place.agent.slice(0, 300),
      })
    const detail = { number, company: company.name, device: deviceName(ctx.place.agent) }
    await ctx.inTenant(platformTenant, signed, async (side) => side.record(supportEntered, id, detail))
    await ctx.inTenant(tenant, { ...who, sessionId }, async (side) => {
      one(
        await side.tx
          .update(supportGrants)
          .set({ enteredAt: sql`coalesce(${supportGrants.enteredAt}, now())`, lastUsedAt: sql`now()` })
          .where(eq(supportGrants.id, id))
          .returning({ id: supportGrants.id }),
        'grant',
      )
      side.record(supportEntered, id, detail)
    })
    return { tenant, secret }
  },
})
