import { closePools } from '../db/client.ts'
import { runWorker } from '../lib/jobs/worker.ts'
import { readFilesBy } from '../lib/platform/rails/read-beside.ts'
import { jobs, loops, schedules } from '../lib/registry.ts'
import { endByRejection, hearRejections } from './hear-rejections.ts'
import { readInThread } from './reading-thread.ts'

/** The worker alone: `npm run worker`, and a child of `npm start`. */
export async function main(_args: readonly string[], stop: AbortSignal): Promise<void> {
  hearRejections(endByRejection)
  readFilesBy(readInThread(new URL('./read-bank-file.js', import.meta.url)))
  try {
    await runWorker({ jobs, schedules, loops: await loops() }, stop)
  } finally {
    await closePools()
  }
}
