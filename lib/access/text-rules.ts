import type { Permission } from './permissions.ts'
import { needsPasskey, factorRulesOf } from './factor-rules.ts'
import type { Grants } from './roles.ts'

/** Who holds one of these decides over money, people or the way in. A text message is restricted (NIST SP 800-63B-4 §3.2.9): it never lets them in. */
export const neverByText: readonly Permission[] = [
  'payout.approve',
  'payout.release',
  'originator.change',
  'bank_detail.change',
  'member.invite',
  'member.change',
  'role.change',
  'sign_in.change',
  'network.change',
  'support.change',
  'audit.erase',
  'tenant.change',
  'installation.change',
]
export const decidesTooMuch = (grants: Grants): boolean => neverByText.some((permission) => grants[permission] !== undefined)
/** Roles whose members may come in by a code in a text message, as the policy holds them: none unless the company chose them. */
export function textRolesOf(policy: unknown): readonly string[] {
  const { textRoles } = (typeof policy === 'object' && policy !== null ? policy : {}) as { textRoles?: unknown }
  return Array.isArray(textRoles) ? textRoles.filter((one): one is string => typeof one === 'string') : []
}
/** Whether a text message counts for this member: chosen by the company, and neither a role that needs a passkey nor one that decides too much, also where it became so later. */
export const mayUseText = (policy: unknown, member: { readonly role: string; readonly roleId: string | null; readonly grants: Grants }): boolean =>
  textRolesOf(policy).includes(member.roleId ?? member.role) && !needsPasskey(factorRulesOf(policy), member) && !decidesTooMuch(member.grants)
