import { randomBytes } from 'node:crypto'
import { identityAct, type IdentityCtx, type TenantSide } from '../../access/identity-act.ts'
import { countTry, hasRoom } from '../throttle.ts'
import { confirmLeft, refuseLeft, takeAsked, type AskedRow, type LogoutOutcome } from './confirm-left.ts'
import { connectionByOutsideId, ownFacts, ownLogoutUrl, trustOf, type ConnectionRow } from './connection.ts'
import { endNamed, refusedAt, useOnce } from './end-sessions.ts'
import { readLogoutAnswer, readLogoutRequest, type AskedLogout } from './judge-logout.ts'
import { openLogout, type SignedLogout } from './open-logout.ts'
import { logoutAnswerXml, ownKeyOf, signedAddress } from './own-key.ts'
import { AcceptLogout } from './sso-inputs.ts'
import { stranger } from './sso-outcome.ts'
import { SsoRefused } from './sso-refused.ts'
import { noSuchWay } from './start-sso.ts'

/**
 * A provider's sign-out, brought by a browser: its request to end a person's sessions here, or its answer to ours. Of the browser nothing is
 * believed and no cookie is looked at; the signature alone says whose sessions end.
 */
export const acceptLogout = identityAct({
  name: 'identity.acceptLogout',
  credential: 'none',
  why: 'judges a sign-out by a provider, and ends exactly the sessions that it opened under that name; every refusal is recorded by its check',
  input: AcceptLogout,
  run: async (ctx, { connectionId, ...sent }): Promise<LogoutOutcome | undefined> => {
    const connection = await connectionByOutsideId(ctx, connectionId)
    if (connection?.protocol !== 'saml') throw noSuchWay()
    const counter = await refusedAt(ctx, connection)
    if (!hasRoom(ctx, counter)) return undefined
    let test: AskedRow | undefined
    try {
      return await ctx.inTenant(connection.tenantId, stranger, async (side) => {
        if (!connection.signsOut || connection.state !== 'on')
          throw new SsoRefused('off', connection.signsOut ? 'the connection is not switched on' : 'single logout is not switched on')
        const trust = await trustOf(side, connection),
          signed = await openLogout(trust, sent, ctx.now),
          facing = { issuer: connection.issuer, logoutUrl: ownLogoutUrl(connection.id) }
        if (signed.kind === 'answer') {
          const row = await takeAsked(ctx, connection, signed.root.getAttribute('InResponseTo') ?? '')
          test = row?.testId ? row : undefined
          return confirmLeft(side, connection, row, readLogoutAnswer(signed, facing, ctx.now).fault)
        }
        return end(ctx, side, connection, signed, readLogoutRequest(signed, facing, ctx.now))
      })
    } catch (error) {
      if (!(error instanceof SsoRefused)) throw error
      await countTry(ctx, counter)
      return refuseLeft(ctx, connection, error, test?.testId ?? null)
    }
  },
})
async function end(ctx: IdentityCtx, side: TenantSide, connection: ConnectionRow, signed: SignedLogout, asked: AskedLogout): Promise<LogoutOutcome> {
  await useOnce(ctx, connection, asked.id, asked.deliverableUntil)
  const key = await ownKeyOf(side, connection.tenantId, connection.id),
    to = connection.logoutAnswerUrl ?? connection.logoutUrl
  await endNamed(ctx, side, connection, asked)
  if (key === undefined || to === null) return { kind: 'done' }
  const xml = logoutAnswerXml(
    { id: `_${randomBytes(20).toString('hex')}`, now: ctx.now, destination: to, entityId: ownFacts(connection.id).entityId },
    asked.id,
  )
  return { kind: 'answer', to: signedAddress(to, 'SAMLResponse', xml, signed.relayState, key) }
}
