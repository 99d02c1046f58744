import { and, eq, inArray, isNull } from 'drizzle-orm'
import { flows } from '../../db/schema/identity.ts'
import { recoveries } from '../../db/schema/tenancy.ts'
import type { IdentityCtx } from '../access/identity-act.ts'
import { inEveryCompany } from './accounts.ts'
import { recoveryCancelled } from './events.ts'
import { voidLinks } from './links.ts'

/** A mark beside the account, so that a sign-in need not look through every company for a recovery that hardly ever is there. */
export const recoveryMark = 'asked'

/** Ends an open recovery: its person came in with the factor that was said to be lost, or it is done. */
export async function closeRecoveries(ctx: IdentityCtx, accountId: string, to: 'cancelled' | 'done', why: string): Promise<boolean> {
  const marks = await ctx.db
    .update(flows)
    .set({ endedAt: ctx.now })
    .where(and(eq(flows.accountId, accountId), eq(flows.kind, 'recover'), eq(flows.step, recoveryMark), isNull(flows.endedAt)))
    .returning({ tenantId: flows.tenantId })
  if (marks.length === 0) return false
  await voidLinks(ctx, 'recover', accountId)
  for (const { tenantId } of marks) {
    if (tenantId === null) continue
    await ctx.inTenant(tenantId, { memberId: null, name: '', role: 'not signed in' }, async (side) => {
      await side.tx
        .update(recoveries)
        .set({ state: to, endedAt: ctx.now, endedWhy: why })
        .where(and(eq(recoveries.accountId, accountId), inArray(recoveries.state, ['asked', 'agreed'])))
        .returning({ id: recoveries.id })
    })
  }
  if (to === 'cancelled') await inEveryCompany(ctx, accountId, 'the person', (side) => side.record(recoveryCancelled, accountId, { why }))
  return true
}
