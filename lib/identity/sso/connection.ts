import { and, asc, eq, inArray, isNull } from 'drizzle-orm'
import { provenDomains, tenants } from '../../../db/schema/identity.ts'
import { ssoCertificates, ssoConnections, ssoGroupRoles } from '../../../db/schema/sign-in.ts'
import { customRoles, settings } from '../../../db/schema/tenancy.ts'
import type { IdentityCtx, TenantSide } from '../../access/identity-act.ts'
import { domainOf, requiredBy } from '../../access/required-provider.ts'
import { config } from '../../config.ts'
import { encodeId, tryDecodeId, type Id } from '../../kernel/id.ts'
import { asPlainName, beginningOf } from '../../kernel/plain-name.ts'
import { readEmail } from '../email-address.ts'
import type { ProviderSession } from './provider-session.ts'
import { SsoRefused } from './sso-refused.ts'
import type { Trust } from './verify-response.ts'

export type ConnectionRow = typeof ssoConnections.$inferSelect & { readonly company: string }
/** What a provider is told about us. */
export const ownFacts = (connectionId: string): Pick<Trust, 'entityId' | 'acsUrl'> => {
  const id = encodeId('ssoConnection', connectionId)
  return { entityId: `${config().url}/api/sso/saml/${id}/metadata`, acsUrl: `${config().url}/api/sso/saml/${id}/acs` }
}
/** Where a provider asks to end sessions, and where it answers when we asked: one address for each connection. */
export const ownLogoutUrl = (connectionId: string): string => {
  const id = encodeId('ssoConnection', connectionId)
  return `${config().url}/api/sso/saml/${id}/logout`
}
/** Where an OpenID provider sends people back to: one address for each connection, so that no provider answers for another (mix-up). */
export const redirectUrl = (connectionId: string): string => {
  const id = encodeId('ssoConnection', connectionId)
  return `${config().url}/api/sso/oidc/${id}/callback`
}
/** Where an OpenID provider tells of sign-outs, and leads people back to after one that began here. */
export const ownOidcLogoutUrl = (connectionId: string): string => {
  const id = encodeId('ssoConnection', connectionId)
  return `${config().url}/api/sso/oidc/${id}/logout`
}
/** Where a page of applications at the provider may lead people: the sign-in begins here all the same. */
export const startUrl = (connectionId: string): string => {
  const id = encodeId('ssoConnection', connectionId)
  return `${config().url}/sign-in/with/${id}`
}
/** The connection that an outside id names, of a company that is active. Before any scope: a provider's answer says no more than this. */
export async function connectionByOutsideId(ctx: IdentityCtx, id: string): Promise<ConnectionRow | undefined> {
  const uuid = tryDecodeId('ssoConnection', id)
  if (uuid === undefined) return undefined
  const [row] = await ctx.db
    .select({ connection: ssoConnections, company: tenants.name })
    .from(ssoConnections)
    .innerJoin(tenants, and(eq(tenants.id, ssoConnections.tenantId), eq(tenants.state, 'active')))
    .where(eq(ssoConnections.id, uuid))
  return row && { ...row.connection, company: row.company }
}
export async function trustOf(side: TenantSide, row: ConnectionRow): Promise<Trust> {
  const certificates = await side.tx
    .select({ pem: ssoCertificates.pem })
    .from(ssoCertificates)
    .where(and(eq(ssoCertificates.connectionId, row.id), isNull(ssoCertificates.removedAt)))
  return {
    issuer: row.issuer,
    ssoUrl: row.ssoUrl,
    ...ownFacts(row.id),
    certificates: certificates.map(({ pem }) => pem),
    wantsResponseSigned: row.wantsResponseSigned,
  }
}
export interface Way {
  readonly id: Id<'ssoConnection'>
  readonly name: string
  readonly company: string
  /** The company lets addresses of this domain in by it only. */ readonly isRequired: boolean
}
/** Providers that vouch for addresses of this domain. Depends on the domain only, so that it tells nothing about the address. */
export async function waysFor(ctx: IdentityCtx, email: string): Promise<readonly Way[]> {
  const rows = await ctx.db
    .select({ id: ssoConnections.id, name: ssoConnections.name, company: tenants.name, policy: settings.policy })
    .from(provenDomains)
    .innerJoin(ssoConnections, and(eq(ssoConnections.tenantId, provenDomains.tenantId), eq(ssoConnections.state, 'on')))
    .innerJoin(tenants, and(eq(tenants.id, provenDomains.tenantId), eq(tenants.state, 'active')))
    .innerJoin(settings, eq(settings.tenantId, provenDomains.tenantId))
    .where(eq(provenDomains.name, email.slice(email.indexOf('@') + 1)))
    .orderBy(asc(ssoConnections.id))
    .limit(5)
  return rows.map((row) => ({
    id: encodeId('ssoConnection', row.id),
    name: row.name,
    company: row.company,
    isRequired: requiredBy(row.policy).domains.includes(domainOf(email)),
  }))
}

