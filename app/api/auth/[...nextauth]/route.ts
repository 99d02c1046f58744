import NextAuth from 'next-auth'
import type { NextRequest } from 'next/server'
import { place } from '@/app/_bind/caller.ts'
import { sessionLibrary } from '@/lib/identity/session-library.ts'
import '@/lib/registry.ts'

type Route = { readonly params: Promise<{ nextauth: string[] }> }
/**
 * The one question that the session library answers here: whose session is this. It also writes the cookie anew, or removes it where the
 * row is gone. Its own sign-in, callbacks and pages are shut, and so are the cookies that it would set for them: the way in is ours.
 */
export async function GET(request: NextRequest, route: Route): Promise<Response> {
  if ((await route.params).nextauth.join('/') !== 'session')
    return new Response(JSON.stringify({ title: 'There is nothing here.', status: 404 }), {
      status: 404,
      headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
    })
  const library = sessionLibrary(await place()),
    answer = (await NextAuth(request as never, route as never, library)) as Response
  const name = library.cookies?.sessionToken?.name ?? '',
    own = answer.headers.getSetCookie().filter((cookie) => cookie.startsWith(`${name}=`))
  const response = new Response(answer.body, { status: answer.status, headers: { 'content-type': 'application/json', 'cache-control': 'private, no-store' } })
  for (const cookie of own) response.headers.append('set-cookie', cookie)
  return response
}
