import { and, count, eq } from 'drizzle-orm'
import { factors, passkeys } from '../../../db/schema/identity.ts'
import { identityAct } from '../../access/identity-act.ts'
import { decodeId, newUuid } from '../../kernel/id.ts'
import { conflict, notFound, Refusal } from '../../kernel/refusal.ts'
import { inEveryCompany, presentFactors } from '../accounts.ts'
import { deviceName } from '../device-name.ts'
import { factorEnrolled, factorRefused, factorRenamed } from '../events.ts'
import { proveFactor } from '../factor.ts'
import { AddPasskey, AskNewPasskey, OwnSession, RenameFactor } from '../inputs.ts'
import { whyCodeAddsNoPasskey } from '../judge-factors.ts'
import { mails } from '../mails.ts'
import { endOtherSessions, readSession, rotateSecret } from '../session.ts'
import type { SessionToken } from '../session-token.ts'
import { askChallenge, askOptions, challengeSecondsMax, demandSite, namesOf, takeChallenge, type AskOptions } from './challenge.ts'
import { algorithms, judgeRegistration, userHandleOf } from './judge-answer.ts'
import { readClientData, readRegistration } from './passkey-answer.ts'
import { passkeyChecks, PasskeyFault } from './passkey-check.ts'

/** Passkeys of one account. */
export const passkeysMax = 10

