// What an admin decides about a provider. Everything that changes whom it can sign in asks for the second factor anew.
import { and, count, eq, inArray, isNull } from 'drizzle-orm'
import { domains, ssoCertificates, ssoClients, ssoConnections, ssoTests } from '../../db/schema/sign-in.ts'
import type { Ctx } from '../access/ctx.ts'
import { command, commandAfterAsking } from '../access/operation.ts'
import { config } from '../config.ts'
import {
  MetadataFault,
  metadataBytesMax,
  readCertificate,
  readMetadata,
  readSsoUrl,
  type ProviderCertificate,
  type ProviderMetadata,
} from '../identity/sso/read-metadata.ts'
import { one } from '../kernel/assert.ts'
import { decodeId, encodeId, newUuid, type Id } from '../kernel/id.ts'
import { conflict, invalid, notFound } from '../kernel/refusal.ts'
import { EgressRefused } from '../platform/egress/egress-refused.ts'
import { fetchOutside } from '../platform/egress/fetch-outside.ts'
import { certificateAdded, certificateRemoved, connectionChanged, connectionMade, connectionSwitched, factorAttested, testBegun } from './sso-change-events.ts'
import { demandNotRequired } from './provider-rule.ts'
import { certificatesOf, clientRowOf, demandRoom, holdConnection, isNameTaken, type ConnectionRow } from './sso-connection.ts'
import { defaultRoleName, demandMappable, holdRoles, mapped, mappedKey } from './sso-roles.ts'
import { AddCertificate, ChangeConnection, ConnectionId, MakeConnection, RemoveCertificate, SetConnectionState } from './sso-inputs.ts'

