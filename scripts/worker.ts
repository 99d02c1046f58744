import { closePools } from '../db/client.ts'
import { runWorker } from '../lib/jobs/worker.ts'
import { jobs, loops, schedules } from '../lib/registry.ts'
import { endByRejection, hearRejections } from './hear-rejections.ts'

/** The worker alone: `npm run worker`, and a child of `npm start`. */
export async function main(_args: readonly string[], stop: AbortSignal): Promise<void> {
  hearRejections(endByRejection)
  try {
    await runWorker({ jobs, schedules, loops: await loops() }, stop)
  } finally {
    await closePools()
  }
}
