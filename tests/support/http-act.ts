// Posts the actions of the built product over HTTP as its own pages do, and says what is known afterwards: done, refused, or nothing.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Person } from './world.ts'
import { root } from './product.ts'

/** What a client knows. `unknown`: the answer was lost, or said so; the act may be done or not. */
export type Answer =
  | { readonly kind: 'done'; readonly requestId: string; readonly location: string | undefined; readonly value: unknown }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  | { readonly kind: 'unknown'; readonly why: string }
export type Fields = Readonly<Record<string, string | readonly string[] | File>>

interface Built {
  readonly id: string
  /** A page that carries it; from another one the framework would send it on to itself. */ readonly page: string
}
const built = new Map<string, Built>()
/** An exported action as the build knows it, for example `app/(desk)/payouts/actions.ts#approve`. */
export function builtAction(name: string): Built {
  if (built.size === 0) {
    const manifest = JSON.parse(readFileSync(join(root, '.next/server/server-reference-manifest.json'), 'utf8')) as {
      node: Record<string, { filename: string; exportedName: string; workers: Record<string, unknown> }>
    }
    for (const [id, { filename, exportedName, workers }] of Object.entries(manifest.node)) {
      const page = Object.keys(workers)[0]
        ?.replace(/^app/, '')
        .replace(/\/page$/, '')
        .replace(/\/\([^)]*\)/g, '')
        .replace(/\[[^\]]*\]/g, 'none')
      built.set(`${filename}#${exportedName}`, { id, page: page === '' || page === undefined ? '/' : page })
    }
  }
  const found = built.get(name)
  if (found === undefined) throw new Error(`the build has no action ${name}`)
  return found
}

export async function sessionCookie(person: Person): Promise<string> {
  const { makeSessionToken } = await import('../../lib/identity/session-token.ts')
  if (person.caller.door.kind !== 'session') throw new Error('a person has a session')
  return `session=${await makeSessionToken({ tenant: person.caller.door.tenant, secret: person.caller.door.secret })}`
}

/** Sends one form. Never throws for what the network or the server does. */
export async function postAction(origin: string, cookie: string, name: string, fields: Fields, seconds = 20): Promise<Answer> {
  const body = new FormData()
  for (const [field, value] of Object.entries(fields))
    for (const one of typeof value === 'string' || value instanceof File ? [value] : value) body.append(`_1_${field}`, one)
  body.append('0', '[null,"$K1"]')
  const { id, page } = builtAction(name)
  try {
    const response = await fetch(origin + page, {
      method: 'POST',
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(seconds * 1_000),
      headers: { origin, cookie, accept: 'text/x-component', 'next-action': id },
    })
    const requestId = response.headers.get('x-request-id') ?? '',
      redirect = response.headers.get('x-action-redirect')
    if (redirect !== null) {
      await response.body?.cancel()
      const location = redirect.split(';')[0] ?? ''
      return location.startsWith('/sign-in')
        ? { kind: 'refused', code: 'signed_out', message: 'signed out' }
        : { kind: 'done', requestId, location, value: undefined }
    }
    return read(await response.text(), response.status, requestId)
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    return { kind: 'unknown', why: cause instanceof Error ? `${cause.name} ${cause.message}` : String(cause) }
  }
}
interface Row {
  readonly ok: boolean
  readonly value?: unknown
  readonly refusal?: { readonly code: string; readonly message: string }
}
/** The outcome is one row of the answer; a server that died has sent a part of it, or none. */
function read(text: string, status: number, requestId: string): Answer {
  const line = text.split('\n').find((row) => /^[0-9a-f]+:\{"ok":/.test(row))
  if (line === undefined) return { kind: 'unknown', why: `status ${status} without an outcome: ${text.slice(0, 200)}` }
  const row = JSON.parse(line.slice(line.indexOf(':') + 1)) as Row
  if (row.ok) return { kind: 'done', requestId, location: undefined, value: row.value }
  const { code = '', message = '' } = row.refusal ?? {}
  return code === 'unavailable' ? { kind: 'unknown', why: message } : { kind: 'refused', code, message }
}