export const metadataMilliseconds = 8_000
const redirectsMax = 3
export type Done = { readonly id: Id<'ssoConnection'> }
export const done = (row: Pick<ConnectionRow, 'id'>): Done => ({ id: encodeId('ssoConnection', row.id) })
const sentence = <T>(field: string, read: () => T): T => {
  try {
    return read()
  } catch (error) {
    throw error instanceof MetadataFault ? invalid(field, error.message) : error
  }
}
type From = Pick<ReturnType<typeof MakeConnection.parse>, 'metadata' | 'metadataUrl' | 'issuer' | 'ssoUrl' | 'certificate'>
async function factsOf(input: From, now: Date): Promise<{ facts: ProviderMetadata; from: 'a file' | 'an address' | 'values by hand' }> {
  const allowed = config().egressAllow,
    { metadata, metadataUrl, issuer, ssoUrl, certificate } = input
  if (metadata) return { facts: sentence('metadata', () => readMetadata(metadata.bytes, now, allowed)), from: 'a file' }
  if (metadataUrl !== undefined) {
    try {
      const answer = await fetchOutside(metadataUrl, { bytesMax: metadataBytesMax, millisecondsMax: metadataMilliseconds, redirectsMax })
      if (answer.status !== 200) throw invalid('metadataUrl', `The address answers ${answer.status} instead of metadata. Look at it in a browser.`)
      return { facts: sentence('metadataUrl', () => readMetadata(answer.body, now, allowed)), from: 'an address' }
    } catch (error) {
      throw error instanceof EgressRefused ? invalid('metadataUrl', error.message) : error
    }
  }
  if (issuer === undefined)
    throw invalid('metadata', 'Bring the provider’s metadata as a file or by its address, or enter entity id, sign-in address and certificate.')
  if (ssoUrl === undefined) throw invalid('ssoUrl', 'Enter the sign-in address of the provider.')
  if (certificate === undefined) throw invalid('certificate', 'Paste the certificate that the provider signs with.')
  return {
    facts: {
      issuer,
      ssoUrl: sentence('ssoUrl', () => readSsoUrl(ssoUrl, allowed)),
      logoutUrl: null,
      logoutAnswerUrl: null,
      certificates: [sentence('certificate', () => readCertificate(certificate))],
    },
    from: 'values by hand',
  }
}
export const makeConnection = commandAfterAsking({
  name: 'tenancy.makeConnection',
  needs: 'sign_in.change',
  stepUp: 'anew',
  feature: 'single_sign_on',
  adds: 'connections',
  input: MakeConnection,
  outside: {
    question: async (ctx, { name }) => {
      await demandRoom(ctx, name)
      return ctx.now
    },
    ask: (now, input) => factsOf(input, now),
  },
  run: async (ctx, { name, ...input }, { facts, from }): Promise<Done> => {
    await demandRoom(ctx, name)
    const id = newUuid(ctx.now)
    one(
      await ctx.tx
        .insert(ssoConnections)
        .values({
          id,
          name,
          issuer: facts.issuer,
          ssoUrl: facts.ssoUrl,
          logoutUrl: facts.logoutUrl,
          logoutAnswerUrl: facts.logoutAnswerUrl,
          metadataUrl: from === 'an address' ? (input.metadataUrl ?? null) : null,
          createdBy: ctx.actor.memberId,
          createdAt: ctx.now,
          updatedAt: ctx.now,
        })
        .returning({ id: ssoConnections.id }),
      'connection',
    )
    for (const certificate of facts.certificates) await keepCertificate(ctx, id, certificate)
    ctx.record(connectionMade, id, { connection: name, issuer: facts.issuer.slice(0, 300), from, certificates: facts.certificates.length })
    return done({ id })
  },
})
async function keepCertificate(ctx: Ctx, connectionId: string, certificate: ProviderCertificate): Promise<void> {
  one(
    await ctx.tx
      .insert(ssoCertificates)
      .values({ id: newUuid(ctx.now), connectionId, ...certificate, createdAt: ctx.now })
      .returning({ id: ssoCertificates.id }),
    'certificate',
  )
}
const factorWords = { never: 'never', asserted: 'when the assertion says so', attested: 'always, as an admin vouches' } as const
const yes = (value: boolean): string => (value ? 'yes' : 'no')
export const changeConnection = command({
  name: 'tenancy.changeConnection',
  needs: 'sign_in.change',
  stepUp: 'anew',
  input: ChangeConnection,
  run: async (ctx, { connectionId, attestation, defaultRole, wantsVerifiedEmail, ...asked }): Promise<Done & { readonly changed: number }> => {
    if (defaultRole !== undefined) await holdRoles(ctx, [defaultRole])
    const row = await holdConnection(ctx, connectionId),
      client = await clientRowOf(ctx, row.id)
    // What only the other protocol knows stays as it is; a person of OpenID Connect has no name id that could be an address.
    const input = client
      ? {
          ...asked,
          wantsResponseSigned: row.wantsResponseSigned,
          allowsProviderStart: row.allowsProviderStart,
          emailAttribute: asked.emailAttribute || 'email',
        }
      : asked
    if (await isNameTaken(ctx, input.name, row.id)) throw invalid('name', 'Another connection has this name.')
    const attests = input.providerFactor === 'attested',
      newly = attests && (row.providerFactor !== 'attested' || row.attestation !== (attestation ?? row.attestation))
    if (attests && attestation === undefined && row.attestation === null)
      throw invalid('attestation', 'Say how the provider asks everybody for a second factor, such as the policy’s name. It stands in the log with your name.')
    const had = mappedKey({ preset: row.defaultRole, roleId: row.defaultRoleId }),
      others = defaultRole === undefined ? undefined : await demandMappable(ctx, defaultRole, 'defaultRole', defaultRole === had),
      { preset, roleId } = mapped(others)
    const lines: readonly (readonly [string, string, string])[] = [
      ['name', row.name, input.name],
      ['response signed too', yes(row.wantsResponseSigned), yes(input.wantsResponseSigned)],
      ['sign-in begun at the provider', yes(row.allowsProviderStart), yes(input.allowsProviderStart)],
      ['people join by signing in', yes(row.joins), yes(input.joins)],
      ['role of others', (await defaultRoleName(ctx, row)) ?? 'none', others?.name ?? 'none'],
      ['second factor of the provider counts', factorWords[row.providerFactor], factorWords[input.providerFactor]],
      ['attribute for the address', row.emailAttribute || 'name id', input.emailAttribute || 'name id'],
      ['attribute for the name', row.nameAttribute || 'none', input.nameAttribute || 'none'],
      ['attribute for groups', row.groupsAttribute || 'none', input.groupsAttribute || 'none'],
      ...(client ? [['address verified by the provider', yes(client.wantsVerifiedEmail), yes(wantsVerifiedEmail)] as const] : []),
    ]
    const changes = lines.filter(([, before, after]) => before !== after).map(([field, before, after]) => ({ field, before, after }))
    if (changes.length === 0 && !newly) {
      ctx.unchanged('nothing differs')
      return { ...done(row), changed: 0 }
    }
    one(
      await ctx.tx
        .update(ssoConnections)
        .set({
          ...input,
          defaultRole: preset,
          defaultRoleId: roleId,
          attestation: attests ? (attestation ?? row.attestation) : null,
          ...(newly ? { attestedBy: ctx.actor.memberId, attestedAt: ctx.now } : attests ? {} : { attestedBy: null, attestedAt: null }),
          updatedAt: ctx.now,
        })
        .where(eq(ssoConnections.id, row.id))
        .returning({ id: ssoConnections.id }),
      'connection',
    )
    if (client)
      one(
        await ctx.tx.update(ssoClients).set({ wantsVerifiedEmail, updatedAt: ctx.now }).where(eq(ssoClients.id, client.id)).returning({ id: ssoClients.id }),
        'client',
      )
    if (changes.length > 0) ctx.record(connectionChanged, row.id, { connection: input.name, changes })
    if (newly) ctx.record(factorAttested, row.id, { connection: input.name, says: attestation ?? row.attestation ?? '' })
    return { ...done(row), changed: changes.length + (newly ? 1 : 0) }
  },
})
export const setConnectionState = command({
  name: 'tenancy.setConnectionState',
  needs: 'sign_in.change',
  stepUp: 'anew',
  input: SetConnectionState,
  run: async (ctx, { connectionId, to }): Promise<Done> => {
    const row = await holdConnection(ctx, connectionId)
    if (row.state === to) throw conflict(`The connection is ${to} already.`)
    if (to === 'off') await demandNotRequired(ctx, 'connection', row)
    if (to === 'on') {
      const [proven] = await ctx.tx
        .select({ n: count() })
        .from(domains)
        .where(inArray(domains.state, ['proven', 'failing']))
      if ((proven?.n ?? 0) === 0) throw conflict('Prove a domain first: people are linked by the domain of their address, and nobody else is.')
      const [passed] = await ctx.tx
        .select({ n: count() })
        .from(ssoTests)
        .where(and(eq(ssoTests.connectionId, row.id), eq(ssoTests.state, 'passed')))
      if ((passed?.n ?? 0) === 0) throw conflict('Run a test sign-in that is accepted first. It shows what your people would meet.')
    }
    one(
      await ctx.tx.update(ssoConnections).set({ state: to, updatedAt: ctx.now }).where(eq(ssoConnections.id, row.id)).returning({ id: ssoConnections.id }),
      'connection',
    )
    ctx.record(connectionSwitched, row.id, { connection: row.name, changes: [{ field: 'state', before: row.state, after: to }] })
    return done(row)
  },
})
export const addCertificate = command({
  name: 'tenancy.addCertificate',
  needs: 'sign_in.change',
  stepUp: 'anew',
  input: AddCertificate,
  run: async (ctx, input): Promise<Done> => {
    const row = await holdConnection(ctx, input.connectionId)
    if (row.protocol !== 'saml') throw conflict('This connection is by OpenID Connect: the provider publishes its keys itself.')
    const certificate = sentence('certificate', () => readCertificate(input.certificate)),
      own = await certificatesOf(ctx, row.id)
    if (certificate.validUntil <= ctx.now) throw invalid('certificate', 'This certificate has ended.')
    if (own.some(({ fingerprint }) => fingerprint === certificate.fingerprint)) throw invalid('certificate', 'This certificate is in the list already.')
    if (own.length >= 10) throw conflict('A connection has at most ten certificates. Remove one that has ended first.')
    await keepCertificate(ctx, row.id, certificate)
    ctx.record(certificateAdded, row.id, {
      connection: row.name,
      fingerprint: certificate.fingerprint,
      until: certificate.validUntil.toISOString().slice(0, 10),
    })
    return done(row)
  },
})
export const removeCertificate = command({
  name: 'tenancy.removeCertificate',
  needs: 'sign_in.change',
  stepUp: 'anew',
  input: RemoveCertificate,
  run: async (ctx, { connectionId, certificateId }): Promise<Done> => {
    const row = await holdConnection(ctx, connectionId),
      own = await certificatesOf(ctx, row.id),
      target = own.find(({ id }) => id === decodeId('ssoCertificate', certificateId))
    if (!target) throw notFound('certificate')
    if (row.state === 'on' && !own.some((other) => other.id !== target.id && other.validFrom <= ctx.now && other.validUntil > ctx.now))
      throw conflict('This is the only certificate that is valid now. Add the next one first, or switch the connection off.')
    one(
      await ctx.tx
        .update(ssoCertificates)
        .set({ removedAt: ctx.now })
        .where(and(eq(ssoCertificates.id, target.id), isNull(ssoCertificates.removedAt)))
        .returning({ id: ssoCertificates.id }),
      'certificate',
    )
    ctx.record(certificateRemoved, row.id, { connection: row.name, fingerprint: target.fingerprint })
    return done(row)
  },
})
/** Opens a test sign-in: it goes to the provider and back, shows what came, and signs nobody in. */
export const beginTest = command({
  name: 'tenancy.beginTest',
  needs: 'sign_in.change',
  input: ConnectionId,
  run: async (ctx, { connectionId }): Promise<Done & { readonly testId: Id<'ssoTest'> }> => {
    const row = await holdConnection(ctx, connectionId),
      id = newUuid(ctx.now)
    if (row.protocol === 'oidc' && !(await clientRowOf(ctx, row.id))?.clientId)
      throw conflict('Enter client id and secret first. The provider gives them out when our redirect address is registered there.')
    one(
      await ctx.tx
        .insert(ssoTests)
        .values({ id, connectionId: row.id, memberId: ctx.actor.memberId as string, createdAt: ctx.now })
        .returning({ id: ssoTests.id }),
      'test',
    )
    ctx.record(testBegun, row.id, { connection: row.name })
    return { ...done(row), testId: encodeId('ssoTest', id) }
  },
})
