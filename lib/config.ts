import { isIP, isIPv4, isIPv6 } from 'node:net'
import { isAbsolute, resolve } from 'node:path'
import { z } from 'zod'

/** The logins of the running product. Each child process is handed only the ones it needs; `owner` belongs to the launcher alone. */
export const databaseRoles = ['app', 'auth', 'worker', 'sealer', 'platform', 'backup', 'jobs'] as const
export type DatabaseRole = (typeof databaseRoles)[number]

/** The login name in Postgres of each role. */
export const databaseLogins: Readonly<Record<DatabaseRole, string>> = {
  app: 'app_rw',
  auth: 'app_auth',
  worker: 'app_worker',
  sealer: 'app_sealer',
  platform: 'app_platform',
  backup: 'app_backup',
  jobs: 'app_jobs',
}

export interface Config {
  /** Decides every safety rule. `NODE_ENV` decides nothing. */
  readonly environment: 'development' | 'production'
  /** Address the server listens on; loopback unless a proxy stands in front. */
  readonly host: string
  readonly port: number
  /** The origin people type, e.g. `https://pay.example.com`. Mailed links and the origin rule use nothing else. */
  readonly url: string
  /** Every origin accepted on unsafe requests: `url`, and without `PLUMBLINE_URL` the loopback names with our port. */
  readonly origins: readonly string[]
  /** Whether `PLUMBLINE_URL` was given. */
  readonly urlGiven: boolean
  /** True when people reach us by HTTPS: cookies are then named `__Host-…` and marked Secure. */
  readonly https: boolean
  readonly dataDir: string
  readonly keysDir: string
  /** How many proxies of ours stand in front; the client address is that many entries from the right of X-Forwarded-For. */
  readonly trustedProxies: number
  /** True when the embedded server was allowed by name. */
  readonly embeddedAllowed: boolean
  readonly signup: 'invitation' | 'open'
  readonly metricsToken: string | undefined
  /** Where the day's checkpoints are copied, outside the database; undefined: mailed only. */
  readonly checkpointDir: string | undefined
  /** `DATABASE_URL`: the owner's login, seen only by the launcher, migrations and restore. */
  readonly databaseOwner: string | undefined
  readonly database: Readonly<Partial<Record<DatabaseRole, string>>>
  readonly mail: { readonly smtpUrl: string | undefined; readonly from: string }
  /** The gateway for text messages; undefined: none leave, and in production none are offered. `perDay`: how many leave this installation in a day at most. */
  readonly sms: { readonly gateway: { readonly url: string; readonly token: string; readonly from: string | undefined } | undefined; readonly perDay: number }
  /** Addresses for security.txt: `mailto:` or `https:`. */
  readonly securityContact: string | undefined
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error'
  /** An MMDB file with places of addresses; undefined: places are unknown. */
  readonly geoDatabase: string | undefined
  /** Origins that the egress guard lets through although they are not of the open internet; for trying out, never in production. */
  readonly egressAllow: readonly string[]
  /** Name servers that are asked for the records of companies' domains, as `address` or `address:port`; none: those of the machine. */
  readonly nameServers: readonly string[]
}

/** Every fault of the settings at once, so that mending takes one round. */
export class ConfigFault extends Error {
  override readonly name = 'ConfigFault'
  readonly faults: readonly string[]
  constructor(faults: readonly string[]) {
    super(`Plumbline cannot start with these settings:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`)
    this.faults = faults
  }
}

const blankIsAbsent = (value: unknown): unknown => (typeof value === 'string' && value.trim() === '' ? undefined : value)
const text = z.preprocess(blankIsAbsent, z.string().trim().optional())
const whole = (name: string, from: number, to: number, fallback: number) =>
  z.preprocess(
    blankIsAbsent,
    z
      .string()
      .default(String(fallback))
      .transform((value, context) => {
        const number = Number(value)
        if (Number.isInteger(number) && number >= from && number <= to) return number
        context.addIssue({ code: 'custom', message: `${name} must be a whole number from ${from} to ${to}, but is "${value}".` })
        return z.NEVER
      }),
  )
