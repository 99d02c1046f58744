import { z } from 'zod'
import { sessionLengthsOf, storedSessionLengths, type SessionLengths } from '../identity/session-lengths.ts'
import type { RoleName } from '../access/roles.ts'
import { decimalsOf, type Money } from '../kernel/money.ts'

const digits = z.string().regex(/^\d{1,15}$/)
/** What a company decides for itself, as stored: amounts in minor units as text, per currency. Absent means the default. */
export const storedPolicy = z.object({
  /** From this amount on two people approve. */
  twoFromMinor: z.record(z.string().length(3), digits).optional(),
  /** A manager's own limit for approvals. */
  managerLimitMinor: z.record(z.string().length(3), digits).optional(),
  ...storedSessionLengths.shape,
  bankDetailHoldDays: z.int().min(0).max(60).optional(),
  disputeBusinessDays: z.int().min(1).max(60).optional(),
  /** The longest that somebody is given more than their role for. */
  accessDaysMax: z.int().min(1).max(90).optional(),
  /** Owners whom no list of networks keeps out. */
  breakGlass: z.array(z.string().max(36)).max(5).optional(),
  /** Whether a passkey by itself signs in, and for which roles nothing else counts (lib/access/factor-rules.ts). */
  passkeyAlone: z.boolean().optional(),
  passkeyRoles: z.array(z.string().max(36)).max(60).optional(),
  /** Roles that may come in by a code in a text message (lib/access/text-rules.ts); days after which a password has to be another (lib/identity/password-age.ts). */
  textRoles: z.array(z.string().max(36)).max(60).optional(),
  passwordDaysMax: z.int().min(30).max(730).nullable().optional(),
  /** Domains whose addresses come in by the company's provider only, and the owners who keep a way in past it (lib/access/required-provider.ts). */
  ssoDomains: z.array(z.string().max(253)).max(20).optional(),
  ssoOwners: z.array(z.string().max(36)).max(5).optional(),
  /** From when sign-ins and exports raise an alert (lib/tenancy/watch/alert-rules.ts). */
  alertFailures: z.int().min(3).max(100).optional(),
  alertNetworkFailures: z.int().min(3).max(1_000).optional(),
  alertExportRows: z.int().min(1).max(1_000_000).optional(),
  alertExportsAnHour: z.int().min(1).max(1_000).optional(),
})
export type StoredPolicy = z.infer<typeof storedPolicy>
export interface Policy {
  /** Two people from this amount on, in that currency. */
  twoFrom(currency: string): Money
  /**
   * The largest payout that a role approves, by the preset that it is or was copied from; undefined: no limit of its own. Finance and owners
   * have none; whoever else was given the right by a role of the company's own has the manager's.
   */
  limitOf(preset: RoleName | null, currency: string): Money | undefined
  readonly session: SessionLengths
  readonly bankDetailHoldDays: number
  readonly disputeBusinessDays: number
  readonly accessDaysMax: number
}
const units = (whole: bigint, currency: string): bigint => whole * 10n ** BigInt(decimalsOf(currency))

/** The policy of a tenant, defaults filled in: two people from 1,000 units, a manager up to 2,000 units of the currency. */
export function policyOf(stored: unknown): Policy {
  const own = storedPolicy.parse(stored ?? {})
  const amount = (list: Readonly<Record<string, string>> | undefined, currency: string, fallback: bigint): Money => ({
    minor: list?.[currency] === undefined ? units(fallback, currency) : BigInt(list[currency]),
    currency,
  })
  return {
    twoFrom: (currency) => amount(own.twoFromMinor, currency, 1_000n),
    limitOf: (preset, currency) =>
      preset !== null && preset !== 'finance' && preset !== 'owner' ? amount(own.managerLimitMinor, currency, 2_000n) : undefined,
    session: sessionLengthsOf(stored),
    bankDetailHoldDays: own.bankDetailHoldDays ?? 7,
    disputeBusinessDays: own.disputeBusinessDays ?? 10,
    accessDaysMax: own.accessDaysMax ?? 30,
  }
}
