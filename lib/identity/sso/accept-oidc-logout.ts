// Sign-outs by an OpenID provider: what it tells us itself, from server to server, and the browser that it sends back after one that began here.
import { identityAct } from '../../access/identity-act.ts'
import { encodeId } from '../../kernel/id.ts'
import { countTry, hasRoom } from '../throttle.ts'
import { confirmLeft, refuseLeft, takeAsked, type LogoutOutcome } from './confirm-left.ts'
import { connectionByOutsideId, type ConnectionRow } from './connection.ts'
import { endNamed, refusedAt, refuseLogout, useOnce } from './end-sessions.ts'
import type { SignOutQuestion } from './hear-sign-out.ts'
import { clientOf } from './oidc-client.ts'
import { EndByToken, TakeLogoutReturn, TakeLogoutToken } from './sso-inputs.ts'
import { stranger } from './sso-outcome.ts'
import { SsoRefused } from './sso-refused.ts'
import { noSuchWay } from './start-sso.ts'

function demandOn({ signsOut, state }: ConnectionRow): void {
  if (!signsOut || state !== 'on') throw new SsoRefused('off', signsOut ? 'the connection is not switched on' : 'single logout is not switched on')
}
/** The token of a form that has nothing else of that name. @throws SsoRefused */
function tokenIn(text: string): string {
  const tokens = new URLSearchParams(text).getAll('logout_token'),
    [token] = tokens
  if (token === undefined || tokens.length > 1) throw new SsoRefused('parameters', `${tokens.length} tokens`)
  return token
}
/** A provider says that it has ended a session. Whoever brings it is not believed; what the token is worth is judged by its signature. */
export const takeLogoutToken = identityAct({
  name: 'identity.takeLogoutToken',
  credential: 'none',
  why: 'takes a token by which a provider tells of a sign-out, for a connection that takes them; every refusal is recorded by its check',
  input: TakeLogoutToken,
  run: async (ctx, { connectionId, text }): Promise<SignOutQuestion | undefined> => {
    const connection = await connectionByOutsideId(ctx, connectionId)
    if (connection?.protocol !== 'oidc') throw noSuchWay()
    const counter = await refusedAt(ctx, connection)
    if (!hasRoom(ctx, counter)) return undefined
    try {
      demandOn(connection)
      const token = tokenIn(text),
        client = await ctx.inTenant(connection.tenantId, stranger, (side) => clientOf(side, connection.id))
      if (!client?.clientId) throw new SsoRefused('connection', 'no client is entered')
      ctx.unchanged('the token is taken; what it is worth is recorded once it was judged')
      return {
        outsideId: encodeId('ssoConnection', connection.id),
        trust: { connectionId: connection.id, issuer: connection.issuer, clientId: client.clientId, keysUrl: client.keysUrl, algorithms: client.algorithms },
        token,
        now: ctx.now,
      }
    } catch (error) {
      if (!(error instanceof SsoRefused)) throw error
      await countTry(ctx, counter)
      await refuseLogout(ctx, connection, error, false)
      return undefined
    }
  },
})
/** Ends what a verified token names: it works once, and for sessions that this connection opened. */
export const endByToken = identityAct({
  name: 'identity.endByToken',
  credential: 'none',
  why: 'ends exactly the sessions that a provider opened and has told of, once its token was judged; every refusal is recorded by its check',
  input: EndByToken,
  run: async (ctx, { heard }): Promise<'ended' | undefined> => {
    const connection = await connectionByOutsideId(ctx, heard.outsideId)
    if (connection?.protocol !== 'oidc') throw noSuchWay()
    try {
      const { outcome } = heard
      if (outcome instanceof SsoRefused) throw outcome
      return await ctx.inTenant(connection.tenantId, stranger, async (side) => {
        demandOn(connection)
        await useOnce(ctx, connection, outcome.id, outcome.deliverableUntil)
        await endNamed(ctx, side, connection, outcome)
        return 'ended' as const
      })
    } catch (error) {
      if (!(error instanceof SsoRefused)) throw error
      // A provider whose keys cannot be asked for is nobody's try.
      if (error.check !== 'reach') await countTry(ctx, await refusedAt(ctx, connection))
      await refuseLogout(ctx, connection, error, false)
      return undefined
    }
  },
})
/**
 * A browser comes back after a sign-out that began here. It is not signed: that it brings our state, which was told to that provider alone, says
 * that the provider has taken the sign-out, and ends or opens nothing.
 */
export const takeLogoutReturn = identityAct({
  name: 'identity.takeLogoutReturn',
  credential: 'none',
  why: 'takes the row of a sign-out that an OpenID provider led back from; ends and opens nothing',
  input: TakeLogoutReturn,
  run: async (ctx, { connectionId, state }): Promise<LogoutOutcome | undefined> => {
    const connection = await connectionByOutsideId(ctx, connectionId)
    if (connection?.protocol !== 'oidc') throw noSuchWay()
    const counter = await refusedAt(ctx, connection)
    if (!hasRoom(ctx, counter)) return undefined
    try {
      const row = /^_[0-9a-f]{40}$/.test(state) ? await takeAsked(ctx, connection, state) : undefined
      return await ctx.inTenant(connection.tenantId, stranger, (side) => confirmLeft(side, connection, row, undefined))
    } catch (error) {
      if (!(error instanceof SsoRefused)) throw error
      await countTry(ctx, counter)
      return refuseLeft(ctx, connection, error, null)
    }
  },
})
