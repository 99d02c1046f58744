import { randomBytes } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import { ssoRequests } from '../../../db/schema/sso.ts'
import { ssoTests } from '../../../db/schema/sign-in.ts'
import { identityAct, type TenantSide } from '../../access/identity-act.ts'
import { sha256 } from '../../kernel/digest.ts'
import { tryDecodeId } from '../../kernel/id.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { networkOf } from '../throttle-rules.ts'
import { countTry, hasRoom, lookAtCounter } from '../throttle.ts'
import { connectionByOutsideId, ownFacts, ownLogoutUrl, trustOf, type ConnectionRow } from './connection.ts'
import { authorizationUrl, clientOf } from './oidc-client.ts'
import { ownCertificateOf } from './own-key.ts'
import { OwnSide, StartSso } from './sso-inputs.ts'
import { stranger } from './sso-outcome.ts'
import { requestMillisecondsMax, samlLibrary } from './verify-response.ts'

export const noSuchWay = (): Refusal =>
  new Refusal('not_found', 'This way in does not work at present. Sign in with your address and password, or ask an admin of your company.')
/**
 * Begins a sign-in at a provider: a request that only an answer to it takes, bound to this browser by a secret in its cookie. Where to go
 * afterwards stays in our row; the provider is handed an opaque id.
 */
export const startSso = identityAct({
  name: 'identity.startSso',
  credential: 'none',
  why: 'sends a browser to a provider of a company; counted by network',
  input: StartSso,
  run: async (ctx, { connectionId, next, testId }): Promise<{ to: string; browser: string } | undefined> => {
    const counter = await lookAtCounter(ctx, 'startFromNetwork', networkOf(ctx.place.ip))
    if (!hasRoom(ctx, counter)) return undefined
    await countTry(ctx, counter)
    const row = await connectionByOutsideId(ctx, connectionId),
      test = testId === undefined ? undefined : tryDecodeId('ssoTest', testId)
    if (!row || (testId === undefined ? row.state !== 'on' : test === undefined)) throw noSuchWay()
    const id = `_${randomBytes(20).toString('hex')}`,
      browser = randomBytes(32).toString('base64url')
    const to = await ctx.inTenant(row.tenantId, stranger, async (side) => {
      if (test !== undefined) {
        const [waiting] = await side.tx
          .select({ createdAt: ssoTests.createdAt })
          .from(ssoTests)
          .where(and(eq(ssoTests.id, test), eq(ssoTests.connectionId, row.id), eq(ssoTests.state, 'waiting')))
        if (!waiting || ctx.now.getTime() - waiting.createdAt.getTime() > requestMillisecondsMax) throw noSuchWay()
      }
      return row.protocol === 'saml' ? samlWay(side, row, id, ctx.now) : oidcWay(side, row, id, browser)
    })
    await ctx.db
      .insert(ssoRequests)
      .values({
        id,
        tenantId: row.tenantId,
        connectionId: row.id,
        testId: test ?? null,
        browserHash: sha256(browser),
        next: next ?? null,
        expiresAt: new Date(ctx.now.getTime() + requestMillisecondsMax),
        createdAt: ctx.now,
      })
    ctx.unchanged('a person was sent to a provider; nothing is known yet')
    return { to, browser }
  },
})
async function samlWay(side: TenantSide, row: ConnectionRow, id: string, now: Date): Promise<string> {
  const trust = await trustOf(side, row)
  if (trust.certificates.length === 0) throw noSuchWay()
  return samlLibrary(trust, { id, at: now }).getAuthorizeUrlAsync(id, undefined, {})
}
async function oidcWay(side: TenantSide, row: ConnectionRow, id: string, browser: string): Promise<string> {
  const client = await clientOf(side, row.id)
  if (!client?.clientId) throw noSuchWay()
  return authorizationUrl(row, { ...client, clientId: client.clientId }, id, browser)
}
/** Our side of the trust, as a provider takes it in. Public: it holds addresses of ours, and of a key its public half. */
export const showOwnMetadata = identityAct({
  name: 'identity.showOwnMetadata',
  credential: 'none',
  why: 'tells a provider our addresses and our certificate for one connection',
  input: OwnSide,
  run: async (ctx, { connectionId, part }): Promise<string> => {
    const row = await connectionByOutsideId(ctx, connectionId)
    if (row?.protocol !== 'saml') throw noSuchWay()
    const own = await ctx.inTenant(row.tenantId, stranger, (side) => ownCertificateOf(side, row.id))
    ctx.unchanged('shown')
    if (part === 'metadata') return ownMetadata(row.id, own?.pem)
    if (!own) throw noSuchWay()
    return own.pem
  },
})
/** `pem`: what we sign sign-outs with. Without one there are none. The order of the parts is the schema's. */
export function ownMetadata(connectionId: string, pem?: string): string {
  const { entityId, acsUrl } = ownFacts(connectionId),
    location = ownLogoutUrl(connectionId)
  const key =
    pem === undefined
      ? []
      : [
          `    <md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${pem.replaceAll(/-----[A-Z ]+-----|\s/g, '')}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`,
        ]
  const logout =
    pem === undefined
      ? []
      : ['HTTP-Redirect', 'HTTP-POST'].map(
          (binding) => `    <md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:${binding}" Location="${location}"/>`,
        )
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${entityId}">`,
    '  <md:SPSSODescriptor AuthnRequestsSigned="false" WantAssertionsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">',
    ...key,
    ...logout,
    '    <md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</md:NameIDFormat>',
    '    <md:NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</md:NameIDFormat>',
    `    <md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${acsUrl}" index="0" isDefault="true"/>`,
    '  </md:SPSSODescriptor>',
    '</md:EntityDescriptor>',
    '',
  ].join('\n')
}
