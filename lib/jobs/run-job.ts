import { z } from 'zod'
import type { JobKind } from '../access/job.ts'
import type { Operation } from '../access/operation.ts'
import type { Clock } from '../kernel/clock.ts'
import { Refusal } from '../kernel/refusal.ts'

/** Which operation runs a job of a kind; the payload is the operation's input. */
export interface JobBinding {
  readonly kind: JobKind<unknown>
  readonly operation: Operation<unknown, unknown>
}

/** What jobs.enqueue stores: the tenant stamped by the database from the vouched scope, and the input. */
const stored = z.object({ tenant: z.uuid(), input: z.unknown() })

/**
 * Runs the operation of one job that the queue holds as running. The door looks the tenant up by the job's id itself, so a payload that
 * names another tenant opens nothing. A job may run twice (a worker can die between the commit and telling the queue): its operation must
 * make the same change once.
 */
export async function runJob(bindings: readonly JobBinding[], task: string, payload: unknown, jobId: string, clock?: Clock): Promise<void> {
  const binding = bindings.find((candidate) => candidate.kind.name === task)
  if (!binding) throw new Error(`no operation is bound to the job ${task}`)
  const { tenant, input } = stored.parse(payload)
  await binding.operation.invoke(
    { door: { kind: 'job', tenant, job: jobId }, place: { requestId: `job_${jobId}`, ip: '', agent: '' }, ...(clock && { clock }) },
    input,
  )
}

/** Whether trying again can help. A refusal says what is wrong with the request itself: only a busy database or a full hour passes. */
export const isHopeless = (error: unknown): boolean => error instanceof Refusal && error.code !== 'unavailable' && error.code !== 'too_many'
