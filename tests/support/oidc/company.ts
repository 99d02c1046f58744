// A company with a proven domain and a connection by OpenID Connect that is switched on, ready to be signed in to.
import { acceptOidc, takeReturn } from '../../../lib/identity/sso/accept-oidc.ts'
import { askProvider } from '../../../lib/identity/sso/ask-provider.ts'
import type { Accepted } from '../../../lib/identity/sso/sso-outcome.ts'
import { startSso } from '../../../lib/identity/sso/start-sso.ts'
import { tryDecodeId } from '../../../lib/kernel/id.ts'
import { makeOidcConnection } from '../../../lib/tenancy/sso-oidc.ts'
import type { Browser } from '../../identity/person.ts'
import { ownDomain, setConnection, type Settings, type SsoCompany } from '../saml/company.ts'
import { admin, makeWorld } from '../world.ts'

export async function makeOidcCompany(facts: { issuer: string; clientId: string; secret: string }, settings: Settings = {}): Promise<SsoCompany> {
  const world = await makeWorld(new Date().toISOString()),
    domain = await ownDomain(world)
  const { id } = await world
      .as('owner')
      .run(makeOidcConnection, { name: 'Work account', issuer: facts.issuer, clientId: facts.clientId, clientSecret: facts.secret }),
    uuid = tryDecodeId('ssoConnection', id) as string
  await setConnection(uuid, { ...settings })
  await admin`update public.sso_connections set state = 'on' where id = ${uuid}`
  return { world, domain, connectionId: id, uuid }
}
export interface Away {
  readonly to: string
  readonly browser: string
}
export async function begin(browser: Browser, connectionId: string, more: Readonly<Record<string, string>> = {}): Promise<Away> {
  const away = await startSso.invoke(browser, { connectionId, ...more })
  if (!away) throw new Error('not begun')
  return away
}
/** What the callback does with the address to which a browser came back. */
export async function comeBack(browser: Browser, connectionId: string, query: string, secret: string | undefined): Promise<Accepted | undefined> {
  const taken = await takeReturn.invoke(browser, { connectionId, query, ...(secret === undefined ? {} : { browser: secret }) })
  return taken?.kind === 'ask' ? acceptOidc.invoke(browser, { answered: await askProvider(taken.question) }) : taken
}
