import { createHmac, randomInt } from 'node:crypto'
import { and, eq, gt, inArray, lt, sql } from 'drizzle-orm'
import { textCodes } from '../../../db/schema/identity.ts'
import type { IdentityCtx } from '../../access/identity-act.ts'
import { newUuid } from '../../kernel/id.ts'
import { envelope, peppers } from '../../platform/keys/keys.ts'
import { triesPerChallengeMax } from '../throttle-rules.ts'

/** Seconds for which a code works. It travels over networks that others can listen on. */
export const textSecondsMax = 300
export interface AskedBy {
  readonly purpose: 'sign_in' | 'add'
  readonly boundTo: string
  readonly accountId: string
}
/** Six digits, evenly distributed, from the system's random source. */
const newCode = (): string => String(randomInt(1_000_000)).padStart(6, '0')
/** Stored form: keyed by a pepper outside the database, since a million codes are soon tried; bound to who asked. */
const hashCode = ({ purpose, boundTo, accountId }: AskedBy, code: string, pepper: Uint8Array): Buffer =>
  createHmac('sha256', pepper).update(`text-code:${purpose}:${boundTo}:${accountId}:${code}`).digest()
const cell = (id: string) => ({ tenant: null, table: 'text_codes', column: 'number', row: id })
const isAskedBy = ({ purpose, boundTo, accountId }: AskedBy) =>
  and(eq(textCodes.purpose, purpose), eq(textCodes.boundTo, boundTo), eq(textCodes.accountId, accountId))

/** A new code; an earlier one of the same sign-in or session is void. @returns the code, to be sent and kept nowhere */
export async function makeTextCode(ctx: IdentityCtx, asker: AskedBy, number?: string): Promise<string> {
  const id = newUuid(ctx.now),
    code = newCode(),
    pepper = peppers()[0]
  if (!pepper) throw new Error('no pepper key')
  await ctx.db.delete(textCodes).where(and(eq(textCodes.boundTo, asker.boundTo), eq(textCodes.purpose, asker.purpose)))
  await ctx.db
    .insert(textCodes)
    .values({
      id,
      ...asker,
      codeHash: hashCode(asker, code, pepper),
      number: number === undefined ? null : await envelope().seal(cell(id), number),
      expiresAt: new Date(ctx.now.getTime() + textSecondsMax * 1000),
      createdAt: ctx.now,
    })
  return code
}
/**
 * Takes a code: of any number of uses of it one gets through, decided by one conditional statement. A wrong one counts, and the fifth makes the
 * code void.
 * @returns what it was sent for, or undefined where it is not right, too late, used, or another's
 */
export async function takeTextCode(ctx: IdentityCtx, asker: AskedBy, typed: string): Promise<{ readonly number: string | undefined } | undefined> {
  const code = typed.replace(/[\s-]/g, '')
  const [taken] = /^\d{6}$/.test(code)
    ? await ctx.db
        .delete(textCodes)
        .where(
          and(
            isAskedBy(asker),
            inArray(
              textCodes.codeHash,
              peppers().map((pepper) => hashCode(asker, code, pepper)),
            ),
            gt(textCodes.expiresAt, ctx.now),
            lt(textCodes.tries, triesPerChallengeMax),
          ),
        )
        .returning({ id: textCodes.id, number: textCodes.number })
    : []
  if (taken) return { number: taken.number === null ? undefined : (await envelope().open(cell(taken.id), taken.number)).toString('utf8') }
  await ctx.db
    .update(textCodes)
    .set({ tries: sql`${textCodes.tries} + 1` })
    .where(isAskedBy(asker))
  return undefined
}
/** The number that a session is proving at present. */
export async function numberBeingProven(ctx: IdentityCtx, asker: AskedBy): Promise<string | undefined> {
  const [row] = await ctx.db
    .select({ id: textCodes.id, number: textCodes.number })
    .from(textCodes)
    .where(and(isAskedBy(asker), gt(textCodes.expiresAt, ctx.now), lt(textCodes.tries, triesPerChallengeMax)))
  return row?.number ? (await envelope().open(cell(row.id), row.number)).toString('utf8') : undefined
}