/** What navigator.credentials.create is asked. */
export interface MakeOptions {
  readonly challenge: string
  readonly rp: { readonly id: string; readonly name: string }
  readonly user: { readonly id: string; readonly name: string; readonly displayName: string }
  readonly pubKeyCredParams: readonly { readonly type: 'public-key'; readonly alg: number }[]
  readonly excludeCredentials: AskOptions['allowCredentials'] & object
  readonly timeout: number
  readonly attestation: 'none'
  readonly authenticatorSelection: { readonly residentKey: 'required'; readonly requireResidentKey: true; readonly userVerification: 'required' }
}
/** Begins a further passkey, after a factor that is there already: whoever finds an open screen adds none. */
export const askNewPasskey = identityAct({
  name: 'identity.askNewPasskey',
  credential: 'session',
  why: 'a person begins a passkey, after a factor that they have',
  input: AskNewPasskey,
  run: async (ctx, { session, name, factorCode }): Promise<MakeOptions | undefined> => {
    const signed = await readSession(ctx, session),
      site = demandSite()
    const [row] = await ctx.db
      .select({ n: count() })
      .from(factors)
      .where(and(presentFactors(signed.accountId), eq(factors.kind, 'passkey')))
    if ((row?.n ?? 0) >= passkeysMax) throw conflict(`An account has at most ${passkeysMax} passkeys. Remove one first.`)
    const not = await whyCodeAddsNoPasskey(ctx, signed.accountId, factorCode)
    if (not !== undefined) throw not
    const proof = await proveFactor(ctx, { id: signed.accountId, email: signed.email }, factorCode, 'factorCode', signed.sessionId)
    if (proof.method === undefined) {
      ctx.refuse(proof.refusal)
      return undefined
    }
    ctx.unchanged('added once the device has made it')
    const challenge = await askChallenge(ctx, { purpose: 'add', boundTo: signed.sessionId }, { accountId: signed.accountId, name })
    return {
      challenge,
      rp: { id: site.rpId, name: 'Plumbline' },
      user: { id: userHandleOf(signed.accountId), name: signed.email, displayName: signed.name },
      pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key', alg })),
      excludeCredentials: await namesOf(ctx, signed.accountId),
      timeout: challengeSecondsMax * 1000,
      attestation: 'none',
      authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
    }
  },
})
const notAdded = (): Refusal => new Refusal('invalid', 'The passkey was not added: what the device answered could not be taken. Begin again.')
/** The device made it. Other sessions end, as with every change of a factor. */
export const addPasskey = identityAct({
  name: 'identity.addPasskey',
  credential: 'session',
  why: 'writes the passkey that a device has made for the session that asked',
  input: AddPasskey,
  run: async (ctx, { session, answer: typed }): Promise<SessionToken | undefined> => {
    const signed = await readSession(ctx, session),
      site = demandSite()
    try {
      const answer = readRegistration(typed),
        client = readClientData(answer.clientDataJSON, 'webauthn.create')
      const asked = await takeChallenge(ctx, client.challenge, { purpose: 'add', boundTo: signed.sessionId })
      const made = await judgeRegistration(answer, client, site),
        id = newUuid(ctx.now),
        name = asked.name ?? 'Passkey'
      await ctx.db.insert(factors).values({ id, accountId: signed.accountId, kind: 'passkey', name, confirmedAt: ctx.now, createdAt: ctx.now })
      // A credential id that was ever seen, whoever brings it again, is refused (§7.1, step 26): else one account's passkey would answer for another's.
      const written = await ctx.db
        .insert(passkeys)
        .values({
          factorId: id,
          credentialId: made.credentialId,
          publicKey: made.publicKey,
          counter: made.counter,
          transports: made.transports.join(' '),
          mayBackUp: made.mayBackUp,
          isBackedUp: made.isBackedUp,
          createdAt: ctx.now,
        })
        .onConflictDoNothing()
        .returning({ id: passkeys.factorId })
      if (written.length === 0) throw conflict('This passkey is known already. Make another, or use this one.')
      await endOtherSessions(ctx, signed.accountId, signed.sessionId, 'a second factor was added')
      await inEveryCompany(ctx, signed.accountId, 'the person', (side) => side.record(factorEnrolled, id, { kind: 'passkey', name }))
      await mails.factorChanged(ctx, signed.email, `A passkey was added: ${name}`)
      return await rotateSecret(ctx, signed)
    } catch (error) {
      if (!(error instanceof PasskeyFault)) throw error
      await inEveryCompany(ctx, signed.accountId, 'the person', (side, membership) =>
        side.record(factorRefused, membership?.memberId ?? null, { why: `a new passkey: ${passkeyChecks[error.check]}`, device: deviceName(ctx.place.agent) }),
      )
      ctx.refuse(notAdded()) // committed, so that the question stays taken
      return undefined
    }
  },
})
/** What a session asks for, to prove its person by a passkey. */
export const askPasskey = identityAct({
  name: 'identity.askPasskey',
  credential: 'session',
  why: 'what a passkey of the account is to sign for this session',
  input: OwnSession,
  run: async (ctx, { session }): Promise<AskOptions> => {
    const signed = await readSession(ctx, session),
      site = demandSite(),
      names = await namesOf(ctx, signed.accountId)
    if (names.length === 0) throw conflict('You have no passkey yet. Type a code, and add a passkey in your account.')
    ctx.unchanged('asked; what follows is recorded itself')
    return askOptions(site, await askChallenge(ctx, { purpose: 'prove', boundTo: signed.sessionId }, { accountId: signed.accountId }), names)
  },
})
/** Another name for an own factor, of whatever kind. */
export const renameFactor = identityAct({
  name: 'identity.renameFactor',
  credential: 'session',
  why: 'a person renames an own authenticator or passkey',
  input: RenameFactor,
  run: async (ctx, { session, id, name }): Promise<void> => {
    const signed = await readSession(ctx, session),
      uuid = decodeId('factor', id)
    const [factor] = await ctx.db
      .select({ name: factors.name, kind: factors.kind })
      .from(factors)
      .where(and(presentFactors(signed.accountId), eq(factors.id, uuid)))
      .for('update')
    if (!factor) throw notFound('factor')
    // Its name is its last two digits: another one could be the number itself, which stands in no log.
    if (factor.kind === 'sms') throw conflict('A phone is named by its last two digits.')
    if (factor.name === name) {
      ctx.unchanged('the same name')
      return
    }
    await ctx.db.update(factors).set({ name }).where(eq(factors.id, uuid))
    await inEveryCompany(ctx, signed.accountId, 'the person', (side) =>
      side.record(factorRenamed, uuid, { kind: factor.kind, before: factor.name, after: name }),
    )
  },
})
