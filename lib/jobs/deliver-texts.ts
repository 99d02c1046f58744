import { openText } from '../platform/sms/sealed-text.ts'
import { log } from '../platform/log/log.ts'
import { redactText } from '../platform/log/redact.ts'
import { TextRefused, type Texter } from '../platform/sms/port.ts'
import { deliverEach, rounds } from './outbox-rounds.ts'

const betweenRoundsMilliseconds = 1_000
const perRoundMax = 20

/**
 * Sends the text messages that wait. A code that would come too late is not sent. Number and words are erased from the row once it was handed
 * over or given up.
 * @returns how many were sent
 */
export const deliverTexts = (texter: Texter): Promise<number> =>
  deliverEach(perRoundMax, async (tx) => {
    const [row] = await tx<{ id: string; sealed: Buffer | null; attempts: number; is_late: boolean }[]>`
    select id, sealed, attempts, coalesce(expires_at < now(), false) as is_late from identity.outbox
    where channel = 'text' and sent_at is null and failed_at is null and not (select is_paused from identity.installation)
      and (next_try_at is null or next_try_at < now())
    order by created_at limit 1 for update skip locked`
    if (!row) return 'none'
    const end = async (why: string): Promise<'failed'> => {
      log('warn', 'a text message did not leave', { message: row.id, attempt: row.attempts + 1, why })
      await tx`update identity.outbox set attempts = attempts + 1, last_error = ${why}, sealed = null, failed_at = now() where id = ${row.id}`
      return 'failed'
    }
    if (row.is_late || row.sealed === null) return end('it would have come too late')
    try {
      await texter.send({ id: row.id, ...(await openText(row.id, row.sealed)) })
    } catch (error) {
      const why = redactText(error instanceof Error ? error.message : String(error)).slice(0, 300)
      if (error instanceof TextRefused) return end(why)
      log('warn', 'a text message was not accepted', { message: row.id, attempt: row.attempts + 1, why })
      await tx`update identity.outbox set attempts = attempts + 1, last_error = ${why}, next_try_at = now() + make_interval(secs => 5 * power(2, least(attempts, 6))) where id = ${row.id}`
      return 'failed'
    }
    await tx`update identity.outbox set attempts = attempts + 1, sent_at = now(), last_error = null, sealed = null where id = ${row.id}`
    return 'sent'
  })
export const textLoop = (texter: Texter) => rounds('text messages', betweenRoundsMilliseconds, () => deliverTexts(texter))
