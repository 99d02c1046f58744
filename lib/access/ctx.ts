import type { Day } from '../kernel/day.ts'
import type { AuditEvent } from './event.ts'
import type { Handle } from './handle.ts'
import type { JobKind } from './job.ts'
import type { Granted } from './granted.ts'
import type { Delegable, Permission, Reach } from './permissions.ts'
import type { Plan } from './plans.ts'
import type { Role } from './roles.ts'

declare const tenantBrand: unique symbol
/** The tenant of the entered scope. Only lib/access makes one; a string from a request does not compile. */
export type TenantId = string & { readonly [tenantBrand]: 'tenant' }

export interface Actor {
  readonly kind: 'member' | 'provisioning' | 'job' | 'system'
  /** Null for all but members. */
  readonly memberId: string | null
  readonly accountId: string | null
  readonly sessionId: string | null
  /** The role at this moment; `provisioning`, `job` or `system` for those. */
  readonly role: string
  /**
   * What that role may do, and so what may be given or lent on. A job and the system hold none: they are judged by their door.
   */
  readonly held: Role
  /** What was given for a time on top of the role, in force now. */
  readonly granted: readonly Granted[]
  /** The role with whatever was given for a time: what acts are judged by. */
  readonly able: Role
  readonly name: string
  readonly email: string
  /** When a second factor was last proven in this session. */
  readonly factorAt: Date | null
  /** What others who are away have delegated to this member, valid now: permission, and whose right it is. */
  readonly delegations: readonly Delegation[]
  /** For a provider that provisions: by which token, for which connection. */
  readonly provisioning?: Provisioning
  /** For a program that acts for this member: by which key. What it holds is what the key was given and its maker still may. */
  readonly key?: ActingKey
  /** For an operator whom the company has let in: by which grant. They look and change nothing. */
  readonly support?: Support
}
export interface Support {
  readonly grantId: string
  readonly number: string
  readonly endsAt: Date
}
export interface ActingKey {
  readonly id: string
  readonly name: string
}
export interface Provisioning {
  readonly tokenId: string
  readonly connectionId: string
}
export interface Delegation {
  readonly permission: Delegable
  readonly fromMemberId: string
  readonly fromName: string
  readonly fromRole: Role
}
export interface Settings {
  readonly company: string
  readonly currency: string
  readonly zone: string
  readonly locale: string
  readonly policy: unknown
  readonly tenantKind: string
  /** What is open to the company. */ readonly plan: Plan
  readonly theme: string
  readonly shortcuts: boolean
}
/** Where a call comes from. Empty strings for jobs. */
export interface Place {
  readonly requestId: string
  readonly ip: string
  readonly agent: string
}

/** Everything an operation may reach. There is no other way to the data of a tenant. */
export interface ReadCtx {
  readonly tenant: TenantId
  /** drizzle, scoped: every table filtered by the tenant, every insert stamped. */
  readonly tx: Handle
  readonly actor: Actor
  readonly settings: Settings
  readonly place: Place
  readonly now: Date
  /** Today in the tenant's zone. */
  readonly today: Day
  /** How far the actor may go with a permission, by role, for a time or by delegation; undefined: not at all. */
  reach(permission: Permission): Reach | undefined
  /** A hand-written statement, in files named `*.sql.ts` only (tidy). `$tenant` has to be among its conditions. */
  sql<T extends object = Record<string, unknown>>(text: TemplateStringsArray, ...values: readonly unknown[]): Promise<T[]>
}
export interface Ctx extends ReadCtx {
  /** Records what was done, in this transaction. `note` and other personal words go into `personal`, which can be erased. */
  record<D>(event: AuditEvent<D>, subjectId: string | null, detail: NoInfer<D>, personal?: Readonly<Record<string, string>>): void
  /** An import or replay that changes nothing says so; a command must do one or the other. */
  unchanged(why: string): void
  /** Enqueues a job in this transaction. With a `key`, a waiting job of the same key is replaced. */
  later<P>(job: JobKind<P>, payload: P, options?: { readonly at?: Date; readonly key?: string }): void
  /** Writes a mail into the outbox in this transaction. */
  mail(to: string, subject: string, body: string, kind: string): void
  /** The next number of a series, e.g. `P-00913`. Taken under a row lock: ask late. */
  number(series: Series): Promise<string>
  numbers(series: Series, count: number): Promise<string[]>
}
export const series = {
  member: 'M',
  payee: 'PE',
  crew: 'C',
  import: 'I',
  workRecord: 'W',
  program: 'PR',
  awardRun: 'R',
  award: 'A',
  accessRequest: 'RQ',
  review: 'RV',
  supportGrant: 'SG',
  payout: 'P',
  batch: 'B',
  statement: 'S',
  ledgerAccount: 'L',
  journalEntry: 'JE',
  catalogueItem: 'K',
  redemption: 'RD',
  dispute: 'D',
} as const
export type Series = keyof typeof series
