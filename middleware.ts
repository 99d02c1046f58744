import { randomBytes } from 'node:crypto'
import { NextResponse, type NextRequest } from 'next/server'
import { config as settings } from '@/lib/config.ts'
import { readEdge } from '@/lib/platform/http/edge.ts'
import { refuseByOrigin } from '@/lib/platform/http/origin-rule.ts'
import { isDataPath, isPublicPath } from '@/lib/platform/http/public-paths.ts'
import { isInternalHeader } from '@/lib/platform/http/request-headers.ts'
import { pagePolicy, securityHeaders } from '@/lib/platform/http/security-headers.ts'
import { sessionCookieName } from '@/lib/platform/http/session-cookie.ts'

export const config = {
  runtime: 'nodejs',
  // Uploads are streamed and must not be held in memory here; the server in front applies the same origin rule to them.
  matcher: ['/((?!_next/static/|api/imports/upload$|api/statements/upload$).*)'],
}

/**
 * Gives each page its nonce and policy, turns away other origins and people without a session cookie. It does not decide what a
 * session may do: every operation does, because an action can be posted to any route.
 */
export function middleware(request: NextRequest): NextResponse {
  const edge = readEdge()
  const path = request.nextUrl.pathname
  const headers = new Headers(request.headers)
  if (edge === undefined) {
    // The framework's own server is running: nobody has cleaned these headers, so a client could have written them.
    for (const name of headers.keys()) if (isInternalHeader(name)) headers.delete(name)
    headers.set('x-client-ip', '127.0.0.1')
    headers.set('x-request-id', `req_${randomBytes(12).toString('hex')}`)
  }
  const signedIn = request.cookies.has(sessionCookieName(settings().https))
  const page = { nonce: randomBytes(18).toString('base64'), signedIn, development: edge?.development ?? process.env.NODE_ENV === 'development' }
  const requestId = headers.get('x-request-id') ?? ''

  const refusal = refuseByOrigin({ method: request.method, path, header: (name) => request.headers.get(name) ?? undefined }, settings().origins)
  // A form that a script sends: the framework hands on what it is told in plain text, and nothing else.
  const isForm = request.headers.has('next-action')
  if (refusal !== undefined) return answer(403, 'forbidden', refusal, requestId, isForm)

  if (!signedIn && !isPublicPath(path)) {
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    if (!isRead || isDataPath(path))
      return answer(
        401,
        'signed_out',
        isForm ? 'Your session has ended: sign in on another page, then send it again.' : 'Your session has ended. Sign in again.',
        requestId,
        isForm,
      )
    return toSignIn(request, requestId)
  }

  headers.set('x-nonce', page.nonce)
  headers.set('x-path', path)
  // The framework reads the nonce for its own scripts from the request's policy.
  headers.set('content-security-policy', pagePolicy(page))
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('x-request-id', requestId)
  if (isDataPath(path)) return withHeaders(response, securityHeaders('data', page))
  return withHeaders(response, securityHeaders('page', page))
}

function toSignIn(request: NextRequest, requestId: string): NextResponse {
  const target = request.nextUrl.clone()
  target.pathname = '/sign-in'
  target.search = ''
  const wanted = new URLSearchParams(request.nextUrl.search)
  wanted.delete('_rsc')
  const query = wanted.size === 0 ? '' : `?${wanted.toString()}`
  if (request.nextUrl.pathname !== '/') target.searchParams.set('next', request.nextUrl.pathname + query)
  const response = NextResponse.redirect(target, 303)
  response.headers.set('x-request-id', requestId)
  return withHeaders(response, securityHeaders('data', { nonce: '', signedIn: false, development: false }))
}

function answer(status: number, code: string, message: string, requestId: string, inWords: boolean): NextResponse {
  const response = inWords
    ? new NextResponse(message, { status, headers: { 'content-type': 'text/plain' } })
    : NextResponse.json({ error: { code, message, reference: requestId } }, { status })
  response.headers.set('x-request-id', requestId)
  return withHeaders(response, securityHeaders('data', { nonce: '', signedIn: false, development: false }))
}

function withHeaders(response: NextResponse, headers: Readonly<Record<string, string>>): NextResponse {
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
  return response
}
