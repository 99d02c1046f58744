import path from 'node:path'
import { pool } from '../../db/client.ts'
import { config } from '../config.ts'
import { systemClock } from '../kernel/clock.ts'
import { pause } from '../jobs/pause.ts'
import { auditSigner } from '../platform/keys/keys.ts'
import { log } from '../platform/log/log.ts'
import { checkNextLog } from './check-log.sql.ts'
import { indexWords } from './index-words.sql.ts'
import { Sealer } from './seal.sql.ts'
import { Witness } from './witness.ts'

const roundMilliseconds = 1_000
/** Somebody should look at it: an event has waited this long to be sealed. */
const lagMillisecondsMax = 10_000
/** Each log is read again this often. */
const checkMilliseconds = 3 * 60_000

/** Seals every second, makes sealed events findable, and reads the log again and again. Ends when told to, after what it has begun. */
export async function runSealer(stop: AbortSignal): Promise<void> {
  const sql = pool('sealer'),
    { keysDir, checkpointDir } = config()
  const sealer = new Sealer(sql, auditSigner(), new Witness(path.join(keysDir, 'sealed'), checkpointDir), systemClock)
  log('info', 'sealer started', { fingerprint: auditSigner().fingerprint })
  let warned = false
  await Promise.all([
    repeat('sealing', stop, roundMilliseconds, async () => {
      const { lagMilliseconds } = await sealer.round()
      if (lagMilliseconds > lagMillisecondsMax && !warned) log('error', 'sealing lags behind: a transaction stays open', { lagMilliseconds })
      warned = lagMilliseconds > lagMillisecondsMax
      return false
    }),
    repeat('indexing words', stop, roundMilliseconds, async () => (await indexWords(sql)) > 0),
    repeat('checking', stop, roundMilliseconds * 5, async () => {
      const check = await checkNextLog(sql, auditSigner(), new Date(systemClock.now().getTime() - checkMilliseconds))
      if (check && check.fault !== '') log('error', 'the audit log is not what was sealed', { tenant: check.tenant, fault: check.fault })
      return check !== undefined
    }),
  ])
  log('info', 'sealer stopped', {})
}

/** @param step answers whether there is more to do at once. */
async function repeat(what: string, stop: AbortSignal, milliseconds: number, step: () => Promise<boolean>): Promise<void> {
  while (!stop.aborted) {
    const started = performance.now()
    let hasMore = false
    try {
      hasMore = await step()
    } catch (error) {
      log('error', `${what} failed`, { error })
    } // a database that is away: the next round tries again
    if (!hasMore) await pause(Math.max(0, milliseconds - (performance.now() - started)), stop)
  }
}
