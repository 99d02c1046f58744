// Provisioned people come in by their provider (one that we did not write) and by nothing else, as what their groups mean, until the provider says otherwise by either way.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { setGroupRoles } from '../../../lib/tenancy/sso-groups.ts'
import { showDesk } from '../../../lib/tenancy/show-desk.ts'
import { confirmEnrolment, keepCodes } from '../../../lib/identity/enrol-totp.ts'
import { accept, begin, complete, makeSsoCompany, setConnection, type SsoCompany } from '../../support/saml/company.ts'
import { attributeNames, startProvider, visit, type Provider } from '../../support/saml/provider.ts'
import { makeToken, memberBy, userBody } from '../../support/scim/company.ts'
import type { ScimClient } from '../../support/scim/client.ts'
import { refusalOf } from '../../support/world.ts'
import { Browser, enrolmentCode, presentClock } from '../../identity/person.ts'

let provider: Provider, company: SsoCompany, client: ScimClient
beforeAll(async () => {
  provider = await startProvider()
  process.env['PLUMBLINE_EGRESS_ALLOW'] = provider.origin
  company = await makeSsoCompany(
    { issuer: provider.issuer, ssoUrl: `${provider.origin}/sso`, certificate: provider.certificate },
    { emailAttribute: attributeNames.email, nameAttribute: attributeNames.name, groupsAttribute: attributeNames.groups, joins: false },
  )
  await company.world.as('owner').run(setGroupRoles, { connectionId: company.connectionId, lines: 'Payroll = finance\nField = crew' })
  client = (await makeToken({ world: company.world, connectionId: company.connectionId })).client
})
afterAll(() => provider.close())
async function attempt() {
  const b = new Browser(presentClock()),
    away = await begin(b, company.connectionId),
    form = await visit(away.to)
  return { b, away, accepted: await accept(b, company.connectionId, form.message, form.relayState) }
}
const check = async (): Promise<unknown> => (await company.world.events('sso.refused')).at(-1)?.detail

test('somebody who is provisioned and in a group comes in without joining by themselves, with that role, and is out with the next word of the provider', async () => {
  const email = `ana@${company.domain}`,
    { body: user } = await client.post('/Users', userBody(email, { displayName: 'Ana Ruiz' }))
  await client.post('/Groups', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'Payroll', members: [{ value: user.id }] })
  // What the assertion says of groups does not move whom provisioning moves.
  provider.person = { id: 'ana-at-work', email, name: 'Ana', groups: ['Field'] }
  const { b, away, accepted } = await attempt()
  expect((await complete(b, accepted, away.browser)).go).toBe('enrol')
  await b.step(confirmEnrolment, { code: await enrolmentCode(b) })
  expect((await b.step(keepCodes, { kept: 'yes' })).go).toBe('home')
  expect((await showDesk.invoke(b.caller, {})).member).toMatchObject({ role: 'finance' })
  expect(await memberBy(company.world.tenant, email)).toMatchObject({ role: 'finance', source: 'scim', name: 'Ana Ruiz' })
  await client.patch(`/Users/${user.id}`, [{ op: 'Replace', path: 'active', value: 'False' }])
  await expect(showDesk.invoke(b.caller, {})).rejects.toMatchObject({ name: 'DoorShut' })
  expect(await refusalOf(attempt())).toMatchObject({ code: 'forbidden' })
  expect(await check()).toMatchObject({ check: 'membership', found: 'a member who is suspended' })
  await client.patch(`/Users/${user.id}`, [{ op: 'Replace', path: 'active', value: 'True' }])
  await expect(showDesk.invoke(b.caller, {})).rejects.toMatchObject({ name: 'DoorShut' })
  const again = await attempt()
  expect((await complete(again.b, again.accepted, again.away.browser)).go).toBe('factor')
  await client.remove(`/Users/${user.id}`)
  expect(await refusalOf(attempt())).toMatchObject({ code: 'forbidden' })
})
test('somebody whom provisioning has set inactive does not join by signing in, although the connection lets people join', async () => {
  await setConnection(company.uuid, { joins: true, defaultRole: 'crew' })
  const email = `idle@${company.domain}`
  await client.post('/Users', userBody(email, { active: false }))
  provider.person = { id: 'idle-at-work', email, name: 'Idle', groups: [] }
  expect(await refusalOf(attempt())).toMatchObject({ code: 'forbidden' })
  expect(await check()).toMatchObject({ check: 'membership', found: 'a person whom provisioning has set inactive' })
  expect(await memberBy(company.world.tenant, email)).toBeUndefined()
  // Whom it does not know joins as before.
  provider.person = { id: 'new-at-work', email: `new@${company.domain}`, name: 'New', groups: [] }
  await attempt()
  expect(await memberBy(company.world.tenant, `new@${company.domain}`)).toMatchObject({ role: 'crew', source: 'sso' })
  // And is linked when provisioning names them, in the role that they have, until their groups say otherwise.
  const { body: user } = await client.post('/Users', userBody(`new@${company.domain}`))
  expect(await memberBy(company.world.tenant, `new@${company.domain}`)).toMatchObject({ role: 'crew', source: 'scim' })
  const [group] = (await client.find('Groups', 'displayName eq "Payroll"')).body.Resources
  await client.patch(`/Groups/${group?.id}`, [{ op: 'add', path: 'members', value: [{ value: user.id }] }])
  expect((await memberBy(company.world.tenant, `new@${company.domain}`))?.role).toBe('finance')
})
