import { lookup } from 'node:dns/promises'
import { request as httpRequest, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { LookupFunction } from 'node:net'
import { config } from '../../config.ts'
import { EgressRefused } from './egress-refused.ts'
import { judgeUrl, type Judged } from './judge-url.ts'
import { isOutside } from './outside-address.ts'

export interface Address {
  readonly address: string
  readonly family: number
}
/** What the guard leans on; tests bring their own names and authorities, never their own rules. */
export interface Surroundings {
  readonly allowed: readonly string[]
  resolve(host: string): Promise<readonly Address[]>
  /** Certificate authorities besides those of Node. */
  readonly authorities?: string
}
export interface OutsideRequest {
  readonly method?: 'GET' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
  readonly bytesMax: number
  /** For everything together: names, connection, redirects, answer. */
  readonly millisecondsMax: number
  /** How often a GET may be sent on; each address is judged as the first was. None unless said. */
  readonly redirectsMax?: number
}
export interface OutsideAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  readonly url: string
}

export const headerBytesMax = 16_384
const surroundings = (): Surroundings => ({ allowed: config().egressAllow, resolve: (host) => lookup(host, { all: true, verbatim: true }) })

/**
 * The one way by which this product asks an address that a person typed or another service named. HTTPS only, to a machine of the open
 * internet, whose address is looked up once and then connected to (rebinding: a name that answers differently the second time), within
 * limits of time and size, without cookies, proxies or credentials of ours.
 * @throws EgressRefused with a sentence for a person
 */
export async function fetchOutside(address: string, request: OutsideRequest, around: Surroundings = surroundings()): Promise<OutsideAnswer> {
  const late = new AbortController(),
    timer = setTimeout(() => late.abort(), request.millisecondsMax)
  try {
    let judged = judgeUrl(address, around.allowed)
    for (let sentOn = 0; ; sentOn++) {
      const answer = await withTime(late.signal, askOnce(judged, request, around, late.signal))
      if (answer.status < 300 || answer.status > 399 || answer.status === 304) return answer
      const next = answer.headers['location']
      if (request.method === 'POST' || sentOn >= (request.redirectsMax ?? 0) || next === undefined)
        throw new EgressRefused('redirect', 'The address leads on to another one. Enter the one where it ends.')
      if (!URL.canParse(next, judged.url)) throw new EgressRefused('redirect', 'The address leads on to something that is no address.')
      judged = judgeUrl(new URL(next, judged.url).href, around.allowed)
    }
  } finally {
    clearTimeout(timer)
  }
}
const tooSlow = (): EgressRefused => new EgressRefused('too slow', 'The address did not answer in time. Try again later, or enter the values by hand.')
/** A look-up of a name cannot be called off; it is no longer waited for. */
function withTime<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const stop = (): void => reject(tooSlow())
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject)
  })
}

/** The addresses of a host, every one of them outside: a name with one address inside is refused whole, whichever would be tried first. */
async function addressesOf(judged: Judged, around: Surroundings): Promise<readonly Address[]> {
  if (judged.literal) return [{ address: judged.host, family: judged.host.includes(':') ? 6 : 4 }]
  let found: readonly Address[]
  try {
    found = await around.resolve(judged.host)
  } catch {
    throw new EgressRefused('name', `There is no machine by the name ${judged.host}. Look for a typing error.`)
  }
  if (found.length === 0) throw new EgressRefused('name', `There is no machine by the name ${judged.host}. Look for a typing error.`)
  if (!judged.isAllowed && found.some(({ address }) => !isOutside(address)))
    throw new EgressRefused('inside', 'The address leads into a private network. Use one that the internet can reach.')
  return found
}
/** Answers every look-up of this one connection with the address that was judged. */
export const pinned =
  ({ address, family }: Address): LookupFunction =>
  (_host, options, done) => {
    if (options.all === true) done(null, [{ address, family }])
    else done(null, address, family)
  }

async function askOnce(judged: Judged, request: OutsideRequest, around: Surroundings, late: AbortSignal): Promise<OutsideAnswer> {
  const [first] = await addressesOf(judged, around)
  if (first === undefined || late.aborted) throw tooSlow()
  const options: RequestOptions & { ca?: string } = {
    method: request.method ?? 'GET',
    host: judged.host,
    port: judged.port,
    path: `${judged.url.pathname}${judged.url.search}`,
    agent: false,
    maxHeaderSize: headerBytesMax,
    lookup: pinned(first),
    family: first.family,
    // No compression: a small answer could unfold into one of any size.
    headers: {
      accept: '*/*',
      'accept-encoding': 'identity',
      'user-agent': 'Plumbline',
      ...request.headers,
      ...(request.body === undefined ? {} : { 'content-length': String(Buffer.byteLength(request.body)) }),
    },
    ...(around.authorities === undefined ? {} : { ca: around.authorities }),
  }
  return new Promise<OutsideAnswer>((resolve, reject) => {
    const call: ClientRequest = judged.url.protocol === 'https:' ? httpsRequest(options) : httpRequest(options)
    const fail = (fault: EgressRefused): void => {
      reject(fault)
      call.destroy()
    }
    const stop = (): void => fail(tooSlow())
    late.addEventListener('abort', stop, { once: true })
    call.on('close', () => late.removeEventListener('abort', stop))
    call.on('error', (error: NodeJS.ErrnoException) => fail(faultOf(error)))
    call.on('response', (answer) => {
      readBody(answer, request.bytesMax).then(
        (body) => resolve({ status: answer.statusCode ?? 0, headers: headersOf(answer), body, url: judged.url.href }),
        fail,
      )
    })
    call.end(request.body)
  })
}
function faultOf(error: NodeJS.ErrnoException): EgressRefused {
  if (error.code === 'HPE_HEADER_OVERFLOW') return new EgressRefused('headers', 'The address answers with headers that are too long.')
  if (/CERT|TLS|SSL|ALTNAME/.test(error.code ?? ''))
    return new EgressRefused(
      'unreachable',
      'The connection is not safe: the certificate of that address is not valid for its name or was issued by nobody known.',
    )
  return new EgressRefused('unreachable', 'The address cannot be reached, or it ended the connection. Try again later, or enter the values by hand.')
}
const headersOf = (answer: IncomingMessage): Record<string, string> =>
  Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]))

/** Counted as it comes: what is declared may be a lie, and nothing beyond the limit is held. */
async function readBody(answer: IncomingMessage, bytesMax: number): Promise<Buffer> {
  const encoding = answer.headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity') throw new EgressRefused('encoding', 'The address answers compressed although that was not asked for.')
  const tooLarge = (): EgressRefused => new EgressRefused('too large', `The address answers with more than ${Math.floor(bytesMax / 1024)} kB.`)
  if (Number(answer.headers['content-length'] ?? 0) > bytesMax) throw tooLarge()
  const parts: Buffer[] = []
  let length = 0
  try {
    for await (const part of answer as AsyncIterable<Buffer>) {
      length += part.length
      if (length > bytesMax) throw tooLarge()
      parts.push(part)
    }
  } catch (error) {
    throw error instanceof EgressRefused ? error : faultOf(error as NodeJS.ErrnoException)
  }
  return Buffer.concat(parts)
}
