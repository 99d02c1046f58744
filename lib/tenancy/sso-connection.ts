import { and, asc, count, desc, eq, isNull, ne } from 'drizzle-orm'
import { ssoCertificates, ssoClients, ssoConnections, ssoIdentities, ssoSigningKeys, ssoTests, type Protocol } from '../../db/schema/sign-in.ts'
import { members } from '../../db/schema/tenancy.ts'
import type { Ctx, ReadCtx } from '../access/ctx.ts'
import { query } from '../access/operation.ts'
import { ownFacts, ownLogoutUrl, ownOidcLogoutUrl, redirectUrl, startUrl } from '../identity/sso/connection.ts'
import { oidcAdvice } from '../identity/sso/oidc-check.ts'
import { logoutAdvice } from '../identity/sso/logout-check.ts'
import { samlAdvice } from '../identity/sso/saml-check.ts'
import { decodeId, encodeId } from '../kernel/id.ts'
import { conflict, invalid, notFound } from '../kernel/refusal.ts'
import { Nothing } from './member-inputs.ts'
import { ConnectionId, TestId } from './sso-inputs.ts'
import { defaultRoleName, groupsOf, mappedKey } from './sso-roles.ts'
import { grantableRoles } from './role.ts'

export const frame = (ctx: ReadCtx) => ({
  mayChange: ctx.reach('sign_in.change') === 'all',
  place: { locale: ctx.settings.locale, zone: ctx.settings.zone, now: ctx.now },
})
export type ConnectionRow = typeof ssoConnections.$inferSelect
/** The connection, held until the act ends. */
export async function holdConnection(ctx: Ctx, connectionId: string): Promise<ConnectionRow> {
  const [row] = await ctx.tx
    .select()
    .from(ssoConnections)
    .where(eq(ssoConnections.id, decodeId('ssoConnection', connectionId)))
    .for('update')
  if (!row) throw notFound('connection')
  return row
}
/** Who we are to an OpenID provider, and what it says of itself; none for SAML. */
export async function clientRowOf(ctx: ReadCtx, connectionId: string): Promise<typeof ssoClients.$inferSelect | undefined> {
  const [row] = await ctx.tx.select().from(ssoClients).where(eq(ssoClients.connectionId, connectionId))
  return row
}
export const connectionsMax = 10
/** There is room for one more, under a name that is free. */
export async function demandRoom(ctx: ReadCtx, name: string): Promise<void> {
  const [own] = await ctx.tx.select({ n: count() }).from(ssoConnections)
  if ((own?.n ?? 0) >= connectionsMax) throw conflict(`A company has at most ${connectionsMax} connections.`)
  if (await isNameTaken(ctx, name)) throw invalid('name', 'Another connection has this name.')
}
export const certificatesOf = (ctx: ReadCtx, connectionId: string) =>
  ctx.tx
    .select()
    .from(ssoCertificates)
    .where(and(eq(ssoCertificates.connectionId, connectionId), isNull(ssoCertificates.removedAt)))
    .orderBy(asc(ssoCertificates.validUntil))
const dayMilliseconds = 86_400_000
/** From how many days before its end a certificate is pointed out. */
export const warnDays = 30
type CertificateState = 'ended' | 'ends soon' | 'ahead' | 'valid'
const certificateView = (row: typeof ssoCertificates.$inferSelect, now: Date) => ({
  id: encodeId('ssoCertificate', row.id),
  subject: row.subject,
  fingerprint: row.fingerprint,
  validFrom: row.validFrom,
  validUntil: row.validUntil,
  state: (row.validUntil <= now
    ? 'ended'
    : row.validFrom > now
      ? 'ahead'
      : row.validUntil.getTime() - now.getTime() < warnDays * dayMilliseconds
        ? 'ends soon'
        : 'valid') as CertificateState,
})
/** The secret is not among it: it is never shown again. */
const clientView = ({
  clientId,
  secretSetAt,
  proof,
  tokenUrl,
  keysUrl,
  userinfoUrl,
  algorithms,
  namesIssuer,
  wantsVerifiedEmail,
  tellsSignOuts,
  readAt,
}: typeof ssoClients.$inferSelect) => ({
  clientId,
  secretSetAt,
  proof,
  tokenUrl,
  keysUrl,
  userinfoUrl,
  algorithms,
  namesIssuer,
  wantsVerifiedEmail,
  tellsSignOuts,
  readAt,
})

