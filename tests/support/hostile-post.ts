// Sends what no browser would, as a person who is signed in, and says what no answer may be.
import { createHash, randomUUID } from 'node:crypto'
import { inject } from 'vitest'
import { makeSessionToken } from '../../lib/identity/session-token.ts'
import { multipart, type Part, type RawBody } from './hostile-values.ts'
import { admin } from './world.ts'

/** Status 0 is no answer at all: the connection broke, or nothing came within five minutes. */
export interface Answer {
  readonly status: number
  readonly text: string
  readonly location: string
  readonly type: string
}
const origin = inject('origin')

/** The cookie of a fresh session of this member, whose second factor was proven just now. */
export async function signIn(member: { readonly tenant: string; readonly memberId: string; readonly accountId: string }): Promise<Signed> {
  const secret = randomUUID(),
    sessionId = randomUUID()
  await admin`insert into identity.sessions (id, secret_hash, account_id, tenant_id, member_id, methods, factor_at, idle_seconds_max, expires_at) values (${sessionId}, ${createHash('sha256').update(secret).digest()}, ${member.accountId}, ${member.tenant}, ${member.memberId}, 'password totp', now(), 3600, now() + interval '2 hours')`
  return { cookie: `session=${await makeSessionToken({ tenant: member.tenant, secret })}`, sessionId }
}
export interface Signed {
  readonly cookie: string
  readonly sessionId: string
}
/**
 * A session may ask so many things a minute (lib/access/rate.ts), and a fast machine asks faster: whoever asks many changes it in time.
 * Otherwise what comes after would be turned away at the door, and prove nothing.
 * @param begin a new session, of the same person or another of the role
 */
export function sessionsOf(begin: () => Promise<Signed>): {
  /** For one request more. */ next(): Promise<Signed>
  /** The present one has ended. */ renew(): void
} {
  const most = 40
  let asked = 1,
    current: Promise<Signed> | undefined
  return {
    next: () => {
      if (current === undefined || asked++ % most === 0) current = begin()
      return current
    },
    renew: () => {
      current = undefined
      asked = 1
    },
  }
}
export async function send(path: string, init: RequestInit & { readonly cookie?: string | undefined }): Promise<Answer> {
  const { cookie, headers, ...rest } = init
  try {
    for (;;) {
      const response = await fetch(origin + path, {
        redirect: 'manual',
        ...rest,
        headers: { origin, ...(cookie === undefined ? {} : { cookie }), ...(headers as Record<string, string> | undefined) },
      })
      const answer = {
        status: response.status,
        text: await response.text(),
        location: response.headers.get('x-action-redirect') ?? response.headers.get('location') ?? '',
        type: response.headers.get('content-type') ?? '',
      }
      // To be told to come again is the right answer of a machine that is busy elsewhere, and shows nothing yet: one comes again, as long as the test may take.
      const seconds = Number(response.headers.get('retry-after') ?? 0)
      if (answer.status !== 503 || seconds === 0) return answer
      await new Promise((resolve) => {
        setTimeout(resolve, seconds * 1_000)
      })
    }
  } catch (error) {
    return { status: 0, text: String(error instanceof Error && error.cause !== undefined ? error.cause : error), location: '', type: '' }
  }
}
export const look = (path: string, cookie?: string, headers: Record<string, string> = {}): Promise<Answer> =>
  send(path, { cookie, headers: { accept: 'text/html', 'sec-fetch-site': 'none', ...headers } })
/** As the product's own script posts a form: the arguments of the action are the outcome before (none) and the form's data. */
export function postAction(path: string, id: string, parts: readonly Part[], cookie?: string): Promise<Answer> {
  const { body, type } = multipart([
    ...parts.map((part) => ({ ...part, name: typeof part.name === 'string' ? `_1_${part.name}` : Buffer.concat([Buffer.from('_1_'), part.name]) })),
    { name: '0', value: '[null,"$K1"]' },
  ])
  return send(path, { method: 'POST', cookie, body, headers: { 'next-action': id, accept: 'text/x-component', 'content-type': type } })
}
/** As a browser without script posts it. */
export function postForm(path: string, parts: readonly Part[], cookie?: string): Promise<Answer> {
  const { body, type } = multipart(parts)
  return send(path, { method: 'POST', cookie, body, headers: { accept: 'text/html', 'content-type': type } })
}
export const postRaw = (path: string, raw: RawBody, cookie?: string, headers: Record<string, string> = {}): Promise<Answer> =>
  send(path, { method: 'POST', cookie, body: raw.body, headers: { ...(raw.type === undefined ? {} : { 'content-type': raw.type }), ...headers } })

