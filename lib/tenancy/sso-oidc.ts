// A connection by OpenID Connect: what the provider says of itself is asked by its issuer; who we are to it is entered once our address is registered there.
import { eq } from 'drizzle-orm'
import { ssoClients, ssoConnections } from '../../db/schema/sign-in.ts'
import type { Ctx } from '../access/ctx.ts'
import { command, commandAfterAsking } from '../access/operation.ts'
import { secretCell } from '../identity/sso/oidc-client.ts'
import { discover, DiscoveryFault, type Discovery } from '../identity/sso/read-discovery.ts'
import { one } from '../kernel/assert.ts'
import { decodeId, encodeId, newUuid, type Id } from '../kernel/id.ts'
import { conflict, invalid, notFound } from '../kernel/refusal.ts'
import { envelope } from '../platform/keys/keys.ts'
import { connectionMade, connectionReread, clientEntered } from './sso-change-events.ts'
import { clientRowOf, demandRoom, holdConnection } from './sso-connection.ts'
import { ConnectionId, EnterClient, MakeOidcConnection } from './sso-inputs.ts'

type Done = { readonly id: Id<'ssoConnection'> }
async function ask(field: string, issuer: string): Promise<Discovery> {
  try {
    return await discover(issuer)
  } catch (error) {
    throw error instanceof DiscoveryFault ? (field === '' ? conflict(error.message) : invalid(field, error.message)) : error
  }
}
const heard = ({ tokenUrl, keysUrl, userinfoUrl, algorithms, proof, namesIssuer, offersGroups, tellsSignOuts }: Discovery) => ({
  tokenUrl,
  keysUrl,
  userinfoUrl,
  algorithms: [...algorithms],
  proof,
  namesIssuer,
  offersGroups,
  tellsSignOuts,
})
export const makeOidcConnection = commandAfterAsking({
  name: 'tenancy.makeOidcConnection',
  needs: 'sign_in.change',
  stepUp: 'anew',
  feature: 'single_sign_on',
  adds: 'connections',
  input: MakeOidcConnection,
  outside: {
    question: async (ctx, { name, clientId, clientSecret }) => {
      await demandRoom(ctx, name)
      if (clientId === undefined && clientSecret !== undefined) throw invalid('clientId', 'Enter the client id that belongs to the secret.')
      if (clientId !== undefined && clientSecret === undefined) throw invalid('clientSecret', 'Enter the client secret too, or leave both for later.')
    },
    ask: (_question, { issuer }) => ask('issuer', issuer),
  },
  run: async (ctx, { name, issuer, clientId, clientSecret }, found): Promise<Done> => {
    await demandRoom(ctx, name)
    const id = newUuid(ctx.now),
      client = newUuid(ctx.now)
    one(
      await ctx.tx
        .insert(ssoConnections)
        .values({
          id,
          name,
          protocol: 'oidc',
          issuer,
          ssoUrl: found.authorizationUrl,
          logoutUrl: found.logoutUrl,
          emailAttribute: 'email',
          nameAttribute: 'name',
          groupsAttribute: 'groups',
          createdBy: ctx.actor.memberId,
          createdAt: ctx.now,
          updatedAt: ctx.now,
        })
        .returning({ id: ssoConnections.id }),
      'connection',
    )
    one(
      await ctx.tx
        .insert(ssoClients)
        .values({
          id: client,
          connectionId: id,
          ...heard(found),
          ...(clientId === undefined || clientSecret === undefined ? {} : await sealed(ctx, client, clientId, clientSecret)),
          readAt: ctx.now,
          createdAt: ctx.now,
          updatedAt: ctx.now,
        })
        .returning({ id: ssoClients.id }),
      'client',
    )
    ctx.record(connectionMade, id, { connection: name, issuer: issuer.slice(0, 300), from: 'an issuer', certificates: 0 })
    if (clientId !== undefined) ctx.record(clientEntered, id, { connection: name, client: clientId.slice(0, 300) })
    return { id: encodeId('ssoConnection', id) }
  },
})
async function sealed(ctx: Ctx, id: string, clientId: string, clientSecret: string) {
  return { clientId, secret: await envelope().seal(secretCell(ctx.tenant, id), clientSecret), secretSetAt: ctx.now }
}
const notOidc = (): Error => conflict('This connection is by SAML. It has certificates, and no client.')
/** Client id and secret, the first time or in place of those that end. */
export const enterClient = command({
  name: 'tenancy.enterClient',
  needs: 'sign_in.change',
  stepUp: 'anew',
  input: EnterClient,
  run: async (ctx, { connectionId, clientId, clientSecret }): Promise<Done> => {
    const row = await holdConnection(ctx, connectionId),
      client = await clientRowOf(ctx, row.id)
    if (!client) throw notOidc()
    one(
      await ctx.tx
        .update(ssoClients)
        .set({ ...(await sealed(ctx, client.id, clientId, clientSecret)), updatedAt: ctx.now })
        .where(eq(ssoClients.id, client.id))
        .returning({ id: ssoClients.id }),
      'client',
    )
    ctx.record(clientEntered, row.id, { connection: row.name, client: clientId.slice(0, 300) })
    return { id: encodeId('ssoConnection', row.id) }
  },
})
/** Addresses and ways of signing move now and then; the issuer never does, since people are known by it. */
export const rereadProvider = commandAfterAsking({
  name: 'tenancy.rereadProvider',
  needs: 'sign_in.change',
  stepUp: 'anew',
  input: ConnectionId,
  outside: {
    question: async (ctx, { connectionId }) => {
      const [row] = await ctx.tx
        .select({ id: ssoConnections.id, issuer: ssoConnections.issuer })
        .from(ssoConnections)
        .where(eq(ssoConnections.id, decodeId('ssoConnection', connectionId)))
      if (!row) throw notFound('connection')
      if (!(await clientRowOf(ctx, row.id))) throw notOidc()
      return row.issuer
    },
    ask: (issuer) => ask('', issuer),
  },
  run: async (ctx, { connectionId }, found): Promise<Done & { readonly changed: number }> => {
    const row = await holdConnection(ctx, connectionId),
      client = await clientRowOf(ctx, row.id)
    if (!client) throw notOidc()
    const next = heard(found),
      yes = (value: boolean): string => (value ? 'yes' : 'no')
    const lines: readonly [string, string, string][] = [
      ['where people sign in', row.ssoUrl, found.authorizationUrl],
      ['where a code is exchanged', client.tokenUrl, next.tokenUrl],
      ['where its keys are', client.keysUrl, next.keysUrl],
      ['where it tells of a person', client.userinfoUrl ?? 'nowhere', next.userinfoUrl ?? 'nowhere'],
      ['signs by', client.algorithms.join(', '), next.algorithms.join(', ')],
      ['takes the secret in', client.proof, next.proof],
      ['names itself in answers', yes(client.namesIssuer), yes(next.namesIssuer)],
      ['offers groups', yes(client.offersGroups), yes(next.offersGroups)],
      ['where people sign out', row.logoutUrl ?? 'nowhere', found.logoutUrl ?? 'nowhere'],
      ['tells of sign-outs', yes(client.tellsSignOuts), yes(next.tellsSignOuts)],
    ]
    const changes = lines
      .filter(([, before, after]) => before !== after)
      .map(([field, before, after]) => ({ field, before: before.slice(0, 300), after: after.slice(0, 300) }))
    one(
      await ctx.tx
        .update(ssoConnections)
        .set({ ssoUrl: found.authorizationUrl, logoutUrl: found.logoutUrl, updatedAt: ctx.now })
        .where(eq(ssoConnections.id, row.id))
        .returning({ id: ssoConnections.id }),
      'connection',
    )
    one(
      await ctx.tx
        .update(ssoClients)
        .set({ ...next, readAt: ctx.now, updatedAt: ctx.now })
        .where(eq(ssoClients.id, client.id))
        .returning({ id: ssoClients.id }),
      'client',
    )
    ctx.record(connectionReread, row.id, { connection: row.name, changes })
    return { id: encodeId('ssoConnection', row.id), changed: changes.length }
  },
})
