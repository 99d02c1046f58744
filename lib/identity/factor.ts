import { and, eq, inArray, isNotNull, isNull, lt } from 'drizzle-orm'
import { backupCodes, factors } from '../../db/schema/identity.ts'
import type { IdentityCtx } from '../access/identity-act.ts'
import { assert } from '../kernel/assert.ts'
import { newUuid } from '../kernel/id.ts'
import { Refusal } from '../kernel/refusal.ts'
import { envelope, peppers } from '../platform/keys/keys.ts'
import { backupCodesLeft, inEveryCompany, type Account } from './accounts.ts'
import { hashBackupCode, newBackupCodes, readBackupCode } from './backup-codes.ts'
import { deviceName } from './device-name.ts'
import { backupCodeUsed, factorRefused } from './events.ts'
import { mails } from './mails.ts'
import { passkeyChecks } from './passkeys/passkey-check.ts'
import { isAnswer } from './passkeys/passkey-answer.ts'
import { usePasskey } from './passkeys/use-passkey.ts'
import { countTry, forgive, holdCounter, tooMany, waitOf, type Counter } from './throttle.ts'
import { matchTotp } from './totp.ts'

/** Where an authenticator's secret is sealed. */
export const factorCell = (factorId: string) => ({ tenant: null, table: 'factors', column: 'secret', row: factorId })

export type FactorMethod = 'totp' | 'backup code' | 'passkey'
export type Proof = { readonly method: FactorMethod } | { readonly method?: undefined; readonly refusal: Refusal }
export const wrongCode = (field: string): Refusal =>
  new Refusal('invalid', 'That code is not right, or it was used before. Wait for the next one and type it without delay.', {
    [field]: 'That code is not right, or it was used before. Wait for the next one.',
  })

/** One sentence for every check that a passkey's answer may fail. */
export const wrongPasskey = (field: string): Refusal =>
  new Refusal('invalid', 'That passkey did not let you in. Use it once more, or another way.', {
    [field]: 'That passkey did not let you in. Use it once more, or another way.',
  })

/**
 * Whether what was typed is a second factor of the account: the next code of an authenticator, a backup code, or the answer of a passkey to a
 * question of the same flow or session (`asker`). Each serves once, decided by one conditional statement, however many arrive together.
 * Wrong ones are counted for the account, recorded, and never lock it. In a session it is the person who gave them; in front of one nobody knows.
 */
export async function proveFactor(
  ctx: IdentityCtx,
  account: Pick<Account, 'id' | 'email'>,
  typed: string,
  field: string,
  asker: string,
  giver: Giver = 'the person',
): Promise<Proof> {
  const counter = await holdCounter(ctx, 'factor', account.id)
  const wait = waitOf(ctx, [counter])
  if (wait > 0) return { refusal: tooMany(wait) }
  if (isAnswer(typed)) {
    const used = await usePasskey(ctx, typed, { purpose: 'prove', boundTo: asker }, account.id)
    if (used.check === undefined) {
      await forgive(ctx, counter)
      return { method: 'passkey' }
    }
    return { refusal: await refuseFactor(ctx, account.id, giver, counter, `the passkey: ${passkeyChecks[used.check]}`, wrongPasskey(field)) }
  }
  if (await useTotp(ctx, account.id, typed)) {
    await forgive(ctx, counter)
    return { method: 'totp' }
  }
  if (await useBackupCode(ctx, account, typed)) {
    await forgive(ctx, counter)
    return { method: 'backup code' }
  }
  return { refusal: await refuseFactor(ctx, account.id, giver, counter, 'not right, or used before', wrongCode(field)) }
}
type Giver = 'the person' | 'a stranger'
async function refuseFactor(ctx: IdentityCtx, accountId: string, giver: Giver, counter: Counter, why: string, refusal: Refusal): Promise<Refusal> {
  const begins = await countTry(ctx, counter)
  await inEveryCompany(ctx, accountId, giver, (side, membership) =>
    side.record(factorRefused, membership?.memberId ?? null, {
      why: begins ? 'too many wrong codes, further ones must wait' : why,
      device: deviceName(ctx.place.agent),
    }),
  )
  return refusal
}

async function useTotp(ctx: IdentityCtx, accountId: string, typed: string): Promise<boolean> {
  const rows = await ctx.db
    .select({ id: factors.id, secret: factors.secret, lastStep: factors.lastStep })
    .from(factors)
    .where(and(eq(factors.accountId, accountId), eq(factors.kind, 'totp'), isNotNull(factors.confirmedAt), isNull(factors.removedAt)))
  for (const factor of rows) {
    assert(factor.secret, 'an authenticator has a secret')
    const step = matchTotp(await envelope().open(factorCell(factor.id), factor.secret), typed, ctx.now, factor.lastStep)
    if (step === undefined) continue
    // The condition, not the reading above, is what lets one of two simultaneous uses through.
    const used = await ctx.db
      .update(factors)
      .set({ lastStep: step, lastUsedAt: ctx.now })
      .where(and(eq(factors.id, factor.id), lt(factors.lastStep, step), isNull(factors.removedAt)))
      .returning({ id: factors.id })
    if (used.length === 1) return true
  }
  return false
}
async function useBackupCode(ctx: IdentityCtx, account: Pick<Account, 'id' | 'email'>, typed: string): Promise<boolean> {
  const code = readBackupCode(typed)
  if (code === undefined) return false
  const hashes = peppers().map((pepper) => hashBackupCode(account.id, code, pepper))
  const used = await ctx.db
    .update(backupCodes)
    .set({ usedAt: ctx.now })
    .where(and(eq(backupCodes.accountId, account.id), inArray(backupCodes.codeHash, hashes), isNull(backupCodes.usedAt), isNull(backupCodes.replacedAt)))
    .returning({ id: backupCodes.id })
  if (used.length !== 1) return false
  const left = await backupCodesLeft(ctx, account.id)
  await inEveryCompany(ctx, account.id, 'the person', (side) => side.record(backupCodeUsed, account.id, { left }))
  await mails.backupCodeUsed(ctx, account.email, left)
  return true
}

/** Makes ten codes that replace all earlier ones. Only their keyed hashes are kept. @returns the codes, to be shown once */
export async function replaceBackupCodes(ctx: IdentityCtx, accountId: string, codes: readonly string[] = newBackupCodes()): Promise<readonly string[]> {
  const pepper = peppers()[0]
  if (!pepper) throw new Error('no pepper key')
  await ctx.db
    .update(backupCodes)
    .set({ replacedAt: ctx.now })
    .where(and(eq(backupCodes.accountId, accountId), isNull(backupCodes.usedAt), isNull(backupCodes.replacedAt)))
  await ctx.db
    .insert(backupCodes)
    .values(
      codes.map((shown) => ({
        id: newUuid(ctx.now),
        accountId,
        codeHash: hashBackupCode(accountId, readBackupCode(shown) as string, pepper),
        createdAt: ctx.now,
      })),
    )
  return codes
}