const choice = <const T extends readonly [string, ...string[]]>(name: string, values: T, fallback: T[number]) =>
  z.preprocess(blankIsAbsent, z.enum(values, { error: `${name} must be one of: ${values.join(', ')}.` }).default(fallback as never))
const postgresUrl = (name: string) =>
  text.refine((value) => value === undefined || (/^postgres(ql)?:\/\//.test(value) && URL.canParse(value)), {
    error: `${name} must look like postgres://user:password@host:5432/database.`,
  })

/** An address; one of IPv6 stands in brackets where a port follows. */
function isNameServer(text: string): boolean {
  const found = /^(?:\[([0-9a-f:.]+)\]|([0-9.]+))(?::([0-9]{1,5}))?$/i.exec(text)
  return (
    isIP(text) !== 0 ||
    (found !== null && (isIPv6(found[1] ?? '') || isIPv4(found[2] ?? '')) && Number(found[3] ?? 53) >= 1 && Number(found[3] ?? 53) <= 65_535)
  )
}

const variables = {
  PLUMBLINE_ENV: choice('PLUMBLINE_ENV', ['development', 'production'], 'development'),
  PLUMBLINE_HOST: text,
  PORT: whole('PORT', 1, 65_535, 3000),
  PLUMBLINE_URL: text,
  PLUMBLINE_DATA_DIR: text,
  PLUMBLINE_KEYS_DIR: text,
  PLUMBLINE_TRUSTED_PROXIES: whole('PLUMBLINE_TRUSTED_PROXIES', 0, 9, 0),
  PLUMBLINE_EMBEDDED: choice('PLUMBLINE_EMBEDDED', ['default', 'allow'], 'default'),
  PLUMBLINE_SIGNUP: choice('PLUMBLINE_SIGNUP', ['invitation', 'open'], 'invitation'),
  PLUMBLINE_METRICS_TOKEN: text.refine((value) => value === undefined || value.length >= 24, {
    error: 'PLUMBLINE_METRICS_TOKEN must have at least 24 characters.',
  }),
  PLUMBLINE_CHECKPOINT_DIR: text,
  PLUMBLINE_GEO_DATABASE: text,
  PLUMBLINE_SMTP_URL: text.refine((value) => value === undefined || /^smtps?:\/\/[^/]+/.test(value), {
    error: 'PLUMBLINE_SMTP_URL must look like smtps://user:password@mail.example.com:465.',
  }),
  PLUMBLINE_MAIL_FROM: text,
  PLUMBLINE_SMS_URL: text.refine((value) => value === undefined || (/^https?:\/\/[^/\s@]+(\/\S*)?$/.test(value) && URL.canParse(value)), {
    error: 'PLUMBLINE_SMS_URL must be the https: address of a gateway, without a name or password in it.',
  }),
  PLUMBLINE_SMS_TOKEN: text.refine((value) => value === undefined || /^[\x21-\x7e]{8,500}$/.test(value), {
    error: 'PLUMBLINE_SMS_TOKEN must have 8 to 500 characters, without spaces.',
  }),
  PLUMBLINE_SMS_FROM: text.refine((value) => value === undefined || /^(\+[1-9]\d{4,14}|[A-Za-z0-9 ]{1,11})$/.test(value), {
    error: 'PLUMBLINE_SMS_FROM must be a phone number such as +14155550132, or a name of at most 11 letters and digits.',
  }),
  PLUMBLINE_SMS_PER_DAY: whole('PLUMBLINE_SMS_PER_DAY', 1, 100_000, 1_000),
  PLUMBLINE_SECURITY_CONTACT: text.refine((value) => value === undefined || /^(mailto:[^@\s]+@[^@\s]+|https:\/\/\S+)$/.test(value), {
    error: 'PLUMBLINE_SECURITY_CONTACT must be a mailto: or https: address.',
  }),
  PLUMBLINE_LOG_LEVEL: choice('PLUMBLINE_LOG_LEVEL', ['debug', 'info', 'warn', 'error'], 'info'),
  PLUMBLINE_EGRESS_ALLOW: text.refine(
    (value) =>
      value === undefined ||
      value
        .split(',')
        .every((origin) => /^https?:\/\/[\w.:[\]-]+$/.test(origin.trim()) && URL.canParse(origin.trim()) && new URL(origin.trim()).origin === origin.trim()),
    { error: 'PLUMBLINE_EGRESS_ALLOW must be a list of exact origins such as http://127.0.0.1:7000, with commas between them.' },
  ),
  PLUMBLINE_NAME_SERVERS: text.refine((value) => value === undefined || value.split(',').every((server) => isNameServer(server.trim())), {
    error: 'PLUMBLINE_NAME_SERVERS must be a list of addresses such as 10.0.0.53 or [fd00::53]:5353, with commas between them.',
  }),
  DATABASE_URL: postgresUrl('DATABASE_URL'),
  DATABASE_URL_APP: postgresUrl('DATABASE_URL_APP'),
  DATABASE_URL_AUTH: postgresUrl('DATABASE_URL_AUTH'),
  DATABASE_URL_WORKER: postgresUrl('DATABASE_URL_WORKER'),
  DATABASE_URL_SEALER: postgresUrl('DATABASE_URL_SEALER'),
  DATABASE_URL_PLATFORM: postgresUrl('DATABASE_URL_PLATFORM'),
  DATABASE_URL_BACKUP: postgresUrl('DATABASE_URL_BACKUP'),
  DATABASE_URL_JOBS: postgresUrl('DATABASE_URL_JOBS'),
}
/** Set by our own launcher and scripts, not by people. */
const internalVariables = new Set(['PLUMBLINE_DIST', 'PLUMBLINE_CHROMIUM', 'PLUMBLINE_BENCH_DIR'])
export const settingNames: readonly string[] = Object.keys(variables)
const schema = z.object(variables)

