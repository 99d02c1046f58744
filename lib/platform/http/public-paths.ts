/**
 * Who may come without a session cookie, and which doors strangers' servers may knock at. The middleware and the server read this list
 * and nothing else; tests/architecture/addresses.test.ts compares it with the routes that exist.
 */

/** Reachable without a session. A trailing `/` means the whole folder. Each entry says why. */
export const publicPaths: readonly { readonly path: string; readonly why: string }[] = [
  { path: '/sign-in', why: 'the way in' },
  { path: '/sign-in/', why: 'the steps of the way in; each judges its own server-side state' },
  { path: '/setup/', why: 'first run; answers only with the one-time link' },
  { path: '/invitation/', why: 'an invited person has no account yet; the link is the credential' },
  { path: '/reset/', why: 'a person without password; the mailed link is the credential' },
  { path: '/recover/', why: 'a person without second factor; the mailed link is the credential' },
  { path: '/confirm-email/', why: 'a changed address is confirmed from its mailbox; the mailed link is the credential' },
  { path: '/sign-up', why: 'open only when PLUMBLINE_SIGNUP=open' },
  { path: '/signed-out', why: 'says that the session has ended' },
  { path: '/report', why: 'anyone may report a vulnerability' },
  { path: '/report/', why: 'the state of a report, for who holds its reference; dates only' },
  {
    path: '/api/sso/',
    why: 'a provider’s answer comes from another site: judged by its signature, or by the cookie of the browser that began; it opens nothing by itself',
  },
  { path: '/scim/v2/', why: 'providers that provision come without a cookie; the token is the credential' },
  { path: '/api/v1/', why: 'programs come without a cookie; the key is the credential. The description of the interface is the same for everyone' },
  { path: '/api/auth/', why: 'the session library answers for itself' },
  { path: '/api/health/', why: 'probes carry no cookie; says no more than alive and ready' },
  { path: '/metrics', why: 'guarded by its token or by loopback' },
  { path: '/reports/csp', why: 'browsers post violation reports without cookies' },
  { path: '/.well-known/', why: 'standard addresses such as security.txt' },
  { path: '/security.txt', why: 'redirects to the standard address' },
  { path: '/robots.txt', why: 'asks crawlers to stay out' },
  { path: '/verify.mjs', why: 'the offline verifier, for auditors' },
  { path: '/favicon.ico', why: 'asked for by browsers on every page' },
  { path: '/icon.svg', why: 'asked for by browsers on every page' },
  { path: '/icon-512.png', why: 'asked for by phones' },
  { path: '/apple-icon.png', why: 'asked for by phones' },
  { path: '/manifest.webmanifest', why: 'asked for by phones' },
  { path: '/_next/static/', why: 'scripts, styles and fonts, the same for everyone' },
]

/**
 * Unsafe requests that may come from another origin, because the caller is a server with a credential of its own and no cookie of ours.
 * `cookies: 'refused'` means such a request is turned away when it carries any cookie: a browser was tricked into making it.
 */
export const crossOriginPaths: readonly { readonly path: string; readonly cookies: 'refused' | 'ignored'; readonly why: string }[] = [
  { path: '/api/sso/', cookies: 'ignored', why: 'the identity provider posts its answer through the browser, or leads the browser back' },
  { path: '/api/v1/openapi.json', cookies: 'ignored', why: 'a description that is the same for everyone and may be read in a browser' },
  { path: '/api/v1/', cookies: 'refused', why: 'API keys' },
  { path: '/scim/v2/', cookies: 'refused', why: 'provisioning by bearer token' },
  { path: '/hooks/', cookies: 'refused', why: 'inbound webhooks carry a signature' },
]

const matches = (entry: string, path: string): boolean => (entry.endsWith('/') ? path.startsWith(entry) : path === entry)

/** Is this path served to people without a session? */
export const isPublicPath = (path: string): boolean => publicPaths.some((entry) => matches(entry.path, path))

/** The entry that lets other servers call this path, if any. */
export const crossOriginRule = (path: string): (typeof crossOriginPaths)[number] | undefined => crossOriginPaths.find((entry) => matches(entry.path, path))

/** Paths that answer data rather than pages: refused with a status, never with a redirect to the sign-in page. */
export const isDataPath = (path: string): boolean => /^\/(api|scim|hooks|metrics|reports)(\/|$)/.test(path)
