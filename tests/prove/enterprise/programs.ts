// Programs of the manager's: each has a key, what the key was given, from where it may, and nothing once it is ended.
import { expect } from 'vitest'
import { overHttp, Program } from '../../support/api-client.ts'
import { makeApiKeyAt } from '../../support/desk-acts.ts'
import { judge, open, person } from '../steps/journey.ts'
import { confirmOf, judgeBoth, readUntil, type Office } from './office.ts'

const atOffice = { 'x-forwarded-for': '203.0.113.44' },
  atDepot = { 'x-forwarded-for': '2001:db8:77::44' },
  elsewhere = { 'x-forwarded-for': '198.51.100.7' },
  days = 30
export async function callByKey(office: Office): Promise<void> {
  const { page } = person(office, 'manager'),
    confirm = confirmOf(office, 'manager'),
    { origin } = office.product
  await open(office, 'manager', '/settings/keys')
  await judgeBoth(office, page)
  await page.getByRole('link', { name: 'What a key can call' }).click()
  await page.waitForURL('**/settings/keys/calls')
  await page.getByText('POST /api/v1/payees').first().waitFor()
  await judgeBoth(office, page)
  await open(office, 'manager', '/settings/keys/new')
  await judgeBoth(office, page)
  // What its maker may not do is not offered.
  expect([await page.getByLabel('See payouts', { exact: true }).count(), await page.getByLabel('Search and read the audit log').count()]).toEqual([1, 0])
  const token = await makeApiKeyAt(
    page,
    { name: 'Payroll sync', may: ['See payees', 'Add and change payees and crews'], days, networks: '203.0.113.0/24' },
    confirm,
  )
  expect(token).not.toBe('')
  await judgeBoth(office, page)

  await open(office, 'manager', '/settings/keys')
  await page.getByRole('link', { name: 'Payroll sync' }).click()
  await page.getByRole('heading', { name: 'Revoke Payroll sync?' }).waitFor()
  await judgeBoth(office, page)
  const own = new URL(page.url()).pathname,
    shown = await page.locator('main').innerText(),
    until = await page.locator('main time').first().getAttribute('datetime')
  for (const part of [token.slice(0, 12), 'See payees; Add and change payees and crews', '203.0.113.0/24']) expect(shown).toContain(part)
  expect(shown).toMatch(/Last used\s+never/)
  expect(Math.round((Date.parse(until ?? '') - Date.now()) / 86_400_000)).toBe(days)
  // Once means once.
  expect(await page.content()).not.toContain(token.slice(14))

  const described = await fetch(`${origin}/api/v1/openapi.json`),
    { openapi, paths } = (await described.json()) as { openapi: string; paths: Record<string, Record<string, unknown>> }
  expect([described.status, openapi, Object.keys(paths['/payees'] ?? {}).sort()]).toEqual([200, '3.1.1', ['get', 'post']])
  // As any program asks, with nothing of ours between.
  const read = await fetch(`${origin}/api/v1/payees`, { headers: { ...atOffice, authorization: `Bearer ${token}` } })
  expect([read.status, ((await read.json()) as { data: unknown[] }).data]).toEqual([200, []])
  await readUntil(page, own, /Last used\s+.*from 203\.0\.113\.44/)
  const program = new Program(token, overHttp(origin))
  for (const name of ['Ada', 'Ben', 'Cleo']) expect((await program.post('/payees', { name }, atOffice)).status).toBe(201)
  const names: unknown[] = []
  for (let cursor: string | null | undefined; cursor !== null;) {
    const { status, body } = await program.get(`/payees?limit=2${cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`}`, atOffice)
    expect(status).toBe(200)
    expect(body.data.length).toBeLessThanOrEqual(2)
    names.push(...body.data.map((one) => one['name']))
    cursor = body.next
  }
  expect(names).toEqual(['Ada', 'Ben', 'Cleo'])

  const refused = await program.get('/payouts', atOffice)
  expect([refused.status, refused.headers.get('content-type'), refused.body]).toEqual([
    403,
    expect.stringContaining('application/problem+json'),
    expect.objectContaining({ status: 403, code: 'forbidden', detail: expect.stringContaining('it would need “See payouts”') as unknown }),
  ])
  // The depot is among the company's networks, and not among those of this key.
  const outside = await program.get('/payees', atDepot)
  expect([outside.status, outside.body.detail]).toEqual([403, expect.stringContaining('2001:db8:77::44 is not among the networks of this key')])
  const board = new Program(await makeApiKeyAt(page, { name: 'Yard board', may: ['See payees'] }, confirm), overHttp(origin))
  office.notes.set('key of the board', board.token)
  expect((await board.get('/payees', atDepot)).status).toBe(200)
  for (const one of [program, board]) {
    const { status, body } = await one.get('/payees', elsewhere)
    expect([status, body.detail]).toEqual([403, expect.stringContaining('198.51.100.7, is not among the networks that the company allows')])
  }

  await open(office, 'manager', own)
  await confirm(page, 'Revoke the key')
  await page.waitForURL((url) => url.pathname === '/settings/keys')
  const row = (name: string) => page.getByRole('row').filter({ hasText: name }).innerText()
  expect([await row('Payroll sync'), await row('Yard board')]).toEqual([expect.stringContaining('Revoked'), expect.stringContaining('Valid')])
  await judge(office, page)
  const over = await program.get('/payees', atOffice)
  expect([over.status, over.headers.get('content-type'), over.headers.has('www-authenticate')]).toEqual([
    401,
    expect.stringContaining('application/problem+json'),
    true,
  ])
  expect((await board.get('/payees', atDepot)).status).toBe(200)
}
