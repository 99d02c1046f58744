import { inject } from 'vitest'

/** Signs out by the form of its page, as a browser without script posts it. */
export async function signOutByForm(cookie: string): Promise<Response> {
  const origin = inject('origin')
  const page = await (await fetch(`${origin}/sign-out`, { headers: { cookie, 'sec-fetch-site': 'none' } })).text(),
    form = /<form[^]*?<\/form>/.exec(page)?.[0] ?? '',
    body = new FormData()
  for (const [field] of form.matchAll(/<input[^>]*type="hidden"[^>]*>/g))
    body.append(/name="([^"]*)"/.exec(field)?.[1] ?? '', (/value="([^"]*)"/.exec(field)?.[1] ?? '').replaceAll('&quot;', '"').replaceAll('&amp;', '&'))
  return fetch(`${origin}/sign-out`, { method: 'POST', redirect: 'manual', headers: { cookie, origin, 'sec-fetch-site': 'same-origin' }, body })
}
