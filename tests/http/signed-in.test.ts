// What a signed-in person is shown is kept nowhere, changed by no reading, given to nobody else, and holds no secret; what lies beside the product on the disk is not served.
// ASVS V1.2.3 V3.2.1 V3.3.2 V3.3.4 V3.4.2 V3.5.3 V3.5.6 V3.5.7 V3.5.8 V3.6.1 V3.7.3 V4.1.1 V4.2.2 V5.3.2 V5.4.1 V7.2.1 V7.4.1 V7.4.4 V13.4.1 V13.4.3
// ASVS V13.4.7 V14.2.2 V14.2.3 V14.2.5 V14.3.1 V14.3.2 V15.3.7
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { makeSessionToken } from '../../lib/identity/session-token.ts'
import { changeAlertRules } from '../../lib/tenancy/watch/change-alert-rules.ts'
import { provePersonal } from '../support/personal-download.ts'
import { root } from '../support/product.ts'
import { admin, makeWorld, type Person, type World } from '../support/world.ts'

const origin = inject('origin')
/** Pages and routes without a part to fill in; those that strangers use, and the probes, have tests of their own. */
function* addresses(folder = 'app', path = ''): Generator<{ path: string; isPage: boolean }> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    if (entry.isDirectory() && !/^[_@[]/.test(entry.name))
      yield* addresses(join(folder, entry.name), path + (/^\(.*\)$/.test(entry.name) ? '' : `/${entry.name}`))
    else if (/^(page\.tsx|route\.ts)$/.test(entry.name)) yield { path: path === '' ? '/' : path, isPage: entry.name === 'page.tsx' }
  }
}
const all = [...addresses()]
  .filter(
    ({ path }) =>
      !/^\/(sign-|signed-out|other-network|trust|report|security\.txt|robots\.txt|metrics|reports|\.well-known|api\/health|confirm$|manifest|$)/.test(path),
  )
  .toSorted((a, b) => (a.path < b.path ? -1 : 1))
const pages = all.filter(({ isPage }) => isPage).map(({ path }) => path)
const downloads = all.filter(({ path }) => path.endsWith('.csv')).map(({ path }) => path)

let world: World,
  secret = '',
  cookie = ''
const cookieOf = async ({ caller }: Person): Promise<string> =>
  caller.door.kind === 'session' ? makeSessionToken({ tenant: caller.door.tenant, secret: caller.door.secret }) : ''
