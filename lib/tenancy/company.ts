import { eq, or } from 'drizzle-orm'
import { customRoles, members, settings } from '../../db/schema/tenancy.ts'
import type { Ctx } from '../access/ctx.ts'
import { command, query } from '../access/operation.ts'
import { sessionLengthsOf } from '../identity/session-lengths.ts'
import { one } from '../kernel/assert.ts'
import { decimalText, decimalsOf, moneyText, parseMoney } from '../kernel/money.ts'
import { invalid, Refusal } from '../kernel/refusal.ts'
import { approvalsChanged, clocksChanged, companyChanged, sessionsPolicyChanged } from './member-events.ts'
import { ChangeApprovals, ChangeClocks, ChangeCompany, ChangeSessions, Nothing } from './member-inputs.ts'
import { renameCompany, shortenSessions } from './platform.sql.ts'
import { policyOf, storedPolicy, type StoredPolicy } from './policy.ts'

export interface CompanySettings {
  readonly name: string
  readonly currency: string
  readonly zone: string
  readonly locale: string
  readonly mayChange: boolean
  readonly isPlatform: boolean
  /** As decimal text, per currency that the company has set or pays in. */
  readonly limits: readonly { readonly currency: string; readonly twoFrom: string; readonly managerLimit: string; readonly isDefault: boolean }[]
  readonly sessions: { readonly officeIdleMinutes: number; readonly officeHoursMax: number; readonly crewIdleDays: number; readonly crewDaysMax: number }
  readonly clocks: { readonly bankDetailHoldDays: number; readonly disputeBusinessDays: number; readonly accessDaysMax: number }
  readonly place: { readonly locale: string; readonly zone: string; readonly now: Date }
}
/** What the company decides for itself, with the defaults where it has not. */
export const showCompany = query({
  name: 'tenancy.showCompany',
  needs: 'company.read',
  input: Nothing,
  run: async (ctx): Promise<CompanySettings> => {
    const row = one(await ctx.tx.select().from(settings), 'settings row'),
      own = storedPolicy.parse(row.policy),
      policy = policyOf(row.policy),
      { office, crew } = policy.session
    const listed = [...new Set([row.currency, ...Object.keys(own.twoFromMinor ?? {}), ...Object.keys(own.managerLimitMinor ?? {})])]
    return {
      name: row.name,
      currency: row.currency,
      zone: row.zone,
      locale: row.locale,
      mayChange: ctx.reach('company.change') === 'all',
      isPlatform: ctx.settings.tenantKind === 'platform',
      limits: listed.map((currency) => ({
        currency,
        twoFrom: decimalText(policy.twoFrom(currency)),
        managerLimit: decimalText(policy.limitOf('manager', currency) ?? { minor: 0n, currency }),
        isDefault: own.twoFromMinor?.[currency] === undefined && own.managerLimitMinor?.[currency] === undefined,
      })),
      sessions: {
        officeIdleMinutes: office.idleSeconds / 60,
        officeHoursMax: office.secondsMax / 3600,
        crewIdleDays: crew.idleSeconds / 86_400,
        crewDaysMax: crew.secondsMax / 86_400,
      },
      clocks: { bankDetailHoldDays: policy.bankDetailHoldDays, disputeBusinessDays: policy.disputeBusinessDays, accessDaysMax: policy.accessDaysMax },
      place: { locale: ctx.settings.locale, zone: ctx.settings.zone, now: ctx.now },
    }
  },
})
/** Name, zone and locale. The currency stays: programs, wallets and books are kept in it. */
export const changeCompany = command({
  name: 'tenancy.changeCompany',
  needs: 'company.change',
  stepUp: 'recent',
  input: ChangeCompany,
  run: async (ctx, input): Promise<{ name: string }> => {
    const row = one(
      await ctx.tx.select({ id: settings.id, name: settings.name, zone: settings.zone, locale: settings.locale }).from(settings).for('update'),
      'settings row',
    )
    const changes = (['name', 'zone', 'locale'] as const)
      .filter((field) => row[field] !== input[field])
      .map((field) => ({ field, before: row[field], after: input[field] }))
    if (changes.length === 0) {
      ctx.unchanged('nothing differs')
      return { name: row.name }
    }
    one(
      await ctx.tx
        .update(settings)
        .set({ ...input, updatedAt: ctx.now })
        .where(eq(settings.id, row.id))
        .returning({ id: settings.id }),
      'settings row',
    )
    if (row.name !== input.name) await renameCompany(ctx, input.name)
    ctx.record(companyChanged, row.id, { changes })
    return { name: input.name }
  },
})
/** Changes what the company has decided, with its row held. */
export async function changePolicy(ctx: Ctx, change: (own: StoredPolicy) => StoredPolicy): Promise<{ id: string; before: StoredPolicy; after: StoredPolicy }> {
  const row = one(await ctx.tx.select({ id: settings.id, policy: settings.policy }).from(settings).for('update'), 'settings row')
  const before = storedPolicy.parse(row.policy),
    after = change(before)
  one(
    await ctx.tx
      .update(settings)
      .set({ policy: { ...(row.policy as object), ...after }, updatedAt: ctx.now })
      .where(eq(settings.id, row.id))
      .returning({ id: settings.id }),
    'settings row',
  )
  return { id: row.id, before, after }
}
/** From which amount two people approve, and what a manager approves alone, for each currency. Counts for payouts that are not approved yet. */
export const changeApprovals = command({
  name: 'tenancy.changeApprovals',
  needs: 'company.change',
  stepUp: 'anew',
  input: ChangeApprovals,
  run: async (ctx, { limits }): Promise<{ changed: number }> => {
    const typed = limits.map((limit, i) => ({
      currency: limit.currency,
      twoFrom: read(limit.twoFrom, limit.currency, `limits.${i}.twoFrom`),
      managerLimit: read(limit.managerLimit, limit.currency, `limits.${i}.managerLimit`),
    }))
    const changes: { field: string; before: string; after: string }[] = []
    const { id } = await changePolicy(ctx, (own) => {
      const policy = policyOf(own),
        twoFromMinor = { ...own.twoFromMinor },
        managerLimitMinor = { ...own.managerLimitMinor }
      for (const { currency, twoFrom, managerLimit } of typed) {
        const [before, limit] = [policy.twoFrom(currency), policy.limitOf('manager', currency) ?? { minor: 0n, currency }]
        if (twoFrom !== undefined && twoFrom !== before.minor) {
          changes.push({ field: 'two people from', before: moneyText(before), after: moneyText({ minor: twoFrom, currency }) })
          twoFromMinor[currency] = String(twoFrom)
        }
        if (managerLimit !== undefined && managerLimit !== limit.minor) {
          changes.push({ field: 'a manager’s limit', before: moneyText(limit), after: moneyText({ minor: managerLimit, currency }) })
          managerLimitMinor[currency] = String(managerLimit)
        }
      }
      return { ...own, twoFromMinor, managerLimitMinor }
    })
    if (changes.length === 0) ctx.unchanged('nothing differs')
    else ctx.record(approvalsChanged, id, { changes })
    return { changed: changes.length }
  },
})
function read(text: string | undefined, currency: string, field: string): bigint | undefined {
  if (text === undefined || text === '') return undefined
  try {
    decimalsOf(currency)
    const { minor } = parseMoney(text, currency)
    if (minor < 0n) throw invalid(field, 'An amount here is zero or more.')
    return minor
  } catch (error) {
    if (error instanceof Refusal && Object.keys(error.fields).length === 0) throw invalid(field, error.message)
    throw error
  }
}
/** How long a changed bank detail waits before it is paid to, until when a dispute is answered, and for how long more than a role is given. Clocks that run already keep their day. */
export const changeClocks = command({
  name: 'tenancy.changeClocks',
  needs: 'company.change',
  stepUp: 'anew',
  input: ChangeClocks,
  run: async (ctx, input): Promise<{ changed: number }> => {
    const { id, before } = await changePolicy(ctx, (own) => ({ ...own, ...input })),
      was = policyOf(before)
    const lines = [
      ['more than a role is given for at most', was.accessDaysMax, input.accessDaysMax ?? was.accessDaysMax, 'days'],
      ['a changed bank detail waits', was.bankDetailHoldDays, input.bankDetailHoldDays, 'days'],
      ['a dispute is answered within', was.disputeBusinessDays, input.disputeBusinessDays, 'business days'],
    ] as const
    const changes = lines.filter(([, a, b]) => a !== b).map(([field, a, b, unit]) => ({ field, before: `${a} ${unit}`, after: `${b} ${unit}` }))
    if (changes.length === 0) ctx.unchanged('nothing differs')
    else ctx.record(clocksChanged, id, { changes })
    return { changed: changes.length }
  },
})
/** How long sessions last. Shorter ones count at once for those that are open. */
export const changeSessionLengths = command({
  name: 'tenancy.changeSessionLengths',
  needs: 'company.change',
  stepUp: 'recent',
  input: ChangeSessions,
  run: async (ctx, input): Promise<{ changed: number }> => {
    if (input.officeIdleMinutes > input.officeHoursMax * 60) throw invalid('officeIdleMinutes', 'Idle time cannot be longer than the whole session.')
    if (input.crewIdleDays > input.crewDaysMax) throw invalid('crewIdleDays', 'Idle time cannot be longer than the whole session.')
    const { id, before } = await changePolicy(ctx, (own) => ({ ...own, ...input }))
    const was = sessionLengthsOf(before),
      is = sessionLengthsOf(input)
    const lines = [
      ['office idle', was.office.idleSeconds / 60, is.office.idleSeconds / 60, 'minutes'],
      ['office at most', was.office.secondsMax / 3600, is.office.secondsMax / 3600, 'hours'],
      ['crew idle', was.crew.idleSeconds / 86_400, is.crew.idleSeconds / 86_400, 'days'],
      ['crew at most', was.crew.secondsMax / 86_400, is.crew.secondsMax / 86_400, 'days'],
    ] as const
    const changes = lines.filter(([, a, b]) => a !== b).map(([field, a, b, unit]) => ({ field, before: `${a} ${unit}`, after: `${b} ${unit}` }))
    if (changes.length === 0) {
      ctx.unchanged('nothing differs')
      return { changed: 0 }
    }
    const crew = await ctx.tx
      .select({ id: members.id })
      .from(members)
      .leftJoin(customRoles, eq(customRoles.id, members.roleId))
      .where(or(eq(members.role, 'crew'), eq(customRoles.preset, 'crew')))
    const sessions = await shortenSessions(
      ctx,
      crew.map((row) => row.id),
      is.office,
      is.crew,
    )
    ctx.record(sessionsPolicyChanged, id, { sessions, changes })
    return { changed: changes.length }
  },
})
