import { and, count, desc, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { auditCheckpoints, auditEvents, auditTrees } from '../../db/schema/audit.ts'
import { notifications } from '../../db/schema/tenancy.ts'
import { query } from '../access/operation.ts'
import { permissionNames, type Permission, type Reach } from '../access/permissions.ts'
import type { Plan } from '../access/plans.ts'
import { config } from '../config.ts'
import { encodeId, type Id } from '../kernel/id.ts'
import { installationIsPaused } from './platform.sql.ts'
import { lookingNow, type Looking } from './support/list-support.ts'

export interface Desk {
  readonly company: string
  readonly kind: string
  /** What is open to the company: for showing what is closed; every operation is judged by itself. */
  readonly plan: Plan
  readonly currency: string
  readonly zone: string
  readonly locale: string
  readonly now: Date
  readonly member: {
    readonly id: Id<'member'>
    readonly name: string
    readonly role: string
    /** The preset that the role is or was copied from: it decides where the day begins. */ readonly preset: string | null
  }
  /** What the member may do, and how far: only for showing and hiding; every operation decides by itself. */
  readonly reaches: Readonly<Partial<Record<Permission, Reach>>>
  /** Whether mail is shown to the operator: outside production only. */
  readonly showsMail: boolean
  readonly theme: 'system' | 'light' | 'dark'
  readonly keys: boolean
  readonly unread: number
  /** For an operator whom the company has let in: by what, until when. For everybody else: which operators look at the company now. */
  readonly support: { readonly number: string; readonly until: Date } | undefined
  readonly looking: readonly Looking[]
  /** It was restored from a backup and nothing leaves; told to those who release money and to operators. */
  readonly isPaused: boolean
  /** How far the log is sealed, since when, whether something committed waits unsealed, and when it was last read against its seal, with what fault. */
  readonly seal: {
    readonly size: bigint
    readonly at: Date
    readonly checkpointAt: Date | null
    readonly lags: boolean
    readonly checkedAt: Date | null
    readonly fault: string
  } | null
}
/** The sealer needs seconds; an event that waited this long says that it stands still. */
const sealLagSecondsMax = 60

/** What the frame around every page needs: the company, the reader, the reader's rights and how far the log is sealed. */
export const showDesk = query({
  name: 'tenancy.showDesk',
  needs: 'home.read',
  input: z.strictObject({}),
  run: async (ctx): Promise<Desk> => {
    const me = ctx.actor.memberId ?? ''
    const [[tree], [checkpoint], [newest], [unread], looking, isPaused] = await Promise.all([
      ctx.tx.select({ size: auditTrees.size, at: auditTrees.sealedAt, checkedAt: auditTrees.verifiedAt, fault: auditTrees.fault }).from(auditTrees),
      ctx.tx.select({ at: auditCheckpoints.at }).from(auditCheckpoints).orderBy(desc(auditCheckpoints.size)).limit(1),
      ctx.tx.select({ at: auditEvents.at }).from(auditEvents).orderBy(desc(auditEvents.id)).limit(1),
      ctx.tx
        .select({ count: count() })
        .from(notifications)
        .where(and(eq(notifications.memberId, me), isNull(notifications.readAt))),
      ctx.actor.support ? [] : lookingNow(ctx),
      ctx.reach('payout.release') || ctx.reach('installation.read') ? installationIsPaused(ctx) : false,
    ])
    const newestAt = newest ? new Date(newest.at) : undefined
    const lags = tree !== undefined && newestAt !== undefined && newestAt > tree.at && (ctx.now.getTime() - newestAt.getTime()) / 1000 > sealLagSecondsMax
    const reaches: Partial<Record<Permission, Reach>> = {}
    for (const name of permissionNames) {
      const reach = ctx.reach(name)
      if (reach) reaches[name] = reach
    }
    const { company, currency, zone, locale, tenantKind, plan, theme, shortcuts } = ctx.settings
    return {
      company,
      currency,
      zone,
      locale,
      now: ctx.now,
      kind: tenantKind,
      plan,
      reaches,
      theme: theme === 'light' || theme === 'dark' ? theme : 'system',
      keys: shortcuts,
      showsMail: config().environment !== 'production',
      unread: unread?.count ?? 0,
      looking,
      isPaused,
      support: ctx.actor.support ? { number: ctx.actor.support.number, until: ctx.actor.support.endsAt } : undefined,
      member: { id: encodeId('member', me), name: ctx.actor.name, role: ctx.actor.role, preset: ctx.actor.held.preset },
      seal: tree ? { size: tree.size, at: tree.at, checkpointAt: checkpoint?.at ?? null, lags, checkedAt: tree.checkedAt, fault: tree.fault } : null,
    }
  },
})
