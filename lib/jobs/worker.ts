import { Logger, parseCronItems, run, type RunnerOptions, type Task, type WorkerEvents } from 'graphile-worker'
import { EventEmitter } from 'node:events'
import { databaseUrl } from '../config.ts'
import { log } from '../platform/log/log.ts'
import { redactText } from '../platform/log/redact.ts'
import { Lease } from './lease.ts'
import { pause } from './pause.ts'
import { isHopeless, runJob, type JobBinding } from './run-job.ts'
import { cronItems, scheduleTasks, type Schedule } from './schedule.ts'

/** Jobs at once in one process: as many as the login app_worker has connections. */
const concurrentMax = 4
const sweepMilliseconds = 15_000

export interface WorkerPlan {
  readonly jobs: readonly JobBinding[]
  readonly schedules: readonly Schedule[]
  /** Runs beside the queue until the signal aborts, such as the delivery of mail. */
  readonly loops?: readonly ((stop: AbortSignal) => Promise<void>)[]
}

/**
 * Works through the queue until told to stop, then finishes what it has begun. Any number of workers may share one database. What fails
 * is tried again after e^n seconds and up to half as much again by chance; after the last attempt it stays, visible, as a failed job.
 */
export async function runWorker(plan: WorkerPlan, stop: AbortSignal): Promise<void> {
  const tasks: Record<string, Task> = {
    ...Object.fromEntries(plan.jobs.map((binding) => [binding.kind.name, task(plan.jobs)])),
    ...scheduleTasks(plan.schedules),
  }
  const events: WorkerEvents = new EventEmitter()
  let lease: Lease | undefined
  events.once('pool:create', ({ workerPool }) => {
    lease = new Lease(workerPool.id)
  })
  events.on('job:failed', ({ job, error }) => log('error', 'job failed for good', { job: job.id, task: job.task_identifier, attempts: job.attempts, error }))
  const options: RunnerOptions = {
    connectionString: databaseUrl('jobs'),
    concurrency: concurrentMax,
    maxPoolSize: concurrentMax + 2,
    noHandleSignals: true,
    pollInterval: 2_000,
    events,
    logger,
    taskList: tasks,
    parsedCronItems: parseCronItems(cronItems(plan.schedules)),
  }
  const runner = await run(options)
  const ended = new AbortController()
  const both = AbortSignal.any([stop, ended.signal])
  const beside = [keepLease(() => lease, both), ...(plan.loops ?? []).map((loop) => loop(both))]
  log('info', 'worker started', { tasks: Object.keys(tasks).length })
  const told = new Promise<void>((resolve) => {
    if (both.aborted) resolve()
    else both.addEventListener('abort', () => resolve(), { once: true })
  })
  try {
    await Promise.race([told, runner.promise, ...beside.map((loop) => loop.then(() => new Promise<never>(() => undefined)))])
    if (!stop.aborted) throw new Error('the queue stopped by itself')
  } finally {
    ended.abort()
    if (stop.aborted) await runner.stop()
    await Promise.allSettled(beside)
    await lease?.end()
    log('info', 'worker stopped', {})
  }
}

function task(jobs: readonly JobBinding[]): Task {
  return async (payload, { job, withPgClient }) => {
    try {
      await runJob(jobs, job.task_identifier, payload, job.id)
    } catch (error) {
      const seconds = isHopeless(error) ? 0 : Math.exp(Math.min(job.attempts, 10)) / 2
      // The queue adds e^n seconds to this; the part by chance keeps many failed jobs from coming back all at once.
      await withPgClient((client) =>
        client.query(
          `update graphile_worker._private_jobs set run_at = now() + random() * make_interval(secs => $2), attempts = case when $3 then max_attempts else attempts end where id = $1`,
          [job.id, seconds, isHopeless(error)],
        ),
      )
      throw new Error(redactText(error instanceof Error ? error.message : String(error)), { cause: error })
    }
  }
}

async function keepLease(lease: () => Lease | undefined, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    try {
      await lease()?.hold()
      const lost = (await lease()?.sweep()) ?? []
      if (lost.length > 0) log('warn', 'gave back the jobs of workers that are gone', { workers: lost })
    } catch (error) {
      log('warn', 'worker lease', { error }) // a database that is away: the next round tries again
    }
    await pause(sweepMilliseconds, stop)
  }
}

const levels = { error: 'warn', warning: 'warn', info: 'debug', debug: 'debug' } as const
/** The queue's own words without its metadata, which holds payloads; failures for good are logged above. */
const logger = new Logger((scope) => (level, message) => {
  log(levels[level], message.split('\n')[0] ?? '', { job: scope.jobId, task: scope.taskIdentifier })
})
