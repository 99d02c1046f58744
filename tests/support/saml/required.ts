// A company that requires its provider for its domain, with two owners who keep a way in, ready to be tried.
import { giveFactor } from '../../../lib/identity/give-factor.ts'
import { encodeId, newUuid } from '../../../lib/kernel/id.ts'
import { requireProvider } from '../../../lib/tenancy/require-provider.ts'
import { Browser, makePerson, presentClock, type TestPerson } from '../../identity/person.ts'
import { admin, type World } from '../world.ts'
import { accept, begin, complete, makeSsoCompany, type Settings, type SsoCompany } from './company.ts'
import { attributeNames, visit, type Provider } from './provider.ts'

let count = 0
export interface RequiredCompany extends SsoCompany {
  readonly domainId: string
  readonly owners: readonly [TestPerson, TestPerson]
}
/** A member with password and factor who was here before, whose address is at the domain. */
export async function colleagueAt(at: Pick<SsoCompany, 'world' | 'domain'>, role = 'finance', name?: string): Promise<TestPerson> {
  const person = await makePerson(at.world.tenant, role, name),
    email = `p${++count}.${person.accountId.slice(-6)}@${at.domain}`
  await admin`update identity.accounts set email = ${email} where id = ${person.accountId}`
  await admin`update public.members set email = ${email} where id = ${person.memberId}`
  await admin`insert into identity.sessions (id, secret_hash, account_id, tenant_id, member_id, methods, factor_at, idle_seconds_max, expires_at, ended_at) values (gen_random_uuid(), ${Buffer.from(person.memberId)}, ${person.accountId}, ${at.world.tenant}, ${person.memberId}, 'password, totp', now(), 1800, now(), now() - interval '1 day')`
  return { ...person, email }
}
/** The connection is on and was tried out; nothing is required yet. */
export async function makeReadyCompany(provider: Provider, settings: Settings = {}): Promise<RequiredCompany> {
  const company = await makeSsoCompany(
    { issuer: provider.issuer, ssoUrl: `${provider.origin}/sso`, certificate: provider.certificate },
    { emailAttribute: attributeNames.email, ...settings },
  )
  await passTest(company)
  const [row] = await admin<{ id: string }[]>`select id from public.domains where tenant_id = ${company.world.tenant} and name = ${company.domain}`
  return {
    ...company,
    domainId: encodeId('domain', row?.id ?? ''),
    owners: [await colleagueAt(company, 'owner', 'Olga Owner'), await colleagueAt(company, 'owner', 'Otto Owner')],
  }
}
export const passTest = ({ world, uuid }: Pick<SsoCompany, 'world' | 'uuid'>) =>
  admin`insert into public.sso_tests (tenant_id, id, connection_id, member_id, state) values (${world.tenant}, ${newUuid(new Date())}, ${uuid}, ${world.people.owner.memberId}, 'passed')`
export const member = (person: { readonly memberId: string }): string => encodeId('member', person.memberId)
export const demand = (company: RequiredCompany, by: Parameters<World['as']>[0] = 'owner', owners: readonly { memberId: string }[] = company.owners) =>
  company.world.as(by).run(requireProvider, { domainId: company.domainId, owners: owners.map(member) })
/** In by password and factor, in a browser of one's own; a code of a moment that was not used yet. */
export async function byPassword(person: TestPerson, ahead = 0): Promise<Browser> {
  const browser = new Browser(presentClock())
  browser.clock.advance(ahead)
  await browser.signIn(person)
  return browser
}
/** In by the provider, then our factor where it follows. */
export async function byProvider(provider: Provider, company: SsoCompany, person: Pick<TestPerson, 'email' | 'code'>, ahead = 0): Promise<Browser> {
  const browser = new Browser(presentClock())
  provider.person = { id: `subject of ${person.email}`, email: person.email }
  const away = await begin(browser, company.connectionId),
    form = await visit(away.to),
    answer = await complete(browser, await accept(browser, company.connectionId, form.message, form.relayState), away.browser)
  if (answer.go === 'factor') {
    browser.clock.advance(ahead)
    await browser.step(giveFactor, { code: person.code(browser.clock) })
  }
  return browser
}
