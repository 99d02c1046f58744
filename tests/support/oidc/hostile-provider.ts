// An OpenID provider that does everything right unless it is told otherwise, and then does exactly that wrong. On 127.0.0.1, while the product is on localhost.
import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { forgeToken, makeSigningKey, type SigningKey, type TokenShape } from './forge-token.ts'

export type Claims = Record<string, unknown>
/** What a provider answers instead of the right thing. A string is sent as it is; a number is a status; `hang up` breaks the connection. */
export type Instead = { readonly status?: number; readonly type?: string; readonly body?: string | Buffer; readonly location?: string } | 'hang up'
export interface Bend {
  readonly back?: (answer: URLSearchParams) => void
  readonly claims?: (claims: Claims) => unknown
  readonly header?: Readonly<Record<string, unknown>>
  readonly key?: SigningKey
  readonly signs?: (input: string) => Buffer | string
  readonly token?: (token: string) => string
  readonly answer?: (answer: Claims) => unknown
  readonly exchange?: Instead
  readonly keys?: (keys: unknown[]) => unknown
  readonly keysAnswer?: Instead
  readonly userinfo?: (claims: Claims) => unknown
  readonly userinfoAnswer?: Instead
  readonly discovery?: (document: Claims) => unknown
  readonly discoveryAnswer?: Instead
  /** Accepts any code for any verifier, as a provider without PKCE does. */
  readonly ignoresVerifier?: boolean
}
interface Code {
  readonly nonce: string
  readonly challenge: string
  readonly redirect: string
  readonly person: Claims
}
export interface HostileProvider {
  readonly origin: string
  readonly issuer: string
  readonly clientId: string
  readonly secret: string
  readonly key: SigningKey
  bend: Bend
  person: Claims
  userinfo: Claims
  /** How often each address was asked. */
  readonly asked: Map<string, number>
  /** Every request as it came, for looking whether a secret went where it should not. */
  readonly seen: string[]
  /** Milliseconds that answering took so far: the provider's share of what a sign-in takes. */
  busy: number
  /** Every token that was given out. */
  readonly tokens: string[]
  /** What a browser brings back that was sent there. */
  visit(to: string): string
  close(): void
}
export const seconds = (): number => Math.floor(Date.now() / 1000)

