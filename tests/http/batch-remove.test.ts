// Without script, payouts are taken out of a draft by the page that says what it causes; the batch page then shows the rest.
import { expect, inject, test } from 'vitest'
import '../../lib/registry.ts'
import { makeBatch } from '../../lib/incentives/make-batch.ts'
import { approvedPayout, setOriginator } from '../support/bank.ts'
import { cookieOf, drawnForm, saidOn } from '../support/drawn-form.ts'
import { makeWorld } from '../support/world.ts'

const origin = inject('origin')
test('the link of a row, the consequence, the act, the list', async () => {
  const world = await makeWorld(new Date().toISOString(), { currency: 'EUR', zone: 'Europe/Berlin' })
  await setOriginator(world, 'pain001', 'EUR')
  const [gone, kept] = [await approvedPayout(world, 12_400n), await approvedPayout(world, 5_600n)]
  const batch = await world.as('finance').run(makeBatch, { rail: 'pain001', currency: 'EUR', payoutIds: [gone.id, kept.id] })
  const cookie = await cookieOf(world.people.finance),
    page = async (path: string) => (await fetch(origin + path, { headers: { cookie } })).text()
  expect(await page(`/batches/${batch.id}`)).toContain(`/batches/${batch.id}/remove?id=${gone.id}`)
  const address = `/batches/${batch.id}/remove?id=${gone.id}`,
    asked = await page(address)
  expect(asked).toContain('free for another batch')
  expect(saidOn(asked)).toMatch(/124\.00[\s\S]*56\.00/)
  const data = await drawnForm(origin + address, { cookie }, 'remove[]')
  expect(data.getAll('remove[]')).toEqual([gone.id])
  const response = await fetch(origin + address, { method: 'POST', headers: { origin, cookie }, body: data, redirect: 'manual' })
  expect([response.status, response.headers.get('location')]).toEqual([303, `/batches/${batch.id}`])
  const after = await page(`/batches/${batch.id}`)
  expect(after).not.toContain(gone.number)
  expect(after).toContain(kept.number)
  const none = await drawnForm(`${origin}/batches/${batch.id}/remove`, { cookie }, 'remove[]')
  expect(none.getAll('remove[]')).toEqual([])
  expect(await (await fetch(`${origin}/batches/${batch.id}/remove`, { method: 'POST', headers: { origin, cookie }, body: none })).text()).toContain(
    'Choose at least one payout.',
  )
})
