// A company with a proven domain and a connection that is switched on, ready to be signed in to.
import { ssoConnections } from '../../../db/schema/sign-in.ts'
import type { Way } from '../../../lib/identity/sso/connection.ts'
import { acceptSaml } from '../../../lib/identity/sso/accept-saml.ts'
import type { Accepted } from '../../../lib/identity/sso/sso-outcome.ts'
import { completeSso } from '../../../lib/identity/sso/complete-sso.ts'
import { startSso } from '../../../lib/identity/sso/start-sso.ts'
import type { FlowAnswer } from '../../../lib/identity/flow-answer.ts'
import { newUuid, tryDecodeId } from '../../../lib/kernel/id.ts'
import { makeConnection } from '../../../lib/tenancy/sso-change.ts'
import type { Browser } from '../../identity/person.ts'
import type { Certificate } from '../certificate.ts'
import { admin, makeWorld, type World } from '../world.ts'

export type Settings = Partial<
  Pick<
    typeof ssoConnections.$inferInsert,
    'joins' | 'defaultRole' | 'emailAttribute' | 'nameAttribute' | 'groupsAttribute' | 'providerFactor' | 'allowsProviderStart' | 'wantsResponseSigned'
  >
>
export interface SsoCompany {
  readonly world: World
  readonly domain: string
  readonly connectionId: Way['id']
  readonly uuid: string
}
/** A domain that no other test has: one is proven once in the whole database. */
export async function ownDomain(world: World, name = `c-${newUuid(new Date()).slice(-12)}.example`): Promise<string> {
  const id = newUuid(new Date())
  await admin`insert into public.domains (tenant_id, id, name, token, state, proven_at) values (${world.tenant}, ${id}, ${name}, 'x', 'proven', now())`
  await admin`insert into identity.proven_domains (name, tenant_id, domain_id) values (${name}, ${world.tenant}, ${id})`
  return name
}
export async function makeSsoCompany(facts: { issuer: string; ssoUrl: string; certificate: Certificate }, settings: Settings = {}): Promise<SsoCompany> {
  const world = await makeWorld(new Date().toISOString()),
    domain = await ownDomain(world)
  const { id } = await world
      .as('owner')
      .run(makeConnection, { name: 'Work account', issuer: facts.issuer, ssoUrl: facts.ssoUrl, certificate: facts.certificate.pem }),
    uuid = tryDecodeId('ssoConnection', id) as string
  await setConnection(uuid, { ...settings })
  await admin`update public.sso_connections set state = 'on' where id = ${uuid}`
  return { world, domain, connectionId: id, uuid }
}
export async function setConnection(uuid: string, settings: Settings): Promise<void> {
  for (const [name, value] of Object.entries(settings))
    await admin`update public.sso_connections set ${admin({ [(ssoConnections as unknown as Record<string, { name: string }>)[name]?.name ?? name]: value })} where id = ${uuid}`
}
/** What our acts need of a browser while it is away. */
export interface Away {
  readonly to: string
  readonly browser: string
  readonly requestId: string
}
export async function begin(browser: Browser, connectionId: string, more: Readonly<Record<string, string>> = {}): Promise<Away> {
  const away = await startSso.invoke(browser, { connectionId, ...more })
  if (!away) throw new Error('not begun')
  return { ...away, requestId: new URL(away.to).searchParams.get('RelayState') ?? '' }
}
export const accept = (browser: Browser, connectionId: string, message: string, relayState?: string): Promise<Accepted | undefined> =>
  acceptSaml.invoke(browser, { connectionId, message, ...(relayState === undefined ? {} : { relayState }) })
/** The way back: the code, in the browser that holds the secret. */
export async function complete(browser: Browser, accepted: Accepted | undefined, secret: string | undefined): Promise<FlowAnswer> {
  if (accepted?.kind !== 'code') throw new Error('no code')
  const answer = await completeSso.invoke(browser, { code: accepted.code, ...(secret === undefined ? {} : { browser: secret }) })
  if (!answer) throw new Error('no answer')
  browser.flow = answer.flow ?? ''
  if (answer.session) browser.session = answer.session
  return answer
}
