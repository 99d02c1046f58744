// An identity provider that we did not write (npm samlp), on a site name of its own: the product is on localhost, this one on 127.0.0.1.
import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import samlp from 'samlp'
import { makeCertificate, type Certificate } from '../certificate.ts'

export interface ProviderPerson {
  readonly id: string
  readonly email?: string
  readonly name?: string
  readonly groups?: readonly string[]
  readonly context?: string
}
/** A service that the provider knows to have opened a session with it; told when the person signs out elsewhere. */
export interface Participant {
  readonly serviceProviderId: string
  readonly sessionIndex: string
  readonly nameId: string
  readonly nameIdFormat: string
  readonly serviceProviderLogoutURL: string
  readonly cert: string | undefined
  readonly binding: string
}
export interface Provider {
  readonly origin: string
  readonly issuer: string
  /** Who is signed in at the provider, and how it answers; changed by tests. */
  person: ProviderPerson
  certificate: Certificate
  signResponse: boolean
  failure: string | undefined
  /** How it tells services to sign out, once it does: our certificate as it was entered there, and the binding. */
  signsOut: { readonly pem: string | undefined; readonly url: string; readonly binding?: 'HTTP-Redirect' | 'HTTP-POST' } | undefined
  /** Sessions open at the provider by service. */
  readonly participants: Participant[]
  /** What the provider tells services about itself, fetched over HTTP. */
  metadata(): Promise<string>
  close(): void
}
const words = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#34;', '"')
    .replaceAll('&#43;', '+')
    .replaceAll('&#x2B;', '+')
    .replaceAll('&#x3D;', '=')
    .replaceAll('&#61;', '=')
    .replaceAll('&#x2F;', '/')
    .replaceAll('&amp;', '&')

export async function startProvider(): Promise<Provider> {
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      response.statusCode = 500
      response.end(String(error))
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const memory = {}
  const provider: Provider = {
    origin,
    issuer: `${origin}/entity`,
    person: { id: 'nobody' },
    certificate: makeCertificate(),
    signResponse: false,
    failure: undefined,
    signsOut: undefined,
    participants: [],
    async metadata() {
      return (await fetch(`${origin}/metadata`)).text()
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', origin),
      { certificate, person } = provider
    const asked = Object.assign(request, {
      query: Object.fromEntries(url.searchParams),
      originalUrl: request.url,
      body: Object.fromEntries(new URLSearchParams(await bodyOf(request))),
      session: memory,
      protocol: 'http',
      get: (name: string) => request.headers[name.toLowerCase()],
    })
    // What samlp takes for granted is Express; these are the few parts of it that it uses.
    const said = Object.assign(response, {
      set: (name: string, value: string) => response.setHeader(name, value),
      send: (body: unknown) => response.end(typeof body === 'number' ? String(body) : (body as string)),
      redirect: (to: string) => {
        response.statusCode = 302
        response.setHeader('location', to)
        response.end()
      },
    })
    if (url.pathname === '/metadata')
      return samlp.metadata({ issuer: provider.issuer, cert: certificate.pem, redirectEndpointPath: '/sso', postEndpointPath: '/sso' })(asked, said)
    if (url.pathname === '/logout') {
      const { participants } = provider,
        binding = `urn:oasis:names:tc:SAML:2.0:bindings:${provider.signsOut?.binding ?? 'HTTP-Redirect'}`,
        same = (one: Participant, service: string, indexes: readonly string[] | undefined, name: string) =>
          one.serviceProviderId === service && one.nameId === name && (indexes === undefined || indexes.includes(one.sessionIndex))
      type Found = (error: unknown, found?: unknown) => void
      return samlp.logout({
        issuer: provider.issuer,
        cert: certificate.pem,
        key: certificate.privateKey,
        deflate: true,
        protocolBinding: binding,
        signatureAlgorithm: 'rsa-sha256',
        digestAlgorithm: 'sha256',
        signatureNamespacePrefix: 'ds',
        sessionParticipants: {
          hasElements: () => participants.length > 0,
          getFirst: (found: Found) => found(null, participants[0]),
          get: (service: string, indexes: readonly string[] | undefined, name: string, found: Found) =>
            found(
              null,
              participants.find((one) => same(one, service, indexes, name)),
            ),
          remove: (service: string, index: string, name: string, done: Found) => {
            const at = participants.findIndex((one) => same(one, service, [index], name))
            if (at >= 0) participants.splice(at, 1)
            done(null)
          },
        },
      })(asked, said, (error?: unknown) => {
        response.statusCode = 500
        response.end(String(error))
      })
    }
    const parsed = await new Promise<{ issuer: string; assertionConsumerServiceURL: string; id: string }>((resolve, reject) =>
      samlp.parseRequest(asked, (error, found) => (error || !found ? reject(error instanceof Error ? error : new Error('no request')) : resolve(found))),
    )
    const acs = parsed.assertionConsumerServiceURL,
      next = (error?: unknown): void => {
        response.statusCode = 500
        response.end(String(error))
      }
    if (provider.failure !== undefined)
      return samlp.sendError({
        issuer: provider.issuer,
        cert: certificate.pem,
        key: certificate.privateKey,
        inResponseTo: parsed.id,
        destination: acs,
        RelayState: url.searchParams.get('RelayState') ?? '',
        error: { code: provider.failure, description: 'not assigned' },
        getPostURL: (_request: unknown, done: (error: unknown, at: string) => void) => done(null, acs),
      })(asked, said, next)
    const sessionIndex = `_i${randomBytes(16).toString('hex')}`
    if (provider.signsOut)
      provider.participants.push({
        serviceProviderId: parsed.issuer,
        sessionIndex,
        nameId: person.id,
        nameIdFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified',
        serviceProviderLogoutURL: provider.signsOut.url,
        cert: provider.signsOut.pem,
        binding: `urn:oasis:names:tc:SAML:2.0:bindings:${provider.signsOut.binding ?? 'HTTP-Redirect'}`,
      })
    samlp.auth({
      sessionIndex,
      issuer: provider.issuer,
      cert: certificate.pem,
      key: certificate.privateKey,
      audience: parsed.issuer,
      recipient: acs,
      destination: acs,
      signResponse: provider.signResponse,
      lifetimeInSeconds: 300,
      signatureAlgorithm: 'rsa-sha256',
      digestAlgorithm: 'sha256',
      ...(person.context === undefined ? {} : { authnContextClassRef: person.context }),
      getPostURL: (_audience: unknown, _dom: unknown, _request: unknown, done: (error: unknown, at: string) => void) => done(null, acs),
      getUserFromRequest: () => ({
        id: person.id,
        displayName: person.name ?? '',
        emails: [{ value: person.email ?? '' }],
        name: { givenName: '', familyName: '' },
        ...(person.groups === undefined ? {} : { groups: [...person.groups] }),
      }),
    })(asked, said, next)
  }
  return provider
}
async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}
export const attributeNames = {
  email: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
  name: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name',
  groups: 'http://schemas.passportjs.com/groups',
} as const
/** Follows the way of a browser to the provider, and reads the form that it would post to us. */
export async function visit(to: string): Promise<{ readonly action: string; readonly message: string; readonly relayState: string }> {
  const page = await (await fetch(to)).text(),
    field = (name: string): string => words(new RegExp(`name="${name}"[^>]*value="([^"]*)"`).exec(page)?.[1] ?? '')
  const message = field('SAMLResponse')
  if (message === '') throw new Error(`the provider answered: ${page.slice(0, 300)}`)
  return { action: words(/action="([^"]*)"/.exec(page)?.[1] ?? ''), message, relayState: field('RelayState') }
}
