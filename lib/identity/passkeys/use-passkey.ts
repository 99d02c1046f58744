import { and, eq, isNotNull, isNull } from 'drizzle-orm'
import { factors, passkeys } from '../../../db/schema/identity.ts'
import type { IdentityCtx } from '../../access/identity-act.ts'
import { accountById, inEveryCompany } from '../accounts.ts'
import { deviceName } from '../device-name.ts'
import { passkeyCounterBack } from '../events.ts'
import { mails } from '../mails.ts'
import { takeChallenge, type Bound } from './challenge.ts'
import { judgeAssertion } from './judge-answer.ts'
import { readAssertion, readClientData } from './passkey-answer.ts'
import { demand, PasskeyFault, type PasskeyCheck } from './passkey-check.ts'
import { sitePasskeys } from './site.ts'

/** A passkey that was used by its person, or the check that refused and the account it was tried on, where one is known. */
export type Used = { readonly accountId: string; readonly check?: undefined } | { readonly accountId: string | undefined; readonly check: PasskeyCheck }

/**
 * Takes the answer of a passkey: the question once, the passkey by its row, which is held, so that parallel answers are judged one after
 * another and the counter only rises. `accountId`: whose it has to be; without, it names its account itself. Nothing is thrown for what a
 * stranger sent: what was taken stays taken.
 */
export async function usePasskey(ctx: IdentityCtx, typed: string, bound: Bound, accountId?: string): Promise<Used> {
  let tried: string | undefined = accountId
  try {
    const site = sitePasskeys()
    demand(site !== undefined, 'relying party')
    const answer = readAssertion(typed),
      client = readClientData(answer.clientDataJSON, 'webauthn.get')
    await takeChallenge(ctx, client.challenge, bound)
    const [row] = await ctx.db
      .select({
        factorId: passkeys.factorId,
        credentialId: passkeys.credentialId,
        publicKey: passkeys.publicKey,
        counter: passkeys.counter,
        mayBackUp: passkeys.mayBackUp,
        accountId: factors.accountId,
        name: factors.name,
      })
      .from(passkeys)
      .innerJoin(factors, and(eq(factors.id, passkeys.factorId), isNull(factors.removedAt), isNotNull(factors.confirmedAt)))
      .where(eq(passkeys.credentialId, Buffer.from(answer.id, 'base64url')))
      .for('update')
    demand(row !== undefined && (accountId === undefined || row.accountId === accountId), 'credential')
    tried = row.accountId
    try {
      const state = await judgeAssertion(answer, client, row, site, accountId === undefined)
      await ctx.db.update(passkeys).set({ counter: state.counter, isBackedUp: state.isBackedUp }).where(eq(passkeys.factorId, row.factorId))
      await ctx.db.update(factors).set({ lastUsedAt: ctx.now }).where(eq(factors.id, row.factorId))
      return { accountId: row.accountId }
    } catch (error) {
      // The signature was right, so the key itself is in two places: its person and every company of theirs are told.
      if (error instanceof PasskeyFault && error.check === 'counter') await alarm(ctx, row)
      throw error
    }
  } catch (error) {
    if (error instanceof PasskeyFault) return { accountId: tried, check: error.check }
    throw error
  }
}
async function alarm(ctx: IdentityCtx, passkey: { readonly accountId: string; readonly factorId: string; readonly name: string }): Promise<void> {
  await inEveryCompany(ctx, passkey.accountId, 'a stranger', (side, membership) =>
    side.record(passkeyCounterBack, membership?.memberId ?? null, { name: passkey.name, device: deviceName(ctx.place.agent) }),
  )
  const account = await accountById(ctx, passkey.accountId)
  if (account) await mails.passkeyCopied(ctx, account.email, passkey.name)
}
