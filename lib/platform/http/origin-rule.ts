import { crossOriginRule, isDataPath } from './public-paths.ts'

/** What the rule looks at. Header names in lower case. */
export interface KnockingRequest {
  readonly method: string
  readonly path: string
  header(name: string): string | undefined
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * The one rule against cross-site requests, used by the server and again by the middleware. Returns the reason for a 403, or undefined.
 *
 * It compares with configuration only: the framework's own check trusts `X-Forwarded-Host`, runs an action POSTed without any `Origin`,
 * and once let `Origin: null` through.
 */
export function refuseByOrigin(request: KnockingRequest, origins: readonly string[]): string | undefined {
  const origin = request.header('origin')
  const site = request.header('sec-fetch-site')
  const exempt = crossOriginRule(request.path)
  if (exempt !== undefined) {
    // Cross-site request forgery through a path meant for servers: a browser would attach our cookie.
    if (exempt.cookies === 'refused' && request.header('cookie') !== undefined) return 'This address takes a key, not a cookie.'
    return undefined
  }
  if (!safeMethods.has(request.method)) {
    // Cross-site request forgery by form, fetch or a sandboxed frame (`Origin: null`).
    if (origin !== undefined) return origins.includes(origin) ? undefined : 'The request came from another origin.'
    return site === 'same-origin' ? undefined : 'The request does not say where it came from.'
  }
  if (site === 'cross-site' || site === 'same-site') {
    // Cross-site leaks: only a person following a link to a page may arrive from elsewhere; images, scripts, frames and fetches may not.
    const follows = request.header('sec-fetch-mode') === 'navigate' && ['document', undefined].includes(request.header('sec-fetch-dest'))
    if (!follows || request.method !== 'GET' || isDataPath(request.path)) return 'The request came from another site.'
  }
  return undefined
}
