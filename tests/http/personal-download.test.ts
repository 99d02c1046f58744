// A list of people leaves over HTTP only as the answer to a form with a code; the link to it leads to that form.
import { beforeAll, expect, inject, test } from 'vitest'
import '../../lib/registry.ts'
import { Browser, makePerson, presentClock, type TestPerson } from '../identity/person.ts'
import { makeSessionToken } from '../../lib/identity/session-token.ts'
import { makeWorld } from '../support/world.ts'

const origin = inject('origin')
let person: TestPerson,
  browser: Browser,
  cookie = ''
beforeAll(async () => {
  person = await makePerson((await makeWorld(new Date().toISOString())).tenant, 'admin')
  browser = new Browser(presentClock())
  await browser.signIn(person)
  cookie = await makeSessionToken(browser.own.session)
})
const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(origin + path, { redirect: 'manual', ...init, headers: { cookie: `session=${cookie}`, 'sec-fetch-site': 'same-origin', origin, ...init.headers } })
const post = (path: string, factorCode: string, headers: Record<string, string> = {}): Promise<Response> =>
  ask(path, { method: 'POST', body: new URLSearchParams({ factorCode }), headers })

test.each([
  ['/members.csv', 'q=a'],
  ['/payees.csv', 'q=a'],
  ['/members/requests.csv', 'q=a'],
  ['/security/sign-ins.csv', 'outcome=refused'],
  ['/security/alerts.csv', 'state=open'],
])('%s leads to the form that asks, which is posted there and nowhere else', async (path, filter) => {
  const away = await ask(`${path}?${filter}`),
    form = decodeURIComponent(away.headers.get('location') ?? '')
  expect([away.status, form]).toEqual([303, `/confirm?next=${path}?${filter}`])
  const page = await (await ask(away.headers.get('location') ?? '')).text()
  expect(page).toContain(`action="${path}?${filter}"`)
  expect(page).toMatch(/name="factorCode"/)
})
test('a wrong code and none lead back to the form, which says so; a form of another site is refused', async () => {
  for (const code of ['000000', '', 'x'.repeat(10_000)])
    expect((await post('/members.csv', code)).headers.get('location'), code.slice(0, 9)).toMatch(/^\/confirm\?next=%2Fmembers\.csv&problem=(invalid|step_up)$/)
  expect(await (await ask('/confirm?next=%2Fmembers.csv&problem=invalid')).text()).toContain('That code is not right')
  expect((await post('/members.csv', '123456', { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' })).status).toBe(403)
})
test('the right code brings the file, once', async () => {
  browser.clock.advance(30_000)
  const code = person.code(browser.clock),
    file = await post('/members.csv', code)
  expect([file.status, file.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8'])
  expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename="members-/)
  expect(await file.text()).toContain(person.email)
  expect((await post('/members.csv', code)).status).toBe(303)
  expect((await ask('/members.csv')).status).toBe(303)
})
test.each(['/home', '/members', '//elsewhere.example', 'https://elsewhere.example/members.csv', '/members.csvx', '/payouts.csv', ''])(
  'the form asks for no code for %s',
  async (next) => {
    const page = await ask(`/confirm?next=${encodeURIComponent(next)}`),
      text = await page.text()
    expect(text).not.toMatch(/name="factorCode"/)
    expect(page.status).toBe(404)
  },
)
