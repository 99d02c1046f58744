// Single logout of a connection: whether a sign-out goes on to the provider, and whether the provider's ends sessions here.
import { and, eq, isNull } from 'drizzle-orm'
import { ssoConnections, ssoSigningKeys } from '../../db/schema/sign-in.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { commandAfterAsking } from '../access/operation.ts'
import { config } from '../config.ts'
import { signingCell } from '../identity/sso/own-key.ts'
import { MetadataFault, readSsoUrl } from '../identity/sso/read-metadata.ts'
import { one } from '../kernel/assert.ts'
import { decodeId, encodeId, newUuid, type Id } from '../kernel/id.ts'
import { conflict, invalid, notFound } from '../kernel/refusal.ts'
import { envelope } from '../platform/keys/keys.ts'
import { makeOwnCertificate, type OwnCertificate } from '../platform/keys/write-certificate.ts'
import { logoutChanged } from './sso-change-events.ts'
import { holdConnection } from './sso-connection.ts'
import { SetConnectionLogout } from './sso-inputs.ts'

async function ownCertificate(ctx: ReadCtx, connectionId: string): Promise<typeof ssoSigningKeys.$inferSelect | undefined> {
  const [row] = await ctx.tx
    .select()
    .from(ssoSigningKeys)
    .where(and(eq(ssoSigningKeys.connectionId, connectionId), isNull(ssoSigningKeys.endedAt)))
  return row
}
function address(field: string, text: string | undefined): string | null {
  if (text === undefined) return null
  try {
    return readSsoUrl(text, config().egressAllow, 'The logout address')
  } catch (error) {
    throw error instanceof MetadataFault ? invalid(field, error.message) : error
  }
}
/** Switched on, the connection gets a key to sign with; switched off, the key ends, so that switching it on again makes a new one. */
export const setConnectionLogout = commandAfterAsking({
  name: 'tenancy.setConnectionLogout',
  needs: 'sign_in.change',
  stepUp: 'anew',
  input: SetConnectionLogout,
  outside: {
    question: async (ctx, { connectionId, signsOut }): Promise<Date | undefined> => {
      const [row] = await ctx.tx
        .select({ id: ssoConnections.id, protocol: ssoConnections.protocol })
        .from(ssoConnections)
        .where(eq(ssoConnections.id, decodeId('ssoConnection', connectionId)))
      if (!row) throw notFound('connection')
      // By OpenID Connect nothing of ours is signed: the client secret stays with us, and the provider is told who asks.
      return row.protocol === 'saml' && signsOut && (await ownCertificate(ctx, row.id)) === undefined ? ctx.now : undefined
    },
    // A key takes a while to find: nobody waits for a transaction meanwhile.
    ask: (now): Promise<OwnCertificate | undefined> =>
      now === undefined ? Promise.resolve(undefined) : makeOwnCertificate(new URL(config().url).hostname, now),
  },
  run: async (ctx, { connectionId, signsOut, ...typed }, made): Promise<{ readonly id: Id<'ssoConnection'> }> => {
    const row = await holdConnection(ctx, connectionId),
      id = encodeId('ssoConnection', row.id),
      own = await ownCertificate(ctx, row.id)
    const isSaml = row.protocol === 'saml',
      logoutUrl = isSaml ? address('logoutUrl', typed.logoutUrl) : row.logoutUrl,
      logoutAnswerUrl = isSaml ? address('logoutAnswerUrl', typed.logoutAnswerUrl) : null
    if (!isSaml && (typed.logoutUrl ?? typed.logoutAnswerUrl) !== undefined)
      throw conflict('An OpenID provider says itself where people sign out. Let us read it again where that has changed.')
    if (isSaml && signsOut && logoutUrl === null)
      throw invalid('logoutUrl', 'Enter the provider’s logout address for the redirect binding. Without one there is nobody to tell.')
    const lines = [
      ['single logout', row.signsOut ? 'on' : 'off', signsOut ? 'on' : 'off'],
      ['logout address', row.logoutUrl ?? 'none', logoutUrl ?? 'none'],
      ['address for answers', row.logoutAnswerUrl ?? 'the same', logoutAnswerUrl ?? 'the same'],
    ] as const
    const changes = lines
      .filter(([, before, after]) => before !== after)
      .map(([field, before, after]) => ({ field, before: before.slice(0, 300), after: after.slice(0, 300) }))
    if (changes.length === 0) {
      ctx.unchanged('nothing differs')
      return { id }
    }
    one(
      await ctx.tx
        .update(ssoConnections)
        .set({ signsOut, logoutUrl, logoutAnswerUrl, updatedAt: ctx.now })
        .where(eq(ssoConnections.id, row.id))
        .returning({ id: ssoConnections.id }),
      'connection',
    )
    if (!signsOut && own)
      one(await ctx.tx.update(ssoSigningKeys).set({ endedAt: ctx.now }).where(eq(ssoSigningKeys.id, own.id)).returning({ id: ssoSigningKeys.id }), 'key')
    if (isSaml && signsOut && !own) {
      if (!made) throw conflict('Somebody switched single logout off just now. Look at the connection again.')
      const keyId = newUuid(ctx.now),
        { privateKey, ...certificate } = made
      one(
        await ctx.tx
          .insert(ssoSigningKeys)
          .values({
            id: keyId,
            connectionId: row.id,
            secret: await envelope().seal(signingCell(ctx.tenant, keyId), privateKey),
            ...certificate,
            createdAt: ctx.now,
          })
          .returning({ id: ssoSigningKeys.id }),
        'key',
      )
    }
    ctx.record(logoutChanged, row.id, { connection: row.name, changes })
    return { id }
  },
})
