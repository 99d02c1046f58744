// Every address of the product, whoever asks and however it ends, answers with the whole set of security headers.
// ASVS V3.4.1 V3.4.3 V3.4.4 V3.4.5 V3.4.6 V3.4.8 V8.3.1 V13.4.6
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, inject, it } from 'vitest'
import { isPublicPath } from '../../lib/platform/http/public-paths.ts'
import { root } from '../support/product.ts'

const origin = inject('origin')

/** Every page and route of the tree, with something in place of each parameter. */
function* addresses(folder = 'app', path = ''): Generator<string> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    if (entry.isDirectory()) {
      if (entry.name.startsWith('_') || entry.name.startsWith('@')) continue
      const part = /^\(.*\)$/.test(entry.name) ? '' : `/${entry.name.replace(/^\[\[?(\.\.\.)?.*\]$/, 'none')}`
      yield* addresses(join(folder, entry.name), path + part)
    } else if (/^(page\.tsx|route\.ts)$/.test(entry.name)) yield path === '' ? '/' : path
  }
}
const all = [...new Set(addresses())].toSorted()
const extra = [
  '/no/such/page',
  '/api/no/such',
  '/_next/static/chunks/none.js',
  '/_next/image?url=%2Ficon.svg&w=64&q=75',
  '/favicon.ico',
  '/.env',
  '/%2e%2e/x',
  '/sign-in/../metrics',
]

function expectWhole(response: Response, path: string): void {
  const get = (name: string): string => response.headers.get(name) ?? ''
  expect(get('strict-transport-security'), path).toBe('max-age=63072000; includeSubDomains; preload')
  expect(get('x-content-type-options'), path).toBe('nosniff')
  expect(get('x-frame-options'), path).toBe('DENY')
  expect(get('referrer-policy'), path).toBe('same-origin')
  expect(get('cross-origin-resource-policy'), path).toBe('same-origin')
  expect(get('x-request-id'), path).toMatch(/^req_/)
  for (const name of ['x-powered-by', 'server', 'x-middleware-set-cookie', 'x-middleware-rewrite', 'access-control-allow-origin'])
    expect(response.headers.has(name), `${path} ${name}`).toBe(false)
  const policy = get('content-security-policy')
  expect(policy, path).not.toMatch(/unsafe-inline|unsafe-eval/)
  if (get('content-type').startsWith('text/html')) {
    expect(policy, path).toMatch(/^default-src 'none'; script-src 'nonce-[A-Za-z0-9+/=]{22,}' 'strict-dynamic'; /)
    expect(policy, path).toContain("require-trusted-types-for 'script'; trusted-types nextjs default; upgrade-insecure-requests; report-to csp")
    expect(get('cache-control'), path).toMatch(/no-store/)
    expect(get('cross-origin-opener-policy'), path).toBe('same-origin')
    expect(get('cross-origin-embedder-policy'), path).toBe('require-corp')
    expect(get('origin-agent-cluster'), path).toBe('?1')
    expect(get('permissions-policy'), path).toMatch(/camera=\(\).*publickey-credentials-get=\(self\)/)
  } else expect(policy, path).toMatch(/default-src 'none'/)
}

describe('headers', () => {
  it('there are addresses to ask', () => expect(all.length).toBeGreaterThan(5))
  it.each([...all, ...extra])('%s', async (path) => {
    for (const headers of [{}, { accept: 'text/html' }, { rsc: '1' }, { cookie: 'session=forged' }, { 'next-router-prefetch': '1', rsc: '1' }]) {
      const response = await fetch(origin + path, { headers, redirect: 'manual' })
      expect(response.status, path).toBeLessThan(500)
      expectWhole(response, `${path} ${JSON.stringify(headers)}`)
      await response.arrayBuffer()
    }
    const posted = await fetch(origin + path, { method: 'POST', body: 'x', redirect: 'manual' })
    // A browser that brings a provider's answer is led on to a page, whatever the answer was worth; nothing else that is posted from nowhere is.
    if (path.endsWith('/acs')) expect([posted.status, posted.headers.get('location')], `POST ${path}`).toEqual([303, '/sign-in?refused=provider'])
    else if (/^\/api\/sso\/saml\/.*\/logout$/.test(path))
      expect([posted.status, posted.headers.get('location')], `POST ${path}`).toEqual([303, '/signed-out?provider=ignored'])
    else expect(posted.status, `POST ${path}`).toBeGreaterThanOrEqual(400)
    expect(posted.status, `POST ${path}`).toBeLessThan(500)
    expectWhole(posted, `POST ${path}`)
  })
})

describe('nonces', () => {
  it('are fresh for each response and on every script of the page', async () => {
    const seen = new Set<string>()
    for (let time = 0; time < 5; time++) {
      const response = await fetch(`${origin}/sign-in`)
      const nonce = /'nonce-([^']+)'/.exec(response.headers.get('content-security-policy') ?? '')?.[1] ?? ''
      seen.add(nonce)
      const html = await response.text()
      const scripts = html.match(/<script\b[^>]*>/g) ?? []
      expect(scripts.length).toBeGreaterThan(0)
      for (const script of scripts) expect(script).toContain(`nonce="${nonce}"`)
      expect(html).not.toMatch(/<[a-z][^>]*\sstyle="/i)
    }
    expect(seen.size).toBe(5)
  })
  it('cannot be planted by a request header', async () => {
    const response = await fetch(`${origin}/sign-in`, {
      headers: { 'content-security-policy': `script-src 'nonce-"><script>alert(1)</script>'`, 'x-nonce': 'planted' },
    })
    expect(await response.text()).not.toMatch(/planted|alert\(1\)/)
  })
})

describe('who may ask for what', () => {
  const isPage = (path: string): boolean => !/^\/(api|metrics|reports|\.well-known|security\.txt|robots\.txt|scim|hooks)/.test(path)
  it.each(all.filter((path) => !isPublicPath(path) && isPage(path)))('%s sends strangers to the sign-in page', async (path) => {
    const response = await fetch(origin + path, { redirect: 'manual' })
    expect(response.status).toBe(303)
    expect(new URL(response.headers.get('location') ?? '', origin).pathname).toBe('/sign-in')
  })
  it.each(['middleware', 'src/middleware', 'proxy', 'pages/_middleware'].map((name) => Array(5).fill(name).join(':')))(
    'a header that once skipped the middleware changes nothing: %s',
    async (value) => {
      const response = await fetch(`${origin}/payouts`, { headers: { 'x-middleware-subrequest': value }, redirect: 'manual' })
      expect(response.status).toBe(303)
    },
  )
  it.each(['/payouts.rsc', '/payouts.segments/_tree.segment.rsc', '/payouts?nxtPslug=other', '/payouts?_rsc=x', '//payouts', '/payouts%2f'])(
    '%s shows nothing either',
    async (path) => {
      const response = await fetch(origin + path, {
        headers: { rsc: '1', 'next-router-prefetch': '1', 'next-router-segment-prefetch': '/_tree' },
        redirect: 'manual',
      })
      expect([303, 307, 308, 400, 404]).toContain(response.status)
    },
  )
})
