// The people of the demo company: one member for each preset role, with random passwords and authenticator secrets that exist in one file only.
import { randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { auditEvents } from '../db/schema/audit.ts'
import { accounts, factors, tenants } from '../db/schema/identity.ts'
import { counters, members, settings } from '../db/schema/tenancy.ts'
import { demoCompany, demoZone } from '../db/seed/demo-data.ts'
import { event } from '../lib/access/event.ts'
import { identityAct, type IdentityCtx } from '../lib/access/identity-act.ts'
import { factorCell } from '../lib/identity/factor.ts'
import { hashPassword } from '../lib/identity/password.ts'
import { newTotpSecret, totpSecretText, totpUri } from '../lib/identity/totp.ts'
import { newUuid } from '../lib/kernel/id.ts'
import { envelope } from '../lib/platform/keys/keys.ts'

export const demoSlug = 'tidewell-demo'
const people = [
  ['owner', 'Ingrid Halvorsen'],
  ['admin', 'Samuel Adeyemi'],
  ['manager', 'Henrik Aaltonen'],
  ['finance', 'Marta Lindqvist'],
  ['office', 'Rosa Achterberg'],
  ['dispatch', 'Noor Haddad'],
  ['crew', 'Jana Ruiz'],
  ['read_only', 'Brannock Osei'],
] as const
export type DemoRole = (typeof people)[number][0]
export interface Credential {
  readonly role: string
  readonly name: string
  readonly email: string
  readonly password: string
  readonly totpSecret: string
  readonly totpUri: string
}
export interface DemoPeople {
  readonly tenant: string
  readonly members: Readonly<Record<DemoRole, string>>
  readonly credentials: readonly Credential[]
  /** The company of an earlier start that was never finished, by its name now. */ readonly setAside?: string
}

const demoFounded = event('company.demo_founded', 'tenant', z.strictObject({ name: z.string() }), (d) => `seeded the demo company ${d.name}`)
const demoFinished = event('company.demo_finished', 'tenant', z.strictObject({}), () => 'seeded the demo company to its end')
const demoSetAside = event(
  'company.demo_set_aside',
  'tenant',
  z.strictObject({ name: z.string() }),
  (d) => `set the demo company aside as ${d.name}: its seeding was never finished`,
)
const seeder = { memberId: null, name: 'demo seed', role: 'system' } as const

/** What is written last: a company without it was interrupted, however much of it there is. */
export const finishDemo = identityAct({
  name: 'demo.finish',
  credential: 'console',
  why: 'marks the demo company as whole',
  input: z.strictObject({ tenant: z.uuid() }),
  run: (ctx, { tenant }): Promise<void> => ctx.inTenant(tenant, seeder, async (side) => side.record(demoFinished, tenant, {})),
})
const isFinished = (ctx: IdentityCtx, tenant: string): Promise<boolean> =>
  ctx.inTenant(
    tenant,
    seeder,
    async (side) => (await side.tx.select({ id: auditEvents.id }).from(auditEvents).where(eq(auditEvents.event, demoFinished.name)).limit(1)).length > 0,
  )
/** Facts are never deleted, so a half-seeded company is ended under another name: nobody signs in to it and nothing of it runs. */
async function setAside(ctx: IdentityCtx, tenant: string, slug: string): Promise<string> {
  const name = `${demoCompany} (unfinished)`
  await ctx.inTenant(tenant, seeder, async (side) => side.record(demoSetAside, tenant, { name }))
  await ctx.db
    .update(tenants)
    .set({ name, slug: `${slug}-${tenant.slice(-6)}`, state: 'ended' })
    .where(eq(tenants.id, tenant))
  return name
}
/** Undefined when the demo company is there already, whole. One that was interrupted is set aside and begun anew. */
export const makeDemoPeople = identityAct({
  name: 'demo.makePeople',
  credential: 'console',
  why: 'npm start -- --demo, never in production',
  input: z.strictObject({ slug: z.string().max(40).default(demoSlug) }),
  run: async (ctx, { slug }): Promise<DemoPeople | undefined> => {
    const [there] = await ctx.db.select({ id: tenants.id }).from(tenants).where(eq(tenants.slug, slug))
    if (there && (await isFinished(ctx, there.id))) {
      ctx.unchanged('the demo company is there already')
      return undefined
    }
    const aside = there ? await setAside(ctx, there.id, slug) : undefined
    const tenant = newUuid(ctx.now),
      ids: Partial<Record<DemoRole, string>> = {},
      credentials: Credential[] = []
    await ctx.db.insert(tenants).values({ id: tenant, kind: 'company', name: demoCompany, slug, createdAt: ctx.now })
    const rows: (typeof members.$inferInsert)[] = []
    for (const [role, name] of people) {
      const accountId = newUuid(ctx.now),
        memberId = newUuid(ctx.now),
        factorId = newUuid(ctx.now),
        secret = newTotpSecret(),
        password = randomBytes(12).toString('base64url')
      const email = `${role.replace('_', '-')}.${tenant.slice(-6)}@demo.example`
      await ctx.db
        .insert(accounts)
        .values({ id: accountId, email, emailVerifiedAt: ctx.now, name, passwordHash: await hashPassword(password), passwordChangedAt: ctx.now })
      await ctx.db
        .insert(factors)
        .values({
          id: factorId,
          accountId,
          kind: 'totp',
          name: 'Demo authenticator',
          secret: await envelope().seal(factorCell(factorId), secret),
          confirmedAt: ctx.now,
        })
      ids[role] = memberId
      rows.push({
        id: memberId,
        accountId,
        number: `M-${String(rows.length + 1).padStart(5, '0')}`,
        name,
        email,
        role,
        state: 'active' as const,
        source: 'demo' as const,
        updatedAt: ctx.now,
      })
      credentials.push({ role, name, email, password, totpSecret: totpSecretText(secret), totpUri: totpUri(secret, email) })
    }
    await ctx.inTenant(tenant, { memberId: ids.owner ?? null, name: 'demo seed', role: 'system' }, async (side) => {
      await side.tx.insert(settings).values({ id: tenant, name: demoCompany, currency: 'USD', zone: demoZone, locale: 'en-US', updatedAt: ctx.now })
      await side.tx.insert(counters).values({ series: 'member', value: rows.length })
      await side.tx.insert(members).values(rows)
      side.record(demoFounded, tenant, { name: demoCompany })
    })
    return { tenant, members: ids as Record<DemoRole, string>, credentials, ...(aside === undefined ? {} : { setAside: aside }) }
  },
})
