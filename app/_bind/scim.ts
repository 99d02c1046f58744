import { admitToken } from '@/lib/access/rate.ts'
import type { Place } from '@/lib/access/ctx.ts'
import type { Caller, Operation } from '@/lib/access/operation.ts'
import { DoorShut } from '@/lib/access/passage.ts'
import { ports } from '@/lib/access/ports.ts'
import { Refusal } from '@/lib/kernel/refusal.ts'
import { noteDeadToken } from '@/lib/tenancy/scim/note-request.ts'
import { readJson, type JsonRecord } from '@/lib/tenancy/scim/read-json.ts'
import { askedShape, projected, type Asked } from '@/lib/tenancy/scim/read-query.ts'
import { errorBody, notMediaType, problemOf, type ScimProblem } from '@/lib/tenancy/scim/scim-fault.ts'
import { noteScimRequest } from '@/lib/tenancy/scim/scim-token.ts'
import { tenantOfToken } from '@/lib/tenancy/scim/token-text.ts'
import '@/lib/registry.ts'

/** What is longer is no id of ours, and no version. */
const idMax = 100,
  matchMax = 2_000
const headers = { 'content-type': 'application/scim+json; charset=utf-8', 'cache-control': 'no-store' } as const
export const scimProblem = (problem: Pick<ScimProblem, 'status' | 'scimType' | 'detail'> & { readonly retryAfterSeconds?: number | undefined }): Response =>
  new Response(JSON.stringify(errorBody(problem)), {
    status: problem.status,
    headers: {
      ...headers,
      ...(problem.status === 401 ? { 'www-authenticate': 'Bearer realm="scim"' } : {}),
      ...(problem.retryAfterSeconds === undefined ? {} : { 'retry-after': String(problem.retryAfterSeconds) }),
    },
  })
/** The same words for a token that is missing, wrong, revoked or over: the company reads which under Settings. */
const noToken = {
  status: 401,
  scimType: undefined,
  detail: 'The provisioning token is missing, revoked or over. An admin of the company makes one under Settings, Provisioning.',
} as const
/** The headers are set by our own server and middleware, which drop what a client claims. */
const placeOf = ({ headers: given }: Request): Place => ({
  requestId: given.get('x-request-id') ?? '',
  ip: given.get('x-client-ip') ?? '',
  agent: (given.get('user-agent') ?? '').slice(0, 300),
})
const bearer = (request: Request): string => /^bearer +(\S{1,200})$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? ''

/** What a request brings, read once. */
export interface ScimRequest {
  readonly id: string
  readonly asked: Asked
  readonly match: string | undefined
  body(): Promise<JsonRecord>
}
/** What goes back: a resource with its version, a document, or nothing. */
export interface Answer {
  readonly status: number
  readonly resource?: object | undefined
  readonly version?: string | undefined
  readonly location?: string | undefined
  readonly kept?: string | undefined
}
interface Route {
  readonly params: Promise<Record<string, string>>
}

async function bodyOf(request: Request): Promise<JsonRecord> {
  if (!/^application\/(scim\+)?json\s*(;|$)/i.test(request.headers.get('content-type') ?? '')) throw notMediaType()
  return readJson(await request.text())
}
/** Notes it beside the answer: an act that is done stays done, whatever becomes of its note. */
async function note(caller: Caller, noted: { method: string; path: string; status: number; reason: string | null }): Promise<void> {
  try {
    await noteScimRequest.invoke(caller, noted)
  } catch (error) {
    ports.onError(error, 'noting a request of a provider')
  }
}
/**
 * Binds an operation to an address of the protocol. The token is the credential: it names its company, the door looks it up, and whatever comes
 * of the request is noted for the company, without a value of anybody.
 */
export function scim<I, O>(
  operation: Operation<I, O>,
  kind: string,
  options: { readonly input: (request: ScimRequest) => unknown; readonly respond: (value: O, request: ScimRequest) => Answer },
) {
  return async (request: Request, route: Route): Promise<Response> => {
    const token = bearer(request),
      tenant = tenantOfToken(token),
      at = placeOf(request),
      { id = '' } = (await route.params) ?? {},
      url = new URL(request.url),
      path = askedShape(kind, id !== '', url.searchParams)
    if (tenant === undefined) return dead(at, token, request.method, path)
    const caller: Caller = { door: { kind: 'provisioning', tenant, secret: token }, place: at }
    try {
      admitToken(token)
    } catch (error) {
      if (error instanceof Refusal) return scimProblem(problemOf(error))
      throw error
    }
    try {
      const asked = path.asked(),
        heard: ScimRequest = { id: id.slice(0, idMax), asked, match: request.headers.get('if-match')?.slice(0, matchMax), body: () => bodyOf(request) }
      const answer = options.respond(await operation.invoke(caller, await options.input(heard)), heard)
      if (answer.kept !== undefined) throw new Refusal('forbidden', answer.kept)
      const isSame =
          answer.version !== undefined &&
          request.method === 'GET' &&
          request.headers
            .get('if-none-match')
            ?.split(',')
            .some((one) => one.trim() === answer.version) === true,
        status = isSame ? 304 : answer.status
      await note(caller, { method: request.method, path: path.shape, status, reason: null })
      const resource = answer.resource === undefined ? undefined : projected(answer.resource, asked)
      return new Response(resource === undefined || status === 304 || status === 204 ? null : JSON.stringify(resource), {
        status,
        headers: {
          ...(status === 204 || status === 304 ? { 'cache-control': 'no-store' } : headers),
          ...(answer.version === undefined ? {} : { etag: answer.version }),
          ...(answer.location === undefined ? {} : { location: answer.location }),
        },
      })
    } catch (error) {
      if (error instanceof DoorShut) return dead(at, token, request.method, path)
      if (!(error instanceof Refusal)) throw error
      const problem = problemOf(error)
      await note(caller, { method: request.method, path: path.shape, status: problem.status, reason: problem.detail.slice(0, 300) })
      return scimProblem(problem)
    }
  }
}
async function dead(at: Place, presented: string, method: string, path: { readonly shape: string }): Promise<Response> {
  try {
    await noteDeadToken.invoke({ place: at }, { presented, method, path: path.shape })
  } catch (error) {
    if (error instanceof Refusal) return scimProblem(problemOf(error))
    throw error
  }
  return scimProblem(noToken)
}
