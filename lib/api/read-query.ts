import { Malformed } from './malformed.ts'

/** What stands behind the question mark. An empty value is an absent one; a name that stands there twice could be read in two ways. */
export function readQuery(query: URLSearchParams): Record<string, string> {
  const read = Object.create(null) as Record<string, string>,
    seen = new Set<string>()
  for (const [name, value] of query) {
    if (seen.has(name)) throw new Malformed({ code: 'malformed', detail: `“${name.slice(0, 40)}” stands twice in the address.` })
    seen.add(name)
    if (/\p{Cs}|\0/u.test(value)) throw new Malformed({ code: 'malformed', detail: 'The address holds a character that cannot be kept.' })
    if (value !== '') read[name] = value
  }
  return { ...read }
}
