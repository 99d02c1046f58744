import { and, eq, isNull, ne } from 'drizzle-orm'
import { bankDetails, payees } from '../../db/schema/work.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { encodeId, type Id } from '../kernel/id.ts'
import { envelope } from '../platform/keys/keys.ts'
import type { Destination } from '../platform/rails/port.ts'
import { readBankDetailBody } from './bank-detail-body.ts'

export const cellOf = (ctx: ReadCtx, id: string) => ({ tenant: ctx.tenant, table: 'bank_details', column: 'sealed', row: id })
/** Where a bank detail leads, opened. Never to be logged, recorded or sent to a browser. */
export async function destinationOf(ctx: ReadCtx, detail: { readonly id: string; readonly sealed: Buffer }): Promise<Destination> {
  return readBankDetailBody(await envelope().open(cellOf(ctx, detail.id), detail.sealed)).destination
}
/** Two spellings of one account are one; its name at the bank and its BIC are not part of it. */
const accountOf = (of: Destination): string =>
  of.kind === 'iban' ? `iban ${of.iban}` : of.kind === 'ach' ? `ach ${of.routing} ${of.number}` : of.kind === 'account' ? `${of.bic} ${of.number}` : ''
/** So many with the same last four signs are opened and compared; among ten thousand payees about one other has them. */
const opened = 200

/**
 * Other payees whose money goes to the same account, by name: a couple with one account, or somebody who is two payees. It is said to whoever
 * enters, confirms and approves, and stops nothing. The account is compared opened, in memory: the database holds no digest of it that could
 * be tried out against a list of accounts. One who was merged into another is that other.
 */
export async function payeesPaidTo(
  ctx: ReadCtx,
  of: { readonly payeeId: string; readonly masked: string; readonly destination: Destination },
): Promise<{ id: Id<'payee'>; name: string }[]> {
  const wanted = accountOf(of.destination)
  if (wanted === '') return []
  const alike = await ctx.tx
    .select({ id: bankDetails.id, sealed: bankDetails.sealed, payeeId: payees.id, name: payees.name })
    .from(bankDetails)
    .innerJoin(payees, eq(payees.id, bankDetails.payeeId))
    .where(and(eq(bankDetails.masked, of.masked), isNull(bankDetails.replacedAt), ne(bankDetails.payeeId, of.payeeId), isNull(payees.mergedIntoId)))
    .orderBy(bankDetails.id)
    .limit(opened)
  const found = []
  for (const row of alike) if (accountOf(await destinationOf(ctx, row)) === wanted) found.push({ id: encodeId('payee', row.payeeId), name: row.name })
  return found.slice(0, 20)
}
