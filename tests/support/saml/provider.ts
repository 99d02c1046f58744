// An identity provider that we did not write (npm samlp), on a site name of its own: the product is on localhost, this one on 127.0.0.1.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import samlp from 'samlp'
import { makeCertificate, type Certificate } from '../certificate.ts'

export interface ProviderPerson { readonly id: string; readonly email?: string; readonly name?: string; readonly groups?: readonly string[]; readonly context?: string }
export interface Provider {
  readonly origin: string; readonly issuer: string
  /** Who is signed in at the provider, and how it answers; changed by tests. */
  person: ProviderPerson; certificate: Certificate; signResponse: boolean; failure: string | undefined
  /** What the provider tells services about itself, fetched over HTTP. */
  metadata(): Promise<string>
  close(): void
}
const words = (text: string): string => text.replaceAll('&quot;', '"').replaceAll('&#34;', '"').replaceAll('&#43;', '+').replaceAll('&#x2B;', '+').replaceAll('&#x3D;', '=').replaceAll('&#61;', '=').replaceAll('&#x2F;', '/').replaceAll('&amp;', '&')

export async function startProvider(): Promise<Provider> {
  const server = createServer((request, response) => { answer(request, response).catch((error: unknown) => { response.statusCode = 500; response.end(String(error)) }) })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider: Provider = {
    origin, issuer: `${origin}/entity`, person: { id: 'nobody' }, certificate: makeCertificate(), signResponse: false, failure: undefined,
    async metadata() { return (await fetch(`${origin}/metadata`)).text() },
    close() { server.closeAllConnections(); server.close() },
  }
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', origin), { certificate, person } = provider
    const asked = Object.assign(request, { query: Object.fromEntries(url.searchParams), originalUrl: request.url, body: {}, protocol: 'http', get: (name: string) => request.headers[name.toLowerCase()] })
    // What samlp takes for granted is Express; these are the few parts of it that it uses.
    const said = Object.assign(response, { set: (name: string, value: string) => response.setHeader(name, value), send: (body: unknown) => response.end(typeof body === 'number' ? String(body) : (body as string)) })
    if (url.pathname === '/metadata') return samlp.metadata({ issuer: provider.issuer, cert: certificate.pem, redirectEndpointPath: '/sso', postEndpointPath: '/sso' })(asked, said)
    const parsed = await new Promise<{ issuer: string; assertionConsumerServiceURL: string; id: string }>((resolve, reject) => samlp.parseRequest(asked, (error, found) => (error || !found ? reject(error instanceof Error ? error : new Error('no request')) : resolve(found))))
    const acs = parsed.assertionConsumerServiceURL, next = (error?: unknown): void => { response.statusCode = 500; response.end(String(error)) }
    if (provider.failure !== undefined) return samlp.sendError({ issuer: provider.issuer, cert: certificate.pem, key: certificate.privateKey, inResponseTo: parsed.id, destination: acs, RelayState: url.searchParams.get('RelayState') ?? '', error: { code: provider.failure, description: 'not assigned' }, getPostURL: (_request: unknown, done: (error: unknown, at: string) => void) => done(null, acs) })(asked, said, next)
    samlp.auth({
      issuer: provider.issuer, cert: certificate.pem, key: certificate.privateKey, audience: parsed.issuer, recipient: acs, destination: acs, signResponse: provider.signResponse, lifetimeInSeconds: 300, signatureAlgorithm: 'rsa-sha256', digestAlgorithm: 'sha256',
      ...(person.context === undefined ? {} : { authnContextClassRef: person.context }), getPostURL: (_audience: unknown, _dom: unknown, _request: unknown, done: (error: unknown, at: string) => void) => done(null, acs),
      getUserFromRequest: () => ({ id: person.id, displayName: person.name ?? '', emails: [{ value: person.email ?? '' }], name: { givenName: '', familyName: '' }, ...(person.groups === undefined ? {} : { groups: [...person.groups] }) }),
    })(asked, said, next)
  }
  return provider
}
export const attributeNames = { email: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress', name: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name', groups: 'http://schemas.passportjs.com/groups' } as const
/** Follows the way of a browser to the provider, and reads the form that it would post to us. */
export async function visit(to: string): Promise<{ readonly action: string; readonly message: string; readonly relayState: string }> {
  const page = await (await fetch(to)).text(), field = (name: string): string => words(new RegExp(`name="${name}"[^>]*value="([^"]*)"`).exec(page)?.[1] ?? '')
  const message = field('SAMLResponse')
  if (message === '') throw new Error(`the provider answered: ${page.slice(0, 300)}`)
  return { action: words(/action="([^"]*)"/.exec(page)?.[1] ?? ''), message, relayState: field('RelayState') }
}
