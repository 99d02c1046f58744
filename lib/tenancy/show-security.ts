import { eq } from 'drizzle-orm'
import { members } from '../../db/schema/tenancy.ts'
import { query } from '../access/operation.ts'
import { encodeId, type Id } from '../kernel/id.ts'
import { showFactorRules } from './factor-rules.ts'
import { wayIn } from './list-members.ts'
import { Nothing } from './member-inputs.ts'
import { memberFacts } from './platform.sql.ts'
import { policyOf } from './policy.ts'
import { showTextRules } from './text-rules.ts'

interface Worry {
  readonly id: Id<'member'>
  readonly name: string
  readonly why: string
}
/** How members come in, what the company has decided about it, and whose way in needs a look. */
export const showSecurity = query({
  name: 'tenancy.showSecurity',
  needs: 'company.read',
  input: Nothing,
  run: async (ctx) => {
    const [rows, facts] = await Promise.all([
      ctx.tx.select({ id: members.id, name: members.name, accountId: members.accountId, role: members.role }).from(members).where(eq(members.state, 'active')),
      memberFacts(ctx, 'all'),
    ])
    const worries: Worry[] = rows.flatMap((row) => {
      const way = wayIn(facts.get(row.accountId)),
        found = facts.has(row.accountId)
      const why = !found
        ? []
        : [
            ...(way.factors.length === 0 ? ['no second factor: it is asked for at the next sign-in'] : []),
            ...(way.factors.length > 0 && way.codesLeft <= 2 ? [way.codesLeft === 0 ? 'no backup code left' : `${way.codesLeft} backup codes left`] : []),
            ...(way.emailVerified ? [] : ['the mail address was never proven']),
          ]
      return why.map((reason) => ({ id: encodeId('member', row.id), name: row.name, why: reason }))
    })
    const { office, crew } = policyOf(ctx.settings.policy).session
    return {
      members: rows.length,
      seen: rows.filter((row) => facts.has(row.accountId)).length,
      sessions: rows.reduce((n, row) => n + (facts.get(row.accountId)?.sessions ?? 0), 0),
      worries,
      sessionLengths: {
        officeIdleMinutes: office.idleSeconds / 60,
        officeHoursMax: office.secondsMax / 3600,
        crewIdleDays: crew.idleSeconds / 86_400,
        crewDaysMax: crew.secondsMax / 86_400,
      },
      factorRules: await showFactorRules(ctx),
      textRules: await showTextRules(ctx),
      mayChangeFactors: ctx.reach('sign_in.change') === 'all',
      mayChange: ctx.reach('company.change') === 'all',
      place: { locale: ctx.settings.locale, zone: ctx.settings.zone, now: ctx.now },
    }
  },
})
