// From a page that is refused or not there a button leads to the person's other companies, with the address that was asked for; it tells of no company that the person is not in.
import { beforeAll, expect, inject, test } from 'vitest'
import { encodeId, newUuid } from '../../lib/kernel/id.ts'
import { cookieOf, drawnForm, saidOn } from '../support/drawn-form.ts'
import { admin, makeWorld, type Person, type World } from '../support/world.ts'

const origin = inject('origin'),
  suffix = newUuid(new Date()).slice(-6)
let here: World,
  there: World,
  cookie = '',
  memberThere = ''
beforeAll(async () => {
  const now = new Date().toISOString()
  here = await makeWorld(now, { company: `Here ${suffix}` })
  there = await makeWorld(now, { company: `There ${suffix}` })
  await makeWorld(now, { company: `Strangers ${suffix}` })
  cookie = await cookieOf(here.people.crew)
  memberThere = await join(there, here.people.crew)
})
/** Makes a person of one company an owner of another. */
async function join({ tenant }: World, { accountId, name, email }: Person): Promise<string> {
  const id = newUuid(new Date())
  await admin`insert into public.members (tenant_id, id, account_id, number, name, email, role, state) values (${tenant}, ${id}, ${accountId}, ${`M-${id.slice(-6)}`}, ${name}, ${email}, 'owner', 'active')`
  return id
}
const ask = async (path: string, as = cookie): Promise<{ status: number; to: string; text: string }> => {
  const response = await fetch(origin + path, { headers: { cookie: as, accept: 'text/html', 'sec-fetch-site': 'none' }, redirect: 'manual' })
  return { status: response.status, to: response.headers.get('location') ?? '', text: await response.text() }
}
/** Sends the form of a switch as it was drawn for somebody new there. */
async function switchBy(person: Person, next: string): Promise<{ to: string; cookie: string }> {
  const url = `${origin}/switch/${encodeId('member', await join(there, person))}?next=${encodeURIComponent(next)}`,
    own = await cookieOf(person)
  const response = await fetch(url, {
    method: 'POST',
    body: await drawnForm(url, { cookie: own }),
    headers: { cookie: own, origin, 'sec-fetch-site': 'same-origin' },
    redirect: 'manual',
  })
  return {
    to: new URL(response.headers.get('location') ?? '', origin).href,
    cookie:
      response.headers
        .getSetCookie()
        .map((set) => set.split(';')[0] ?? '')
        .find((set) => set.startsWith('session=')) ?? '',
  }
}

// Such a page is drawn in the browser, where tests/browser/pages.test.ts presses its button.
test.each([
  ['/members', 403],
  [`/payouts/${encodeId('payout', newUuid(new Date()))}`, 404],
])('%s, answered %i, names no company that the person is not in', async (path, status) => {
  const answer = await ask(path)
  expect(answer.status).toBe(status)
  // One's own companies stand in the menu of the page around it.
  expect(answer.text).not.toContain(`Strangers ${suffix}`)
})
test('with one other company the choice leads straight to its switch', async () => {
  const { status, to } = await ask('/switch?next=%2Fmembers')
  expect(status).toBeGreaterThanOrEqual(300)
  expect(status).toBeLessThan(400)
  expect(new URL(to, origin).pathname + new URL(to, origin).search).toBe(`/switch/${encodeId('member', memberThere)}?next=%2Fmembers`)
})
test('with several they are named, and no others', async () => {
  const id = await join(await makeWorld(new Date().toISOString(), { company: `Third ${suffix}` }), here.people.crew),
    { status, text } = await ask('/switch?next=%2Fmembers'),
    said = saidOn(text)
  expect(status).toBe(200)
  for (const member of [memberThere, id]) expect(text).toContain(`href="/switch/${encodeId('member', member)}?next=%2Fmembers"`)
  expect(said).toContain(`There ${suffix}`)
  expect(said).toContain(`Third ${suffix}`)
  expect(said).not.toContain(`Strangers ${suffix}`)
})
test('who is in one company only is told so', async () => {
  const { status, text } = await ask('/switch?next=%2Fmembers', await cookieOf(there.people.finance))
  expect(status).toBe(200)
  expect(saidOn(text)).toContain('You belong to no other company')
  expect(text).not.toContain(encodeId('member', memberThere))
})
test('switching opens the address there', async () => {
  const { to, cookie: fresh } = await switchBy(here.people.dispatch, '/members')
  expect(to).toBe(`${origin}/members`)
  expect((await ask('/members', fresh)).status).toBe(200)
})
test.each(['//evil.test/x', 'https://evil.test/', '/\\evil.test'])('%s is no address of ours, and switching goes home', async (next) => {
  expect((await switchBy(await here.join('crew'), next)).to).toBe(`${origin}/home`)
})
