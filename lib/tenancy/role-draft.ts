import { everyones, permissions, reachesOf, type Permission, type Reach } from '../access/permissions.ts'
import { companyPermissions, covers, isRole, roleNames, type Grants, type RoleName } from '../access/roles.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { invalid, Refusal } from '../kernel/refusal.ts'
import { weightsBeyond } from './role-weight.ts'

/** The reaches in words, as they end a sentence. */
const reachWords: Readonly<Record<Reach, string>> = { own: 'own only', crew: 'of the own crew', all: 'of the whole company' }
/** “See payouts, own only”: a permission as far as it reaches; the reach is said where there is a choice. */
export const grantWords = (name: Permission, reach: Reach): string =>
  reachesOf(name).length === 1 ? permissions[name] : `${permissions[name]}, ${reachWords[reach]}`

/** `payout.read:own` and the like as grants. A permission of which there is no such reach is refused by its name: nothing is guessed. */
export function readGrants(list: readonly string[]): Grants {
  const grants: Partial<Record<Permission, Reach>> = {}
  for (const text of list) {
    const [name = '', reach = ''] = text.split(':'),
      permission = companyPermissions.find((one) => one === name)
    if (permission === undefined) throw invalid('grants', `“${name.slice(0, 40)}” is not a permission of a company.`)
    const known = reachesOf(permission).find((one) => one === reach)
    if (known === undefined) throw invalid('grants', `“${permissions[permission]}” reaches ${reachesOf(permission).join(', ')}, not “${reach.slice(0, 20)}”.`)
    if (grants[permission] !== undefined) throw invalid('grants', `“${permissions[permission]}” is given twice.`)
    grants[permission] = known
  }
  for (const name of everyones)
    if (grants[name] === undefined) throw invalid('grants', `Every role keeps “${permissions[name]}”: without it nobody finds their way in or out.`)
  return grants
}
export const writeGrants = (grants: Grants): string[] => companyPermissions.flatMap((name) => (grants[name] === undefined ? [] : [`${name}:${grants[name]}`]))

export interface GrantChange {
  readonly permission: Permission
  readonly sentence: string
  readonly before: Reach | undefined
  readonly after: Reach | undefined
  readonly kind: 'gained' | 'lost' | 'wider' | 'narrower'
}
/** What differs, in the order of the catalogue. */
export function differenceOf(before: Grants, after: Grants): GrantChange[] {
  return companyPermissions.flatMap((permission): GrantChange[] => {
    const was = before[permission],
      is = after[permission]
    if (was === is) return []
    const kind = was === undefined ? 'gained' : is === undefined ? 'lost' : covers(was, is) ? 'narrower' : 'wider'
    return [{ permission, sentence: permissions[permission], before: was, after: is, kind }]
  })
}
/** What a draft adds that its author does not hold: it cannot be given by writing it into a role. What stands in the role already may stay. */
export const beyondOf = (ctx: Pick<ReadCtx, 'actor'>, before: Grants, after: Grants): GrantChange[] =>
  differenceOf(before, after).filter(
    (change) =>
      change.after !== undefined && (change.kind === 'gained' || change.kind === 'wider') && !covers(ctx.actor.held.grants[change.permission], change.after),
  )
export function demandHeld(ctx: Pick<ReadCtx, 'actor'>, preset: RoleName | null, before: Grants, after: Grants): void {
  const [first, ...more] = ctx.actor.kind === 'member' ? beyondOf(ctx, before, after) : [],
    [weight] = weightsBeyond(ctx, preset, before, after)
  if (!first && weight === undefined) return
  if (!first) {
    const said = `Nobody gives what they do not hold: from ${preset?.replace('_', ' ')} this role would ${weight}, and yours does not. Begin with another preset.`
    throw new Refusal('forbidden', said, { grants: said })
  }
  const sentence = `Nobody gives what they do not hold: you do not hold “${grantWords(first.permission, first.after as Reach)}”${more.length > 0 ? ` and ${more.length} more` : ''}.`
  throw new Refusal('forbidden', sentence, { grants: sentence })
}
/** A name that could be taken for a preset, or for somebody who is no person, would make the log lie. */
export function demandFreeWord(name: string): void {
  const plain = name.toLowerCase().replaceAll(' ', '_')
  if (
    isRole(plain) ||
    roleNames.some((preset) => preset.replaceAll('_', '') === plain.replaceAll('_', '')) ||
    ['job', 'system', 'invited', 'machine', 'provisioning'].includes(plain)
  )
    throw invalid('name', `“${name}” names something else already. Choose another name.`)
}
export const changesOf = (difference: readonly GrantChange[]): { field: string; before: string; after: string }[] =>
  difference.map((change) => ({ field: change.permission, before: change.before ?? 'none', after: change.after ?? 'none' }))
