import { and, eq, isNull, ne, sql } from 'drizzle-orm'
import { sessions, tenants } from '../../db/schema/identity.ts'
import { z } from 'zod'
import { identityAct } from '../access/identity-act.ts'
import { reachOf } from '../access/roles.ts'
import { event } from '../access/event.ts'
import { decodeId } from '../kernel/id.ts'
import { platformTenant } from '../kernel/platform-tenant.ts'
import { conflict, notFound, Refusal } from '../kernel/refusal.ts'
import { proveFactor } from './factor.ts'
import { code, sessionInput } from './inputs.ts'
import { readSession } from './session.ts'

const text = z.string().max(300)
export const companyStateSet = event(
  'company.state_set',
  'tenant',
  z.strictObject({ company: text, to: z.enum(['active', 'suspended']), reason: text, sessions: z.int() }),
  (d) => (d.to === 'suspended' ? `suspended ${d.company}: ${d.reason}; ${d.sessions} sessions ended` : `let ${d.company} in again: ${d.reason}`),
)
export const SetCompanyState = z.strictObject({
  session: sessionInput,
  tenantId: z.string().max(40),
  to: z.enum(['active', 'suspended']),
  reason: z.string('Say why.').trim().min(3, 'Say why in a few words; it stands in both logs.').max(300, 'A reason has at most 300 characters.'),
  factorCode: code,
})

/**
 * The operator suspends a company or lets it in again. It concerns two logs, the platform's and the company's, and reads nothing of the
 * company: so it is an act of identity and not an operation inside one tenant.
 */
export const setCompanyState = identityAct({
  name: 'identity.setCompanyState',
  credential: 'session',
  why: 'the operator suspends or resumes a company, with a factor; recorded in both logs',
  input: SetCompanyState,
  run: async (ctx, { session, tenantId, to, reason, factorCode }): Promise<{ company: string; sessions: number } | undefined> => {
    const signed = await readSession(ctx, session)
    if (signed.tenantId !== platformTenant || reachOf(signed.role, 'tenant.change') !== 'all')
      throw new Refusal('forbidden', 'Only an operator of this installation does this.')
    const id = decodeId('tenant', tenantId)
    const [row] = await ctx.db
      .select({ id: tenants.id, name: tenants.name, state: tenants.state })
      .from(tenants)
      .where(and(eq(tenants.id, id), ne(tenants.kind, 'platform')))
      .for('update')
    if (!row) throw notFound('company')
    if (row.state === to || row.state === 'ended') throw conflict(`${row.name} is ${row.state} already.`)
    const proof = await proveFactor(ctx, { id: signed.accountId, email: signed.email }, factorCode, 'factorCode', signed.sessionId)
    if (proof.method === undefined) {
      ctx.refuse(proof.refusal)
      return undefined
    }
    await ctx.db.update(tenants).set({ state: to }).where(eq(tenants.id, id))
    const ended =
      to === 'active'
        ? []
        : await ctx.db
            .update(sessions)
            .set({ endedAt: sql`now()`, endedReason: 'the company was suspended' })
            .where(and(eq(sessions.tenantId, id), isNull(sessions.endedAt)))
            .returning({ id: sessions.id })
    const detail = { company: row.name, to, reason, sessions: ended.length }
    await ctx.inTenant(platformTenant, signed, async (side) => side.record(companyStateSet, id, detail))
    await ctx.inTenant(id, { memberId: null, name: 'the operator', role: 'operator' }, async (side) => side.record(companyStateSet, id, detail))
    return { company: row.name, sessions: ended.length }
  },
})
