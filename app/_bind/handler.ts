import { paths } from '@/app/_ui/paths.ts'
import { DoorShut } from '@/lib/access/passage.ts'
import type { Caller, Operation } from '@/lib/access/operation.ts'
import type { ListFile } from '@/lib/audit/list-export.ts'
import { Refusal, type RefusalCode } from '@/lib/kernel/refusal.ts'
import { currentCaller } from './caller.ts'
import { postedForm } from './form-values.ts'
import { judgeRequestOrigin } from './origin.ts'
import '@/lib/registry.ts'

const statuses: Readonly<Record<RefusalCode, number>> = {
  not_found: 404,
  forbidden: 403,
  invalid: 422,
  conflict: 409,
  step_up: 401,
  too_many: 429,
  unavailable: 503,
}

/** A refusal as RFC 9457 problem details. */
export function problem(refusal: Refusal): Response {
  const status = statuses[refusal.code]
  const headers: Record<string, string> = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' }
  if (refusal.retryAfterSeconds !== undefined) headers['retry-after'] = String(refusal.retryAfterSeconds)
  return new Response(JSON.stringify({ type: 'about:blank', title: refusal.message, status, code: refusal.code, fields: refusal.fields }), { status, headers })
}
interface Route {
  readonly params: Promise<Record<string, string>>
}
/**
 * Binds an operation to a route handler: `export const GET = handler(exportPayouts, { input: (url, params) => …, respond: (value) => new Response(…) })`.
 * Refusals become problem+json; a missing session is 401.
 */
export function handler<I, O>(
  operation: Operation<I, O>,
  options: { input: (request: Request, params: Record<string, string>) => unknown; respond: (value: O, request: Request) => Response | Promise<Response> },
) {
  return guarded(async (request, caller, params) => options.respond(await operation.invoke(caller, await options.input(request, params)), request))
}
/** The same frame for handlers that stream: `run` gets the caller and must go through an operation or a door. */
export function guarded(run: (request: Request, caller: Caller, params: Record<string, string>) => Promise<Response>) {
  return async (request: Request, route: Route): Promise<Response> => {
    try {
      if (request.method !== 'GET' && request.method !== 'HEAD') await judgeRequestOrigin()
      const caller = await currentCaller()
      if (!caller)
        return new Response(JSON.stringify({ title: 'Sign in first.', status: 401 }), {
          status: 401,
          headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
        })
      return await run(request, caller, await route.params)
    } catch (error) {
      if (error instanceof Refusal) return problem(error)
      if (error instanceof DoorShut)
        return new Response(JSON.stringify({ title: 'This session has ended. Sign in again.', status: 401 }), {
          status: 401,
          headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
        })
      throw error
    }
  }
}
/** The signs that RFC 8187 keeps for itself and `encodeURIComponent` leaves alone. */
const encodeName = (name: string): string => encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
/** Headers of every download: an attachment that no browser renders or runs. */
export const attachment = (fileName: string, contentType: string): Record<string, string> => ({
  'content-type': contentType,
  'content-disposition': `attachment; filename="${fileName.replace(/[^\w.-]/g, '_')}"; filename*=UTF-8''${encodeName(fileName)}`,
  'cache-control': 'private, no-store',
  'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
})
type ListExport<I> = Operation<I, ListFile>
/** The filters of a list's address; columns that are only shown or hidden there are none of them. */
const filtersOf = (request: Request): Record<string, string> =>
  Object.fromEntries([...new URL(request.url).searchParams].filter(([key, value]) => value !== '' && key !== 'cols'))
/** A stream as a download. Nobody reads the body behind HEAD, so that the reading ends at once, and so does that of a client that has gone. */
export async function streamed(body: ReadableStream<Uint8Array>, headers: Record<string, string>, request: Request): Promise<Response> {
  if (request.method !== 'HEAD' && !request.signal.aborted) return new Response(body, { headers })
  await body.cancel()
  return new Response(null, { headers })
}
function csvFile({ fileName, body, stop }: ListFile, request: Request): Promise<Response> {
  request.signal.addEventListener('abort', () => {
    void stop('the client went away')
  })
  return streamed(body, attachment(fileName, 'text/csv; charset=utf-8'), request)
}
/** A list as CSV. */
export const csvHandler = <I>(operation: ListExport<I>, input: (query: Record<string, string>, params: Record<string, string>) => unknown = (query) => query) =>
  handler(operation, { input: (request, params) => input(filtersOf(request), params), respond: csvFile })
/**
 * The same for a list of people. Names and addresses leave the house, which asks for a code for exactly this: the link leads to where it is
 * typed, and that form is posted here. A refusal leads back to it.
 */
export function personalCsvHandlers<I>(
  operation: ListExport<I>,
  input: (query: Record<string, string>, params: Record<string, string>) => unknown = (query) => query,
) {
  const ask = (request: Request, problem?: RefusalCode): Response => {
    const { pathname, search } = new URL(request.url)
    return new Response(null, { status: 303, headers: { location: paths.confirm(pathname + search, problem), 'cache-control': 'no-store' } })
  }
  const GET = guarded(async (request, caller, params) => {
    try {
      return await csvFile(await operation.invoke(caller, input(filtersOf(request), params)), request)
    } catch (error) {
      if (error instanceof Refusal && error.code === 'step_up') return ask(request)
      throw error
    }
  })
  const POST = guarded(async (request, caller, params) => {
    const typed = (await postedForm(request)).get('factorCode'),
      code = typeof typed === 'string' ? typed.trim() : ''
    try {
      return await csvFile(await operation.invoke({ ...caller, ...(code === '' ? {} : { code }) }, input(filtersOf(request), params)), request)
    } catch (error) {
      if (!(error instanceof Refusal) || error.code === 'not_found' || error.code === 'forbidden') throw error
      return ask(request, error.code)
    }
  })
  return { GET, POST }
}
