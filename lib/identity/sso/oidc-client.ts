// Who we are to an OpenID provider, and the two secrets of a sign-in there that stay with us.
import { createHash, createHmac } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { ssoClients } from '../../../db/schema/sign-in.ts'
import type { TenantSide } from '../../access/identity-act.ts'
import type { ConnectionRow } from './connection.ts'
import { redirectUrl } from './connection.ts'

export type ClientRow = typeof ssoClients.$inferSelect
/** Where the client secret is sealed. */
export const secretCell = (tenant: string, id: string) => ({ tenant, table: 'sso_clients', column: 'secret', row: id })
export async function clientOf(side: TenantSide, connectionId: string): Promise<ClientRow | undefined> {
  const [row] = await side.tx.select().from(ssoClients).where(eq(ssoClients.connectionId, connectionId))
  return row
}
/**
 * What proves a code to be ours (PKCE, RFC 7636), and what an identity token has to repeat. Both are made of the secret in the browser's cookie and
 * of nothing that is stored: whoever has a copy of the database, or a code that was caught, has neither.
 */
export const verifierOf = (browser: string, state: string): string => createHmac('sha256', browser).update(`plumbline-pkce-1 ${state}`).digest('base64url')
export const nonceOf = (browser: string, state: string): string => createHmac('sha256', browser).update(`plumbline-nonce-1 ${state}`).digest('base64url')

/** The address at the provider to which a browser is sent. */
export function authorizationUrl(connection: ConnectionRow, client: ClientRow & { readonly clientId: string }, state: string, browser: string): string {
  const url = new URL(connection.ssoUrl)
  const scope = ['openid', 'email', 'profile', ...(client.offersGroups && connection.groupsAttribute !== '' ? ['groups'] : [])].join(' ')
  const asked = {
    response_type: 'code',
    client_id: client.clientId,
    redirect_uri: redirectUrl(connection.id),
    scope,
    state,
    nonce: nonceOf(browser, state),
    code_challenge: createHash('sha256').update(verifierOf(browser, state)).digest('base64url'),
    code_challenge_method: 'S256',
  }
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value)
  return url.href
}
