import { and, eq, gt, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { accounts, sessions } from '../../db/schema/identity.ts'
import { identityAct } from '../access/identity-act.ts'
import { sha256 } from '../kernel/digest.ts'
import { Refusal } from '../kernel/refusal.ts'

/** How the product looks and listens for one account: the theme, and whether single keys act (WCAG 2.1.4). */
export const setAppearance = identityAct({
  name: 'identity.setAppearance',
  credential: 'session',
  why: 'Keeps the theme and the single-key setting of the account behind the session; reaches nothing else.',
  input: z.strictObject({ secret: z.string().max(200), theme: z.enum(['system', 'light', 'dark']).optional(), shortcuts: z.boolean().optional() }),
  run: async (ctx, { secret, theme, shortcuts }): Promise<void> => {
    const [session] = await ctx.db
      .select({ accountId: sessions.accountId })
      .from(sessions)
      .where(and(eq(sessions.secretHash, sha256(secret)), isNull(sessions.endedAt), gt(sessions.expiresAt, ctx.now)))
    if (!session) throw new Refusal('forbidden', 'Your session has ended. Sign in again.')
    const set = { ...(theme ? { theme } : {}), ...(shortcuts === undefined ? {} : { shortcuts }) }
    if (Object.keys(set).length > 0) await ctx.db.update(accounts).set(set).where(eq(accounts.id, session.accountId))
    ctx.unchanged('how pages look to one person is no event of a company')
  },
})
