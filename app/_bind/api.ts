import { admitKey } from '@/lib/access/key-share.ts'
import type { Place } from '@/lib/access/ctx.ts'
import { parse, type Caller } from '@/lib/access/operation.ts'
import { AnsweredBefore, onceHeader } from '@/lib/access/once.ts'
import { DoorShut } from '@/lib/access/passage.ts'
import { findCall } from '@/lib/api/find-call.ts'
import { Malformed } from '@/lib/api/malformed.ts'
import { allowanceHeaders, challenge, problemOf, problemResponse } from '@/lib/api/problem.ts'
import { canonicalJson, sha256Hex } from '@/lib/kernel/digest.ts'
import { problemBody, problemType } from '@/lib/kernel/problem.ts'
import { Refusal } from '@/lib/kernel/refusal.ts'
import { log } from '@/lib/platform/log/log.ts'
import { readBody } from '@/lib/api/read-body.ts'
import { readQuery } from '@/lib/api/read-query.ts'
import { noteDeadKey } from '@/lib/tenancy/keys/note-dead-key.ts'
import { keyPattern, tenantOfKey } from '@/lib/tenancy/keys/key-text.ts'
import '@/lib/registry.ts'

interface Route {
  readonly params: Promise<{ readonly path?: readonly string[] }>
}
/** The headers are set by our own server and middleware, which drop what a client claims. */
const placeOf = ({ headers }: Request): Place => ({
  requestId: headers.get('x-request-id') ?? '',
  ip: headers.get('x-client-ip') ?? '',
  agent: (headers.get('user-agent') ?? '').slice(0, 300),
})
const bearer = (request: Request): string => /^bearer +(\S{1,200})$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? ''
const noKey =
  'The key is missing, mistyped, revoked or over, or whoever made it cannot come in. It is sent as “Authorization: Bearer” and made under Settings, API keys.'
const inAddress = 'A key is sent as “Authorization: Bearer” and never in an address, where logs keep it. If this was one, revoke it.'
const credentialNames = ['access_token', 'api_key', 'apikey', 'key', 'token']

/**
 * Answers every address below /api/v1. The key is the credential: it names its company, the door looks it up, and the operation behind the call
 * judges what it may. What is said without one is the same at every address.
 */
export async function api(request: Request, route: Route): Promise<Response> {
  const at = placeOf(request),
    url = new URL(request.url),
    told: Record<string, string> = {}
  try {
    if (keyPattern.test(url.pathname) || [...url.searchParams].some(([name, value]) => credentialNames.includes(name.toLowerCase()) || keyPattern.test(value)))
      throw new Malformed({ code: 'malformed', detail: inAddress })
    const token = bearer(request),
      tenant = tenantOfKey(token)
    if (tenant === undefined) return await dead(at, token !== '')
    const admitted = await admitKey(token, tenant)
    if (admitted === undefined) return await dead(at, true)
    Object.assign(told, allowanceHeaders(admitted.allowance))
    if (admitted.refusal) throw admitted.refusal
    return await answer(request, (await route.params).path ?? [], url, { door: { kind: 'key', tenant, secret: token }, place: at }, told)
  } catch (error) {
    if (error instanceof Malformed) return problemResponse(error.problem, at.requestId, told)
    if (error instanceof Refusal) return problemResponse(problemOf(error), at.requestId, told)
    if (error instanceof DoorShut) return dead(at, true)
    log('error', 'interface broke', { requestId: at.requestId, ip: at.ip, method: request.method, path: url.pathname, error })
    return new Response(problemBody(500, 'broken', 'Something broke on our side. What was asked for was not done.', at.requestId), {
      status: 500,
      headers: { 'content-type': problemType, 'cache-control': 'no-store', ...told },
    })
  }
}
async function answer(request: Request, path: readonly string[], url: URL, caller: Caller, told: Record<string, string>): Promise<Response> {
  const found = findCall(request.method, path)
  if (found === undefined) throw new Refusal('not_found', 'There is no such address. What there is stands in /api/v1/openapi.json.')
  if ('allow' in found) throw new Malformed({ code: 'method', detail: `${request.method} is not answered here.`, headers: { allow: found.allow.join(', ') } })
  if ('people' in found)
    throw new Refusal(
      'forbidden',
      `${found.people} asks for a second factor for the very act, which a program does not have. A person does it in the product.`,
      { stepUp: 'required' },
    )
  const { call, id } = found,
    query = parse(call.query, readQuery(url.searchParams)) as Readonly<Record<string, unknown>>
  if (call.body === undefined) return sent(200, JSON.stringify(call.answer(await call.operation.invoke(caller, call.input(id, query, {}, '')))), told)
  const key = onceKey(request),
    body = parse(call.body, await readBody(request)) as Readonly<Record<string, unknown>>
  // Part of the secret goes in, so that no two keys for programs can meet in what an operation keeps of it.
  const input = call.input(id, query, body, `api-${sha256Hex(`${caller.door.kind === 'key' ? caller.door.secret : ''} ${key}`).slice(0, 40)}`)
  const once = {
    key,
    digest: sha256Hex(canonicalJson({ call: call.id, id, body: JSON.parse(JSON.stringify(body)) as unknown })),
    answer: (value: unknown) => ({ status: call.status, body: JSON.stringify(call.answer(value)) }),
  }
  try {
    const value = once.answer(await call.operation.invoke({ ...caller, once }, input))
    return sent(value.status, value.body, told)
  } catch (error) {
    if (error instanceof AnsweredBefore) return sent(error.answer.status, error.answer.body, { ...told, 'idempotent-replayed': 'true' })
    throw error
  }
}
const sent = (status: number, body: string, told: Record<string, string>): Response =>
  new Response(body, { status, headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...told } })
/** Without it a request that was cut off could not be repeated: nobody would know whether it was done. */
function onceKey(request: Request): string {
  const key = request.headers.get(onceHeader)
  if (key === null)
    throw new Malformed({ code: 'malformed', detail: `Send an ${onceHeader}, one for each act, such as a UUID: then the request can be repeated safely.` })
  if (!/^[A-Za-z0-9_.:-]{8,100}$/.test(key))
    throw new Malformed({ code: 'malformed', detail: `An ${onceHeader} has 8 to 100 letters, digits, hyphens, underscores, dots or colons.` })
  return key
}
/** Guesses are counted by network; whoever has a good key there does not wait for them. */
async function dead(at: Place, isPresented: boolean): Promise<Response> {
  try {
    if (isPresented) await noteDeadKey.invoke({ place: at }, {})
  } catch (error) {
    if (error instanceof Refusal) return problemResponse(problemOf(error), at.requestId)
    throw error
  }
  return problemResponse({ code: 'signed_out', detail: noKey, headers: { 'www-authenticate': challenge(isPresented) } }, at.requestId)
}
