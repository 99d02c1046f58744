// A company with half a year behind it, written through the product's own operations, and its people.
import '../../lib/registry.ts'
import type { RoleName } from '../../lib/access/roles.ts'
import type { DemoRole } from '../../scripts/demo-people.ts'
import { seedYear } from '../../scripts/demo-year.ts'
import { admin, makeWorld, type World } from './world.ts'

export async function seededCompany(size = { jobs: 120, months: 6 }): Promise<World> {
  const world = await makeWorld(new Date().toISOString(), { currency: 'USD' })
  const members = Object.fromEntries((Object.keys(world.people) as RoleName[]).map((role) => [role, world.people[role].memberId])) as Record<DemoRole, string>
  await seedYear({ tenant: world.tenant, members, credentials: [] }, () => undefined, size)
  await importsRead(world.tenant)
  return world
}
/** Waits until the running product has told everyone what was done: afterwards their notices and mail are there. */
export async function noticesTold(tenant: string): Promise<void> {
  for (let i = 0; i < 6_000; i++) {
    const [row] = await admin<
      { n: number }[]
    >`select count(*)::int as n from graphile_worker._private_jobs where payload ->> 'tenant' = ${tenant} and run_at <= now() and attempts < max_attempts`
    if (row?.n === 0) return
    await new Promise((resolve) => {
      setTimeout(resolve, 100)
    })
  }
  throw new Error('the product did not tell of everything within ten minutes')
}
/** Waits until the running product has read every file that was handed in: afterwards nothing changes by itself. */
export async function importsRead(tenant: string): Promise<void> {
  for (let i = 0; i < 6_000; i++) {
    const [row] = await admin<{ n: number }[]>`select count(*)::int as n from imports where tenant_id = ${tenant} and state in ('checking', 'running')`
    if (row?.n === 0) return
    await new Promise((resolve) => {
      setTimeout(resolve, 100)
    })
  }
  throw new Error('the product did not read the files within ten minutes')
}
