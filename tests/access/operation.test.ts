// An operation reaches one tenant only, records what it does in the same transaction, and refuses whoever lacks the right.
// ASVS V2.2.1 V7.2.1 V7.5.3 V8.3.1 V16.5.3
import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { crews } from '../../db/schema/work.ts'
import { event } from '../../lib/access/event.ts'
import { actDigest, command, query } from '../../lib/access/operation.ts'
import { notFound } from '../../lib/kernel/refusal.ts'
import { admin, makeWorld, refusalOf } from '../support/world.ts'

const crewAdded = event('crew.added', 'crew', z.strictObject({ name: z.string() }), (d) => `added crew ${d.name}`)
const addCrew = command({
  name: 'test.addCrew',
  needs: 'payee.change',
  input: z.strictObject({ name: z.string().min(1, 'Give the crew a name.') }),
  run: async (ctx, { name }) => {
    const number = await ctx.number('crew')
    const [row] = await ctx.tx.insert(crews).values({ name, key: name, number }).returning({ id: crews.id, number: crews.number })
    ctx.record(crewAdded, row!.id, { name })
    return row!
  },
})
const silent = command({
  name: 'test.silent',
  needs: 'payee.change',
  input: z.strictObject({}),
  run: async (ctx) => {
    await ctx.tx.insert(crews).values({ name: 'x', key: 'x', number: 'C-0' })
  },
})
const showCrew = query({
  name: 'test.showCrew',
  needs: 'payee.read',
  input: z.strictObject({ id: z.string() }),
  run: async (ctx, { id }) =>
    (await ctx.tx.select().from(crews).where(eq(crews.id, id)))[0] ??
    (() => {
      throw notFound('crew')
    })(),
})
const dangerous = command({
  name: 'test.dangerous',
  needs: 'payout.approve',
  stepUp: 'anew',
  input: z.strictObject({ n: z.number() }),
  run: async (ctx, { n }) => {
    ctx.record(crewAdded, null, { name: String(n) })
    return n
  },
})

test('a command writes its row and its event together, attributed to the person and the permission', async () => {
  const world = await makeWorld()
  const crew = await world.as('manager').run(addCrew, { name: 'Ash' })
  expect(crew.number).toBe('C-00001')
  const [recorded] = await world.events('crew.added')
  expect(recorded).toMatchObject({
    subject_id: crew.id,
    actor_id: world.people.manager.memberId,
    actor_role: 'manager',
    permission: 'payee.change',
    detail: { name: 'Ash' },
  })
  expect(await world.as('manager').run(showCrew, { id: crew.id })).toMatchObject({ name: 'Ash' })
})
test('a command that records nothing is rolled back', async () => {
  const world = await makeWorld()
  await expect(world.as('manager').run(silent, {})).rejects.toThrow('without recording')
  expect((await admin`select 1 from crews where tenant_id = ${world.tenant}`).length).toBe(0)
})
test('another tenant’s id is an id that does not exist', async () => {
  const [a, b] = [await makeWorld(), await makeWorld()]
  const crew = await a.as('manager').run(addCrew, { name: 'Birch' })
  expect(await refusalOf(b.as('manager').run(showCrew, { id: crew.id }))).toMatchObject({ code: 'not_found', message: 'There is no such crew.' })
})
test('a role without the permission is refused, and the refusal is recorded', async () => {
  const world = await makeWorld()
  expect(await refusalOf(world.as('crew').run(addCrew, { name: 'Cedar' }))).toMatchObject({ code: 'forbidden' })
  expect(await world.events('access.refused')).toMatchObject([{ detail: { operation: 'test.addCrew', code: 'forbidden' } }])
})
test('a faulty field is named', async () => {
  const world = await makeWorld()
  expect(await refusalOf(world.as('manager').run(addCrew, { name: '' }))).toMatchObject({ code: 'invalid', fields: { name: 'Give the crew a name.' } })
})
test('a factor proven for one act serves that act only, once', async () => {
  const world = await makeWorld()
  expect(await refusalOf(world.as('manager').runWithoutFactor(dangerous, { n: 1 }))).toMatchObject({ code: 'step_up' })
  expect(await world.as('manager').run(dangerous, { n: 1 })).toBe(1)
  expect(await refusalOf(world.as('manager').runWithoutFactor(dangerous, { n: 1 }))).toMatchObject({ code: 'step_up' })
  expect(await refusalOf(world.as('manager').runWithoutFactor(dangerous, { n: 2 }))).toMatchObject({ code: 'step_up' })
})
test('a factor is proven for the very bytes of a file, each standing for itself by its hash', () => {
  const digestOf = (bytes: Uint8Array) => actDigest('test.bring', { name: 'a', file: { bytes } }),
    bytes = Buffer.alloc(10_000_000, 1),
    other = Buffer.from(bytes)
  other[9_999_999] = 2
  expect(digestOf(other)).not.toBe(digestOf(bytes))
  expect(digestOf(new Uint8Array(bytes))).toBe(digestOf(bytes))
  expect(actDigest('test.bring', { amount: 5n, on: ['a', undefined] })).toBe(actDigest('test.bring', { on: ['a', null], amount: '5' }))
})
test('a session claimed for another tenant opens nothing', async () => {
  const [a, b] = [await makeWorld(), await makeWorld()]
  const door = a.people.owner.caller.door
  await expect(showCrew.invoke({ ...a.people.owner.caller, door: { ...door, tenant: b.tenant } }, { id: a.tenant })).rejects.toMatchObject({ name: 'DoorShut' })
})
