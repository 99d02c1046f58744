import { and, eq, isNull, sql } from 'drizzle-orm'
import { links, tenants } from '../../db/schema/identity.ts'
import { installation } from '../../db/schema/installation.ts'
import { counters, members, settings } from '../../db/schema/tenancy.ts'
import { identityAct, type IdentityCtx } from '../access/identity-act.ts'
import { assert } from '../kernel/assert.ts'
import { newUuid } from '../kernel/id.ts'
import { platformTenant } from '../kernel/platform-tenant.ts'
import { auditSigner } from '../platform/keys/keys.ts'
import type { Account } from './accounts.ts'
import { companyFounded, operatorMade } from './events.ts'
import { accountOf, open } from './finish.ts'
import { takeFlow, type Flow } from './flow.ts'
import type { FlowAnswer } from './flow-answer.ts'
import { FoundCompany } from './inputs.ts'
import { linkGone, useLink } from './links.ts'

/** The last step of a set-up: the company with its first owner; at the first start the operator's membership too. The link is used up here. */
export const foundCompany = identityAct({
  name: 'identity.foundCompany',
  credential: 'flow',
  why: 'makes a company and its first owner by a set-up link; the first one also makes the operator',
  input: FoundCompany,
  run: async (ctx, { flow: secret, name, currency, zone, locale, previous }): Promise<FlowAnswer> => {
    const flow = await takeFlow(ctx, secret, 'new_company'),
      account = await accountOf(ctx, flow)
    await useLink(ctx, flow.data.linkId)
    if (flow.data.invitation !== undefined)
      await ctx.db
        .update(links)
        .set({ usedAt: ctx.now })
        .where(and(eq(links.purpose, 'setup'), sql`${links.data} ->> 'invitation' = ${flow.data.invitation}`, isNull(links.usedAt)))
    if (flow.data.setup === 'first') await makeOperator(ctx, account, name, { zone, locale })
    const tenantId = newUuid(ctx.now),
      memberId = newUuid(ctx.now)
    await ctx.db.insert(tenants).values({ id: tenantId, kind: 'company', name, slug: `${slugOf(name)}-${tenantId.slice(-6)}`, createdAt: ctx.now })
    await ctx.inTenant(tenantId, { memberId, name: account.name, role: 'owner' }, async (side) => {
      await side.tx.insert(settings).values({ id: tenantId, name, currency, zone, locale, updatedAt: ctx.now })
      await side.tx.insert(counters).values({ series: 'member', value: 1 })
      await side.tx
        .insert(members)
        .values({
          id: memberId,
          accountId: account.id,
          number: 'M-00001',
          name: account.name,
          email: account.email,
          role: 'owner',
          state: 'active',
          source: 'setup',
          updatedAt: ctx.now,
        })
      side.record(companyFounded, tenantId, { name, currency, zone, locale })
    })
    return proceed(ctx, flow, account, { tenantId, memberId, company: name }, previous)
  },
})
async function proceed(
  ctx: IdentityCtx,
  flow: Flow,
  account: Account,
  made: { tenantId: string; memberId: string; company: string },
  previous: Parameters<typeof open>[5],
): Promise<FlowAnswer> {
  assert(flow.data.factorAt, 'a proven factor')
  const membership = { ...made, kind: 'company' as const, name: account.name, role: 'owner' }
  return open(ctx, flow, account.id, membership, { methods: flow.data.methods, factorAt: new Date(flow.data.factorAt) }, previous)
}
/** Exactly one set-up can win: the row of the installation decides, whatever number of links and flows there were. */
async function makeOperator(ctx: IdentityCtx, account: Account, company: string, place: { zone: string; locale: string }): Promise<void> {
  const won = await ctx.db
    .update(installation)
    .set({ setupAt: ctx.now, updatedAt: ctx.now })
    .where(isNull(installation.setupAt))
    .returning({ one: installation.one })
  if (won.length !== 1) throw linkGone()
  await ctx.db
    .update(links)
    .set({ usedAt: ctx.now })
    .where(and(eq(links.purpose, 'setup'), sql`${links.data} ->> 'kind' = 'first'`, isNull(links.usedAt)))
  const memberId = newUuid(ctx.now)
  await ctx.inTenant(platformTenant, { memberId, name: account.name, role: 'operator' }, async (side) => {
    await side.tx
      .insert(counters)
      .values({ series: 'member', value: 1 })
      .onConflictDoUpdate({ target: [counters.tenantId, counters.series], set: { value: sql`${counters.value} + 1` } })
    await side.tx
      .insert(members)
      .values({
        id: memberId,
        accountId: account.id,
        number: 'M-00001',
        name: account.name,
        email: account.email,
        role: 'operator',
        state: 'active',
        source: 'setup',
        updatedAt: ctx.now,
      })
    // The installation's own clocks and business days are those of who runs it.
    await side.tx.update(settings).set({ ...place, updatedAt: ctx.now })
    side.record(operatorMade, platformTenant, { company, fingerprint: auditSigner().fingerprint })
  })
}
const slugOf = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40) || 'company'
