import type { Config } from '../../config.ts'
import { sameSecret } from '../../kernel/digest.ts'

/**
 * The metrics are for whoever holds their token, or, while none is set, for callers on this machine. `peer` is written by our own server,
 * which leaves it out when a proxy stands between: behind one, everybody would look local.
 */
export function mayReadMetrics(config: Pick<Config, 'metricsToken'>, authorization: string | null, peer: string | null): boolean {
  if (config.metricsToken === undefined) return peer === 'loopback'
  const given = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1]
  return given !== undefined && sameSecret(given, config.metricsToken)
}
