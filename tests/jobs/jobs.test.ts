// A job runs its operation in the tenant that was stamped on it, at least once, and what fails for good stays visible.
// ASVS V8.3.3
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { crews } from '../../db/schema/work.ts'
import { event } from '../../lib/access/event.ts'
import { job } from '../../lib/access/job.ts'
import { command } from '../../lib/access/operation.ts'
import { conflict } from '../../lib/kernel/refusal.ts'
import { fanOut } from '../../lib/jobs/schedule.ts'
import { runJob, type JobBinding } from '../../lib/jobs/run-job.ts'
import { runWorker } from '../../lib/jobs/worker.ts'
import { Lease } from '../../lib/jobs/lease.ts'
import { listFailedJobs } from '../../lib/tenancy/list-failed-jobs.ts'
import { drain } from '../support/drain.ts'
import { admin, makeWorld, refusalOf, type World } from '../support/world.ts'

const named = event('crew.added', 'crew', z.strictObject({ name: z.string() }), (d) => `added crew ${d.name}`)
const plant = job('test.plant', z.strictObject({ name: z.string() }), 3)
const failing = job('test.failing', z.strictObject({}), 1)
const refusing = job('test.refusing', z.strictObject({}), 5)
const plantCrew = command({
  name: 'test.plantCrew',
  needs: 'job',
  input: z.strictObject({ name: z.string() }),
  run: async (ctx, { name }) => {
    const [row] = await ctx.tx
      .insert(crews)
      .values({ name, key: name, number: await ctx.number('crew') })
      .onConflictDoNothing({ target: [crews.tenantId, crews.key] })
      .returning({ id: crews.id })
    if (row) ctx.record(named, row.id, { name })
    else ctx.unchanged('there already')
    if (name === 'first') ctx.later(plant, { name: 'second' })
  },
})
const fail = command({
  name: 'test.fail',
  needs: 'job',
  input: z.strictObject({}),
  run: async () => {
    throw new Error('the roof fell in')
  },
})
const refuse = command({
  name: 'test.refuse',
  needs: 'job',
  input: z.strictObject({}),
  run: async () => {
    throw conflict('This import was cancelled.')
  },
})
const bindings: JobBinding[] = [
  { kind: plant, operation: plantCrew },
  { kind: failing, operation: fail },
  { kind: refusing, operation: refuse },
]
const ask = command({
  name: 'test.ask',
  needs: 'payee.change',
  input: z.strictObject({
    name: z.string(),
    key: z.string().optional(),
    at: z.date().optional(),
    fails: z.boolean().optional(),
    undone: z.boolean().optional(),
  }),
  run: async (ctx, { name, key, at, fails, undone }) => {
    ctx.later(plant, { name }, { ...(key && { key }), ...(at && { at }) })
    if (fails) {
      ctx.later(failing, {})
      ctx.later(refusing, {})
    }
    ctx.record(named, null, { name })
    if (undone) throw conflict('changed my mind')
  },
})
const waitFor = async (what: () => Promise<boolean>): Promise<void> => {
  for (let n = 0; n < 100; n++) {
    if (await what()) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('it did not happen within ten seconds')
}
const crewsOf = async (world: World): Promise<string[]> =>
  (await admin<{ name: string }[]>`select name from crews where tenant_id = ${world.tenant} order by name`).map((row) => row.name)
const stop = new AbortController()
afterAll(() => stop.abort())

test('a job runs in the tenant in whose act it was enqueued, and what it enqueues runs too', async () => {
  const [world, other] = [await makeWorld(), await makeWorld()]
  await world.as('manager').run(ask, { name: 'first' })
  expect(await drain(other, bindings)).toEqual([])
  expect(await drain(world, bindings)).toEqual(['test.plant', 'test.plant'])
  expect(await crewsOf(world)).toEqual(['first', 'second'])
  expect(await crewsOf(other)).toEqual([])
  expect((await world.events('crew.added')).at(-1)).toMatchObject({ actor_role: 'job', actor_id: null, permission: 'job' })
})
test('an act that is refused leaves no job behind', async () => {
  const world = await makeWorld()
  await refusalOf(world.as('manager').run(ask, { name: 'never', undone: true }))
  expect(await drain(world, bindings)).toEqual([])
})
test('a waiting job of the same key is replaced, and two tenants never share a key', async () => {
  const [world, other] = [await makeWorld(), await makeWorld()]
  for (const name of ['one', 'two']) await world.as('manager').run(ask, { name, key: 'same' })
  await other.as('manager').run(ask, { name: 'three', key: 'same' })
  await drain(world, bindings)
  await drain(other, bindings)
  expect(await crewsOf(world)).toEqual(['two'])
  expect(await crewsOf(other)).toEqual(['three'])
})
test('a job for a later moment waits for it', async () => {
  const world = await makeWorld()
  await world.as('manager').run(ask, { name: 'later', at: new Date('2026-05-15T09:00:00Z') })
  expect(await drain(world, bindings)).toEqual([])
  world.clock.set('2026-05-15T09:00:00Z')
  expect(await drain(world, bindings)).toEqual(['test.plant'])
})
test('a job that is not running opens no scope, whatever its payload says', async () => {
  const world = await makeWorld()
  await world.as('manager').run(ask, { name: 'waiting' })
  const [row] = await admin<{ id: string }[]>`select id from graphile_worker._private_jobs where payload ->> 'tenant' = ${world.tenant}`
  await expect(runJob(bindings, 'test.plant', { tenant: world.tenant, input: { name: 'x' } }, row!.id)).rejects.toMatchObject({ name: 'DoorShut' })
})
test('a payload that names another tenant opens nothing', async () => {
  const [world, other] = [await makeWorld(), await makeWorld()]
  await world.as('manager').run(ask, { name: 'mine' })
  const [row] = await admin<
    { id: string }[]
  >`update graphile_worker._private_jobs set locked_at = now(), locked_by = 'test' where payload ->> 'tenant' = ${world.tenant} returning id`
  await expect(runJob(bindings, 'test.plant', { tenant: other.tenant, input: { name: 'x' } }, row!.id)).rejects.toMatchObject({ name: 'DoorShut' })
  expect(await crewsOf(other)).toEqual([])
  await admin`delete from graphile_worker._private_jobs where id = ${row!.id}`
})
test('a member cannot run an operation of background jobs', async () => {
  const world = await makeWorld()
  expect(await refusalOf(world.as('owner').run(plantCrew, { name: 'x' }))).toMatchObject({ code: 'forbidden' })
})

test('the worker does what waits, keeps what failed for good, and gives up at once on what a retry cannot mend', async () => {
  const world = await makeWorld()
  const running = runWorker({ jobs: bindings, schedules: [] }, stop.signal)
  await world.as('manager').run(ask, { name: 'first', fails: true })
  await waitFor(async () => (await crewsOf(world)).length === 2)
  const dead = () => admin<{ task: string; attempts: number; max_attempts: number; last_error: string }[]>`
    select t.identifier as task, attempts, max_attempts, last_error from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id where payload ->> 'tenant' = ${world.tenant} and locked_at is null and attempts >= max_attempts order by 1`
  await waitFor(async () => (await dead()).length === 2)
  expect(await dead()).toMatchObject([
    { task: 'test.failing', attempts: 1, last_error: 'the roof fell in' },
    { task: 'test.refusing', attempts: 5, last_error: 'This import was cancelled.' },
  ])
  expect(await world.as('admin').run(listFailedJobs, {})).toMatchObject({
    count: 2,
    jobs: expect.arrayContaining([expect.objectContaining({ task: 'test.failing', error: 'the roof fell in' })]) as unknown,
  })
  expect(await (await makeWorld()).as('admin').run(listFailedJobs, {})).toMatchObject({ count: 0 })
  expect(await refusalOf(world.as('manager').run(listFailedJobs, {}))).toMatchObject({ code: 'forbidden' })
  stop.abort()
  await running
}, 40_000)

test('the jobs of a worker that was killed are given back, those of a living one are not', async () => {
  const world = await makeWorld()
  await world.as('manager').run(ask, { name: 'orphan' })
  await world.as('manager').run(ask, { name: 'cared for' })
  const alive = new Lease('pool-alive'),
    sweeper = new Lease('pool-sweeper')
  try {
    await alive.hold()
    await alive.hold()
    await sweeper.hold()
    await admin`update graphile_worker._private_jobs set locked_at = now() - interval '1 minute', locked_by = case when payload -> 'input' ->> 'name' = 'orphan' then 'pool-killed' else 'pool-alive' end where payload ->> 'tenant' = ${world.tenant}`
    expect(await sweeper.sweep()).toEqual(['pool-killed'])
    expect(
      await admin`select payload -> 'input' ->> 'name' as name from graphile_worker._private_jobs where payload ->> 'tenant' = ${world.tenant} and locked_at is null`,
    ).toMatchObject([{ name: 'orphan' }])
    await alive.end()
    expect(await sweeper.sweep()).toEqual(['pool-alive'])
  } finally {
    await sweeper.end()
  }
})
test('a worker that ends costs its jobs no attempt, until one of them has seen many end', async () => {
  const world = await makeWorld()
  await world.as('manager').run(ask, { name: 'unlucky' })
  const sweeper = new Lease('pool-sweeper')
  const own = () =>
    admin<
      { attempts: number; max_attempts: number }[]
    >`select attempts, max_attempts from graphile_worker._private_jobs where payload ->> 'tenant' = ${world.tenant} and locked_at is null`
  try {
    for (let ended = 0; ended < 60; ended++) {
      const taken =
        await admin`update graphile_worker._private_jobs set locked_at = now() - interval '1 minute', locked_by = 'pool-short', attempts = attempts + 1 where payload ->> 'tenant' = ${world.tenant} and locked_at is null and attempts < max_attempts returning id`
      if (taken.length === 0) break
      expect(await sweeper.sweep()).toContain('pool-short')
    }
    expect(await own()).toEqual([{ attempts: 40, max_attempts: 40 }])
    await admin`delete from graphile_worker._private_jobs where payload ->> 'tenant' = ${world.tenant}`
    await world.as('manager').run(ask, { name: 'late' })
    await admin`update graphile_worker._private_jobs set locked_at = now() - interval '1 minute', locked_by = 'pool-short', attempts = max_attempts where payload ->> 'tenant' = ${world.tenant}`
    await sweeper.sweep()
    expect(await own()).toMatchObject([{ attempts: 3, max_attempts: 4 }])
    expect(await drain(world, bindings)).toEqual(['test.plant'])
  } finally {
    await sweeper.end()
  }
})
test('a schedule enqueues one job in each company, and once more for the same slot changes nothing', async () => {
  const world = await makeWorld()
  const schedule = { name: 'test round', cron: '0 * * * *', tenants: 'companies', kind: plant, payload: { name: 'by the clock' } } as const
  await fanOut(schedule, '2026-05-14T09:00:00Z')
  await fanOut(schedule, '2026-05-14T09:00:00Z')
  expect(await drain(world, bindings)).toEqual(['test.plant'])
  expect(await crewsOf(world)).toEqual(['by the clock'])
  await admin`delete from graphile_worker._private_jobs where key like '%test round%'`
})
