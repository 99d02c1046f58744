// Sign-in by the provider only, for the addresses at a domain: what it means, the act, and its undoing.
import { and, asc, count, eq, gt, inArray, isNull, ne } from 'drizzle-orm'
import { z } from 'zod'
import { apiKeys } from '../../db/schema/api.ts'
import { domains, ssoConnections } from '../../db/schema/sign-in.ts'
import { settings } from '../../db/schema/tenancy.ts'
import type { Ctx, ReadCtx } from '../access/ctx.ts'
import { command, query } from '../access/operation.ts'
import { requiredBy } from '../access/required-provider.ts'
import { one } from '../kernel/assert.ts'
import { decodeId, encodeId, type Id } from '../kernel/id.ts'
import { conflict, notFound, Refusal } from '../kernel/refusal.ts'
import { Nothing } from './member-inputs.ts'
import { endPasswordSessions, passwordWays } from './platform.sql.ts'
import { ownersKept, providerRequired, requirementLifted } from './provider-events.ts'
import {
  authorShutOut,
  boundBy,
  hasProvider,
  holdPolicy,
  holdProviders,
  ownersToKeep,
  peopleAt,
  readOwners,
  shutsAuthorOut,
  whyNotRequire,
  ownersMost,
  type AtDomain,
  type OwnerToKeep,
} from './provider-rule.ts'
import { frame } from './sso-connection.ts'

const owners = z.array(z.string().max(40)).max(ownersMost, `Choose ${ownersMost} owners at most.`).default([])
export const DomainToRequire = z.strictObject({ domainId: z.string().max(40) })
export const RequireProvider = z.strictObject({ domainId: z.string().max(40), owners })
export const KeepOwners = z.strictObject({ owners })
/** People whom a page names; the rest are counted. */
const namedMost = 200
const why = 'sign-in by the provider is required'

async function loadDomain(ctx: ReadCtx, domainId: string, lock?: 'share'): Promise<typeof domains.$inferSelect> {
  const read = ctx.tx
    .select()
    .from(domains)
    .where(and(eq(domains.id, decodeId('domain', domainId)), ne(domains.state, 'removed')))
  const [row] = await (lock === undefined ? read : read.for(lock))
  if (!row) throw notFound('domain')
  return row
}
const ownerView = ({ id, name, why: fault, isChosen }: OwnerToKeep) => ({ id, name, why: fault, isChosen })
const personView = (person: AtDomain) => ({
  id: encodeId('member', person.id),
  name: person.name,
  role: person.role,
  state: person.state,
  isLinked: person.isLinked,
  sessions: person.sessions,
})

/** Keys of these people that would open nothing: they were made in a session that no provider which is on vouched for. */
async function keysWithoutProvider(ctx: ReadCtx, memberIds: readonly string[]): Promise<number> {
  if (memberIds.length === 0) return 0
  const [row] = await ctx.tx
    .select({ n: count() })
    .from(apiKeys)
    .leftJoin(ssoConnections, and(eq(ssoConnections.id, apiKeys.connectionId), eq(ssoConnections.state, 'on')))
    .where(and(inArray(apiKeys.memberId, [...memberIds]), isNull(apiKeys.revokedAt), gt(apiKeys.expiresAt, ctx.now), isNull(ssoConnections.id)))
  return row?.n ?? 0
}
/** For which domains the provider is required, for how many people, and which owners keep a way in. */
export const showRequired = query({
  name: 'tenancy.showRequired',
  needs: 'company.read',
  input: Nothing,
  run: async (ctx) => {
    const required = requiredBy(ctx.settings.policy),
      ways = await passwordWays(ctx),
      rows = await ctx.tx
        .select({ id: domains.id, name: domains.name, state: domains.state })
        .from(domains)
        .where(ne(domains.state, 'removed'))
        .orderBy(asc(domains.name))
    const people = await peopleAt(
        ctx,
        rows.map((row) => row.name),
        ways,
      ),
      all = await ownersToKeep(ctx, ways, required.owners)
    return {
      domains: rows.map((row) => ({
        id: encodeId('domain', row.id),
        name: row.name,
        state: row.state,
        isRequired: required.domains.includes(row.name),
        people: people.filter((person) => person.email.endsWith(`@${row.name}`)).length,
      })),
      owners: all.map(ownerView),
      isRequired: required.domains.length > 0,
      hasProvider: await hasProvider(ctx),
      isOwner: ctx.actor.role === 'owner',
      ...frame(ctx),
    }
  },
})
/** What requiring the provider for a domain would mean now, by name. Nothing is written. */
export const previewRequired = query({
  name: 'tenancy.previewRequired',
  needs: 'sign_in.change',
  input: DomainToRequire,
  run: async (ctx, { domainId }) => {
    const domain = await loadDomain(ctx, domainId),
      required = requiredBy(ctx.settings.policy),
      ways = await passwordWays(ctx),
      all = await ownersToKeep(ctx, ways, required.owners)
    const people = await peopleAt(ctx, [domain.name], ways),
      fault = await whyNotRequire(ctx, domain, all),
      me = people.find((person) => person.id === ctx.actor.memberId)
    return {
      domain: { id: encodeId('domain', domain.id), name: domain.name, state: domain.state },
      isRequired: required.domains.includes(domain.name),
      fault: fault ?? null,
      people: people.slice(0, namedMost).map(personView),
      total: people.length,
      unlinked: people.filter((person) => !person.isLinked && person.state !== 'invited').length,
      invited: people.filter((person) => person.state === 'invited').length,
      sessions: people.reduce((n, person) => n + person.sessions, 0),
      keys: await keysWithoutProvider(
        ctx,
        people.map((person) => person.id),
      ),
      own: me === undefined ? ('untouched' as const) : me.isLinked ? ('by the provider' as const) : ('only as an owner who keeps a way in' as const),
      owners: all.map(ownerView),
      isLast: required.domains.length === 1,
      isOwner: ctx.actor.role === 'owner',
      ...frame(ctx),
    }
  },
})
/** Ends what was opened without the provider by those who are bound now. The door refuses whatever is opened meanwhile. */
async function endBound(ctx: Ctx, policy: unknown, people: readonly AtDomain[]): Promise<{ bound: AtDomain[]; sessions: number }> {
  const bound = boundBy(people, policy)
  if (shutsAuthorOut(ctx, bound)) throw new Refusal('forbidden', authorShutOut, { owners: authorShutOut })
  return {
    bound,
    sessions: await endPasswordSessions(
      ctx,
      bound.map((person) => person.id),
      why,
    ),
  }
}
const numbers = (list: readonly OwnerToKeep[], ids: readonly string[]): string =>
  list
    .filter((owner) => ids.includes(owner.uuid))
    .map((owner) => owner.number)
    .join(', ') || 'nobody'
