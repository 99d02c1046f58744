import { jobs as registered } from '../../lib/registry.ts'
import { runJob, type JobBinding } from '../../lib/jobs/run-job.ts'
import { admin, type World } from './world.ts'

/**
 * Runs the waiting jobs of a world, one after another and those that they enqueue, as the worker would: the same door, the same operations.
 * Jobs for a later moment run when the world's clock has reached it. A job that fails ends the test with its error.
 * @returns the names of the jobs that ran, in order
 */
export async function drain(world: Pick<World, 'tenant' | 'clock'>, bindings: readonly JobBinding[] = registered): Promise<string[]> {
  const ran: string[] = [],
    names = bindings.map((binding) => binding.kind.name)
  for (;;) {
    // A job for at once is due since it was written; the frozen clock may lie long before the machine's.
    const [job] = await admin<{ id: string; task: string; payload: unknown }[]>`
      update graphile_worker._private_jobs j set locked_at = now(), locked_by = 'drain', attempts = attempts + 1 from graphile_worker._private_tasks t
      where t.id = j.task_id and j.id = (
        select id from graphile_worker._private_jobs where task_id in (select id from graphile_worker._private_tasks where identifier = any(${names})) and payload ->> 'tenant' = ${world.tenant} and locked_at is null and attempts < max_attempts and (run_at in (created_at, updated_at) or run_at <= ${world.clock.now()})
        order by run_at, id limit 1 for update skip locked)
      returning j.id, t.identifier as task, j.payload`
    if (!job) return ran
    ran.push(job.task)
    if (ran.length > 1_000) throw new Error(`jobs that never end: ${[...new Set(ran)].join(', ')}`)
    try {
      await runJob(bindings, job.task, typeof job.payload === 'string' ? JSON.parse(job.payload) : job.payload, job.id, world.clock)
    } catch (error) {
      await admin`update graphile_worker._private_jobs set locked_at = null, locked_by = null, last_error = ${String(error)} where id = ${job.id}`
      throw error
    }
    await admin`delete from graphile_worker._private_jobs where id = ${job.id}`
  }
}
