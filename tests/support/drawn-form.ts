// Forms as a browser without script sees them: what the server drew, with the hidden fields that name their action.
import { makeSessionToken } from '../../lib/identity/session-token.ts'
import type { Person } from './world.ts'

const unescape = (text: string): string =>
  text.replaceAll('&quot;', '"').replaceAll('&#x27;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
const attribute = (tag: string, name: string): string => unescape(new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? '')

/** What the first form of a page that holds the field would send, left as it was drawn: hidden fields, ticks that are set, texts. */
export async function drawnForm(url: string, headers: Readonly<Record<string, string>> = {}, field = ''): Promise<FormData> {
  const response = await fetch(url, { headers }),
    html = await response.text()
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}`)
  const form = [...html.matchAll(/<form\b[\s\S]*?<\/form>/g)]
    .map(([text]) => text)
    .find((text) => (field === '' ? text.includes('$ACTION') : text.includes(`name="${field}"`)))
  if (form === undefined) throw new Error(`${url} draws no form${field === '' ? '' : ` with ${field}`}`)
  const data = new FormData()
  for (const [tag] of form.matchAll(/<input\b[^>]*>/g)) {
    const type = attribute(tag, 'type'),
      name = attribute(tag, 'name')
    if (name === '' || type === 'file' || ((type === 'checkbox' || type === 'radio') && !/\schecked(=|\s|\/|>)/.test(tag))) continue
    data.append(name, attribute(tag, 'value'))
  }
  return data
}
/** The cookie of a person of a test world. */
export async function cookieOf({ caller }: Person): Promise<string> {
  if (caller.door.kind !== 'session') throw new Error('a person has a session')
  return `session=${await makeSessionToken({ tenant: caller.door.tenant, secret: caller.door.secret })}`
}
/** A form as bytes: sent in one piece, a server that refuses it by its head alone does not hang up in the middle of it. */
export async function bytesOf(data: FormData): Promise<{ body: Uint8Array<ArrayBuffer>; type: string }> {
  const form = new Response(data)
  return { type: form.headers.get('content-type') ?? '', body: new Uint8Array(await form.arrayBuffer()) }
}
/** What a page says, without its marks. */
export const saidOn = (html: string): string => unescape(html.replaceAll(/<script\b[\s\S]*?<\/script>/g, '').replaceAll(/<[^>]*>/g, ''))
