// A key does what it was given and nothing else: for every call, with every right but the one behind it, it is refused; with that one alone, it is not.
import '../../lib/registry.ts'
import { beforeAll, describe, expect, test } from 'vitest'
import { isPermission } from '../../lib/access/operation.ts'
import { keyable, permissions } from '../../lib/access/permissions.ts'
import { calls } from '../../lib/api/calls.ts'
import { seedYear } from '../../scripts/demo-year.ts'
import { keyOf, type Program } from '../support/api-client.ts'
import { addressFor, bodyFor } from '../support/api-samples.ts'
import { makeWorld, type World } from '../support/world.ts'

let world: World, whole: Program
beforeAll(async () => {
  world = await makeWorld(new Date().toISOString())
  await seedYear(
    {
      tenant: world.tenant,
      members: Object.fromEntries(Object.entries(world.people).map(([role, person]) => [role, person.memberId])) as never,
      credentials: [],
    },
    () => undefined,
    { jobs: 60, months: 3 },
  )
  whole = (await keyOf(world, 'owner', keyable)).program
}, 120_000)
const ask = async (program: Program, call: (typeof calls)[number]) =>
  program.ask(call.method.toUpperCase(), await addressFor(call, world.tenant), call.body === undefined ? undefined : await bodyFor(call, world.tenant))

test('what a key can be given is what the calls need, and nothing behind a second factor', () => {
  expect([...new Set(calls.map((call) => call.needs).filter(isPermission))].sort()).toEqual([...keyable].sort())
  for (const call of calls) expect(call.operation.stepUp, call.id).toBeUndefined()
  expect(calls.length).toBeGreaterThan(20)
  expect(new Set(calls.map((call) => `${call.method} ${call.path}`)).size).toBe(calls.length)
  expect(new Set(calls.map((call) => call.id)).size).toBe(calls.length)
})
describe('every call', () => {
  test.each(calls.map((call) => [call.id, call] as const))('%s', async (_id, call) => {
    const done = await ask(whole, call)
    expect(done.status, `${call.id}: ${done.text.slice(0, 300)}`).toBe(call.status)
    if (!isPermission(call.needs))
      return expect((await ask((await keyOf(world, await world.join('finance'), ['catalogue.read'])).program, call)).status).toBe(call.status)
    const rest = await ask(
      (
        await keyOf(
          world,
          await world.join('owner'),
          keyable.filter((one) => one !== call.needs),
        )
      ).program,
      call,
    )
    expect([rest.status, rest.body.code], call.id).toEqual([403, 'forbidden'])
    expect(rest.body.detail).toContain(permissions[call.needs])
    const alone = await ask((await keyOf(world, await world.join('owner'), [call.needs])).program, call)
    expect([call.status, 404, 409, 422], `${call.id}: ${alone.text.slice(0, 300)}`).toContain(alone.status)
  })
})
