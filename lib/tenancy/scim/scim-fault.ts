import { Refusal, type RefusalCode } from '../../kernel/refusal.ts'

/** What RFC 7644 §3.12 calls faults. */
export type ScimType = 'invalidFilter' | 'tooMany' | 'uniqueness' | 'mutability' | 'invalidSyntax' | 'invalidPath' | 'noTarget' | 'invalidValue'
/**
 * A refusal with the word that the protocol has for it. It travels as a field, because a build may hold a class twice. The sentence names what
 * is wrong and never a value: it stands among the last requests.
 */
export const scimFault = (type: ScimType, sentence: string, code: RefusalCode = type === 'uniqueness' ? 'conflict' : 'invalid'): Refusal =>
  new Refusal(code, sentence, { scimType: type })
const statuses: Readonly<Record<RefusalCode, number>> = {
  not_found: 404,
  forbidden: 403,
  invalid: 400,
  conflict: 409,
  step_up: 403,
  too_many: 429,
  unavailable: 503,
}
/** The entity was changed since the client read it (RFC 7644 §3.14). */
export const changedMeanwhile = (): Refusal => new Refusal('conflict', 'This was changed since it was read. Read it again.', { status: '412' })
export const notMediaType = (): Refusal => new Refusal('invalid', 'Send application/scim+json.', { status: '415' })
export interface ScimProblem {
  readonly status: number
  readonly scimType: string | undefined
  readonly detail: string
  readonly retryAfterSeconds: number | undefined
}
export function problemOf(refusal: Refusal): ScimProblem {
  const { scimType, status } = refusal.fields
  return {
    status: status === undefined ? statuses[refusal.code] : Number(status),
    scimType: scimType ?? (refusal.code === 'invalid' && status === undefined ? 'invalidValue' : undefined),
    detail: refusal.message,
    retryAfterSeconds: refusal.retryAfterSeconds,
  }
}
export const errorSchema = 'urn:ietf:params:scim:api:messages:2.0:Error'
/** RFC 7644 §3.12: the status is a string. */
export const errorBody = ({ status, scimType, detail }: Pick<ScimProblem, 'status' | 'scimType' | 'detail'>) => ({
  schemas: [errorSchema],
  status: String(status),
  ...(scimType === undefined ? {} : { scimType }),
  detail,
})