export const listConnections = query({
  name: 'tenancy.listConnections',
  needs: 'company.read',
  input: Nothing,
  run: async (ctx) => {
    const rows = await ctx.tx.select().from(ssoConnections).orderBy(asc(ssoConnections.name)).limit(50)
    const connections = await Promise.all(
      rows.map(async (row) => {
        const certificates = (await certificatesOf(ctx, row.id)).map((certificate) => certificateView(certificate, ctx.now)),
          [people] = await ctx.tx.select({ n: count() }).from(ssoIdentities).where(eq(ssoIdentities.connectionId, row.id))
        return {
          id: encodeId('ssoConnection', row.id),
          name: row.name,
          protocol: row.protocol,
          state: row.state,
          issuer: row.issuer,
          people: people?.n ?? 0,
          endsAt: certificates.at(-1)?.validUntil ?? null,
          isEnding: row.protocol === 'saml' && !certificates.some((c) => c.state === 'valid'),
        }
      }),
    )
    return { connections, ...frame(ctx) }
  },
})
export const showConnection = query({
  name: 'tenancy.showConnection',
  needs: 'company.read',
  input: ConnectionId,
  run: async (ctx, { connectionId }) => {
    const [row] = await ctx.tx
      .select()
      .from(ssoConnections)
      .where(eq(ssoConnections.id, decodeId('ssoConnection', connectionId)))
    if (!row) throw notFound('connection')
    const certificates = (await certificatesOf(ctx, row.id)).map((certificate) => certificateView(certificate, ctx.now))
    const groups = await groupsOf(ctx, row.id),
      others = mappedKey({ preset: row.defaultRole, roleId: row.defaultRoleId })
    const roles = (await grantableRoles(ctx)).filter(({ role }) => role !== 'owner')
    const tests = await ctx.tx
      .select({ id: ssoTests.id, state: ssoTests.state, refusedBy: ssoTests.refusedBy, createdAt: ssoTests.createdAt, by: members.name })
      .from(ssoTests)
      .innerJoin(members, eq(members.id, ssoTests.memberId))
      .where(eq(ssoTests.connectionId, row.id))
      .orderBy(desc(ssoTests.id))
      .limit(5)
    const [people] = await ctx.tx.select({ n: count() }).from(ssoIdentities).where(eq(ssoIdentities.connectionId, row.id))
    const client = await clientRowOf(ctx, row.id)
    const [signs] = await ctx.tx
      .select({ fingerprint: ssoSigningKeys.fingerprint, validUntil: ssoSigningKeys.validUntil })
      .from(ssoSigningKeys)
      .where(and(eq(ssoSigningKeys.connectionId, row.id), isNull(ssoSigningKeys.endedAt)))
    const [by] = row.attestedBy === null ? [] : await ctx.tx.select({ name: members.name }).from(members).where(eq(members.id, row.attestedBy))
    const {
      name,
      protocol,
      state,
      issuer,
      ssoUrl,
      metadataUrl,
      wantsResponseSigned,
      allowsProviderStart,
      joins,
      providerFactor,
      attestation,
      attestedAt,
      emailAttribute,
      nameAttribute,
      groupsAttribute,
      signsOut,
      logoutUrl,
      logoutAnswerUrl,
      createdAt,
    } = row
    return {
      id: encodeId('ssoConnection', row.id),
      name,
      protocol,
      state,
      issuer,
      ssoUrl,
      metadataUrl,
      wantsResponseSigned,
      allowsProviderStart,
      joins,
      defaultRole: (await defaultRoleName(ctx, row)) ?? null,
      defaultRoleKey: others,
      providerFactor,
      attestation,
      attestedAt,
      attestedBy: by?.name ?? null,
      emailAttribute,
      nameAttribute,
      groupsAttribute,
      signsOut,
      logoutUrl,
      logoutAnswerUrl,
      signs: signs ?? null,
      createdAt,
      certificates,
      groups,
      people: people?.n ?? 0,
      tests: tests.map((test) => ({ ...test, id: encodeId('ssoTest', test.id) })),
      own: {
        ...ownFacts(row.id),
        logoutUrl: row.protocol === 'saml' ? ownLogoutUrl(row.id) : ownOidcLogoutUrl(row.id),
        redirectUrl: redirectUrl(row.id),
        startUrl: startUrl(row.id),
      },
      roles,
      client: client === undefined ? null : clientView(client),
      ...frame(ctx),
    }
  },
})
export type ConnectionView = Awaited<ReturnType<typeof showConnection.invoke>>

