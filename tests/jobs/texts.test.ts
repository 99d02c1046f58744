// A text message leaves once and takes number and words out of the database with it; one that would come too late does not leave, one that is refused for good is not tried again.
import { expect, test } from 'vitest'
import { deliverTexts } from '../../lib/jobs/deliver-texts.ts'
import { newUuid } from '../../lib/kernel/id.ts'
import { TextRefused, type OutgoingText } from '../../lib/platform/sms/port.ts'
import { sealText } from '../../lib/platform/sms/sealed-text.ts'
import { admin } from '../support/world.ts'

/** Old enough to stand before what other tests write. */
async function write(to: string, seconds = 300): Promise<string> {
  const id = newUuid(new Date())
  await admin`insert into identity.outbox (id, channel, to_address, subject, body, kind, sealed, expires_at, created_at) values (${id}, 'text', '•••• 32', 'A code', '', 'test', ${await sealText(id, { to, text: '123456 is your code' })}, now() + make_interval(secs => ${seconds}), now() - interval '10 years')`
  return id
}
const of = (number: string, fault?: Error): { sent: OutgoingText[]; send: (text: OutgoingText) => Promise<void> } => {
  const sent: OutgoingText[] = []
  return {
    sent,
    send: async (text) => {
      if (text.to !== number) throw new Error('not for this test')
      if (fault) throw fault
      sent.push(text)
    },
  }
}
const row = async (id: string) =>
  (
    await admin<
      { sent_at: Date | null; failed_at: Date | null; attempts: number; last_error: string | null; sealed: Buffer | null }[]
    >`select sent_at, failed_at, attempts, last_error, sealed from identity.outbox where id = ${id}`
  )[0]!

test('what waits is sent once, however many deliver at the same time, and erased', async () => {
  const id = await write('+14155559001'),
    texter = of('+14155559001')
  await Promise.all([deliverTexts(texter), deliverTexts(texter), deliverTexts(texter)])
  expect(texter.sent).toEqual([{ id, to: '+14155559001', text: '123456 is your code' }])
  expect(await row(id)).toMatchObject({ attempts: 1, last_error: null, sealed: null, failed_at: null })
})
test('a gateway that is away is asked again; one that refuses is not, and both leave a reason without number and words', async () => {
  const id = await write('+14155559002')
  await deliverTexts(of('+14155559002', new Error('the gateway answered 503')))
  expect(await row(id)).toMatchObject({ sent_at: null, failed_at: null, attempts: 1, last_error: 'the gateway answered 503' })
  await admin`update identity.outbox set next_try_at = now() - interval '1 second' where id = ${id}`
  await deliverTexts(of('+14155559002', new TextRefused('the gateway answered 422')))
  expect(await row(id)).toMatchObject({ sent_at: null, sealed: null, attempts: 2, last_error: 'the gateway answered 422' })
  expect((await row(id)).failed_at).not.toBeNull()
  const calm = of('+14155559002')
  await deliverTexts(calm)
  expect(calm.sent).toEqual([])
})
test('a code that nobody could use any more does not ring a phone', async () => {
  const id = await write('+14155559003', -1),
    texter = of('+14155559003')
  await deliverTexts(texter)
  expect(texter.sent).toEqual([])
  expect(await row(id)).toMatchObject({ sealed: null, last_error: 'it would have come too late' })
})
