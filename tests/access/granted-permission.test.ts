// A crew member who was given one permission for a time, for each permission: does exactly what asks for it and nothing else, over every operation there is, and nothing of it once the time is over.
// ASVS V8.2.1
import { beforeAll, expect, test } from 'vitest'
import { isPermission, type Operation } from '../../lib/access/operation.ts'
import { everyones, reachesOf, type Permission } from '../../lib/access/permissions.ts'
import { companyPermissions, covers, roles } from '../../lib/access/roles.ts'
import { Refusal } from '../../lib/kernel/refusal.ts'
import { operations } from '../../lib/registry.ts'
import { askAccess } from '../../lib/tenancy/access/ask-access.ts'
import { approveAccess } from '../../lib/tenancy/access/decide-access.ts'
import { sampleOf } from '../support/sample.ts'
import { makeWorld, type Person, type World } from '../support/world.ts'

let world: World
const withOne = new Map<Permission, Person>()
/** What a crew member can be given at all: more than the role has. */
const asked = companyPermissions.filter((name) => !everyones.includes(name) && !covers(roles.crew[name], reachesOf(name).at(-1) ?? 'all'))
beforeAll(async () => {
  world = await makeWorld(new Date().toISOString())
  for (const permission of asked) {
    const person = await world.join('crew'),
      { id } = await world
        .as(person)
        .run(askAccess, { grants: [`${permission}:${reachesOf(permission).at(-1) ?? 'all'}`], amount: 2, unit: 'hours', reason: 'For the matrix' })
    await world.as('owner').run(approveAccess, { requestId: id, amount: 2, unit: 'hours' })
    withOne.set(permission, person)
  }
}, 120_000)
/** Whether the right itself was the reason; any other end (done, not found, a fault of the sample) is none of this test’s business. */
async function isRefused(operation: Operation, person: Person): Promise<boolean> {
  try {
    await world.as(person).run(operation, sampleOf(operation))
    return false
  } catch (error) {
    if (error instanceof Refusal) return error.code === 'forbidden' && error.message.startsWith('Your role does not include')
    throw error
  }
}
const judged = operations.filter((operation) => isPermission(operation.needs))
const own = (operation: Operation): boolean => isPermission(operation.needs) && roles.crew[operation.needs] !== undefined

test('what asks for the permission is let through, and everything else that the role lacks is refused', async () => {
  expect(withOne.size).toBeGreaterThan(30)
  // What the crew may do anyway is proven by the matrix of roles. Of each other right another of its operations for each person: over all of them every one.
  const denied = judged.filter((operation) => !own(operation)),
    others = [...new Set(denied.map(({ needs }) => needs))].map((needs) => [needs, denied.filter((operation) => operation.needs === needs)] as const),
    met = new Set<Operation>()
  for (const [i, [permission, person]] of [...withOne].entries()) {
    for (const operation of judged.filter(({ needs }) => needs === permission))
      expect(await isRefused(operation, person), `${operation.name} with ${permission} for a time`).toBe(false)
    for (const [needs, list] of others) {
      const operation = list[i % list.length]
      if (needs === permission || !operation) continue
      met.add(operation)
      expect(await isRefused(operation, person), `${operation.name} (${needs}) with ${permission} for a time`).toBe(true)
    }
  }
  expect(denied.filter((operation) => !met.has(operation)).map(({ name }) => name)).toEqual([])
}, 120_000)
test('from the last moment on nothing of it is left, though no job has closed anything', async () => {
  world.clock.set(new Date(world.clock.now().getTime() + 2 * 3_600_000).toISOString())
  for (const [permission, person] of withOne)
    for (const operation of judged.filter(({ needs }) => needs === permission))
      expect(await isRefused(operation, person), `${operation.name} after ${permission}`).toBe(!own(operation))
}, 120_000)
