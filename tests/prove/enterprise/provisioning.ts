// The provider's own client: it gets a token, brings people and groups, and says who is not there any more.
import { expect } from 'vitest'
import { overHttp as programOverHttp, Program } from '../../support/api-client.ts'
import { comeInByProvider, makeApiKeyAt, makeProvisioningToken } from '../../support/desk-acts.ts'
import { overHttp, ScimClient } from '../../support/scim/client.ts'
import { judge, note, open, person } from '../steps/journey.ts'
import { atProvider, confirmOf, domain, readUntil, type Office } from './office.ts'

const clientOf = (office: Office): ScimClient => new ScimClient(note(office, 'provisioning token'), overHttp(office.product.origin))
const bodyOf = (userName: string, name: string) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  userName,
  externalId: `${userName} at work`,
  displayName: name,
  emails: [{ value: userName, type: 'work', primary: true }],
  active: true,
})

export async function provision(office: Office): Promise<void> {
  const { page } = person(office, 'owner')
  const token = await makeProvisioningToken(page, 'Work account 2026', confirmOf(office, 'owner'), 'Work account')
  expect(token).not.toBe('')
  await judge(office, page)
  office.notes.set('provisioning token', token)
  const client = clientOf(office),
    dana = await client.post('/Users', bodyOf(`dana@${domain}`, 'Dana Fox')),
    fiona = await client.post('/Users', bodyOf(person(office, 'finance').email, 'Fiona Li'))
  expect([dana.status, fiona.status], dana.text + fiona.text).toEqual([201, 201])
  office.notes.set('fiona at the provider', fiona.body.id)
  const group = await client.post('/Groups', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
    displayName: 'Dispatchers',
    members: [{ value: dana.body.id }],
  })
  expect(group.status, group.text).toBe(201)
  // Somebody at an address that the company has not proven, and somebody without a name to sign in with.
  expect((await client.post('/Users', bodyOf('dana@elsewhere.example', 'Dana Fox'))).status).toBe(400)
  expect((await client.post('/Users', { ...bodyOf('', 'Nobody'), userName: undefined })).status).toBe(400)
  await readUntil(page, '/settings/provisioning', /POST \/Groups/)
  await judge(office, page)
  const shown = await page.locator('main').innerText()
  for (const part of ['Work account 2026', 'POST /Users', 'Refused (400)', 'not at a domain that the company has proven']) expect(shown).toContain(part)
  // Once means once.
  expect(await page.content()).not.toContain(token.slice(14))
  const members = await open(office, 'owner', '/members')
  expect(await members.getByRole('row').filter({ hasText: 'Dana Fox' }).innerText()).toMatch(/dispatch/i)
}
export async function shutOut(office: Office): Promise<void> {
  const { page, email } = person(office, 'finance'),
    client = clientOf(office),
    id = note(office, 'fiona at the provider')
  atProvider(office, 'finance')
  await comeInByProvider(page, email, /Work account/)
  await page.waitForURL('**/home')
  const program = new Program(
    await makeApiKeyAt(page, { name: 'Fiona’s sheet', may: ['See payees'] }, confirmOf(office, 'finance')),
    programOverHttp(office.product.origin),
  )
  expect([(await program.get('/payees')).status, (await page.goto('/payees'))?.status()]).toEqual([200, 200])
  const told = await client.patch(`/Users/${id}`, [{ op: 'Replace', path: 'active', value: 'False' }])
  expect([told.status, told.body.active]).toEqual([200, false])
  // The very next request of each, and nothing has waited in between.
  expect((await program.get('/payees')).status).toBe(401)
  expect((await page.request.get('/payees.csv', { maxRedirects: 0 })).status()).not.toBe(200)
  await page.goto('/payees')
  await page.waitForURL('**/sign-in*')
  const members = await open(office, 'owner', '/members?state=suspended')
  await members.getByRole('link', { name: 'Fiona Li' }).first().waitFor()
}
