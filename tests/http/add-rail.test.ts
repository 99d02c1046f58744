// A way to pay that cannot be is said where it is chosen, and the company's own currency is offered first.
import { beforeAll, expect, inject, it } from 'vitest'
import { sessionCookie } from '../support/http-act.ts'
import { makeWorld } from '../support/world.ts'

const origin = inject('origin')
let cookie = ''
beforeAll(async () => {
  cookie = await sessionCookie((await makeWorld(new Date().toISOString(), { currency: 'USD' })).people.owner)
})
const ask = (query: string): Promise<Response> => fetch(`${origin}/settings/rails/new${query}`, { headers: { cookie }, redirect: 'manual' })

it('ACH in another currency than dollars keeps what was typed and says what to choose', async () => {
  const answer = await ask('?rail=nacha&currency=eur'),
    text = await answer.text()
  expect(answer.status).toBe(200)
  expect(text).toContain('ACH pays US dollars only, not EUR. Choose USD or another way.')
  expect(text).toMatch(/<input[^>]*name="currency"[^>]*value="eur"/)
})
it('what can be leads to its form', async () => {
  for (const [rail, currency] of [
    ['nacha', 'usd'],
    ['pain001', 'EUR'],
  ] as const) {
    const text = await (await ask(`?rail=${rail}&currency=${currency}`)).text()
    expect(text, rail).toContain(`/settings/rails/${rail}/${currency.toUpperCase()}`)
  }
})
it('a company in dollars is offered dollars by ACH', async () => {
  const text = await (await ask('')).text()
  expect(text).toMatch(/<input[^>]*name="currency"[^>]*value="USD"/)
  expect(text.match(/<input[^>]*name="rail"[^>]*>/g)?.find((input) => /checked/.test(input))).toContain('value="nacha"')
})
