import { Refusal } from '../kernel/refusal.ts'

/** What a company requires of sign-ins: for addresses at which domains its provider vouches, and which owners keep a way in past it. */
export interface RequiredProvider {
  readonly domains: readonly string[]
  readonly owners: readonly string[]
}
/** One text stands for a list of one, as it does to the door. */
const texts = (value: unknown): readonly string[] =>
  typeof value === 'string' ? [value] : Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
/** As the company's policy holds it. */
export function requiredBy(policy: unknown): RequiredProvider {
  const { ssoDomains, ssoOwners } = (typeof policy === 'object' && policy !== null ? policy : {}) as { ssoDomains?: unknown; ssoOwners?: unknown }
  return { domains: texts(ssoDomains), owners: texts(ssoOwners) }
}
/** What stands behind the last @ of an address. */
export const domainOf = (email: string): string => email.slice(email.lastIndexOf('@') + 1).toLowerCase()

export interface Whom {
  readonly id: string
  readonly role: string
  readonly email: string
}
/**
 * How this membership is opened: in any way, by the company's provider alone, or past it by one of the owners who keep a way in. The door of
 * the database judges the same at every request (scope.needs_provider), so that no way around this function leads in.
 */
export function waysOf(policy: unknown, member: Whom): 'any' | 'provider' | 'break-glass' {
  const required = requiredBy(policy)
  if (!required.domains.includes(domainOf(member.email))) return 'any'
  return member.role === 'owner' && required.owners.includes(member.id) ? 'break-glass' : 'provider'
}

/** Known by its field, because a build may hold a class twice. */
export const providerRefusal = (sentence: string): Refusal => new Refusal('forbidden', sentence, { provider: 'required' })
export const isProviderRefusal = (error: unknown): boolean => error instanceof Refusal && error.code === 'forbidden' && error.fields['provider'] === 'required'
