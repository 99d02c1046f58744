import { command } from '../access/operation.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { factorRulesOf } from '../access/factor-rules.ts'
import { decidesTooMuch, textRolesOf } from '../access/text-rules.ts'
import { passwordDaysOf } from '../identity/password-age.ts'
import { canText } from '../identity/text/phone.ts'
import { invalid } from '../kernel/refusal.ts'
import { changePolicy } from './company.ts'
import { factorRulesChanged } from './member-events.ts'
import { ChangePasswordAge, ChangeTextRules } from './member-inputs.ts'
import { rolesOf, type KnownRole } from './role.ts'

const storedAs = (role: KnownRole): string => role.id ?? role.key
export interface TextRulesView {
  /** Whether this installation sends text messages at all. */
  readonly canText: boolean
  /** Roles that a company may let in by text message, and whether it does. */
  readonly roles: readonly { readonly key: string; readonly name: string; readonly usesText: boolean }[]
  /** Days after which a password has to be another; undefined: never. */
  readonly passwordDaysMax: number | undefined
}
export async function showTextRules(ctx: ReadCtx): Promise<TextRulesView> {
  const chosen = textRolesOf(ctx.settings.policy),
    { passkeyRoles } = factorRulesOf(ctx.settings.policy)
  return {
    canText: canText(),
    passwordDaysMax: passwordDaysOf(ctx.settings.policy),
    roles: (await rolesOf(ctx))
      .filter((role) => !decidesTooMuch(role.grants) && !passkeyRoles.includes(storedAs(role)))
      .map((role) => ({ key: role.key, name: role.name, usesText: chosen.includes(storedAs(role)) })),
  }
}
/** Which roles may come in by a code in a text message: none unless chosen, and never those that decide over money, people or the way in, or that need a passkey. */
export const changeTextRules = command({
  name: 'tenancy.changeTextRules',
  needs: 'sign_in.change',
  stepUp: 'anew',
  input: ChangeTextRules,
  run: async (ctx, { textRoles }): Promise<{ changed: number }> => {
    const roles = await rolesOf(ctx),
      { passkeyRoles } = factorRulesOf(ctx.settings.policy),
      chosen = textRoles.flatMap((key) => roles.filter((role) => role.key === key))
    if (chosen.length !== textRoles.length) throw invalid('textRoles', 'One of these roles is not there any more. Open the page again.')
    const decider = chosen.find((role) => decidesTooMuch(role.grants)),
      strict = chosen.find((role) => passkeyRoles.includes(storedAs(role)))
    if (decider)
      throw invalid(
        'textRoles',
        `${decider.name.replaceAll('_', ' ')} decides over money, people or the way in: a text message never lets such a role in. Leave it out.`,
      )
    if (strict) throw invalid('textRoles', `${strict.name.replaceAll('_', ' ')} comes in by passkey only. Leave it out, or change that first.`)
    const stored = [...new Set(chosen.map(storedAs))].sort(),
      { id, before } = await changePolicy(ctx, (own) => ({ ...own, textRoles: stored })),
      was = textRolesOf(before)
    const names = (keys: readonly string[]): string =>
      keys.map((key) => roles.find((role) => storedAs(role) === key)?.name ?? 'a role that ended').join(', ') || 'none'
    if ([...was].sort().join() === stored.join()) {
      ctx.unchanged('nothing differs')
      return { changed: 0 }
    }
    ctx.record(factorRulesChanged, id, { changes: [{ field: 'roles that come in by text message', before: names(was), after: names(stored) }] })
    return { changed: 1 }
  },
})
/** After how many days a password has to be another, for whoever types one to come in here. Off unless chosen. */
export const changePasswordAge = command({
  name: 'tenancy.changePasswordAge',
  needs: 'sign_in.change',
  stepUp: 'anew',
  input: ChangePasswordAge,
  run: async (ctx, { passwordDaysMax }): Promise<{ changed: number }> => {
    const { id, before } = await changePolicy(ctx, (own) => ({ ...own, passwordDaysMax: passwordDaysMax ?? null })),
      was = passwordDaysOf(before),
      words = (days: number | undefined): string => (days === undefined ? 'never' : `after ${days} days`)
    if (was === passwordDaysMax) {
      ctx.unchanged('nothing differs')
      return { changed: 0 }
    }
    ctx.record(factorRulesChanged, id, { changes: [{ field: 'another password', before: words(was), after: words(passwordDaysMax) }] })
    return { changed: 1 }
  },
})
