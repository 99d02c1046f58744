import { isIP } from 'node:net'
import { config } from '../../config.ts'

/** The page on which passkeys are made and used, and the name that they are bound to for good. */
export interface SitePasskeys {
  readonly origin: string
  readonly rpId: string
}
/** Ours, from the configured address and never from a request. Undefined where that is a bare IP address, to which no passkey can be bound. */
export function sitePasskeys(): SitePasskeys | undefined {
  const origin = config().url,
    rpId = new URL(origin).hostname
  return isIP(rpId.replace(/^\[|\]$/g, '')) === 0 ? { origin, rpId } : undefined
}
