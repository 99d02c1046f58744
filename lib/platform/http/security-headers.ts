/** What a response is, judged by what it finally holds and never by what was asked for. */
export type ResponseKind = 'page' | 'data' | 'download' | 'asset'

export interface PageContext {
  /** 128 random bits in base64, fresh for each response. */
  readonly nonce: string
  /** Signed-in pages must not even be kept by the browser's own cache. */
  readonly signedIn: boolean
  /** React's development build evaluates strings and speaks over a web socket. */
  readonly development: boolean
}

/** Those that today's browsers know: an unknown name is refused by them with a message on every page. */
const features =
  'accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), encrypted-media=(), ' +
  'geolocation=(), gyroscope=(), hid=(), identity-credentials-get=(), idle-detection=(), magnetometer=(), microphone=(), midi=(), ' +
  'otp-credentials=(), payment=(), picture-in-picture=(), screen-wake-lock=(), serial=(), storage-access=(), usb=(), ' +
  'xr-spatial-tracking=(), publickey-credentials-get=(self), publickey-credentials-create=(self), fullscreen=(self)'

/** On every response without exception: pages, assets, redirects, refusals and answers to malformed requests. */
const always: Readonly<Record<string, string>> = {
  'strict-transport-security': 'max-age=63072000; includeSubDomains; preload',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  // Not `no-referrer`: that makes same-origin form posts send `Origin: null`, which the origin rule refuses.
  'referrer-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-dns-prefetch-control': 'off',
  'x-permitted-cross-domain-policies': 'none',
}

/** The page policy. Scripts run only by nonce, nothing is framed, and script sinks take only what the one policy lets through. */
export function pagePolicy({ nonce, development }: Pick<PageContext, 'nonce' | 'development'>): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' blob:",
    "font-src 'self'",
    `connect-src 'self'${development ? ' ws:' : ''}`,
    "manifest-src 'self'",
    "worker-src 'self'",
    "media-src 'none'",
    "object-src 'none'",
    "frame-src 'none'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    // The development build evaluates strings, which this would forbid.
    ...(development ? [] : ["require-trusted-types-for 'script'", 'trusted-types nextjs default']),
    'upgrade-insecure-requests',
    'report-to csp',
  ].join('; ')
}

const lockedPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox"
const downloadPolicy = "default-src 'none'; sandbox; frame-ancestors 'none'"

/** The headers of one response. Names in lower case, so that they overwrite whatever the framework set. */
export function securityHeaders(kind: ResponseKind, page: PageContext): Record<string, string> {
  if (kind === 'page') {
    return {
      ...always,
      'content-security-policy': pagePolicy(page),
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'origin-agent-cluster': '?1',
      'permissions-policy': features,
      'reporting-endpoints': 'csp="/reports/csp"',
      // A kept page would be shown again with a nonce that no longer protects it.
      'cache-control': page.signedIn ? 'private, no-store' : 'no-store',
    }
  }
  if (kind === 'download') return { ...always, 'content-security-policy': downloadPolicy, 'cache-control': 'private, no-store' }
  const locked = { ...always, 'content-security-policy': lockedPolicy, 'cross-origin-opener-policy': 'same-origin' }
  return kind === 'data' ? { ...locked, 'cache-control': 'no-store' } : locked
}

/** Judges a response by its own headers. `path` matters only for files with a hash in their name. */
export function responseKind(path: string, contentType: string | undefined, contentDisposition: string | undefined): ResponseKind {
  if (contentDisposition?.toLowerCase().startsWith('attachment') === true) return 'download'
  if (contentType?.toLowerCase().startsWith('text/html') === true) return 'page'
  if (path.startsWith('/_next/static/') || /^\/[\w.-]+\.(svg|ico|png|mjs|webmanifest|txt|woff2)$/.test(path)) return 'asset'
  return 'data'
}

/** Set by the framework and of use only to those who look for its version and inner workings. */
export const revealingHeaders: readonly string[] = [
  'x-powered-by',
  'server',
  'x-xss-protection',
  'expect-ct',
  'x-middleware-set-cookie',
  'x-middleware-rewrite',
  'x-middleware-next',
  'x-middleware-override-headers',
  'x-nextjs-cache',
  'x-nextjs-prerender',
]
