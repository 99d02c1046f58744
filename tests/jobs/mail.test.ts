// A mail leaves once, is tried again when the server did not take it, and waits while the installation is paused.
// ASVS V16.5.2
import { expect, test } from 'vitest'
import { deliverWaiting } from '../../lib/jobs/deliver-mail.ts'
import type { OutgoingMail } from '../../lib/platform/mail/port.ts'
import { FrozenClock } from '../../lib/kernel/clock.ts'
import { newUuid } from '../../lib/kernel/id.ts'
import { admin } from '../support/world.ts'

const clock = new FrozenClock('2026-05-14T09:00:00Z')
/** Old enough to stand before what other tests write, so that a round that is cut off holds ours. */
const write = async (to: string, body = 'Body'): Promise<string> => {
  const id = newUuid(clock.now())
  await admin`insert into identity.outbox (id, to_address, subject, body, kind, created_at) values (${id}, ${to}, 'Hello', ${body}, 'test', now() - interval '10 years')`
  return id
}
const of = (address: string, refuses = false): { sent: OutgoingMail[]; send: (mail: OutgoingMail) => Promise<void> } => {
  const sent: OutgoingMail[] = []
  return {
    sent,
    send: async (mail) => {
      if (mail.to !== address) throw new Error('not for this test')
      if (refuses) throw new Error('450 try later smtp://u:secret@mail.example')
      sent.push(mail)
    },
  }
}
const row = async (id: string) =>
  (
    await admin<
      { sent_at: Date | null; failed_at: Date | null; attempts: number; last_error: string | null }[]
    >`select sent_at, failed_at, attempts, last_error from identity.outbox where id = ${id}`
  )[0]!

test('what waits is sent once, however many deliver at the same time', async () => {
  const id = await write('once@example.com'),
    mailer = of('once@example.com')
  await Promise.all([deliverWaiting(mailer), deliverWaiting(mailer), deliverWaiting(mailer)])
  expect(mailer.sent).toEqual([{ id, to: 'once@example.com', subject: 'Hello', body: 'Body' }])
  expect(await row(id)).toMatchObject({ attempts: 1, last_error: null })
})
test('a refused mail is tried again later and counts as failed after the last try; the reason holds no password', async () => {
  const id = await write('later@example.com'),
    mailer = of('later@example.com', true)
  await deliverWaiting(mailer)
  const once = await row(id)
  expect(once).toMatchObject({ sent_at: null, failed_at: null })
  expect(once.attempts).toBe(1)
  expect(once.last_error).toBe('450 try later smtp://u:[redacted]@mail.example')
  await admin`update identity.outbox set attempts = 11, next_try_at = now() - interval '1 second' where id = ${id}`
  await deliverWaiting(mailer)
  expect((await row(id)).failed_at).not.toBeNull()
  const calm = of('later@example.com')
  await deliverWaiting(calm)
  expect(calm.sent).toEqual([])
})
test('a link travels whole, and once its mail is handed over or given up, nothing that opens it stays', async () => {
  const body = 'Hello.\nhttps://plumbline.example/reset/AbC-dEf_0123456789\nSee https://plumbline.example/payouts/pay_1.',
    hidden = 'Hello.\nhttps://plumbline.example/reset/[redacted]\nSee https://plumbline.example/payouts/pay_1.'
  const bodyOf = async (id: string) => (await admin<{ body: string }[]>`select body from identity.outbox where id = ${id}`)[0]?.body
  const sent = await write('link@example.com', body),
    mailer = of('link@example.com')
  await deliverWaiting(mailer)
  expect(mailer.sent.map((mail) => mail.body)).toEqual([body])
  expect(await bodyOf(sent)).toBe(hidden)
  const refused = await write('refused@example.com', body),
    refusing = of('refused@example.com', true)
  await deliverWaiting(refusing)
  expect(await bodyOf(refused)).toBe(body) // it is tried again and must arrive whole
  await admin`update identity.outbox set attempts = 11, next_try_at = now() - interval '1 second' where id = ${refused}`
  await deliverWaiting(refusing)
  expect(await row(refused)).toMatchObject({ failed_at: expect.any(Date) })
  expect(await bodyOf(refused)).toBe(hidden)
})
test('nothing leaves while the installation is paused', async () => {
  const id = await write('paused@example.com'),
    mailer = of('paused@example.com')
  await admin`update identity.installation set is_paused = true`
  try {
    await deliverWaiting(mailer)
    expect(mailer.sent).toEqual([])
  } finally {
    await admin`update identity.installation set is_paused = false`
  }
  await deliverWaiting(mailer)
  expect((await row(id)).sent_at).not.toBeNull()
})
