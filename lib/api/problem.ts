import type { Allowance } from '../access/key-share.ts'
import { problemBody, problemType } from '../kernel/problem.ts'
import type { Refusal, RefusalCode } from '../kernel/refusal.ts'

/** The codes of the product and those of the protocol around it. */
export type ProblemCode = RefusalCode | 'signed_out' | 'malformed' | 'method' | 'media_type' | 'too_large'
export const statuses: Readonly<Record<ProblemCode, number>> = {
  malformed: 400,
  signed_out: 401,
  step_up: 403,
  forbidden: 403,
  not_found: 404,
  method: 405,
  conflict: 409,
  too_large: 413,
  media_type: 415,
  invalid: 422,
  too_many: 429,
  unavailable: 503,
}
/** RFC 9110 §11.6.1, RFC 6750 §3. */
export const challenge = (isPresented: boolean): string => `Bearer realm="api"${isPresented ? ', error="invalid_token"' : ''}`
/** draft-ietf-httpapi-ratelimit-headers: what a key may ask, and what is left of it. */
export const allowanceHeaders = ({ limit, remaining, resetSeconds }: Allowance): Record<string, string> => ({
  'ratelimit-policy': `"key";q=${limit};w=60`,
  ratelimit: `"key";r=${remaining};t=${resetSeconds}`,
})
export interface Problem {
  readonly code: ProblemCode
  readonly detail: string
  readonly fields?: Readonly<Record<string, string>>
  readonly retryAfterSeconds?: number | undefined
  readonly headers?: Readonly<Record<string, string>>
}
export const problemOf = (refusal: Refusal): Problem => ({
  code: 'stepUp' in refusal.fields ? 'step_up' : refusal.code,
  detail: refusal.message,
  fields: refusal.fields,
  retryAfterSeconds: refusal.retryAfterSeconds,
})
export function problemResponse(
  { code, detail, fields, retryAfterSeconds, headers = {} }: Problem,
  reference: string,
  more: Readonly<Record<string, string>> = {},
): Response {
  const status = statuses[code]
  return new Response(problemBody(status, code, detail, reference, fields), {
    status,
    headers: {
      'content-type': problemType,
      'cache-control': 'no-store',
      ...more,
      ...headers,
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    },
  })
}
