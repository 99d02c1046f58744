// What it would mean to require the provider, and whether it may be: read for the page, judged again by the act.
import { and, asc, count, eq, inArray, like, or } from 'drizzle-orm'
import { type domains, ssoConnections, ssoIdentities, ssoTests } from '../../db/schema/sign-in.ts'
import { members, settings } from '../../db/schema/tenancy.ts'
import type { Ctx, ReadCtx } from '../access/ctx.ts'
import { domainOf, requiredBy, waysOf } from '../access/required-provider.ts'
import { one } from '../kernel/assert.ts'
import { encodeId, tryDecodeId } from '../kernel/id.ts'
import { conflict, invalid } from '../kernel/refusal.ts'
import type { PasswordWay } from './platform.sql.ts'

/** Owners who keep a way in: two at least, so that one lost phone does not shut the company. */
export const ownersLeast = 2,
  ownersMost = 5
const present = ['invited', 'active', 'suspended'] as const

export interface AtDomain {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly role: string
  readonly state: 'invited' | 'active' | 'suspended'
  /** A provider that is on has let them in. */ readonly isLinked: boolean
  readonly sessions: number
}
/** Everyone with an address at these domains who has not left, by name. A domain holds letters, digits, dots and hyphens, nothing that a pattern would read. */
export async function peopleAt(ctx: ReadCtx, names: readonly string[], ways: ReadonlyMap<string, PasswordWay>): Promise<AtDomain[]> {
  if (names.length === 0) return []
  const [rows, linked] = await Promise.all([
    ctx.tx
      .select({ id: members.id, name: members.name, email: members.email, role: members.role, state: members.state })
      .from(members)
      .where(and(inArray(members.state, [...present]), or(...names.map((name) => like(members.email, `%@${name}`)))))
      .orderBy(asc(members.name), asc(members.id)),
    ctx.tx
      .select({ memberId: ssoIdentities.memberId })
      .from(ssoIdentities)
      .innerJoin(ssoConnections, and(eq(ssoConnections.id, ssoIdentities.connectionId), eq(ssoConnections.state, 'on'))),
  ])
  const known = new Set(linked.map((row) => row.memberId))
  return rows
    .filter((row) => names.includes(domainOf(row.email)))
    .map((row) => ({ ...row, state: row.state as AtDomain['state'], isLinked: known.has(row.id), sessions: ways.get(row.id)?.sessions ?? 0 }))
}
export interface OwnerToKeep {
  readonly id: string
  readonly uuid: string
  readonly number: string
  readonly name: string
  /** Why this owner could not come in by password; null: could. */ readonly why: string | null
  readonly isChosen: boolean
}
/** Owners, and whether each has what a way in by password takes. */
export async function ownersToKeep(ctx: ReadCtx, ways: ReadonlyMap<string, PasswordWay>, chosen: readonly string[], lock?: 'update'): Promise<OwnerToKeep[]> {
  const read = ctx.tx
    .select({ id: members.id, accountId: members.accountId, number: members.number, name: members.name })
    .from(members)
    .where(and(eq(members.role, 'owner'), eq(members.state, 'active')))
    .orderBy(asc(members.id))
  const rows = await (lock === undefined ? read : read.for(lock))
  return rows.map(({ id, accountId, number, name }) => {
    const way = ways.get(id)
    return {
      id: encodeId('member', id),
      uuid: id,
      number,
      name,
      isChosen: chosen.includes(id),
      why: way?.account_id !== accountId ? 'has never signed in here' : !way.has_password ? 'has no password' : way.has_factor ? null : 'has no second factor',
    }
  })
}
/** Whether a provider could let anybody in: a connection that is on and was tried out. */
export async function hasProvider(ctx: ReadCtx, except?: string): Promise<boolean> {
  const rows = await ctx.tx
    .select({ id: ssoConnections.id, n: count() })
    .from(ssoConnections)
    .innerJoin(ssoTests, and(eq(ssoTests.connectionId, ssoConnections.id), eq(ssoTests.state, 'passed')))
    .where(eq(ssoConnections.state, 'on'))
    .groupBy(ssoConnections.id)
  return rows.some((row) => row.id !== except)
}
/** Why the provider cannot be required for this domain now; undefined: it can. */
export async function whyNotRequire(ctx: ReadCtx, domain: typeof domains.$inferSelect, owners: readonly OwnerToKeep[]): Promise<string | undefined> {
  if (domain.state !== 'proven')
    return `The record of ${domain.name} is not found at present. Prove the domain first: nobody new is linked by one that is not proven.`
  if (!(await hasProvider(ctx))) return 'Switch a connection on first, after a test sign-in that was accepted: otherwise nobody could come in.'
  const ready = owners.filter((owner) => owner.why === null).length
  if (ready < ownersLeast)
    return `Two owners with password and second factor have to keep a way in, and the company has ${ready === 0 ? 'none' : 'one'}. Make a second owner first.`
  return undefined
}
/** Held until the act ends, so that no connection is switched off between judging and writing. */
export async function holdProviders(ctx: Ctx): Promise<void> {
  await ctx.tx.select({ id: ssoConnections.id }).from(ssoConnections).where(eq(ssoConnections.state, 'on')).orderBy(asc(ssoConnections.id)).for('share')
}
/** The policy as it is now, held until the act ends: two authors stand in line. */
export async function holdPolicy(ctx: Ctx): Promise<{ readonly id: string; readonly policy: Record<string, unknown> }> {
  const row = one(await ctx.tx.select({ id: settings.id, policy: settings.policy }).from(settings).for('update'), 'settings row')
  return { id: row.id, policy: { ...(row.policy as object) } }
}
/** Whom the form named, as owners who can keep a way in. */
export function readOwners(ctx: Ctx, typed: readonly string[], owners: readonly OwnerToKeep[], before: readonly string[] | undefined): OwnerToKeep[] {
  const chosen = [...new Set(typed)].map((id) => {
    const owner = owners.find((one_) => one_.uuid === tryDecodeId('member', id))
    if (!owner) throw invalid('owners', 'Only owners can keep a way in. Choose from the list.')
    if (owner.why !== null) throw invalid('owners', `${owner.name} ${owner.why}, so this would be no way in. Choose another owner.`)
    return owner
  })
  if (chosen.length < ownersLeast) throw invalid('owners', 'Choose two owners at least: with one, a lost phone shuts the company.')
  // Stops an admin from shutting owners out by way of the provider that the admin decides over.
  const dropped = owners.find((owner) => owner.why === null && !chosen.includes(owner) && (before === undefined || before.includes(owner.uuid)))
  if (ctx.actor.kind === 'member' && ctx.actor.role !== 'owner' && dropped)
    throw invalid('owners', `Only an owner leaves an owner without a way in. Keep ${dropped.name}.`)
  return chosen
}
/** Those among the people whose way in is the provider alone, by the policy as it would be. */
export const boundBy = (people: readonly AtDomain[], policy: unknown): AtDomain[] => people.filter((person) => waysOf(policy, person) === 'provider')
/** Whether the author would be left without a way in: bound, and never yet vouched for by the provider. */
export const shutsAuthorOut = (ctx: ReadCtx, bound: readonly AtDomain[]): boolean =>
  bound.some((person) => person.id === ctx.actor.memberId && !person.isLinked)
export const authorShutOut =
  'Your own address is among them and the provider has not let you in yet. Sign in by the provider once, or be one of the owners who keep a way in.'

/** For acts that would take from under a requirement what it stands on. */
export async function demandNotRequired(ctx: ReadCtx, act: 'domain' | 'connection', which: { readonly id: string; readonly name: string }): Promise<void> {
  const { policy } = one(await ctx.tx.select({ policy: settings.policy }).from(settings), 'settings row'),
    required = requiredBy(policy).domains
  if (act === 'domain' && required.includes(which.name)) throw conflict(`Sign-in by the provider is required for ${which.name}. Lift that first.`)
  if (act === 'connection' && required.length > 0 && !(await hasProvider(ctx, which.id)))
    throw conflict(
      `Sign-in by the provider is required for ${required.join(', ')}, and ${which.name} is the only one that is on: nobody but the owners who keep a way in could come in. Lift that first, or switch another connection on.`,
    )
}
