import { eq, sql } from 'drizzle-orm'
import { throttles } from '../../../db/schema/identity.ts'
import type { IdentityCtx } from '../../access/identity-act.ts'
import { config } from '../../config.ts'
import { one } from '../../kernel/assert.ts'

/** Text messages of one company in a day (UTC). A company of a thousand people in which each fifth has lost the phone stays below it. */
export const companyPerDayMax = 200
/** The same to one country code, whoever asked: pumping is paid by the countries it sends to. */
export const countryPerDayMax = 300

export interface Ceiling {
  readonly of: 'company' | 'country' | 'installation'
  readonly max: number
}
/**
 * Counts one message of today, or says which ceiling is reached. What throttles only slow down ends here for the day, because every message
 * costs money. The rows are held in one order, so that of any number at once none gets past.
 */
export async function countToday(ctx: IdentityCtx, tenant: string, countryCode: string): Promise<Ceiling | undefined> {
  const day = ctx.now.toISOString().slice(0, 10),
    today = new Date(`${day}T00:00:00Z`)
  const ceilings: readonly (Ceiling & { readonly key: string })[] = [
    { of: 'company', max: companyPerDayMax, key: `textDay:${day}:company:${tenant}` },
    { of: 'country', max: countryPerDayMax, key: `textDay:${day}:country:${countryCode}` },
    { of: 'installation', max: config().sms.perDay, key: `textDay:${day}:all` },
  ]
  for (const { key, max, of } of ceilings) {
    await ctx.db.insert(throttles).values({ key, count: 0, windowStart: today }).onConflictDoNothing()
    const row = one(await ctx.db.select({ count: throttles.count }).from(throttles).where(eq(throttles.key, key)).for('update'), 'counter of the day')
    if (row.count >= max) return { of, max }
  }
  for (const { key } of ceilings)
    await ctx.db
      .update(throttles)
      .set({ count: sql`${throttles.count} + 1` })
      .where(eq(throttles.key, key))
  return undefined
}
const whose: Readonly<Record<Ceiling['of'], string>> = {
  company: 'Your company has',
  country: 'This installation has, to numbers of this country,',
  installation: 'This installation has',
}
export const ceilingSentence = ({ of, max }: Ceiling): string =>
  `${whose[of]} sent its ${max.toLocaleString('en')} text messages of the day. Use your authenticator app, a passkey or a backup code, or try again after midnight UTC.`
