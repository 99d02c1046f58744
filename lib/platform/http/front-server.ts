import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Config } from '../../config.ts'
import { problemBody, problemType } from '../../kernel/problem.ts'
import { log } from '../log/log.ts'
import { forgetBegun, giveUp, hasBegun } from './begun-acts.ts'
import { bodyLimit, uploadPaths } from './body-limits.ts'
import { clientAddress } from './client-address.ts'
import { countRequest, httpMetrics } from './http-metrics.ts'
import { judgeRequest, readTarget, tooLarge, type EarlyAnswer } from './judge-request.ts'
import { takePlace } from './places.ts'
import { isDataPath } from './public-paths.ts'
import { forgetPageRefused, pageRefusal } from './refused-pages.ts'
import { readRelay, relayHeader, writeRelay } from './relay.ts'
import { isInternalHeader } from './request-headers.ts'
import { responseKind, revealingHeaders, securityHeaders } from './security-headers.ts'

export interface FrontOptions {
  readonly config: Pick<Config, 'origins' | 'trustedProxies'>
  readonly development: boolean
  /** The framework. */
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>
}

/** Ends sockets on which nothing moves: a reader who never reads would keep a place for good. Longer than any act of ours is silent. */
const silentSocketMs = 5 * 60_000
const slowestBodyMs = 30_000
/** Of a body on its way, nothing for so long: its sender holds a place and does nothing with it. */
const silentBodyMs = 15_000
const silentUploadMs = 60_000
const slowestUploadMs = 15 * 60_000
/** From the last byte of a form to the beginning of its act. */
const slowestReadingMs = 20_000

/**
 * Our own HTTP server around the framework. It refuses what the framework answers wrongly or late (405, 413, 403, 421), removes headers
 * that only our own layers may set, and puts the security headers on every response by what the response finally is.
 */
export function createFrontServer(options: FrontOptions): Server {
  const limits = {
    maxHeaderSize: 16_384,
    headersTimeout: 20_000,
    requestTimeout: slowestUploadMs,
    keepAliveTimeout: 65_000,
    connectionsCheckingInterval: 5_000,
    // Judged by ourselves, so that the refusal carries the headers of every response.
    requireHostHeader: false,
  }
  const server = createServer(limits, (request, response) => accept(options, request, response))
  server.maxHeadersCount = 100
  server.setTimeout(silentSocketMs)
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => accept(options, request, response, true))
  // An expectation that nobody knows is passed over rather than answered by Node's own bare 417.
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => accept(options, request, response))
  server.on('connect', (_request: IncomingMessage, socket: Socket) => socket.end(rawAnswer(405, 'Method Not Allowed')))
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
    if (error.code === 'HPE_HEADER_OVERFLOW') return void socket.end(rawAnswer(431, 'Request Header Fields Too Large'))
    if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') return void socket.end(rawAnswer(408, 'Request Timeout'))
    if (error.code === 'HPE_INVALID_METHOD') return void socket.end(rawAnswer(405, 'Method Not Allowed'))
    socket.end(rawAnswer(400, 'Bad Request'))
  })
  return server
}

/** For requests so broken that there is no response object. */
function rawAnswer(status: number, reason: string): string {
  const headers = securityHeaders('data', { nonce: '', signedIn: false, development: false })
  const lines = Object.entries({ ...headers, connection: 'close', 'content-length': '0' }).map(([name, value]) => `${name}: ${value}`)
  return `HTTP/1.1 ${status} ${reason}\r\n${lines.join('\r\n')}\r\n\r\n`
}

function accept(options: FrontOptions, request: IncomingMessage, response: ServerResponse, awaitsContinue = false): void {
  const started = performance.now()
  const continued = readRelay(joined(request, relayHeader), started)
  const requestId = continued?.requestId ?? `req_${randomBytes(12).toString('hex')}`
  const method = request.method ?? ''
  const path = readTarget(request.url) ?? '/'
  const ip = continued?.ip ?? clientAddress(request.socket.remoteAddress, joined(request, 'x-forwarded-for'), options.config.trustedProxies)
  const metrics = httpMetrics()
  metrics.inFlight += 1
  const place = takePlace(ip, request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0)
  response.on('close', () => {
    metrics.inFlight -= 1
    place.leave()
    if (continued === undefined) {
      forgetBegun(requestId)
      forgetPageRefused(requestId)
    }
    const ms = Math.round(performance.now() - started)
    // What was sent, not what somebody set on the response afterwards.
    const status = sentStatus() ?? response.statusCode
    countRequest(method, status, ms / 1000)
    // To be told to come again is an answer, not a fault of ours; how often it happens is counted.
    const level = status === 503 ? 'warn' : status >= 500 ? 'error' : path.startsWith('/_next/') || path.startsWith('/api/health/') ? 'debug' : 'info'
    log(level, 'request', { requestId, method, path, status, ms, ip, ...(response.writableFinished ? {} : { aborted: true }) })
  })
  const sentStatus = guardResponse(options, request, response, path, requestId)

  // The framework reaches us where we listen; what it carries on came in under our name, which is that of the page where there are several.
  if (continued !== undefined) {
    const { origins } = options.config
    request.headers.host = new URL(origins.find((origin) => origin === request.headers.origin) ?? origins[0] ?? 'http://localhost').host
  }
  const early =
    judgeHosts(request) ??
    judgeRequest({ method, target: request.url, headers: request.headers }, options.config) ??
    (place.isOver ? judgeLoad(path) : undefined)
  if (early !== undefined) return answerEarly(request, response, path, requestId, early)

  markRequest(options, request, requestId, ip)
  guardBody(request, response, path, requestId, () => {
    place.arrived()
    if (method === 'POST' && !isDataPath(path) && !options.development) guardReading(request, response, path, requestId)
  })
  if (awaitsContinue) response.writeContinue()
  options.handle(request, response).catch((error: unknown) => {
    log('error', 'request failed', { requestId, method, path, error })
    if (response.headersSent) return void response.destroy()
    answerEarly(request, response, path, requestId, { status: 500, code: 'broken', message: 'Something broke on our side. Try again in a moment.' })
  })
}

