export const dynamic = 'force-dynamic'

/** The old address of the file; RFC 9116 asks for a redirect. */
export function GET(): Response {
  return new Response(null, { status: 301, headers: { location: '/.well-known/security.txt' } })
}
