import { randomBytes } from 'node:crypto'

/** 256 random bits, then the company, so that the door need not look through those of all companies; only the whole of it opens anything. */
export const newToken = (tenant: string): string =>
  `plscim_${Buffer.concat([randomBytes(32), Buffer.from(tenant.replaceAll('-', ''), 'hex')]).toString('base64url')}`
/** The company that a token says it is of; undefined: this is no token. Believed by nobody: the door looks its hash up. */
export function tenantOfToken(token: string): string | undefined {
  const match = /^plscim_([\w-]{64})$/.exec(token)
  if (!match) return undefined
  const hex = Buffer.from(match[1] as string, 'base64url')
    .subarray(32)
    .toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