/** A role as a member has it: a preset, or the company's own by its name and id. */
export interface GivenRole {
  readonly name: string
  readonly id: string | null
}
/**
 * The role that a mapping names, as it is called now.
 * @throws SsoRefused for one that has ended: ending a role moves what is mapped to it, so that this is nobody's way in
 */
export async function givenRole(side: TenantSide, names: { readonly preset: string | null; readonly roleId: string | null }): Promise<GivenRole | undefined> {
  // Whatever a mapping says, nobody becomes owner by it.
  if (names.roleId === null)
    return names.preset === null || names.preset === 'owner' || names.preset === 'operator' ? undefined : { name: names.preset, id: null }
  const [own] = await side.tx
    .select({ id: customRoles.id, name: customRoles.name })
    .from(customRoles)
    .where(and(eq(customRoles.id, names.roleId), isNull(customRoles.endedAt)))
  if (!own) throw new SsoRefused('role', 'a role that has ended')
  return own
}
/** What a provider said of a person, once it was verified, whatever the protocol. */
export interface Vouched {
  readonly issuer: string
  readonly subject: string
  readonly format: string
  /** How the person signed in there: a context class, or by `acr`. */
  readonly context: string
  readonly sessionUntil: Date | undefined
  readonly session: ProviderSession
  readonly attributes: ReadonlyMap<string, readonly string[]>
  /** Whether the provider says that the address was verified, or is trusted to know. */
  readonly addressVerified: boolean
  /** Whether it says that a second factor was given. */
  readonly saysFactor: boolean
}
/** What is read out of it by a connection's mapping. */
export interface Mapped {
  readonly subject: string
  readonly email: string | undefined
  readonly name: string | undefined
  readonly groups: readonly string[]
  readonly role: GivenRole | undefined
  readonly factor: boolean
  readonly addressVerified: boolean
}
const groupsMax = 500
export async function mapVouched(
  side: TenantSide,
  row: Pick<ConnectionRow, 'id' | 'emailAttribute' | 'nameAttribute' | 'groupsAttribute' | 'providerFactor'>,
  vouched: Vouched,
): Promise<Mapped> {
  const first = (name: string): string | undefined => (name === '' ? undefined : vouched.attributes.get(name)?.[0])
  const typed = row.emailAttribute === '' ? vouched.subject : first(row.emailAttribute)
  const name = beginningOf(asPlainName(first(row.nameAttribute) ?? '').replaceAll(/[<>\p{Cf}]/gu, ''), 100)
  const groups = row.groupsAttribute === '' ? [] : [...(vouched.attributes.get(row.groupsAttribute) ?? [])].slice(0, groupsMax)
  const [fits] =
    groups.length === 0
      ? []
      : await side.tx
          .select({ preset: ssoGroupRoles.preset, roleId: ssoGroupRoles.roleId })
          .from(ssoGroupRoles)
          .where(and(eq(ssoGroupRoles.connectionId, row.id), inArray(ssoGroupRoles.groupName, groups)))
          .orderBy(asc(ssoGroupRoles.id))
          .limit(1)
  return {
    subject: vouched.subject,
    email: typed === undefined ? undefined : readEmail(typed),
    name: name === '' ? undefined : name,
    groups,
    role: fits && (await givenRole(side, fits)),
    factor: row.providerFactor === 'attested' || (row.providerFactor === 'asserted' && vouched.saysFactor),
    addressVerified: vouched.addressVerified,
  }
}