interface Received {
  readonly subject: string
  readonly format: string
  readonly context: string
  readonly attributes: readonly { readonly name: string; readonly values: readonly string[] }[]
}
interface MappedView {
  readonly email: string | null
  readonly name: string | null
  readonly groups: readonly string[]
  readonly role: string | null
  readonly factor: boolean
  readonly addressVerified: boolean
}
/** Every check by its name; where both protocols have one, each has its own words. */
const adviceOf = (protocol: Protocol, check: string): string | null =>
  new Map<string, string>(Object.entries(protocol === 'oidc' ? oidcAdvice : samlAdvice)).get(check) ?? null
/** A test sign-in: what came and what it was read as, or which check refused it and what to change at the provider. */
export const showTest = query({
  name: 'tenancy.showTest',
  needs: 'sign_in.change',
  input: TestId,
  run: async (ctx, { connectionId, testId }) => {
    const [row] = await ctx.tx
      .select({
        test: ssoTests,
        connection: ssoConnections.name,
        protocol: ssoConnections.protocol,
        isOn: eq(ssoConnections.state, 'on').mapWith(Boolean),
        signsOut: ssoConnections.signsOut,
        logoutUrl: ssoConnections.logoutUrl,
      })
      .from(ssoTests)
      .innerJoin(ssoConnections, eq(ssoConnections.id, ssoTests.connectionId))
      .where(and(eq(ssoTests.id, decodeId('ssoTest', testId)), eq(ssoTests.connectionId, decodeId('ssoConnection', connectionId))))
    if (!row) throw notFound('test')
    const { test, protocol, isOn, signsOut } = row,
      check = test.refusedBy
    return {
      id: encodeId('ssoTest', test.id),
      connectionId: encodeId('ssoConnection', test.connectionId),
      connection: row.connection,
      protocol,
      state: test.state,
      startedAt: test.createdAt,
      endedAt: test.endedAt,
      check,
      found: test.found,
      advice: check === null ? null : adviceOf(protocol, check),
      received: test.received as Received | null,
      mapped: test.mapped as MappedView | null,
      /** Whether its sign-out can be tried: a connection that is off takes no answer to one. */
      signsOut: signsOut && isOn && row.logoutUrl !== null,
      logout:
        test.logout === null
          ? null
          : {
              ...test.logout,
              advice: test.logout.check === null ? null : (new Map<string, string>(Object.entries(logoutAdvice)).get(test.logout.check) ?? null),
            },
      ...frame(ctx),
    }
  },
})
/** Names of connections are told apart by people. */
export async function isNameTaken(ctx: ReadCtx, name: string, except?: string): Promise<boolean> {
  const [row] = await ctx.tx
    .select({ n: count() })
    .from(ssoConnections)
    .where(and(eq(ssoConnections.name, name), ...(except === undefined ? [] : [ne(ssoConnections.id, except)])))
  return (row?.n ?? 0) > 0
}
