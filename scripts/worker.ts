import { closePools } from '../db/client.ts'
import { runWorker } from '../lib/jobs/worker.ts'
import { log } from '../lib/platform/log/log.ts'
import { configuredPlaces } from '../lib/platform/place/places.ts'
import { readFilesBy } from '../lib/platform/rails/read-beside.ts'
import { jobs, loops, schedules } from '../lib/registry.ts'
import { endByRejection, hearRejections } from './hear-rejections.ts'
import { readInThread } from './reading-thread.ts'

/** The worker alone: `npm run worker`, and a child of `npm start`. */
export async function main(_args: readonly string[], stop: AbortSignal): Promise<void> {
  hearRejections(endByRejection)
  const { state } = configuredPlaces()
  if (state.kind === 'broken') log('warn', state.fault)
  readFilesBy(readInThread(new URL('./read-bank-file.js', import.meta.url)))
  try {
    await runWorker({ jobs, schedules, loops: await loops() }, stop)
  } finally {
    await closePools()
  }
}
