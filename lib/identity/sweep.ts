import { and, isNotNull, lt, or } from 'drizzle-orm'
import { z } from 'zod'
import { flows, links, passkeyChallenges, proofs, textCodes, throttles } from '../../db/schema/identity.ts'
import { ssoAssertions, ssoCodes, ssoLogouts, ssoRequests } from '../../db/schema/sso.ts'
import { identityAct } from '../access/identity-act.ts'

const days = (now: Date, n: number): Date => new Date(now.getTime() - n * 86_400_000)
/** Removes what is over: counters of yesterday, flows and proofs of last week, links that stopped working a month ago. Sessions stay, as the log names them. */
export const sweepIdentity = identityAct({
  name: 'identity.sweep',
  credential: 'console',
  why: 'removes expired counters, flows, proofs and links once a day',
  input: z.strictObject({}),
  run: async (ctx): Promise<void> => {
    await ctx.db.delete(throttles).where(lt(throttles.windowStart, days(ctx.now, 1)))
    await ctx.db.delete(flows).where(or(lt(flows.expiresAt, days(ctx.now, 7)), and(isNotNull(flows.endedAt), lt(flows.endedAt, days(ctx.now, 7)))))
    await ctx.db.delete(proofs).where(lt(proofs.provenAt, days(ctx.now, 7)))
    await ctx.db.delete(links).where(lt(links.expiresAt, days(ctx.now, 30)))
    for (const table of [ssoRequests, ssoCodes, ssoAssertions, ssoLogouts, passkeyChallenges, textCodes])
      await ctx.db.delete(table).where(lt(table.expiresAt, days(ctx.now, 1)))
    ctx.unchanged('only what had expired is gone')
  },
})