async function writePolicy(ctx: Ctx, id: string, policy: object): Promise<void> {
  one(await ctx.tx.update(settings).set({ policy, updatedAt: ctx.now }).where(eq(settings.id, id)).returning({ id: settings.id }), 'settings row')
}
/** From the next request on, addresses at the domain come in by the provider only; the owners who are named keep password and factor as a way in. */
export const requireProvider = command({
  name: 'tenancy.requireProvider',
  needs: 'sign_in.change',
  stepUp: 'anew',
  feature: 'single_sign_on',
  input: RequireProvider,
  run: async (ctx, input): Promise<{ id: Id<'domain'>; members: number; sessions: number }> => {
    const { id, policy } = await holdPolicy(ctx),
      domain = await loadDomain(ctx, input.domainId, 'share'),
      before = requiredBy(policy)
    await holdProviders(ctx)
    if (before.domains.includes(domain.name)) throw conflict(`Sign-in by the provider is required for ${domain.name} already.`)
    const ways = await passwordWays(ctx),
      all = await ownersToKeep(ctx, ways, before.owners, 'update'),
      fault = await whyNotRequire(ctx, domain, all)
    if (fault !== undefined) throw conflict(fault)
    const kept = readOwners(ctx, input.owners, all, before.domains.length === 0 ? undefined : before.owners).map((owner) => owner.uuid)
    const names = [...before.domains, domain.name].sort(),
      after = { ...policy, ssoDomains: names, ssoOwners: kept }
    await writePolicy(ctx, id, after)
    const { bound, sessions } = await endBound(ctx, after, await peopleAt(ctx, names, ways)),
      own = bound.filter((person) => person.email.endsWith(`@${domain.name}`)).length
    ctx.record(providerRequired, domain.id, {
      domain: domain.name,
      members: own,
      sessions,
      owners: numbers(all, kept),
      changes: [
        { field: 'sign-in', before: 'password or provider', after: 'provider' },
        { field: 'way in past it', before: numbers(all, before.owners), after: numbers(all, kept) },
      ],
    })
    return { id: encodeId('domain', domain.id), members: own, sessions }
  },
})
/** Passwords open again. Whoever lost their session signs in anew; nothing that ended comes back. */
export const liftRequired = command({
  name: 'tenancy.liftRequired',
  needs: 'sign_in.change',
  stepUp: 'anew',
  input: DomainToRequire,
  run: async (ctx, { domainId }): Promise<{ id: Id<'domain'> }> => {
    const { id, policy } = await holdPolicy(ctx),
      domain = await loadDomain(ctx, domainId),
      before = requiredBy(policy)
    if (!before.domains.includes(domain.name)) throw conflict(`Sign-in by the provider is not required for ${domain.name}.`)
    const names = before.domains.filter((name) => name !== domain.name),
      people = await peopleAt(ctx, [domain.name], await passwordWays(ctx))
    // What the door refused until now does not come back to life.
    await endPasswordSessions(
      ctx,
      boundBy(people, policy).map((person) => person.id),
      why,
    )
    await writePolicy(ctx, id, { ...policy, ssoDomains: names, ssoOwners: names.length === 0 ? [] : before.owners })
    ctx.record(requirementLifted, domain.id, {
      domain: domain.name,
      members: people.length,
      changes: [{ field: 'sign-in', before: 'provider', after: 'password or provider' }],
    })
    return { id: encodeId('domain', domain.id) }
  },
})
/** Other owners keep the way in past the required provider. */
export const keepOwners = command({
  name: 'tenancy.keepOwners',
  needs: 'sign_in.change',
  stepUp: 'anew',
  input: KeepOwners,
  run: async (ctx, input): Promise<{ owners: number }> => {
    const { id, policy } = await holdPolicy(ctx),
      before = requiredBy(policy)
    if (before.domains.length === 0) throw conflict('Sign-in by the provider is required for no domain, so every owner has a way in.')
    const ways = await passwordWays(ctx),
      all = await ownersToKeep(ctx, ways, before.owners, 'update'),
      kept = readOwners(ctx, input.owners, all, before.owners).map((owner) => owner.uuid)
    if (kept.length === before.owners.length && kept.every((owner) => before.owners.includes(owner))) {
      ctx.unchanged('nothing differs')
      return { owners: kept.length }
    }
    const after = { ...policy, ssoOwners: kept }
    await writePolicy(ctx, id, after)
    const { sessions } = await endBound(ctx, after, await peopleAt(ctx, before.domains, ways))
    ctx.record(ownersKept, ctx.tenant, {
      owners: numbers(all, kept),
      sessions,
      changes: [{ field: 'way in past the provider', before: numbers(all, before.owners), after: numbers(all, kept) }],
    })
    return { owners: kept.length }
  },
})
