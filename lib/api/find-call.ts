import { calls } from './calls.ts'
import type { Call } from './call.ts'

/** Acts that ask for a second factor for the very act. Programs are told so, rather than that there is nothing. */
export const forPeople: readonly { readonly path: string; readonly what: string }[] = [
  { path: '/payouts/{id}/approval', what: 'Approving and rejecting payouts' },
  { path: '/payouts/{id}/approve', what: 'Approving payouts' },
  { path: '/payouts/{id}/reject', what: 'Rejecting payouts' },
  { path: '/payouts/{id}/release', what: 'Releasing payouts' },
  { path: '/batches/{id}/release', what: 'Releasing batches' },
  { path: '/batches/{id}/file', what: 'Downloading bank files' },
  { path: '/payees/{id}/bank-details', what: 'Entering and revealing bank details' },
  { path: '/members/{id}', what: 'Members and their roles' },
  { path: '/members/{id}/role', what: 'Changing roles' },
  { path: '/invitations', what: 'Inviting members' },
  { path: '/roles', what: 'Making and changing roles' },
  { path: '/api-keys', what: 'Making API keys' },
  { path: '/audit-export', what: 'Exporting the audit log' },
]
export type Found = { readonly call: Call; readonly id: string } | { readonly allow: readonly string[] } | { readonly people: string } | undefined
function idIn(pattern: string, parts: readonly string[]): string | undefined {
  const wanted = pattern.slice(1).split('/')
  if (wanted.length !== parts.length) return undefined
  let id = ''
  for (const [i, part] of wanted.entries()) {
    if (part === '{id}') id = parts[i] as string
    else if (part !== parts[i]) return undefined
  }
  return id
}
/** Longer than any id of ours. */
const idLengthMax = 100
/** What stands at an address: a call, other methods than the one that was tried, an act of people, or nothing. */
export function findCall(method: string, parts: readonly string[]): Found {
  const here = calls.flatMap((call) => {
      const id = idIn(call.path, parts)
      return id === undefined ? [] : [{ call, id: id.slice(0, idLengthMax) }]
    }),
    wanted = method === 'HEAD' ? 'get' : method.toLowerCase()
  const call = here.find((one) => one.call.method === wanted)
  if (call) return call
  if (here.length > 0) return { allow: here.flatMap(({ call: { method: other } }) => (other === 'get' ? ['GET', 'HEAD'] : [other.toUpperCase()])) }
  const person = forPeople.find((one) => idIn(one.path, parts) !== undefined)
  return person && { people: person.what }
}
