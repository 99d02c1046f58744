// Tokens by which a provider provisions: shown once, kept as a hash, of one connection, for a time.
import { and, asc, count, desc, eq, gt, inArray, isNull } from 'drizzle-orm'
import { scimGroups, scimRequests, scimTokens, scimUsers } from '../../../db/schema/provisioning.ts'
import { domains, ssoConnections } from '../../../db/schema/sign-in.ts'
import { members } from '../../../db/schema/tenancy.ts'
import type { Ctx } from '../../access/ctx.ts'
import { command, query } from '../../access/operation.ts'
import { one } from '../../kernel/assert.ts'
import { sha256 } from '../../kernel/digest.ts'
import { decodeId, encodeId, newUuid, type Id } from '../../kernel/id.ts'
import { conflict, invalid, notFound } from '../../kernel/refusal.ts'
import { Nothing } from '../member-inputs.ts'
import { frame } from '../sso-connection.ts'
import { noteOn } from './note-request.ts'
import { scimTokenMade, scimTokenRevoked } from './scim-events.ts'
import { MakeToken, NoteRequest, TokenId } from './scim-inputs.ts'
import { baseUrl } from './scim-view.ts'
import { newToken } from './token-text.ts'

/** Alive at once for one connection: the old one and the new, and one to try. */
export const tokensMax = 3
const daySeconds = 86_400,
  hintLength = 12
