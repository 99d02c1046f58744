import { depthMax, isForbiddenName, valuesMax } from '../tenancy/scim/read-json.ts'
import { Malformed } from './malformed.ts'

const malformed = (detail: string): Malformed => new Malformed({ code: 'malformed', detail })
function judge(value: unknown, depth: number, count: { n: number }): void {
  if (++count.n > valuesMax) throw malformed(`A request holds at most ${valuesMax} values.`)
  // Half a sign and the null sign are no text that can be kept.
  if (typeof value === 'string' && /\p{Cs}|\0/u.test(value)) throw malformed('A text holds a character that cannot be kept.')
  if (typeof value !== 'object' || value === null) return
  if (depth >= depthMax) throw malformed(`The request is nested deeper than ${depthMax} levels.`)
  if (Array.isArray(value)) {
    for (const item of value) judge(item, depth + 1, count)
    return
  }
  for (const [name, inner] of Object.entries(value)) {
    // Names by which an object is made into another kind of thing (CVE-2019-10744 and its kin).
    if (isForbiddenName(name)) throw malformed('A field has a name that is not accepted (__proto__, constructor or prototype).')
    judge(name, depth, count)
    judge(inner, depth + 1, count)
  }
}
/** The body of an act: a JSON object. How long it may be is judged by our own server, before it is read. */
export async function readBody(request: Request): Promise<Readonly<Record<string, unknown>>> {
  if (!/^application\/json\s*(;|$)/i.test(request.headers.get('content-type') ?? ''))
    throw new Malformed({ code: 'media_type', detail: 'Send application/json.' })
  let value: unknown
  try {
    value = JSON.parse(await request.text())
  } catch {
    throw malformed('The request is no JSON.')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed('The request is no JSON object.')
  judge(value, 0, { n: 0 })
  return value as Record<string, unknown>
}
