import type { TransactionSql } from 'postgres'
import { pool } from '../../db/client.ts'
import { log } from '../platform/log/log.ts'
import { pause } from './pause.ts'

/** What became of the oldest message that waits; `none`: nothing waits. */
export type Delivered = 'none' | 'failed' | 'sent'
/**
 * Hands over what waits, oldest first, one transaction each: the row is locked while its message is on the way, so several workers never send
 * the same one. @returns how many were sent
 */
export async function deliverEach(most: number, deliver: (tx: TransactionSql) => Promise<Delivered>): Promise<number> {
  let sent = 0
  for (let n = 0; n < most; n++) {
    const outcome = await pool('auth').begin(deliver)
    if (outcome === 'none') break
    if (outcome === 'sent') sent++
  }
  return sent
}
/** Round after round until it is told to stop. A database that is away is tried again in the next. */
export const rounds =
  (what: string, betweenMilliseconds: number, round: () => Promise<unknown>) =>
  async (stop: AbortSignal): Promise<void> => {
    while (!stop.aborted) {
      try {
        await round()
      } catch (error) {
        log('warn', 'delivery from the outbox', { of: what, error })
      }
      await pause(betweenMilliseconds, stop)
    }
  }