const joined = (request: IncomingMessage, name: string): string | undefined => {
  const value = request.headers[name]
  return Array.isArray(value) ? value.join(', ') : value
}

/** Two hosts in one request: a proxy and we may each believe another one (request smuggling, cache poisoning). */
function judgeHosts(request: IncomingMessage): EarlyAnswer | undefined {
  if (request.rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'host').length < 2) return undefined
  return { status: 400, code: 'invalid', message: 'The request names two hosts.' }
}

function judgeLoad(path: string): EarlyAnswer | undefined {
  if (path.startsWith('/api/health/')) return undefined
  return { status: 503, code: 'unavailable', message: 'Too many requests at once. Try again in a moment.', headers: { 'retry-after': '1' } }
}

/** Removes what outsiders may not say and states who the caller is. */
function markRequest(options: FrontOptions, request: IncomingMessage, requestId: string, ip: string): void {
  const headers = request.headers
  const forwarded = headers['x-forwarded-for'] !== undefined || headers['forwarded'] !== undefined
  const loopback = ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(request.socket.remoteAddress ?? '')
  for (const name of Object.keys(headers)) if (isInternalHeader(name, options.development)) delete headers[name]
  const origins = options.config.origins.map((origin) => new URL(origin))
  const origin = origins.find((candidate) => candidate.host === headers.host?.toLowerCase()) ?? origins[0]
  headers.host = origin?.host ?? 'localhost'
  headers['x-forwarded-host'] = headers.host
  headers['x-forwarded-proto'] = origin?.protocol.replace(':', '') ?? 'http'
  headers['x-forwarded-for'] = ip
  headers['x-client-ip'] = ip
  headers['x-request-id'] = requestId
  headers[relayHeader] = writeRelay({ requestId, ip }, performance.now())
  // Only a caller on this machine with no proxy between may read the metrics without their token.
  if (loopback && !forwarded) headers['x-peer'] = 'loopback'
}

/** Counts the body as it arrives, since a chunked one declares no length, and ends senders that drip. @param arrived called when all of it is here */
function guardBody(request: IncomingMessage, response: ServerResponse, path: string, requestId: string, arrived: () => void): void {
  const limit = bodyLimit(path, request.headers['content-type'])
  let counted = 0
  const push = request.push.bind(request)
  request.push = (chunk: unknown, encoding?: BufferEncoding): boolean => {
    if (chunk === null) arrived()
    if (chunk instanceof Uint8Array) counted += chunk.byteLength
    silence.refresh()
    if (counted <= limit || response.headersSent) return push(chunk, encoding)
    answerEarly(request, response, path, requestId, tooLarge(limit))
    return false
  }
  const isUpload = uploadPaths.includes(path)
  const timer = setTimeout(
    () => {
      if (!request.complete) request.destroy()
    },
    isUpload ? slowestUploadMs : slowestBodyMs,
  )
  // Where we do not read on just now, the silence is ours.
  const silence = setTimeout(
    () => {
      if (request.complete) return
      if (request.socket.isPaused()) silence.refresh()
      else request.destroy()
    },
    isUpload ? silentUploadMs : silentBodyMs,
  )
  for (const one of [timer, silence]) {
    one.unref()
    response.on('close', () => clearTimeout(one))
  }
}

/**
 * Arguments of an act may be written so that they wait for themselves (an argument that is the very act it belongs to), and the framework
 * waits with them for ever: whoever sends many would take everybody's places. In development an act may have to be compiled first.
 */
function guardReading(request: IncomingMessage, response: ServerResponse, path: string, requestId: string): void {
  const timer = setTimeout(() => {
    if (!response.headersSent && giveUp(requestId))
      answerEarly(request, response, path, requestId, { status: 400, code: 'invalid', message: 'The form could not be read.' })
  }, slowestReadingMs)
  timer.unref()
  response.on('close', () => clearTimeout(timer))
}

