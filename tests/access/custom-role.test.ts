// A copy of the owner’s role minus one permission, for each permission: what asks for it is refused, and nothing else is, over every operation there is.
// ASVS V8.2.1
import { beforeAll, expect, test } from 'vitest'
import { isPermission, type Operation } from '../../lib/access/operation.ts'
import { everyones, type Permission } from '../../lib/access/permissions.ts'
import { companyPermissions, roles } from '../../lib/access/roles.ts'
import { Refusal } from '../../lib/kernel/refusal.ts'
import { operations } from '../../lib/registry.ts'
import { writeGrants } from '../../lib/tenancy/role-draft.ts'
import { copyRole } from '../../lib/tenancy/write-role.ts'
import { sampleOf } from '../support/sample.ts'
import { admin, makeWorld, type Person, type World } from '../support/world.ts'

let world: World
const without = new Map<Permission, { readonly role: string; person: Person }>()
beforeAll(async () => {
  world = await makeWorld(new Date().toISOString())
  for (const permission of companyPermissions) {
    const name = `All but ${permission.replaceAll('_', ' ')}`,
      grants = writeGrants(roles.owner).filter((grant) => !grant.startsWith(`${permission}:`))
    // The two that nobody can go without are taken away past the operation, which would refuse it.
    await world.as('owner').run(copyRole, { source: 'owner', name, grants: everyones.includes(permission) ? writeGrants(roles.owner) : grants })
    if (everyones.includes(permission))
      await admin`update public.roles set grants = grants - ${permission}::text where tenant_id = ${world.tenant} and name = ${name}`
    without.set(permission, { role: name, person: await joinAs(name) })
  }
}, 120_000)
async function joinAs(role: string): Promise<Person> {
  const person = await world.join('read_only')
  await admin`update public.members set role = ${role}, role_id = (select id from public.roles where tenant_id = ${world.tenant} and name = ${role}) where id = ${person.memberId}`
  return person
}
/** Whether the role itself was the reason; any other end (done, not found, a fault of the sample) is none of this test’s business. */
async function isRefused(operation: Operation, permission: Permission): Promise<boolean> {
  const lacking = without.get(permission)
  if (!lacking) throw new Error(permission)
  for (let attempt = 0; ; attempt++) {
    try {
      await world.as(lacking.person).run(operation, sampleOf(operation))
      return false
    } catch (error) {
      if (error instanceof Refusal) return error.code === 'forbidden' && error.message.startsWith('Your role does not include')
      // An act before this one ended the session (leaving the company, signing out everywhere).
      if (!(error instanceof Error && error.name === 'DoorShut') || attempt > 0) throw error
      lacking.person = await joinAs(lacking.role)
    }
  }
}
const judged = operations.filter((operation) => isPermission(operation.needs) && companyPermissions.includes(operation.needs as Permission))

test('what asks for the missing permission is refused for it', async () => {
  expect(without.size).toBe(companyPermissions.length)
  for (const operation of judged) expect(await isRefused(operation, operation.needs as Permission), `${operation.name} without ${operation.needs}`).toBe(true)
}, 120_000)
test('what asks for another is not: each operation under a role that lacks something else, each role over several operations', async () => {
  for (const [i, operation] of judged.entries()) {
    const others = companyPermissions.filter((name) => name !== operation.needs)
    for (const permission of [others[i % others.length], others[(i * 7 + 3) % others.length]] as Permission[])
      expect(await isRefused(operation, permission), `${operation.name} without ${permission}`).toBe(false)
  }
}, 120_000)
test('the installation’s operations are refused to whoever holds everything of a company', async () => {
  for (const operation of operations.filter(({ needs }) => isPermission(needs) && !companyPermissions.includes(needs as Permission)))
    expect(await isRefused(operation, 'audit.erase'), operation.name).toBe(true)
})
