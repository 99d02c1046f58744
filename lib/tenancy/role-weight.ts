import type { ReadCtx } from '../access/ctx.ts'
import { type Grants, type RoleName } from '../access/roles.ts'

/**
 * What a role has from the preset behind it besides its permissions, where that weighs as much as one. Nobody hands on what they do not have:
 * a copy of finance with no more than the right to approve would lift the limit of its author, and a copy of admin would give what its author
 * cannot give (escalation by way of a second person).
 */
const weights = {
  'approves without a limit': 'approve payouts without a limit',
  'gives any preset': 'give presets that hold more than the one who gives them',
} as const
export type Weight = keyof typeof weights
const givingRoles = ['member.invite', 'member.change', 'sign_in.change'] as const

export function weightsOf(preset: RoleName | null, grants: Grants): Weight[] {
  const found: Weight[] = []
  if ((preset === 'finance' || preset === 'owner') && grants['payout.approve'] !== undefined) found.push('approves without a limit')
  if (preset === 'admin' && givingRoles.some((name) => grants[name] !== undefined)) found.push('gives any preset')
  return found
}
/** What the new grants add of it that this person does not have, as the end of “right to …”. */
export function weightsBeyond(ctx: Pick<ReadCtx, 'actor'>, preset: RoleName | null, before: Grants, after: Grants): string[] {
  const { held, kind } = ctx.actor
  if (kind !== 'member' || held.name === 'owner') return []
  const had = [...weightsOf(preset, before), ...weightsOf(held.preset, held.grants)]
  return weightsOf(preset, after)
    .filter((weight) => !had.includes(weight))
    .map((weight) => weights[weight])
}