export const warnDays = 21
/** Requests that the page shows. */
const shownMax = 20
export const makeScimToken = command({
  name: 'tenancy.makeScimToken',
  needs: 'sign_in.change',
  stepUp: 'anew',
  feature: 'provisioning',
  input: MakeToken,
  run: async (ctx, { connectionId, name, days }): Promise<{ readonly id: Id<'scimToken'>; readonly name: string; readonly token: string }> => {
    const [connection] = await ctx.tx
      .select({ id: ssoConnections.id, name: ssoConnections.name })
      .from(ssoConnections)
      .where(eq(ssoConnections.id, decodeId('ssoConnection', connectionId)))
      .for('update')
    if (!connection) throw notFound('connection')
    const alive = await ctx.tx
      .select({ name: scimTokens.name })
      .from(scimTokens)
      .where(and(eq(scimTokens.connectionId, connection.id), isNull(scimTokens.revokedAt), gt(scimTokens.expiresAt, ctx.now)))
    if (alive.length >= tokensMax) throw conflict(`A connection has at most ${tokensMax} tokens. Revoke one that the provider does not use any more.`)
    if (alive.some((other) => other.name === name)) throw invalid('name', 'Another token has this name.')
    const [proven] = await ctx.tx
      .select({ n: count() })
      .from(domains)
      .where(inArray(domains.state, ['proven', 'failing']))
    if ((proven?.n ?? 0) === 0) throw conflict('Prove a domain first: people are provisioned by the domain of their address, and nobody else is.')
    const id = newUuid(ctx.now),
      token = newToken(ctx.tenant),
      expiresAt = new Date(ctx.now.getTime() + Number(days) * daySeconds * 1000)
    one(
      await ctx.tx
        .insert(scimTokens)
        .values({
          id,
          connectionId: connection.id,
          name,
          hint: token.slice(0, hintLength),
          secretHash: sha256(token),
          createdBy: ctx.actor.memberId,
          expiresAt,
          createdAt: ctx.now,
        })
        .returning({ id: scimTokens.id }),
      'token',
    )
    ctx.record(scimTokenMade, id, { connection: connection.name, name, until: expiresAt.toISOString().slice(0, 10) })
    return { id: encodeId('scimToken', id), name, token }
  },
})
/** The provider is refused from the next request on. What it has provisioned stays as it is. */
export const revokeScimToken = command({
  name: 'tenancy.revokeScimToken',
  needs: 'sign_in.change',
  stepUp: 'recent',
  input: TokenId,
  run: (ctx, { tokenId }): Promise<{ readonly name: string }> => revokeToken(ctx, tokenId),
})
export async function revokeToken(ctx: Ctx, tokenId: string): Promise<{ readonly name: string }> {
  const [row] = await ctx.tx
    .select({ id: scimTokens.id, name: scimTokens.name, connectionId: scimTokens.connectionId, revokedAt: scimTokens.revokedAt })
    .from(scimTokens)
    .where(eq(scimTokens.id, decodeId('scimToken', tokenId)))
    .for('update')
  if (!row) throw notFound('token')
  if (row.revokedAt !== null) throw conflict('This token is revoked already.')
  const connection = one(
    await ctx.tx.select({ name: ssoConnections.name }).from(ssoConnections).where(eq(ssoConnections.id, row.connectionId)),
    'connection of a token',
  )
  one(
    await ctx.tx
      .update(scimTokens)
      .set({ revokedAt: ctx.now, revokedBy: ctx.actor.memberId })
      .where(eq(scimTokens.id, row.id))
      .returning({ id: scimTokens.id }),
    'token',
  )
  ctx.record(scimTokenRevoked, row.id, { connection: connection.name, name: row.name })
  return { name: row.name }
}
export type TokenState = 'valid' | 'ends soon' | 'ended' | 'revoked'
export const showProvisioning = query({
  name: 'tenancy.showProvisioning',
  needs: 'company.read',
  input: Nothing,
  run: async (ctx) => {
    const stateOf = (row: { readonly revokedAt: Date | null; readonly expiresAt: Date }): TokenState =>
      row.revokedAt !== null
        ? 'revoked'
        : row.expiresAt <= ctx.now
          ? 'ended'
          : row.expiresAt.getTime() - ctx.now.getTime() < warnDays * daySeconds * 1000
            ? 'ends soon'
            : 'valid'
    const connections = await ctx.tx
        .select({ id: ssoConnections.id, name: ssoConnections.name, defaultRole: ssoConnections.defaultRole, defaultRoleId: ssoConnections.defaultRoleId })
        .from(ssoConnections)
        .orderBy(asc(ssoConnections.name))
        .limit(50),
      nameOf = new Map(connections.map((row) => [row.id, row.name]))
    const tokens = await ctx.tx
      .select({
        id: scimTokens.id,
        connectionId: scimTokens.connectionId,
        name: scimTokens.name,
        hint: scimTokens.hint,
        by: members.name,
        createdAt: scimTokens.createdAt,
        expiresAt: scimTokens.expiresAt,
        lastUsedAt: scimTokens.lastUsedAt,
        revokedAt: scimTokens.revokedAt,
      })
      .from(scimTokens)
      .leftJoin(members, eq(members.id, scimTokens.createdBy))
      .orderBy(desc(scimTokens.id))
      .limit(50)
    const requests = await ctx.tx
      .select({
        at: scimRequests.at,
        method: scimRequests.method,
        path: scimRequests.path,
        status: scimRequests.status,
        reason: scimRequests.reason,
        token: scimTokens.name,
      })
      .from(scimRequests)
      .innerJoin(scimTokens, eq(scimTokens.id, scimRequests.tokenId))
      .orderBy(desc(scimRequests.at), desc(scimRequests.id))
      .limit(shownMax)
    const [people] = await ctx.tx
        .select({ n: count(), outside: count(scimUsers.memberId) })
        .from(scimUsers)
        .where(isNull(scimUsers.endedAt)),
      [groups] = await ctx.tx.select({ n: count() }).from(scimGroups).where(isNull(scimGroups.endedAt))
    const [proven] = await ctx.tx
      .select({ n: count() })
      .from(domains)
      .where(inArray(domains.state, ['proven', 'failing']))
    return {
      baseUrl: baseUrl(),
      connections: connections.map((row) => ({ id: encodeId('ssoConnection', row.id), name: row.name })),
      hasDomain: (proven?.n ?? 0) > 0,
      tokens: tokens.map(({ connectionId, by, ...row }) => ({
        ...row,
        id: encodeId('scimToken', row.id),
        connection: nameOf.get(connectionId) ?? '',
        by: by ?? 'somebody who left',
        state: stateOf(row),
      })),
      requests: requests.map((row, i) => ({ ...row, key: String(i) })),
      people: people?.n ?? 0,
      outside: (people?.n ?? 0) - (people?.outside ?? 0),
      groups: groups?.n ?? 0,
      ...frame(ctx),
    }
  },
})
export type ProvisioningView = Awaited<ReturnType<typeof showProvisioning.invoke>>
export const showScimToken = query({
  name: 'tenancy.showScimToken',
  needs: 'company.read',
  input: TokenId,
  run: async (ctx, { tokenId }) => {
    const [row] = await ctx.tx
      .select({
        id: scimTokens.id,
        name: scimTokens.name,
        hint: scimTokens.hint,
        connection: ssoConnections.name,
        lastUsedAt: scimTokens.lastUsedAt,
        expiresAt: scimTokens.expiresAt,
        revokedAt: scimTokens.revokedAt,
      })
      .from(scimTokens)
      .innerJoin(ssoConnections, eq(ssoConnections.id, scimTokens.connectionId))
      .where(eq(scimTokens.id, decodeId('scimToken', tokenId)))
    if (!row) throw notFound('token')
    return { ...row, id: encodeId('scimToken', row.id), ...frame(ctx) }
  },
})
/** After every request of a token: when it was, what it asked for without any value of a person, and what came of it. */
export const noteScimRequest = command({
  name: 'tenancy.noteScimRequest',
  needs: 'provisioning',
  input: NoteRequest,
  run: async (ctx, input): Promise<Record<string, never>> => {
    const tokenId = ctx.actor.provisioning?.tokenId ?? ''
    await noteOn(ctx.tx, ctx.now, tokenId, input, true)
    ctx.unchanged('a request is noted; what it did is recorded by itself')
    return {}
  },
})
