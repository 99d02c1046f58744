// An OpenID provider that we did not write (npm oidc-provider), on a site name of its own: the product is on localhost, this one on 127.0.0.1.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'
import { makeSigningKey } from './forge-token.ts'

export interface ProviderPerson {
  readonly id: string
  readonly email?: string
  readonly verified?: boolean
  readonly name?: string
  readonly groups?: readonly string[]
  readonly amr?: readonly string[]
  readonly acr?: string
}
/** Where people are led back to after signing out there, and where the provider tells of it. */
export interface SignOuts {
  readonly backTo: string
  readonly toldAt: string
}
export interface RealProvider {
  readonly origin: string
  readonly issuer: string
  readonly clientId: string
  readonly secret: string
  /** Who is signed in at the provider; changed by tests. */
  person: ProviderPerson
  /** Whether it refuses, as a provider does to people who are not assigned. */
  refuses: boolean
  /** The application with its redirect address, as an admin enters it there. */
  register(redirectUrl: string, proof?: 'client_secret_post' | 'client_secret_basic', signOuts?: SignOuts): void
  close(): void
}
export async function startRealProvider(port = 0): Promise<RealProvider> {
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      response.statusCode = 500
      response.end(String(error))
    })
  })
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    key = makeSigningKey('RS256', 'sig-1'),
    clientId = 'plumbline',
    secret = 'a secret with signs +%&=/ that have to be escaped'
  const build = (redirects: readonly string[], proof = 'client_secret_post', signOuts?: SignOuts): Provider =>
    new Provider(origin, {
      clients:
        redirects.length === 0
          ? []
          : [
              {
                client_id: clientId,
                client_secret: secret,
                redirect_uris: [...redirects],
                response_types: ['code'],
                grant_types: ['authorization_code'],
                token_endpoint_auth_method: proof,
                ...(signOuts && {
                  post_logout_redirect_uris: [signOuts.backTo],
                  backchannel_logout_uri: signOuts.toldAt,
                  backchannel_logout_session_required: true,
                }),
              },
            ],
      jwks: { keys: [{ ...key.privateKey.export({ format: 'jwk' }), kid: key.kid, alg: key.alg, use: 'sig' }] },
      cookies: { keys: ['only for tests'] },
      // It calls nobody at home by itself; here everybody is.
      fetch: (url: string, { method, headers, body }: RequestInit) => fetch(url, { method, headers, body } as RequestInit),
      conformIdTokenClaims: false,
      scopes: ['openid', 'email', 'profile', 'groups'],
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'], amr: null, acr: null },
      features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true } },
      interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
      pkce: { required: () => true },
      findAccount: (_ctx, id) => ({
        accountId: id,
        claims: () => ({
          sub: id,
          email: said.person.email,
          email_verified: said.person.verified ?? true,
          name: said.person.name,
          groups: said.person.groups === undefined ? undefined : [...said.person.groups],
        }),
      }),
      loadExistingGrant: async (ctx) => {
        const grant = new ctx.oidc.provider.Grant({ accountId: ctx.oidc.session?.accountId ?? '', clientId: ctx.oidc.client?.clientId ?? '' })
        grant.addOIDCScope('openid email profile groups')
        await grant.save()
        return grant
      },
    })
  let inner = build([])
  const said: RealProvider = {
    origin,
    issuer: origin,
    clientId,
    secret,
    person: { id: 'nobody' },
    refuses: false,
    register(redirectUrl, proof, signOuts) {
      inner = build([redirectUrl], proof, signOuts)
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!request.url?.startsWith('/interaction/')) {
      await inner.callback()(request, response)
      return
    }
    // Here a person would type a name and a password.
    const { person } = said
    await inner.interactionFinished(
      request,
      response,
      said.refuses
        ? { error: 'access_denied', error_description: 'not assigned' }
        : { login: { accountId: person.id, remember: false, ...(person.amr ? { amr: [...person.amr] } : {}), ...(person.acr ? { acr: person.acr } : {}) } },
      { mergeWithLastSubmission: false },
    )
  }
  return said
}
const keep = (jar: Map<string, string>, response: Response): void => {
  for (const cookie of response.headers.getSetCookie()) {
    const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split(/=(.*)/s)
    jar.set(name, value)
  }
}
const cookies = (jar: ReadonlyMap<string, string>): string => [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
/** Signs out at the provider, which asks first, as it does where nobody brings an identity token. @returns where it leads then */
export async function visitOut(to: string, jar: Map<string, string>): Promise<string> {
  const asked = await fetch(to, { redirect: 'manual', headers: { cookie: cookies(jar) } }),
    page = await asked.text(),
    field = (pattern: RegExp): string => pattern.exec(page)?.[1] ?? ''
  keep(jar, asked)
  const said = await fetch(new URL(field(/action="([^"]*)"/), to), {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: cookies(jar), 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ xsrf: field(/name="xsrf" value="([^"]*)"/), logout: 'yes' }).toString(),
  })
  const next = said.headers.get('location')
  if (next === null) throw new Error(`the provider answered ${said.status}: ${page.slice(0, 200)} ${(await said.text()).slice(0, 300)}`)
  return next
}
/** Follows the way of a browser at the provider, with its cookies there, until it is led back to us. @returns that address */
export async function visit(to: string, jar = new Map<string, string>()): Promise<string> {
  const { origin } = new URL(to)
  for (let at = to, steps = 0; steps < 10; steps++) {
    const response = await fetch(at, { redirect: 'manual', headers: { cookie: cookies(jar) } })
    keep(jar, response)
    const next = response.headers.get('location')
    if (next === null) throw new Error(`the provider answered ${response.status}: ${(await response.text()).slice(0, 300)}`)
    at = new URL(next, at).href
    if (!at.startsWith(origin)) return at
  }
  throw new Error('led in circles')
}
