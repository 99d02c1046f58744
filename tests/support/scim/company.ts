// A company with a proven domain, a connection whose groups mean roles, and a token for its provider.
import { newUuid, tryDecodeId } from '../../../lib/kernel/id.ts'
import { encodeId } from '../../../lib/kernel/id.ts'
import { makeScimToken } from '../../../lib/tenancy/scim/scim-token.ts'
import { ownDomain } from '../saml/company.ts'
import { admin, makeWorld, type World } from '../world.ts'
import { direct, ScimClient, type Send } from './client.ts'

export interface ScimCompany {
  readonly world: World
  readonly domain: string
  readonly connection: string
  readonly connectionId: string
  readonly client: ScimClient
  readonly tokenId: string
}
/** `lines`: group and preset, in the order in which they are tried; `others`: the role of whoever has none of them. */
export async function makeScimCompany(
  given: { readonly lines?: readonly (readonly [string, string])[]; readonly others?: string | null; readonly send?: Send } = {},
): Promise<ScimCompany> {
  const world = await makeWorld(new Date().toISOString()),
    domain = await ownDomain(world),
    connection = newUuid(new Date())
  await admin`insert into public.sso_connections (tenant_id, id, name, issuer, sso_url, state, joins, default_role) values (${world.tenant}, ${connection}, 'Work account', 'https://provider.example', 'https://provider.example/sso', 'on', false, ${given.others === undefined ? 'crew' : given.others})`
  for (const [group, preset] of given.lines ?? []) await mapGroup(world.tenant, connection, group, preset)
  const connectionId = encodeId('ssoConnection', connection),
    { client, tokenId } = await makeToken({ world, connectionId }, given.send)
  return { world, domain, connection, connectionId, client, tokenId }
}
export async function mapGroup(tenant: string, connection: string, group: string, preset: string): Promise<void> {
  await admin`insert into public.sso_group_roles (tenant_id, id, connection_id, group_name, preset) values (${tenant}, ${newUuid(new Date())}, ${connection}, ${group}, ${preset})`
}
export async function makeToken(
  { world, connectionId }: Pick<ScimCompany, 'world' | 'connectionId'>,
  send: Send = direct,
  name = `Provider ${Math.random()}`.slice(0, 40),
): Promise<{ client: ScimClient; tokenId: string }> {
  const made = (await world.as('owner').run(makeScimToken, { connectionId, name, days: '90' })) as { id: string; token: string }
  return { client: new ScimClient(made.token, send), tokenId: tryDecodeId('scimToken', made.id) as string }
}
export interface MemberRow {
  readonly id: string
  readonly account_id: string
  readonly name: string
  readonly email: string
  readonly role: string
  readonly state: string
  readonly source: string
  readonly number: string
}
export const memberBy = async (tenant: string, email: string): Promise<MemberRow | undefined> =>
  (
    await admin<
      MemberRow[]
    >`select id, account_id, name, email, role, state, source, number from public.members where tenant_id = ${tenant} and email = ${email}`
  )[0]
export const userBody = (userName: string, more: Readonly<Record<string, unknown>> = {}) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  userName,
  active: true,
  ...more,
})
