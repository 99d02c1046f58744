// The addresses that ask for a passkey answer our own pages only, by post, with nothing that tells who has one, and nothing is kept by a browser.
import { expect, inject, test } from 'vitest'
import { givePassword } from '../../lib/identity/give-password.ts'
import { makeSessionToken } from '../../lib/identity/session-token.ts'
import { Browser, makePerson, password, presentClock } from '../identity/person.ts'
import { enrolPasskey } from '../identity/passkey-person.ts'
import { PasskeyDevice } from '../support/passkey-device.ts'
import { makeWorld } from '../support/world.ts'
import '../../lib/registry.ts'

const origin = inject('origin')
const ask = (path: string, headers: Readonly<Record<string, string>> = { origin }): Promise<Response> =>
  fetch(origin + path, { method: 'POST', headers: { accept: 'application/json', ...headers }, redirect: 'manual' })

test('a sign-in by passkey begins for anyone, with a cookie that no script reads, and the same words for everyone', async () => {
  const answers = [await ask('/sign-in/passkey'), await ask('/sign-in/passkey?next=%2Fpayouts')]
  for (const answer of answers) {
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toContain('no-store')
    expect(answer.headers.get('set-cookie')).toMatch(/flow=[\w-]{43};.*HttpOnly/i)
    expect(Object.keys((await answer.json()) as object).sort()).toEqual(['challenge', 'rpId', 'timeout', 'userVerification'])
  }
})
test('another site, and whoever only reads, gets nothing', async () => {
  for (const path of ['/sign-in/passkey', '/sign-in/passkey/factor', '/api/passkeys/ask']) {
    for (const headers of [{ origin: 'https://evil.test' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }] as Readonly<Record<string, string>>[]) {
      const answer = await ask(path, headers)
      expect(answer.status, path).toBe(403)
      expect(answer.headers.get('set-cookie'), path).toBeNull()
    }
    const read = await fetch(origin + path, { redirect: 'manual' })
    expect([401, 405], path).toContain(read.status)
    expect(await read.text(), path).not.toContain('challenge')
  }
})
test('without a session, and before the password, no passkey of anybody is named', async () => {
  const world = await makeWorld(new Date().toISOString()),
    person = await makePerson(world.tenant, 'office'),
    browser = new Browser(presentClock()),
    device = new PasskeyDevice({ origin })
  await browser.signIn(person)
  await enrolPasskey(browser, person, device, 'Key')
  const name = device.id.toString('base64url')
  expect(await (await ask('/api/passkeys/ask')).text()).not.toContain(name)
  expect((await ask('/sign-in/passkey/factor')).status).toBe(409)
  const door = new Browser(presentClock())
  await door.begin(person.email)
  expect((await ask('/sign-in/passkey/factor', { origin, cookie: `flow=${door.flow}` })).status).toBe(409)
  await door.step(givePassword, { password })
  const named = await ask('/sign-in/passkey/factor', { origin, cookie: `flow=${door.flow}` })
  expect([named.status, ((await named.json()) as { allowCredentials: { id: string }[] }).allowCredentials.map((c) => c.id)]).toEqual([200, [name]])
  const signed = await ask('/api/passkeys/ask', { origin, cookie: `session=${await makeSessionToken(browser.own.session)}` })
  expect([signed.status, ((await signed.json()) as { allowCredentials: { id: string }[] }).allowCredentials.map((c) => c.id)]).toEqual([200, [name]])
})
