// What an OpenID provider sends to tell of a sign-out: right in every part unless told otherwise.
import { randomUUID } from 'node:crypto'
import { endByToken, takeLogoutToken } from '../../../lib/identity/sso/accept-oidc-logout.ts'
import { hearSignOut } from '../../../lib/identity/sso/hear-sign-out.ts'
import { setConnectionLogout } from '../../../lib/tenancy/sso-logout.ts'
import type { Browser } from '../../identity/person.ts'
import type { SsoCompany } from '../saml/company.ts'
import { forgeToken, type TokenShape } from './forge-token.ts'
import { seconds, type Claims, type HostileProvider } from './hostile-provider.ts'

export const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout'
export const logoutClaims = ({ issuer, clientId }: Pick<HostileProvider, 'issuer' | 'clientId'>, more: Claims): Claims => ({
  iss: issuer,
  aud: clientId,
  iat: seconds(),
  exp: seconds() + 120,
  jti: randomUUID(),
  events: { [logoutEvent]: {} },
  ...more,
})
export const logoutToken = (provider: HostileProvider, more: Claims, shape: Partial<TokenShape> = {}): string =>
  forgeToken({ key: provider.key, claims: logoutClaims(provider, more), ...shape, header: { typ: 'logout+jwt', ...shape.header } })
/** What our address does with what it is sent. */
export async function tell(browser: Browser, company: Pick<SsoCompany, 'connectionId'>, body: string): Promise<'ended' | undefined> {
  const question = await takeLogoutToken.invoke(browser, { connectionId: company.connectionId, text: body })
  return question && endByToken.invoke(browser, { heard: await hearSignOut(question) })
}
export const bodyOf = (token: string): string => new URLSearchParams({ logout_token: token }).toString()
export const switchOidcLogout = (company: SsoCompany, signsOut = true) =>
  company.world.as('owner').run(setConnectionLogout, { connectionId: company.connectionId, signsOut })
