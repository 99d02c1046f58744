import { and, desc, eq, gt, isNotNull, isNull } from 'drizzle-orm'
import { supportGrants } from '../../../db/schema/access.ts'
import { members } from '../../../db/schema/tenancy.ts'
import type { ReadCtx } from '../../access/ctx.ts'
import { query } from '../../access/operation.ts'
import { encodeId, type Id } from '../../kernel/id.ts'
import { Nothing } from '../member-inputs.ts'
import { ownGrants } from './support.sql.ts'

const placeOf = (ctx: ReadCtx) => ({ locale: ctx.settings.locale, zone: ctx.settings.zone, now: ctx.now })
/** As many as a page shows; the log has all of them. */
const shownMax = 100

export type SupportState = 'open' | 'ended' | 'over'
export interface SupportView {
  readonly id: Id<'supportGrant'>
  readonly number: string
  readonly operator: string
  readonly email: string
  readonly reason: string
  readonly by: string
  readonly grantedAt: Date
  readonly endsAt: Date
  readonly state: SupportState
  readonly endedAt: Date | null
  readonly endedWhy: string | null
  readonly enteredAt: Date | null
  readonly lastUsedAt: Date | null
}
/** Who was let in, by whom and why, and whether they came. */
export const listSupport = query({
  name: 'tenancy.listSupport',
  needs: 'company.read',
  input: Nothing,
  run: async (ctx) => {
    const rows = await ctx.tx
      .select({ grant: supportGrants, by: members.name })
      .from(supportGrants)
      .innerJoin(members, eq(members.id, supportGrants.grantedBy))
      .orderBy(desc(supportGrants.id))
      .limit(shownMax)
    const grants = rows.map(({ grant: g, by }): SupportView => ({
      id: encodeId('supportGrant', g.id),
      number: g.number,
      operator: g.operatorName,
      email: g.operatorEmail,
      reason: g.reason,
      by,
      grantedAt: g.grantedAt,
      endsAt: g.endsAt,
      endedAt: g.endedAt,
      endedWhy: g.endedWhy,
      enteredAt: g.enteredAt,
      lastUsedAt: g.lastUsedAt,
      state: g.endedAt !== null ? 'ended' : g.endsAt <= ctx.now ? 'over' : 'open',
    }))
    return { grants, mayChange: ctx.reach('support.change') === 'all', isPlatform: ctx.settings.tenantKind === 'platform', place: placeOf(ctx) }
  },
})
/** What counts as being here now: a look within these minutes. */
const presentMinutes = 15
export interface Looking {
  readonly number: string
  readonly operator: string
  readonly until: Date
}
/** Operators who look at this company now, for the line on every page of it. */
export async function lookingNow(ctx: ReadCtx): Promise<Looking[]> {
  return ctx.tx
    .select({ number: supportGrants.number, operator: supportGrants.operatorName, until: supportGrants.endsAt })
    .from(supportGrants)
    .where(
      and(
        isNull(supportGrants.endedAt),
        isNotNull(supportGrants.enteredAt),
        gt(supportGrants.endsAt, ctx.now),
        gt(supportGrants.lastUsedAt, new Date(ctx.now.getTime() - presentMinutes * 60_000)),
      ),
    )
}
/** The companies that let this operator in at present. */
export const listOwnSupport = query({
  name: 'tenancy.listOwnSupport',
  needs: 'tenant.read',
  input: Nothing,
  run: async (ctx) => ({
    grants: (await ownGrants(ctx)).map((row) => ({
      id: encodeId('supportGrant', row.id),
      tenantId: encodeId('tenant', row.tenant_id),
      company: row.company,
      number: row.number,
      reason: row.reason,
      grantedAt: new Date(row.granted_at),
      endsAt: new Date(row.ends_at),
      lastUsedAt: row.last_used_at === null ? null : new Date(row.last_used_at),
    })),
    place: placeOf(ctx),
  }),
})
