import { log } from '../platform/log/log.ts'
import type { Mailer, OutgoingMail } from '../platform/mail/port.ts'
import { hideLinks, redactText } from '../platform/log/redact.ts'
import { deliverEach, rounds } from './outbox-rounds.ts'

/** A mail is tried this often, after 30 s × 2^n and up to half as much again by chance (about two days in all), then counts as failed. */
const attemptsMax = 12
const betweenRoundsMilliseconds = 2_000
const perRoundMax = 50

/**
 * Sends what waits in the outbox. Once a mail is handed over, or given up, its links are hidden: whoever reads the table or a copy of it later
 * finds none that opens something. Nothing leaves while the installation is paused (after a restore, until an operator resumes it).
 * @returns how many were sent
 */
export const deliverWaiting = (mailer: Mailer): Promise<number> =>
  deliverEach(perRoundMax, async (tx) => {
    const [mail] = await tx<(OutgoingMail & { attempts: number })[]>`
    select id, to_address as to, subject, body, attempts from identity.outbox
    where channel = 'mail' and sent_at is null and failed_at is null and not (select is_paused from identity.installation)
      and (next_try_at is null or next_try_at < now())
    order by created_at limit 1 for update skip locked`
    if (!mail) return 'none'
    try {
      await mailer.send({ id: mail.id, to: mail.to, subject: mail.subject, body: mail.body })
    } catch (error) {
      const reason = redactText(error instanceof Error ? error.message : String(error)).slice(0, 300)
      const isGivenUp = mail.attempts + 1 >= attemptsMax
      await tx`update identity.outbox set attempts = attempts + 1, last_error = ${reason}, body = ${isGivenUp ? hideLinks(mail.body) : mail.body},
      next_try_at = now() + make_interval(secs => 30 * power(2, attempts) * (1 + random() / 2)), failed_at = case when ${isGivenUp} then now() end where id = ${mail.id}`
      log(isGivenUp ? 'error' : 'warn', 'mail was not accepted', { mail: mail.id, attempt: mail.attempts + 1, reason })
      return 'failed'
    }
    await tx`update identity.outbox set attempts = attempts + 1, sent_at = now(), last_error = null, body = ${hideLinks(mail.body)} where id = ${mail.id}`
    return 'sent'
  })
export const mailLoop = (mailer: Mailer) => rounds('mail', betweenRoundsMilliseconds, () => deliverWaiting(mailer))
