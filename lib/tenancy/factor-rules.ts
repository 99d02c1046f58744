import { and, eq } from 'drizzle-orm'
import { members } from '../../db/schema/tenancy.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { factorRulesOf } from '../access/factor-rules.ts'
import { command } from '../access/operation.ts'
import { invalid } from '../kernel/refusal.ts'
import { changePolicy } from './company.ts'
import { factorRulesChanged } from './member-events.ts'
import { ChangeFactorRules } from './member-inputs.ts'
import { memberFacts } from './platform.sql.ts'
import { rolesOf, type KnownRole } from './role.ts'

/** As the policy stores it: a preset by its name, a role of the company's own by its id. */
const storedAs = (role: KnownRole): string => role.id ?? role.key
export interface FactorRulesView {
  readonly passkeyAlone: boolean
  /** Each role with how many of its members have a passkey, and whether nothing else counts for it. */
  readonly roles: readonly {
    readonly key: string
    readonly name: string
    readonly members: number
    readonly withPasskey: number
    readonly needsPasskey: boolean
  }[]
}
/** What the company has decided about factors, beside how its people are equipped for it. */
export async function showFactorRules(ctx: ReadCtx): Promise<FactorRulesView> {
  const [roles, rows, facts] = await Promise.all([
    rolesOf(ctx),
    ctx.tx.select({ accountId: members.accountId, role: members.role, roleId: members.roleId }).from(members).where(eq(members.state, 'active')),
    memberFacts(ctx, 'all'),
  ])
  const rules = factorRulesOf(ctx.settings.policy)
  return {
    passkeyAlone: rules.passkeyAlone,
    roles: roles.map((role) => {
      const people = rows.filter((row) => (row.roleId ?? row.role) === storedAs(role))
      return {
        key: role.key,
        name: role.name,
        members: people.length,
        withPasskey: people.filter((row) => facts.get(row.accountId)?.factors?.split(' ').includes('passkey')).length,
        needsPasskey: rules.passkeyRoles.includes(storedAs(role)),
      }
    }),
  }
}
/**
 * Which factors count: whether a passkey signs in by itself, and the roles for which nothing but a passkey does. Nobody is locked out by it:
 * whoever has no passkey yet comes in by a code to add one, and can decide nothing that asks for a factor anew before.
 */
export const changeFactorRules = command({
  name: 'tenancy.changeFactorRules',
  needs: 'sign_in.change',
  stepUp: 'anew',
  input: ChangeFactorRules,
  run: async (ctx, { passkeyAlone, passkeyRoles }): Promise<{ changed: number }> => {
    const roles = await rolesOf(ctx),
      chosen = passkeyRoles.map((key) => roles.find((role) => role.key === key))
    if (chosen.includes(undefined)) throw invalid('passkeyRoles', 'One of these roles is not there any more. Open the page again.')
    const stored = [...new Set(chosen.flatMap((role) => (role ? [storedAs(role)] : [])))].sort(),
      mine = await ownKey(ctx)
    // Else the author could not even take it back.
    if (mine !== undefined && stored.includes(mine.role) && !mine.hasPasskey)
      throw invalid('passkeyRoles', 'Your own role is among them and you have no passkey yet. Add one in your account first.')
    const { id, before } = await changePolicy(ctx, (own) => ({ ...own, passkeyAlone, passkeyRoles: stored })),
      was = factorRulesOf(before)
    const nameOf = (key: string): string => roles.find((role) => storedAs(role) === key)?.name ?? 'a role that ended',
      names = (keys: readonly string[]): string => (keys.length === 0 ? 'none' : keys.map(nameOf).join(', '))
    const changes = [
      ...(was.passkeyAlone === passkeyAlone
        ? []
        : [
            {
              field: 'a passkey by itself',
              before: was.passkeyAlone ? 'signs in' : 'needs the password',
              after: passkeyAlone ? 'signs in' : 'needs the password',
            },
          ]),
      ...([...was.passkeyRoles].sort().join() === stored.join()
        ? []
        : [{ field: 'roles that need a passkey', before: names(was.passkeyRoles), after: names(stored) }]),
    ]
    if (changes.length === 0) ctx.unchanged('nothing differs')
    else ctx.record(factorRulesChanged, id, { changes })
    return { changed: changes.length }
  },
})
async function ownKey(ctx: ReadCtx): Promise<{ readonly role: string; readonly hasPasskey: boolean } | undefined> {
  const memberId = ctx.actor.memberId
  if (memberId === null) return undefined
  const [[row], facts] = await Promise.all([
    ctx.tx
      .select({ role: members.role, roleId: members.roleId, accountId: members.accountId })
      .from(members)
      .where(and(eq(members.id, memberId), eq(members.state, 'active'))),
    memberFacts(ctx, 'all'),
  ])
  return row && { role: row.roleId ?? row.role, hasPasskey: facts.get(row.accountId)?.factors?.split(' ').includes('passkey') === true }
}
