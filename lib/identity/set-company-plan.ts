import { and, eq, ne } from 'drizzle-orm'
import { z } from 'zod'
import { tenants } from '../../db/schema/identity.ts'
import { event } from '../access/event.ts'
import { identityAct } from '../access/identity-act.ts'
import { comparePlans, features, planNames, planOf, plans, type Plan } from '../access/plans.ts'
import { reachOf } from '../access/roles.ts'
import { decodeId } from '../kernel/id.ts'
import { platformTenant } from '../kernel/platform-tenant.ts'
import { conflict, notFound, Refusal } from '../kernel/refusal.ts'
import { proveFactor } from './factor.ts'
import { code, sessionInput } from './inputs.ts'
import { readSession } from './session.ts'

const text = z.string().max(300)
export const companyPlanSet = event(
  'company.plan_set',
  'tenant',
  z.strictObject({ company: text, before: text, after: text, closes: z.array(text), opens: z.array(text), reason: text }),
  (d) =>
    `changed the plan of ${d.company} from ${d.before} to ${d.after}${d.closes.length > 0 ? `, which closes ${d.closes.join(', ')}` : ''}${d.opens.length > 0 ? `, which opens ${d.opens.join(', ')}` : ''}: ${d.reason}`,
)
export const SetCompanyPlan = z.strictObject({
  session: sessionInput,
  tenantId: z.string().max(40),
  plan: z.enum(planNames, 'Choose a plan.'),
  reason: z.string('Say why.').trim().min(3, 'Say why in a few words; it stands in both logs.').max(300, 'A reason has at most 300 characters.'),
  factorCode: code,
})

/**
 * The operator changes what is open to a company. Nothing that exists is touched: it stays readable and goes on working, what is closed
 * refuses what would be new. As with suspending, it concerns two logs and reads nothing of the company.
 */
export const setCompanyPlan = identityAct({
  name: 'identity.setCompanyPlan',
  credential: 'session',
  why: 'the operator changes a company’s plan, with a factor; recorded in both logs',
  input: SetCompanyPlan,
  run: async (ctx, { session, tenantId, plan, reason, factorCode }): Promise<{ company: string; plan: Plan } | undefined> => {
    const signed = await readSession(ctx, session)
    if (signed.tenantId !== platformTenant || reachOf(signed.role, 'tenant.change') !== 'all')
      throw new Refusal('forbidden', 'Only an operator of this installation does this.')
    const id = decodeId('tenant', tenantId)
    const [row] = await ctx.db
      .select({ id: tenants.id, name: tenants.name, state: tenants.state, plan: tenants.plan })
      .from(tenants)
      .where(and(eq(tenants.id, id), ne(tenants.kind, 'platform')))
      .for('update')
    if (!row) throw notFound('company')
    const before = planOf(row.plan)
    if (before === plan) throw conflict(`${row.name} has the plan ${plans[plan].name} already.`)
    const proof = await proveFactor(ctx, { id: signed.accountId, email: signed.email }, factorCode, 'factorCode', signed.sessionId)
    if (proof.method === undefined) {
      ctx.refuse(proof.refusal)
      return undefined
    }
    await ctx.db.update(tenants).set({ plan }).where(eq(tenants.id, id))
    const change = comparePlans(before, plan, {})
    const detail = {
      company: row.name,
      before: plans[before].name,
      after: plans[plan].name,
      closes: change.closes.map((feature) => features[feature].name),
      opens: change.opens.map((feature) => features[feature].name),
      reason,
    }
    await ctx.inTenant(platformTenant, signed, async (side) => side.record(companyPlanSet, id, detail))
    await ctx.inTenant(id, { memberId: null, name: 'the operator', role: 'operator' }, async (side) => side.record(companyPlanSet, id, detail))
    return { company: row.name, plan }
  },
})
