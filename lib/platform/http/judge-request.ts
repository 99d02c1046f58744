import type { IncomingHttpHeaders } from 'node:http'
import type { Config } from '../../config.ts'
import { bodyLimit } from './body-limits.ts'
import { refuseByOrigin } from './origin-rule.ts'
import { crossOriginRule } from './public-paths.ts'

/** An answer given before the framework sees the request. */
export interface EarlyAnswer {
  readonly status: 400 | 403 | 404 | 405 | 413 | 414 | 421 | 500 | 503
  readonly code: string
  readonly message: string
  readonly headers?: Readonly<Record<string, string>>
}

const pageMethods = ['GET', 'HEAD', 'POST']
const interfaceMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']
const longestTarget = 8192

/** The methods an address may be asked with. No address answers OPTIONS: nothing here is shared with other origins. */
export const allowedMethods = (path: string): readonly string[] => (crossOriginRule(path) === undefined ? pageMethods : interfaceMethods)

/** Splits a request target; undefined when it is not a plain path of ours. */
export function readTarget(target: string | undefined): string | undefined {
  // An absolute target (`GET http://169.254.169.254/`) asks us to be a proxy: request forgery by the server (CVE-2026-44578).
  if (target === undefined || !target.startsWith('/') || target.startsWith('//') || target.includes('\\')) return undefined
  const path = target.split('?', 1)[0] ?? ''
  try {
    const decoded = decodeURIComponent(path)
    // The framework walks up on `..` and we do not: a path that begins like an exempt one would be judged by rules that are not its own.
    if (/(^|[/\\])\.{1,2}([/\\]|$)/.test(decoded) || /%2f|%5c/i.test(path)) return undefined
    return decoded.includes('\0') ? undefined : path
  } catch {
    return undefined
  }
}

/** Judges a request by its first lines alone. Undefined: the framework may have it. */
export function judgeRequest(
  request: { readonly method: string; readonly target: string | undefined; readonly headers: IncomingHttpHeaders },
  config: Pick<Config, 'origins'>,
): EarlyAnswer | undefined {
  if ((request.target?.length ?? 0) > longestTarget) return { status: 414, code: 'invalid', message: 'The address is too long.' }
  const path = readTarget(request.target)
  const methods = allowedMethods(path ?? '/')
  if (!methods.includes(request.method)) {
    return { status: 405, code: 'method', message: `${request.method} is not answered here.`, headers: { allow: methods.join(', ') } }
  }
  if (path === undefined) return { status: 400, code: 'invalid', message: 'The address is malformed.' }
  // The image optimiser decodes what strangers point it at (CVE-2025-59471, CVE-2026-75604).
  if (path.startsWith('/_next/image')) return { status: 404, code: 'not_found', message: 'There is no such page.' }
  const isProbe = path.startsWith('/api/health/') || path === '/metrics'
  const hosts = config.origins.map((origin) => new URL(origin).host)
  if (!isProbe && !hosts.includes(request.headers.host?.toLowerCase() ?? '')) {
    // A foreign Host poisons links and lets a rebound DNS name read a loopback server.
    return { status: 421, code: 'invalid', message: `This server answers as ${hosts[0]} only.` }
  }
  const header = (name: string): string | undefined => {
    const value = request.headers[name]
    return Array.isArray(value) ? value.join(', ') : value
  }
  const refusal = refuseByOrigin({ method: request.method, path, header }, config.origins)
  if (refusal !== undefined) return { status: 403, code: 'forbidden', message: refusal }
  const limit = bodyLimit(path, request.headers['content-type'])
  if (Number(request.headers['content-length'] ?? 0) > limit) return tooLarge(limit)
  return undefined
}

export const tooLarge = (limit: number): EarlyAnswer => ({
  status: 413,
  code: 'too_large',
  message: `That is more than ${Math.floor(limit / 1_048_576) || 1} MB, the most that may be sent here.`,
})
