// A connection that dies in the middle of an act fails that act alone: it answers, nothing half is left, and the next act has a connection of its own.
// ASVS V13.2.6
import { expect, test } from 'vitest'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { crews } from '../../db/schema/work.ts'
import { event } from '../../lib/access/event.ts'
import { identityAct } from '../../lib/access/identity-act.ts'
import { command, query } from '../../lib/access/operation.ts'
import { admin, makeWorld, refusalOf } from '../support/world.ts'

const crewAdded = event('crew.added', 'crew', z.strictObject({ name: z.string() }), (d) => `added crew ${d.name}`)
/** Ends every backend of a login, as a failover or an administrator does, and waits until we have noticed. */
async function cut(login: string): Promise<void> {
  await admin`select pg_terminate_backend(pid) from pg_stat_activity where usename = ${login}`
  await delay(60)
}
const addCrew = command({
  name: 'test.addCrewThroughCut',
  needs: 'payee.change',
  input: z.strictObject({ name: z.string(), cut: z.boolean() }),
  run: async (ctx, { name, cut: isCut }) => {
    const [row] = await ctx.tx
      .insert(crews)
      .values({ name, key: name, number: await ctx.number('crew') })
      .returning({ id: crews.id })
    if (isCut) await cut('app_rw')
    ctx.record(crewAdded, row!.id, { name })
    return ctx.tx.select({ name: crews.name }).from(crews)
  },
})
const countCrews = query({
  name: 'test.countCrewsThroughCut',
  needs: 'payee.read',
  input: z.strictObject({ cut: z.boolean() }),
  run: async (ctx, input) => {
    if (input.cut) await cut('app_rw')
    return (await ctx.tx.select({ id: crews.id }).from(crews)).length
  },
})
const within = <T>(work: Promise<T>): Promise<T> =>
  Promise.race([
    work,
    delay(20_000).then(() => {
      throw new Error('it hangs')
    }),
  ])

test('between two statements: the act answers “unavailable”, leaves nothing, and the pool is whole afterwards', async () => {
  const world = await makeWorld()
  for (let time = 0; time < 15; time++)
    expect((await within(refusalOf(world.as('manager').run(addCrew, { name: `lost ${time}`, cut: true })))).code).toBe('unavailable')
  expect((await within(refusalOf(world.as('manager').run(countCrews, { cut: true })))).code).toBe('unavailable')
  expect(await within(world.as('manager').run(countCrews, { cut: false }))).toBe(0)
  expect(await world.events('crew.added')).toEqual([])
  // More at once than the pool holds: every connection is usable, and none is shared by two acts.
  const names = Array.from({ length: 40 }, (_, n) => `kept ${n}`)
  await within(Promise.all(names.map((name) => world.as('manager').run(addCrew, { name, cut: false }))))
  expect(await world.as('manager').run(countCrews, { cut: false })).toBe(40)
})
test('under many acts at once, some cut: what was acknowledged is there, once, and nothing else', async () => {
  const world = await makeWorld()
  const outcomes = await within(
    Promise.all(
      Array.from({ length: 30 }, async (_, n) => {
        if (n === 12) await cut('app_rw')
        return world
          .as('manager')
          .run(addCrew, { name: `crew ${n}`, cut: false })
          .then(
            () => `crew ${n}`,
            () => undefined,
          )
      }),
    ),
  )
  const stored = (await admin<{ name: string }[]>`select name from crews where tenant_id = ${world.tenant}`).map((row) => row.name)
  for (const name of outcomes) if (name !== undefined) expect(stored).toContain(name)
  expect(new Set(stored).size).toBe(stored.length)
  expect((await world.events('crew.added')).length).toBe(stored.length)
})
test('in an identity act just the same', async () => {
  const act = identityAct({
    name: 'test.cutIdentity',
    credential: 'none',
    why: 'a test',
    input: z.strictObject({}),
    run: async (ctx) => {
      await cut('app_auth')
      ctx.unchanged('cut')
      return 1
    },
  })
  const whole = identityAct({
    name: 'test.wholeIdentity',
    credential: 'none',
    why: 'a test',
    input: z.strictObject({}),
    run: async (ctx) => {
      ctx.unchanged('whole')
      return 1
    },
  })
  const place = { requestId: 'test', ip: '192.0.2.7', agent: 'vitest' }
  for (let time = 0; time < 8; time++) expect((await within(refusalOf(act.invoke({ place }, {})))).code).toBe('unavailable')
  expect(await within(Promise.all(Array.from({ length: 20 }, () => whole.invoke({ place }, {}))))).toHaveLength(20)
})
