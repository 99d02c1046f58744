// The form for strangers: sent as a browser without script sends it, it answers with a reference; sent from elsewhere, too large or too often, it keeps nothing.
import { beforeAll, expect, inject, test } from 'vitest'
import { throttleRules } from '../../lib/identity/throttle-rules.ts'
import { bytesOf, drawnForm } from '../support/drawn-form.ts'
import { admin } from '../support/world.ts'

const origin = inject('origin')
// Other tests come from the same network.
beforeAll(async () => {
  await admin`delete from identity.throttles where key like 'reportFromNetwork:%'`
})
const kept = async (): Promise<number> => Number((await admin`select count(*) as n from identity.vulnerability_reports`)[0]?.['n'])
async function send(fields: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = { origin }): Promise<Response> {
  const data = await drawnForm(`${origin}/report`)
  for (const name of ['what', 'place', 'name', 'email']) data.delete(name)
  for (const [name, value] of Object.entries({ what: 'Ids can be guessed', place: '/payouts', severity: 'low', details: 'Look at the address.', ...fields }))
    data.append(name, value)
  const { body, type } = await bytesOf(data)
  return fetch(`${origin}/report`, { method: 'POST', headers: { ...headers, 'content-type': type }, body, redirect: 'manual' })
}
test('a stranger without script reports, gets a reference, and reads the truth behind it', async () => {
  const before = await kept(),
    response = await send({ name: 'Mira Holt' })
  expect(response.status).toBe(303)
  const where = response.headers.get('location') ?? ''
  expect(where).toMatch(/\/report\/VR-[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{2}$/)
  const page = await (await fetch(new URL(where, origin))).text()
  expect(page).toContain('Your report has arrived')
  expect(page).toContain('No person has read it yet')
  expect(page).not.toContain('Ids can be guessed')
  expect(await kept()).toBe(before + 1)
})
test('what is missing is said beside its field, and what was typed stays', async () => {
  const before = await kept(),
    response = await send({ what: '', details: 'Typed with care.' }),
    page = await response.text()
  expect(page).toContain('Say in one line what is wrong.')
  expect(page).toContain('Typed with care.')
  expect(await kept()).toBe(before)
})
test('another site can not send it, nor one that hides where it is', async () => {
  const before = await kept()
  for (const headers of [{}, { origin: 'https://evil.test' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }])
    expect((await send({}, headers)).status, JSON.stringify(headers)).toBe(403)
  expect(await kept()).toBe(before)
})
test('more than a form may hold is turned away unread', async () => {
  const before = await kept()
  expect(
    (
      await fetch(`${origin}/report`, {
        method: 'POST',
        headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
        body: Buffer.alloc(1_200_000, 'a'),
      })
    ).status,
  ).toBe(413)
  const page = await (await send({ details: 'x'.repeat(20_000) })).text()
  expect(page).toContain('Use at most 8,000 characters.')
  expect(await kept()).toBe(before)
})
test('a network that sends one after the other waits', async () => {
  const statuses: number[] = []
  for (let i = 0; i <= throttleRules.reportFromNetwork.free + 1; i++) {
    const response = await send({})
    statuses.push(response.status)
    if (response.status !== 303) expect(await response.text()).toContain('Too many tries')
  }
  expect(statuses.at(-1)).not.toBe(303)
})
test('security.txt names this form, in no circle, and runs out within a year', async () => {
  const response = await fetch(`${origin}/.well-known/security.txt`, { redirect: 'manual' }),
    text = await response.text()
  expect(response.status).toBe(200)
  expect(text).toContain(`Contact: ${origin}/report\n`)
  const days = (Date.parse(/^Expires: (.+)$/m.exec(text)?.[1] ?? '') - Date.now()) / 86_400_000
  expect(days).toBeGreaterThan(30)
  expect(days).toBeLessThan(365)
  expect((await fetch(/^Contact: (\S+\/report)$/m.exec(text)?.[1] ?? '', { redirect: 'manual' })).status).toBe(200)
})