/** What is wrong with an answer to hostile input: our own failure, a page that broke while it was rendered, or a word about our insides. */
export function faultOf({ status, text }: Answer): string | undefined {
  if (status === 0) return `no answer: ${text.slice(0, 300)}`
  if (status >= 500) return `${status} ${text.slice(0, 300)}`
  // A request that could not be read is told so; what is told 200 may not have broken on the way.
  const broken = status >= 400 ? null : (/(?:^|\n)\w+:E\{"digest":"(?!NEXT_)([^"]*)"/.exec(text) ?? /data-dgst="(?!NEXT_|BAILOUT)([^"]*)"/.exec(text))
  if (broken) return `${status}, but broke while it was rendered: ${broken[1]}`
  const insides =
    /\n\s+at [\w.<>]+ \(|node:internal\/|\.next\/server\/|\/lib\/[\w/-]+\.ts:\d+|PostgresError|DrizzleQueryError|ZodError|\bselect .{1,200} from "|ECONNREFUSED/i.exec(
      text,
    )
  return insides ? `${status}, and shows its insides: ${insides[0].trim()}` : undefined
}
/** Whether a form's answer says that something was done. Who is sent to sign in was refused; who is signed out has left, which is an act. */
export const wasDone = ({ text, location, status }: Answer): boolean =>
  /"ok":true/.test(text) || (location !== '' && !location.startsWith('/sign-in')) || (status === 303 && location !== '')

/** One mark over everything of a company but its log, and what the log's followers write behind our back: notices and their mail, attempts to sign in, alerts. */
export async function fingerprint(tenant: string, asOf = new Date().toISOString()): Promise<string> {
  const tables = await admin<
    { name: string }[]
  >`select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname !~ '^(audit_|notifications|outbox|mail|sign_ins|security_alerts|alert_evidence|member_tallies)' order by 1`
  const marks: string[] = []
  for (const { name } of tables) {
    // People who joined since are the test's own, and having been seen is no change. Their tally, which counts them too, follows from them.
    const known = name === 'members' ? admin`and created_at <= ${asOf}::timestamptz` : admin``
    const [row] =
      await admin`select md5(coalesce(string_agg((to_jsonb(t) - 'last_seen_at')::text, '|' order by (to_jsonb(t) - 'last_seen_at')::text), '')) as mark from ${admin(name)} t where tenant_id = ${tenant} ${known}`
    marks.push(`${name} ${row?.['mark']}`)
  }
  return marks.join('\n')
}
/** Runs over all of them, so many at a time. */
export async function each<T>(items: readonly T[], atOnce: number, run: (item: T) => Promise<void>): Promise<void> {
  let next = 0
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let i = next++; i < items.length; i = next++) await run(items[i] as T)
    }),
  )
}

/** A form with the id of the act behind it, if one is. */
export interface RenderedForm {
  readonly fields: readonly Part[]
  readonly act: string | undefined
}
const unescape = (text: string): string =>
  text.replaceAll(/&(quot|amp|lt|gt|#x27|#39);/g, (_all, name: string) => ({ quot: '"', amp: '&', lt: '<', gt: '>', '#x27': "'", '#39': "'" })[name] ?? '')
/** The forms of a page as a browser without script has them, the framework's hidden fields included. */
export const formsOf = (html: string): RenderedForm[] =>
  [...html.matchAll(/<form\b[^>]*method="POST"[^>]*>([\s\S]*?)<\/form>/gi)].map(([, inside = '']) => {
    const fields = [...inside.matchAll(/<(?:input|select|textarea|button)\b[^>]*>/gi)].flatMap(([tag]) => {
      const name = /\sname="([^"]*)"/.exec(tag)?.[1]
      return name === undefined ? [] : [{ name: unescape(name), value: unescape(/\svalue="([^"]*)"/.exec(tag)?.[1] ?? '') }]
    })
    const named = fields
      .map(({ name, value }) => /^\$ACTION_ID_(\w+)/.exec(name)?.[1] ?? (/^\$ACTION_\d+:0$/.test(name) ? /"id":"(\w+)"/.exec(value)?.[1] : undefined))
      .find((id) => id !== undefined)
    return { fields, act: named }
  })
