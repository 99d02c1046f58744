export const dynamic = 'force-dynamic'

export function GET(): Response {
  return new Response('User-agent: *\nDisallow: /\n', { headers: { 'content-type': 'text/plain; charset=utf-8' } })
}
