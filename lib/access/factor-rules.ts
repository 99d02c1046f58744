/** What a company decides about factors, as its policy holds it; absent means the default. */
export interface FactorRules {
  /** Whether a passkey by itself signs in, as both proofs at once. The default: a passkey that verified its person is both. */
  readonly passkeyAlone: boolean
  /** Roles whose members prove themselves by a passkey alone: a preset by its name, a role of the company's own by its id. */
  readonly passkeyRoles: readonly string[]
}
export function factorRulesOf(policy: unknown): FactorRules {
  const { passkeyAlone, passkeyRoles } = (typeof policy === 'object' && policy !== null ? policy : {}) as { passkeyAlone?: unknown; passkeyRoles?: unknown }
  return {
    passkeyAlone: passkeyAlone !== false,
    passkeyRoles: Array.isArray(passkeyRoles) ? passkeyRoles.filter((one): one is string => typeof one === 'string') : [],
  }
}
/** Whether of this member's factors only passkeys count. */
export const needsPasskey = (rules: FactorRules, member: { readonly role: string; readonly roleId: string | null }): boolean =>
  rules.passkeyRoles.includes(member.roleId ?? member.role)
