import { z } from 'zod'
import { event } from '../../access/event.ts'
import type { IdentityCtx } from '../../access/identity-act.ts'
import { accountById } from '../accounts.ts'

export const supportLeft = event('support.left', 'supportGrant', z.strictObject({ why: z.string().max(300) }), (d) => `left, ${d.why}`)

interface EndedSession {
  readonly id: string
  readonly tenantId: string
  /** Of an operator's session in a company: by which grant. */ readonly grantId: string | null
  readonly expiresAt: Date
}
/** Says in the log of each company that an operator is out of it, wherever else the session was ended from. Sessions of members have events of their own. */
export async function recordSupportLeft(ctx: IdentityCtx, accountId: string, ended: readonly EndedSession[], why: string): Promise<void> {
  // Whose time was over had left before.
  const looks = ended.filter(({ grantId, expiresAt }) => grantId !== null && expiresAt > ctx.now)
  if (looks.length === 0) return
  const account = await accountById(ctx, accountId)
  for (const { id, tenantId, grantId } of looks)
    await ctx.inTenant(tenantId, { memberId: null, name: `${account?.name ?? ''}, operator`, role: 'operator', sessionId: id }, async (side) =>
      side.record(supportLeft, grantId, { why }),
    )
}