/** Sets the final headers at the moment the first byte leaves, whoever wrote the response. @returns asks which status was sent */
function guardResponse(options: FrontOptions, request: IncomingMessage, response: ServerResponse, path: string, requestId: string): () => number | undefined {
  let sent: number | undefined
  const signedIn = /(?:^|; )(?:__Host-)?session=/.test(request.headers.cookie ?? '')
  const writeHead = response.writeHead.bind(response) as (status: number, reason?: string) => ServerResponse
  response.writeHead = ((first: number, second?: unknown, third?: unknown): ServerResponse => {
    const refusal = first === 500 ? pageRefusal(requestId) : undefined
    // A form whose arguments could not be read never reached an act: the fault lies with who sent it (400), and no alarm should ring.
    const unread = first === 500 && request.method === 'POST' && !isDataPath(path) && !hasBegun(requestId)
    const status = refusal?.status ?? (unread ? 400 : first)
    sent = status
    if (refusal) response.setHeader('retry-after', String(refusal.retryAfterSeconds))
    const given = typeof second === 'string' ? third : second
    for (const [name, value] of headerPairs(given)) response.setHeader(name, value)
    const type = String(response.getHeader('content-type') ?? '')
    const judged = responseKind(path, type, String(response.getHeader('content-disposition') ?? ''))
    const kind = judged === 'asset' && status >= 400 ? 'data' : judged
    const nonce = /'nonce-([A-Za-z0-9+/=]+)'/.exec(String(response.getHeader('content-security-policy') ?? ''))?.[1]
    const page = { nonce: nonce ?? randomBytes(18).toString('base64'), signedIn, development: options.development }
    for (const [name, value] of Object.entries(securityHeaders(kind, page))) response.setHeader(name, value)
    for (const name of revealingHeaders) response.removeHeader(name)
    response.setHeader('x-request-id', requestId)
    // Whoever takes the browser over after somebody signed out finds nothing kept. Not "cookies": that would reach sibling hosts.
    if (path === '/signed-out') response.setHeader('clear-site-data', '"cache", "storage"')
    if (httpMetrics().draining) response.setHeader('connection', 'close')
    return typeof second === 'string' ? writeHead(status, second) : writeHead(status)
  }) as typeof response.writeHead
  return () => sent
}

function* headerPairs(given: unknown): Generator<[string, string | number | string[]]> {
  if (Array.isArray(given)) {
    if (Array.isArray(given[0])) yield* given as [string, string][]
    else for (let index = 0; index + 1 < given.length; index += 2) yield [String(given[index]), given[index + 1] as string]
  } else if (typeof given === 'object' && given !== null) {
    for (const [name, value] of Object.entries(given)) if (value !== undefined) yield [name, value as string]
  }
}

function answerEarly(request: IncomingMessage, response: ServerResponse, path: string, requestId: string, answer: EarlyAnswer): void {
  if (response.headersSent) return
  // Providers that provision read the errors of their own protocol only (RFC 7644 §3.12).
  const isScim = path.startsWith('/scim/'),
    isInterface = path.startsWith('/api/v1/')
  const wantsPage = !isDataPath(path) && (request.headers.accept ?? '').includes('text/html')
  // A form that a script sends: the framework hands on what it is told in plain text, and nothing else.
  const wantsWords = request.headers['next-action'] !== undefined
  const body = wantsWords
    ? answer.message
    : wantsPage
      ? `<!doctype html><html lang="en"><meta charset="utf-8"><title>Refused</title><h1>${escapeHtml(answer.message)}</h1><p>Reference ${requestId}</p></html>`
      : JSON.stringify(
          isScim
            ? { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: String(answer.status), detail: answer.message }
            : isInterface
              ? JSON.parse(problemBody(answer.status, answer.code, answer.message, requestId))
              : { error: { code: answer.code, message: answer.message, reference: requestId } },
        )
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value)
  response.setHeader(
    'content-type',
    wantsWords ? 'text/plain' : wantsPage ? 'text/html; charset=utf-8' : isInterface ? problemType : `application/${isScim ? 'scim+' : ''}json; charset=utf-8`,
  )
  response.setHeader('content-length', Buffer.byteLength(body))
  response.statusCode = answer.status
  if (request.complete) return void response.end(request.method === 'HEAD' ? undefined : body)
  // The rest of the body is not wanted. The whole answer goes out at once, but its end waits for the sender's, two seconds at most: a
  // socket that is closed while data still arrives is reset, and a reset takes an answer back that the sender has not read yet.
  response.setHeader('connection', 'close')
  if (request.method === 'HEAD') response.flushHeaders()
  else response.write(body)
  const hangUp = (): void => {
    clearTimeout(timer)
    response.end(() => request.destroy())
  }
  const timer = setTimeout(hangUp, 2_000)
  timer.unref()
  request.push = (chunk: unknown): boolean => {
    if (chunk === null) hangUp()
    return true
  }
  request.on('close', hangUp)
  request.resume()
}

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