export async function startHostileProvider(): Promise<HostileProvider> {
  const server = createServer((request, response) => {
    const began = performance.now()
    answer(request, response)
      .catch((error: unknown) => {
        response.statusCode = 500
        response.end(String(error))
      })
      .finally(() => {
        provider.busy += performance.now() - began
      })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    issuer = `${origin}/tenant`,
    codes = new Map<string, Code>()
  const provider: HostileProvider = {
    origin,
    issuer,
    clientId: `client-${randomBytes(4).toString('hex')}`,
    secret: `canary secret+${randomBytes(12).toString('hex')}%&=`,
    key: makeSigningKey('RS256', 'k1'),
    bend: {},
    person: { sub: 'nobody' },
    userinfo: {},
    asked: new Map(),
    seen: [],
    tokens: [],
    busy: 0,
    visit(to) {
      const url = new URL(to),
        asked = (name: string): string => url.searchParams.get(name) ?? '',
        code = randomBytes(16).toString('hex')
      if (
        asked('response_type') !== 'code' ||
        asked('client_id') !== provider.clientId ||
        asked('code_challenge_method') !== 'S256' ||
        !asked('scope').split(' ').includes('openid')
      )
        throw new Error(`not asked rightly: ${to}`)
      codes.set(code, { nonce: asked('nonce'), challenge: asked('code_challenge'), redirect: asked('redirect_uri'), person: provider.person })
      const back = new URLSearchParams({ code, state: asked('state'), iss: issuer })
      provider.bend.back?.(back)
      return back.toString()
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
  const send = (response: ServerResponse, value: unknown, instead: Instead | undefined): void => {
    if (instead === 'hang up') {
      response.destroy()
      return
    }
    response.writeHead(instead?.status ?? 200, {
      'content-type': instead?.type ?? 'application/json',
      ...(instead?.location === undefined ? {} : { location: instead.location }),
    })
    response.end(instead?.body ?? JSON.stringify(value))
  }
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', origin),
      { bend } = provider
    let body = ''
    for await (const part of request) body += String(part)
    provider.asked.set(pathname, (provider.asked.get(pathname) ?? 0) + 1)
    provider.seen.push(`${request.method ?? ''} ${request.url ?? ''} ${JSON.stringify(request.headers)} ${body}`)
    if (pathname === '/tenant/.well-known/openid-configuration') {
      const document: Claims = {
        issuer,
        authorization_endpoint: `${origin}/authorize?tenant=1`,
        token_endpoint: `${origin}/token`,
        jwks_uri: `${origin}/keys`,
        userinfo_endpoint: `${origin}/userinfo`,
        end_session_endpoint: `${origin}/leave?tenant=1`,
        backchannel_logout_supported: true,
        response_types_supported: ['code', 'id_token'],
        subject_types_supported: ['public'],
        code_challenge_methods_supported: ['S256'],
        id_token_signing_alg_values_supported: ['RS256', 'PS256', 'ES256', 'EdDSA', 'HS256', 'none'],
        token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
        authorization_response_iss_parameter_supported: true,
        scopes_supported: ['openid', 'email', 'profile', 'groups'],
      }
      return send(response, bend.discovery ? bend.discovery(document) : document, bend.discoveryAnswer)
    }
    if (pathname.startsWith('/keys')) {
      const keys = [provider.key.jwk]
      return send(response, bend.keys ? bend.keys(keys) : { keys }, bend.keysAnswer)
    }
    if (pathname === '/userinfo') {
      const told = { sub: provider.person['sub'], ...provider.userinfo }
      return send(response, bend.userinfo ? bend.userinfo(told) : told, bend.userinfoAnswer)
    }
    if (pathname !== '/token') return send(response, {}, { status: 404 })
    if (bend.exchange !== undefined) return send(response, {}, bend.exchange)
    const form = new URLSearchParams(body),
      given = codes.get(form.get('code') ?? '')
    codes.delete(form.get('code') ?? '')
    const basic = /^Basic (.*)$/.exec(request.headers.authorization ?? '')?.[1],
      decoded =
        basic === undefined
          ? undefined
          : Buffer.from(basic, 'base64')
              .toString()
              .split(':')
              .map((part) => new URLSearchParams(`x=${part}`).get('x'))
    const [id, secret] = decoded ?? [form.get('client_id'), form.get('client_secret')]
    if (id !== provider.clientId || secret !== provider.secret)
      return send(
        response,
        { error: 'invalid_client' },
        { status: 401, body: JSON.stringify({ error: 'invalid_client', error_description: `secret was ${secret ?? ''}` }) },
      )
    const isProven =
      given !== undefined &&
      (bend.ignoresVerifier === true ||
        createHash('sha256')
          .update(form.get('code_verifier') ?? '')
          .digest('base64url') === given.challenge)
    if (given === undefined || !isProven || form.get('grant_type') !== 'authorization_code' || form.get('redirect_uri') !== given.redirect)
      return send(response, {}, { status: 400, body: JSON.stringify({ error: 'invalid_grant' }) })
    const accessToken = randomBytes(16).toString('hex'),
      whole = createHash((bend.key ?? provider.key).alg === 'EdDSA' ? 'sha512' : 'sha256')
        .update(accessToken)
        .digest(),
      half = whole.subarray(0, whole.length / 2).toString('base64url')
    const claims: Claims = { iss: issuer, aud: provider.clientId, exp: seconds() + 300, iat: seconds(), nonce: given.nonce, at_hash: half, ...given.person }
    const shape: TokenShape = {
      key: bend.key ?? provider.key,
      claims: bend.claims ? bend.claims(claims) : claims,
      ...(bend.header === undefined ? {} : { header: bend.header }),
      ...(bend.signs === undefined ? {} : { signs: bend.signs }),
    }
    const token = forgeToken(shape),
      tokens: Claims = { token_type: 'Bearer', access_token: accessToken, expires_in: 300, id_token: bend.token ? bend.token(token) : token }
    provider.tokens.push(accessToken, token)
    return send(response, bend.answer ? bend.answer(tokens) : tokens, undefined)
  }
  return provider
}
