import { redirect } from 'next/navigation'
import { paths } from '@/app/_ui/paths.ts'
import { DoorShut } from '@/lib/access/passage.ts'
import type { Caller, Operation } from '@/lib/access/operation.ts'
import { Refusal, type RefusalCode } from '@/lib/kernel/refusal.ts'
import { currentCaller } from './caller.ts'
import { judgeRequestOrigin } from './origin.ts'
import '@/lib/registry.ts'

const statuses: Readonly<Record<RefusalCode, number>> = { not_found: 404, forbidden: 403, invalid: 422, conflict: 409, step_up: 401, too_many: 429, unavailable: 503 }

/** A refusal as RFC 9457 problem details. */
export function problem(refusal: Refusal): Response {
  const status = statuses[refusal.code]
  const headers: Record<string, string> = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' }
  if (refusal.retryAfterSeconds !== undefined) headers['retry-after'] = String(refusal.retryAfterSeconds)
  return new Response(JSON.stringify({ type: 'about:blank', title: refusal.message, status, code: refusal.code, fields: refusal.fields }), { status, headers })
}
interface Route { readonly params: Promise<Record<string, string>> }
/**
 * Binds an operation to a route handler: `export const GET = handler(exportPayouts, { input: (url, params) => …, respond: (value) => new Response(…) })`.
 * Refusals become problem+json; a missing session is 401.
 */
export function handler<I, O>(operation: Operation<I, O>, options: { input: (request: Request, params: Record<string, string>) => unknown; respond: (value: O, request: Request) => Response | Promise<Response> }) {
  return guarded(async (request, caller, params) => options.respond(await operation.invoke(caller, await options.input(request, params)), request))
}
/** The same frame for handlers that stream: `run` gets the caller and must go through an operation or a door. */
export function guarded(run: (request: Request, caller: Caller, params: Record<string, string>) => Promise<Response>) {
  return async (request: Request, route: Route): Promise<Response> => {
    try {
      if (request.method !== 'GET' && request.method !== 'HEAD') await judgeRequestOrigin()
      const caller = await currentCaller()
      if (!caller) return new Response(JSON.stringify({ title: 'Sign in first.', status: 401 }), { status: 401, headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' } })
      return await run(request, caller, await route.params)
    } catch (error) {
      if (error instanceof Refusal) return problem(error)
      if (error instanceof DoorShut) return new Response(JSON.stringify({ title: 'This session has ended. Sign in again.', status: 401 }), { status: 401, headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' } })
      throw error
    }
  }
}
/** The signs that RFC 8187 keeps for itself and `encodeURIComponent` leaves alone. */
const encodeName = (name: string): string => encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
/** Headers of every download: an attachment that no browser renders or runs. */
export const attachment = (fileName: string, contentType: string): Record<string, string> => ({
  'content-type': contentType, 'content-disposition': `attachment; filename="${fileName.replace(/[^\w.-]/g, '_')}"; filename*=UTF-8''${encodeName(fileName)}`,
  'cache-control': 'private, no-store', 'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'", 'x-content-type-options': 'nosniff',
})
/** A list as CSV: the filters are those of the list's address, and columns that are only shown or hidden there are none of them. */
export const csvHandler = <I>(operation: Operation<I, { readonly fileName: string; readonly body: Buffer }>, input: (query: Record<string, string>, params: Record<string, string>) => unknown = (query) => query) => handler(operation, {
  input: (request, params) => input(Object.fromEntries([...new URL(request.url).searchParams].filter(([key, value]) => value !== '' && key !== 'cols')), params),
  respond: ({ fileName, body }) => new Response(new Uint8Array(body), { headers: attachment(fileName, 'text/csv; charset=utf-8') }),
})
/**
 * The same for a list of people. Names and addresses leave the house: where no factor was proven within five minutes, the person is asked first
 * and comes back.
 */
export function personalCsvHandler<I>(operation: Operation<I, { readonly fileName: string; readonly body: Buffer }>) {
  const download = csvHandler(operation)
  return async (request: Request, route: Route): Promise<Response> => {
    const answer = await download(request, route)
    if (answer.status !== 401 || ((await answer.clone().json()) as { code?: string }).code !== 'step_up') return answer
    const { pathname, search } = new URL(request.url)
    redirect(paths.confirm(pathname + search))
  }
}