/** A page's data as the framework asks for it: by headers, and by an address that says so; without that it leads there before a page is asked. */
const dataAt = (path: string): string => `${path}${path.includes('?') ? '&' : '?'}_rsc`
const ask = (path: string, value: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> =>
  fetch(origin + path, { method, redirect: 'manual', headers: { cookie: `session=${value}`, 'sec-fetch-site': 'none', ...headers } })
beforeAll(async () => {
  world = await makeWorld(new Date().toISOString())
  const { door } = world.people.owner.caller
  if (door.kind === 'session') secret = door.secret
  cookie = await cookieOf(world.people.owner)
  // So many files at once are told of, as they should be; here the question is what reading changes.
  await world.as('owner').run(changeAlertRules, { failures: 100, networkFailures: 1_000, exportRows: 1_000_000, exportsAnHour: 1_000 })
})
/** Every row of the tenant but the log (reading may be noted) and the moments of last use. */
async function rowsOfTenant(): Promise<string> {
  const tables = await admin<
    { name: string }[]
  >`select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'tenant_id' and table_name not like 'audit\\_%' order by 1`
  const marks: string[] = []
  for (const { name } of tables)
    marks.push(
      `${name} ${(await admin`select md5(coalesce(string_agg((to_jsonb(t) - 'last_seen_at' - 'updated_at')::text, '|' order by t::text), '')) as mark from ${admin(name)} t where tenant_id = ${world.tenant}`)[0]?.['mark']}`,
    )
  return marks.join('\n')
}

describe('a page of a signed-in person', () => {
  it('there are many', () => {
    expect(pages.length).toBeGreaterThan(30)
    expect(downloads.length).toBeGreaterThan(5)
  })
  it.each(pages)(
    '%s is kept by nobody, loads nothing from elsewhere, holds no secret, and has a way out',
    async (path) => {
      for (const headers of [{}, { rsc: '1' }]) {
        const response = await ask('rsc' in headers ? dataAt(path) : path, cookie, headers),
          body = await response.text()
        expect(response.status, path).toBeLessThan(500)
        expect(response.headers.get('cache-control'), path).toMatch(/no-store/)
        expect(body, path).not.toContain(secret)
        expect(body, path).not.toContain(cookie)
        for (const set of response.headers.getSetCookie()) expect(set, path).toMatch(/; Path=\/(;|$)(?=.*HttpOnly)(?=.*SameSite=lax)(?!.*Domain=)/i)
        if (response.status !== 200) continue
        expect(response.headers.get('content-type'), path).toMatch(/; charset=utf-8$|^text\/x-component$/i)
        if (!('rsc' in headers)) {
          expect(response.headers.get('cache-control'), path).toBe('private, no-store')
          for (const [, address] of body.matchAll(/\s(?:src|srcset|action|formaction|poster|data)="([^"]*)"/g)) expect(address, path).toMatch(/^(\/(?!\/)|#|$)/)
          for (const [, address] of body.matchAll(/<link\b[^>]*\shref="([^"]*)"/g)) expect(address, path).toMatch(/^\/(?!\/)/)
          for (const [, address] of body.matchAll(/<a\b[^>]*\shref="([^"]*)"/g)) expect(address, path).toMatch(/^(\/(?!\/)|#|\?|mailto:|$)/)
          expect(body, path).not.toMatch(/\son[a-z]+="|javascript:|http-equiv/i)
          expect(body, path).toContain('/sign-out')
        }
      }
    },
    60_000,
  )
  it.each(downloads)('%s is an attachment that no browser draws or runs, in UTF-8, complete', async (path) => {
    // Lists of the installation are the operator's.
    const who = /^\/(operator|outbox)/.test(path) ? world.people.operator : world.people.owner
    await provePersonal(who.sessionId, path)
    const response = await ask(path, await cookieOf(who)),
      bytes = new Uint8Array(await response.arrayBuffer())
    expect([response.status, response.headers.get('content-type')], path).toEqual([200, 'text/csv; charset=utf-8'])
    expect(response.headers.get('content-disposition'), path).toMatch(/^attachment; filename="[\w.-]+"; filename\*=UTF-8''[\w.%-]+$/)
    expect(response.headers.get('content-security-policy'), path).toBe("default-src 'none'; sandbox; frame-ancestors 'none'")
    expect(response.headers.get('cross-origin-resource-policy'), path).toBe('same-origin')
    expect(response.headers.get('cache-control'), path).toBe('private, no-store')
    const length = response.headers.get('content-length')
    if (length !== null && response.headers.get('content-encoding') === null) expect(Number(length), path).toBe(bytes.length)
    expect(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes), path).not.toThrow()
  })
  it('changes nothing by being read, however often and by whatever safe method', async () => {
    const before = await rowsOfTenant()
    for (const path of [...pages, ...downloads])
      for (const method of ['GET', 'HEAD']) await ask(path, cookie, {}, method).then((response) => response.arrayBuffer())
    expect(await rowsOfTenant()).toBe(before)
  }, 240_000)
})

describe('nobody else', () => {
  const shut = async (value: string, what: string): Promise<void> => {
    for (const { path, isPage } of all)
      for (const headers of [{}, { rsc: '1' }]) {
        const response = await ask('rsc' in headers && isPage ? dataAt(path) : path, value, headers),
          body = await response.text()
        if (path === '/api/auth') continue
        // Where a provider comes by its token, or a program by its key, no cookie is taken at all.
        if (path === '/api/v1/openapi.json') {
          expect([200, 307], `${what} ${path}`).toContain(response.status)
          expect(body, path).not.toContain(world.people.owner.name)
          continue
        }
        if (path.startsWith('/scim/') || path.startsWith('/api/v1/')) {
          expect(response.status, `${what} ${path}`).toBe(403)
          continue
        }
        expect([200, 303, 307, 401, 404, 405, 422], `${what} ${path}`).toContain(response.status)
        // A page that has begun to be drawn leads away by its own text; it shows nothing of the company.
        if (response.status === 200) expect(isPage && /NEXT_REDIRECT|url=\/sign-in|\/sign-in/.test(body), `${what} ${path}`).toBe(true)
        expect(body, `${what} ${path}`).not.toContain(world.people.owner.name)
      }
  }
  it(
    'gets in with a cookie of which one sign was changed',
    () => shut(`${cookie.slice(0, -9)}${cookie.at(-9) === 'A' ? 'B' : 'A'}${cookie.slice(-8)}`, 'changed'),
    240_000,
  )
  it('gets in with the cookie of a session that has ended: pages, their data and files', async () => {
    const person = await world.join('finance'),
      value = await cookieOf(person)
    expect((await ask('/payouts', value)).status).toBe(200)
    await admin`update identity.sessions set ended_at = now() where id = ${person.sessionId}`
    await shut(value, 'ended')
  }, 240_000)
  it('is told by a header that a script of another origin may read an answer', async () => {
    for (const path of ['/home', '/api/pulse', '/payouts.csv', '/sign-in'])
      for (const other of ['https://evil.test', 'null', `${origin}.evil.test`]) {
        const response = await ask(path, cookie, { origin: other })
        for (const name of ['access-control-allow-origin', 'access-control-allow-credentials', 'access-control-allow-methods', 'timing-allow-origin'])
          expect(response.headers.has(name), `${path} ${other} ${name}`).toBe(false)
        await response.arrayBuffer()
      }
  })
  it('can load a file or an answer into a page of another site', async () => {
    for (const path of ['/payouts.csv', '/api/pulse', '/home'])
      for (const dest of ['script', 'image', 'iframe', 'object', 'empty'])
        expect(
          (await ask(path, cookie, { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': dest })).status,
          `${path} as ${dest}`,
        ).toBe(403)
  })
  it('finds a personal page under the name of a file that a cache would keep', async () => {
    for (const path of ['/home/x.css', '/home%2fx.css', '/payouts/x.js', '/home;x.png', '/home.css', '/home/%2e%2e/_next/static/x.js', '/payouts?x=.js']) {
      const response = await ask(path, cookie)
      expect(response.headers.get('cache-control') ?? '', path).not.toMatch(/public|immutable|max-age=[1-9]/)
      if (response.status === 200) expect(response.headers.get('cache-control'), path).toMatch(/no-store/)
      await response.arrayBuffer()
    }
  })
})

describe('answers', () => {
  it('are data and never a script, whatever is asked for beside them', async () => {
    for (const query of ['', '?callback=steal', '?jsonp=steal&callback=steal']) {
      const response = await ask(`/api/pulse${query}`, cookie),
        body = await response.text()
      expect(response.headers.get('content-type')).toMatch(/^application\/json/)
      expect(body).not.toContain('steal')
      expect(() => JSON.parse(body) as unknown).not.toThrow()
    }
  })
  it('know one value of a parameter that is given twice', async () => {
    for (const path of ['/payouts?tab=all&tab=approve', '/payouts?sort=-amount&sort=x&sort=y', '/work?q=a&q=b', '/awards?state=all&state=none'])
      expect((await ask(path, cookie)).status, path).toBeLessThan(500)
  })
  it('repeat what was asked for as text only, in the page and in the data of its scripts', async () => {
    const canary = '</script><script>alert(7331)</script>"\'><img src=x onerror=alert(7331)>'
    for (const path of ['/payouts', '/work', '/members', '/audit'])
      for (const headers of [{}, { rsc: '1' }]) {
        const first = await ask(`${path}?q=${encodeURIComponent(canary)}`, cookie, headers),
          to = new URL(first.headers.get('location') ?? '/', origin)
        // The framework leads a request for data to the address that names its headers.
        const response = first.status === 307 ? await ask(to.pathname + to.search, cookie, headers) : first,
          body = await response.text()
        expect(response.status, path).toBe(200)
        expect(body, path).toContain('alert(7331)')
        if (!('rsc' in headers)) expect(body, path).not.toMatch(/<script>alert\(7331|<img src=x|<\/script><script>alert/)
        else expect(response.headers.get('content-type'), path).toBe('text/x-component')
      }
  })
  it('of the page after signing out clear what the browser kept', async () => {
    expect((await ask('/signed-out', cookie)).headers.get('clear-site-data')).toBe('"cache", "storage"')
    expect((await ask('/home', cookie)).headers.has('clear-site-data')).toBe(false)
  })
  it('that are scripts are the same for everyone, kept for ever by name, and lead to no source', async () => {
    const names = [...(await (await fetch(`${origin}/sign-in`)).text()).matchAll(/"(\/_next\/static\/[^"?]+\.(?:js|css))/g)].map((m) => m[1] as string)
    expect(names.length).toBeGreaterThan(2)
    for (const name of new Set(names)) {
      const [anonymous, signedIn] = [await fetch(origin + name), await ask(name, cookie)],
        text = await anonymous.text()
      expect(await signedIn.text(), name).toBe(text)
      expect(anonymous.headers.get('content-type'), name).toMatch(/^(application|text)\/(javascript|css); charset=utf-8$/i)
      expect(anonymous.headers.get('cache-control'), name).toBe('public, max-age=31536000, immutable')
      expect(anonymous.headers.get('x-content-type-options'), name).toBe('nosniff')
      expect(anonymous.headers.get('strict-transport-security'), name).toContain('preload')
      expect(text, name).not.toContain('sourceMappingURL')
      expect((await fetch(`${origin}${name}.map`)).status, name).toBe(404)
    }
  })
})

describe('what lies on the disk', () => {
  it.each([
    '/.git/HEAD',
    '/.git/config',
    '/.env',
    '/.env.example',
    '/.npmrc',
    '/.keys/master.key',
    '/.data/postgres.log',
    '/package.json',
    '/package-lock.json',
    '/next.config.mjs',
    '/middleware.ts',
    '/lib/config.ts',
    '/drizzle/0000_initial.sql',
    '/.next/BUILD_ID',
    '/_next/server/app/page.js',
    '/_next/static/',
    '/_next/',
    '/public/verify.mjs',
    '/node_modules/next/package.json',
    '/.svn/entries',
    '/.DS_Store',
    '/backup.sql',
    '/app/page.tsx.bak',
    '/server-status',
    '/..%2f..%2fpackage.json',
    '/_next/static/..%2f..%2fBUILD_ID',
  ])('%s is not served', async (path) => {
    for (const value of ['', cookie]) {
      const response = await ask(path, value),
        body = await response.text()
      expect([303, 307, 308, 400, 404], path).toContain(response.status)
      expect(body, path).not.toMatch(/\[core\]|"dependencies"|ref: refs|CREATE TABLE|distDir|Index of/)
    }
  })
})