export const loopbackNames = ['localhost', '127.0.0.1', '[::1]'] as const
const isLoopback = (hostname: string): boolean => (loopbackNames as readonly string[]).includes(hostname)

function parseOrigin(value: string, faults: string[]): string {
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || !['', '/'].includes(url.pathname) || url.search !== '') {
    faults.push(`PLUMBLINE_URL must be an origin such as https://pay.example.com, but is "${value}".`)
    return 'http://localhost'
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    faults.push('PLUMBLINE_URL must begin with https:// unless it names this machine: sign-in cookies travel over HTTPS only.')
  }
  return url.origin
}

/**
 * Reads the settings of one environment. Pure: tests hand in their own. Throws one {@link ConfigFault} with every fault.
 * Rules that need facts from outside the environment (versions, key files) are in lib/platform/health/production-faults.ts.
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const faults: string[] = []
  for (const name of Object.keys(env)) {
    if (name.startsWith('PLUMBLINE_') && !settingNames.includes(name) && !internalVariables.has(name)) {
      faults.push(`${name} is not a setting of Plumbline; .env.example lists all of them.`)
    }
  }
  const parsed = schema.safeParse(Object.fromEntries(settingNames.map((name) => [name, env[name]])))
  if (!parsed.success) throw new ConfigFault([...faults, ...parsed.error.issues.map((issue) => issue.message)])
  const set = parsed.data
  const url = set.PLUMBLINE_URL === undefined ? `http://localhost:${set.PORT}` : parseOrigin(set.PLUMBLINE_URL, faults)
  // Half a gateway would be found out by whoever waits for a code.
  if ((set.PLUMBLINE_SMS_URL === undefined) !== (set.PLUMBLINE_SMS_TOKEN === undefined))
    faults.push('PLUMBLINE_SMS_URL and PLUMBLINE_SMS_TOKEN belong together: set both, or neither.')
  if (set.PLUMBLINE_SMS_FROM !== undefined && set.PLUMBLINE_SMS_URL === undefined) faults.push('PLUMBLINE_SMS_FROM is set without PLUMBLINE_SMS_URL.')
  const absolute = (value: string): string => (isAbsolute(value) ? value : resolve(value))
  if (faults.length > 0) throw new ConfigFault(faults)
  return deepFreeze({
    environment: set.PLUMBLINE_ENV as Config['environment'],
    host: set.PLUMBLINE_HOST ?? '127.0.0.1',
    port: set.PORT,
    url,
    origins: set.PLUMBLINE_URL === undefined ? loopbackNames.map((name) => `http://${name}:${set.PORT}`) : [url],
    urlGiven: set.PLUMBLINE_URL !== undefined,
    https: url.startsWith('https://'),
    dataDir: absolute(set.PLUMBLINE_DATA_DIR ?? '.data'),
    keysDir: absolute(set.PLUMBLINE_KEYS_DIR ?? '.keys'),
    trustedProxies: set.PLUMBLINE_TRUSTED_PROXIES,
    embeddedAllowed: set.PLUMBLINE_EMBEDDED === 'allow',
    signup: set.PLUMBLINE_SIGNUP as Config['signup'],
    metricsToken: set.PLUMBLINE_METRICS_TOKEN,
    checkpointDir: set.PLUMBLINE_CHECKPOINT_DIR === undefined ? undefined : absolute(set.PLUMBLINE_CHECKPOINT_DIR),
    databaseOwner: set.DATABASE_URL,
    database: Object.fromEntries(
      databaseRoles.flatMap((role) => {
        const given = set[`DATABASE_URL_${role.toUpperCase() as Uppercase<DatabaseRole>}`]
        return given === undefined ? [] : [[role, given]]
      }),
    ),
    mail: { smtpUrl: set.PLUMBLINE_SMTP_URL, from: set.PLUMBLINE_MAIL_FROM ?? `Plumbline <no-reply@${new URL(url).hostname}>` },
    sms: {
      gateway:
        set.PLUMBLINE_SMS_URL === undefined || set.PLUMBLINE_SMS_TOKEN === undefined
          ? undefined
          : { url: set.PLUMBLINE_SMS_URL, token: set.PLUMBLINE_SMS_TOKEN, from: set.PLUMBLINE_SMS_FROM },
      perDay: set.PLUMBLINE_SMS_PER_DAY,
    },
    securityContact: set.PLUMBLINE_SECURITY_CONTACT,
    geoDatabase: set.PLUMBLINE_GEO_DATABASE === undefined ? undefined : absolute(set.PLUMBLINE_GEO_DATABASE),
    logLevel: set.PLUMBLINE_LOG_LEVEL as Config['logLevel'],
    nameServers: set.PLUMBLINE_NAME_SERVERS?.split(',').map((server) => server.trim()) ?? [],
    egressAllow: set.PLUMBLINE_EGRESS_ALLOW?.split(',').map((origin) => origin.trim()) ?? [],
  })
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) deepFreeze(part as object)
  return Object.freeze(value)
}

let cached: Config | undefined
/** The settings of this process, read once. Nothing else in `lib` or `app` looks at the environment. */
export function config(): Config {
  cached ??= loadConfig(process.env)
  return cached
}

/** The connection of one role, or a sentence that says which variable is missing. */
export function databaseUrl(role: DatabaseRole, from: Config = config()): string {
  const url = from.database[role]
  if (url === undefined) {
    throw new ConfigFault([`DATABASE_URL_${role.toUpperCase()} is not set: start this process by npm start or npm run worker, which set it.`])
  }
  return url
}

/**
 * What postgres.js must be told besides the URL: it does not decode a socket folder written as the host
 * (`postgres://user:password@%2Fvar%2Frun%2Fpostgresql/plumbline`).
 */
export function databaseOptions(url: string): { host?: string } {
  const host = decodeURIComponent(new URL(url).hostname)
  return host.startsWith('/') ? { host } : {}
}
