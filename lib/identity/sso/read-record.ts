/** Names and values as a provider sent them. A map, never an object: `__proto__` is a name like any other. */
export type SentRecord = ReadonlyMap<string, unknown>
const depthMax = 32
/** No half of a sign and no null sign, which no text of the database holds; and no deeper than anybody means it. */
function isPlain(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return !/\p{Cs}|\0/u.test(value)
  if (typeof value !== 'object' || value === null) return true
  return (
    depth < depthMax &&
    (Array.isArray(value)
      ? value.every((item: unknown) => isPlain(item, depth + 1))
      : Object.entries(value).every(([name, item]) => isPlain(name) && isPlain(item, depth + 1)))
  )
}
/** A record in JSON and UTF-8; undefined for everything else. */
export function readRecord(bytes: Uint8Array): SentRecord | undefined {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value) && isPlain(value) ? new Map(Object.entries(value)) : undefined
}
