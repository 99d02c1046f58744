/**
 * Headers that the framework or our own layers use among themselves. A client that sends them is guessing at our insides: skipping the
 * middleware (CVE-2025-29927), poisoning caches (CVE-2024-46982), planting a nonce (CVE-2026-44581), moving links to another host, or
 * choosing its own address. They are removed from every request before anything else reads it.
 */
const internal = new Set([
  'forwarded',
  'x-real-ip',
  'x-original-url',
  'x-rewrite-url',
  'x-http-method-override',
  'x-method-override',
  'x-http-method',
  'next-resume',
  'x-next-resume-state-length',
  'x-matched-path',
  'x-action-forwarded',
  'x-prerender-revalidate',
  'x-prerender-revalidate-if-generated',
  'x-nonce',
  'x-client-ip',
  'x-peer',
  'x-request-id',
  'x-relay',
  'content-security-policy',
  'content-security-policy-report-only',
  'purpose',
])
const internalPrefixes = ['x-middleware-', 'x-nextjs-', 'x-invoke-', 'x-now-', 'x-vercel-', 'x-forwarded-', 'x-next-cache-']

/** Hot reload in development tells its request ids by these. */
const developmentOnly = new Set(['x-nextjs-request-id', 'x-nextjs-html-request-id'])

/** True when a header must not come from outside. */
export function isInternalHeader(name: string, development = false): boolean {
  if (development && developmentOnly.has(name)) return false
  return internal.has(name) || internalPrefixes.some((prefix) => name.startsWith(prefix))
}
