import { randomBytes } from 'node:crypto'
import { and, eq, gt } from 'drizzle-orm'
import { factors, passkeyChallenges, passkeys } from '../../../db/schema/identity.ts'
import type { IdentityCtx } from '../../access/identity-act.ts'
import { sha256 } from '../../kernel/digest.ts'
import { conflict } from '../../kernel/refusal.ts'
import { presentFactors } from '../accounts.ts'
import { demand } from './passkey-check.ts'
import { sitePasskeys, type SitePasskeys } from './site.ts'

/** Seconds that a person has to use a passkey once it was asked for. */
export const challengeSecondsMax = 300
export type Purpose = 'prove' | 'add' | 'sign_in'
/** Which flow or session asked; only that one is answered. */
export interface Bound {
  readonly purpose: Purpose
  readonly boundTo: string
}

/** Where passkeys work here. @throws Refusal where the product is reached by a bare IP address */
export function demandSite(): SitePasskeys {
  const site = sitePasskeys()
  if (!site) throw conflict('Passkeys need a name in the address of this page; a bare number is none. Use a code instead.')
  return site
}
/** Something new to sign. It replaces what the same flow or session asked before, so that one question is open at a time. */
export async function askChallenge(
  ctx: IdentityCtx,
  { purpose, boundTo }: Bound,
  more: { readonly accountId?: string; readonly name?: string } = {},
): Promise<string> {
  const challenge = randomBytes(32)
  await ctx.db.delete(passkeyChallenges).where(and(eq(passkeyChallenges.boundTo, boundTo), eq(passkeyChallenges.purpose, purpose)))
  await ctx.db
    .insert(passkeyChallenges)
    .values({
      challengeHash: sha256(challenge),
      purpose,
      boundTo,
      accountId: more.accountId ?? null,
      name: more.name ?? null,
      expiresAt: new Date(ctx.now.getTime() + challengeSecondsMax * 1000),
      createdAt: ctx.now,
    })
  return challenge.toString('base64url')
}
/**
 * Takes the question that is answered: of any number of answers to it one gets through, whatever becomes of that one.
 * @throws PasskeyFault where it is not open, or was asked by another flow, session or for another purpose
 */
export async function takeChallenge(
  ctx: IdentityCtx,
  challenge: string,
  { purpose, boundTo }: Bound,
): Promise<{ readonly accountId: string | null; readonly name: string | null }> {
  const [taken] = await ctx.db
    .delete(passkeyChallenges)
    .where(
      and(
        eq(passkeyChallenges.challengeHash, sha256(Buffer.from(challenge, 'base64url'))),
        eq(passkeyChallenges.purpose, purpose),
        eq(passkeyChallenges.boundTo, boundTo),
        gt(passkeyChallenges.expiresAt, ctx.now),
      ),
    )
    .returning({ accountId: passkeyChallenges.accountId, name: passkeyChallenges.name })
  demand(taken !== undefined, 'challenge')
  return taken
}

interface Named {
  readonly id: string
  readonly type: 'public-key'
  readonly transports: readonly string[]
}
/** What navigator.credentials.get is asked. Without names any passkey of this site answers: nothing is said about who has one. */
export interface AskOptions {
  readonly challenge: string
  readonly rpId: string
  readonly userVerification: 'required'
  readonly timeout: number
  readonly allowCredentials?: readonly Named[]
}
export const askOptions = (site: SitePasskeys, challenge: string, names?: readonly Named[]): AskOptions => ({
  challenge,
  rpId: site.rpId,
  userVerification: 'required',
  timeout: challengeSecondsMax * 1000,
  ...(names ? { allowCredentials: names } : {}),
})
/** The passkeys of an account as a browser names them. */
export async function namesOf(ctx: IdentityCtx, accountId: string): Promise<Named[]> {
  const rows = await ctx.db
    .select({ credentialId: passkeys.credentialId, transports: passkeys.transports })
    .from(passkeys)
    .innerJoin(factors, eq(factors.id, passkeys.factorId))
    .where(presentFactors(accountId))
    .orderBy(factors.createdAt)
  return rows.map((row) => ({ id: row.credentialId.toString('base64url'), type: 'public-key', transports: row.transports.split(' ').filter(Boolean) }))
}
