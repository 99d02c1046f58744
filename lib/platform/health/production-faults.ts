import type { Config } from '../../config.ts'
import { nodeFault, postgresFault } from './version-floor.ts'

/** What the environment variables cannot tell. */
export interface RuntimeFacts {
  readonly nodeVersion: string
  /** Undefined while the server is not reached yet. */
  readonly postgresVersion: string | undefined
  /** The environment in which the keys directory was first filled; undefined when it is empty. */
  readonly keysMadeIn: 'development' | 'production' | undefined
}

/** Does the connection prove whom it talks to, or stay on a socket that only this machine can open? */
function isDatabasePathTrusted(url: string): boolean {
  const parsed = new URL(url)
  if (decodeURIComponent(parsed.hostname).startsWith('/')) return true
  return parsed.searchParams.get('sslmode') === 'verify-full'
}

/** Every reason not to run in production, all at once; empty in development, where the same facts are only warnings. */
export function productionFaults(config: Config, facts: RuntimeFacts): string[] {
  if (config.environment !== 'production') return []
  const faults: string[] = []
  const embedded = config.databaseOwner === undefined && config.database.app === undefined
  if (embedded && !config.embeddedAllowed) {
    faults.push(
      'DATABASE_URL is not set. The embedded database is for evaluation and small teams on one machine; set DATABASE_URL, or PLUMBLINE_EMBEDDED=allow if that is you.',
    )
  }
  if (facts.keysMadeIn === 'development') {
    faults.push(`The keys in ${config.keysDir} were made in development. Point PLUMBLINE_KEYS_DIR to a new, empty directory for production.`)
  }
  if (!config.urlGiven) faults.push('PLUMBLINE_URL is not set: mailed links and the origin rule need the public origin, such as https://pay.example.com.')
  else if (!config.https) faults.push('PLUMBLINE_URL must begin with https://: people sign in with cookies that travel over HTTPS only.')
  if (config.mail.smtpUrl === undefined) faults.push('PLUMBLINE_SMTP_URL is not set: invitations, resets and warnings must leave by mail.')
  if (config.sms.gateway !== undefined && !config.sms.gateway.url.startsWith('https://'))
    faults.push('PLUMBLINE_SMS_URL must begin with https://: codes and the gateway’s token travel there.')
  if (config.egressAllow.length > 0) faults.push('PLUMBLINE_EGRESS_ALLOW is set: it opens addresses inside your network to what tenants enter. Remove it.')
  const urls = [config.databaseOwner, ...Object.values(config.database)].filter((url) => url !== undefined)
  if (!embedded && urls.some((url) => !isDatabasePathTrusted(url))) {
    faults.push('The database connection is not verified: add sslmode=verify-full to DATABASE_URL, or use a socket on this machine.')
  }
  const node = nodeFault(facts.nodeVersion)
  if (node !== undefined) faults.push(node)
  const postgres = facts.postgresVersion === undefined ? undefined : postgresFault(facts.postgresVersion)
  if (postgres !== undefined && !embedded) faults.push(postgres)
  return faults
}
