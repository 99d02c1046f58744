/** Stands for our own origin, whichever it is; the name is reserved (RFC 6761). */
const base = 'http://self.invalid'

/**
 * A path of our own out of an address that somebody else may have written, as a browser reads it: dots and dot segments resolved. What
 * leads elsewhere, or would after being resolved (`/.//evil.example` becomes `//evil.example`, which is another host), is undefined.
 */
export function ownPathOf(text: unknown): string | undefined {
  if (typeof text !== 'string' || text.length > 500 || !/^\/(?!\/)[^\s\\]*$/.test(text) || !URL.canParse(text, base)) return undefined
  const { origin, pathname, search, hash } = new URL(text, base)
  return origin === base && !pathname.includes('//') ? pathname + search + hash : undefined
}
