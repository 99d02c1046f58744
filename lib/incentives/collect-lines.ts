import type { ReadCtx } from '../access/ctx.ts'
import { readSources, type SourceRow } from './raise.sql.ts'

export interface Line {
  readonly kind: 'award' | 'redemption'
  readonly sourceId: string
  readonly number: string
  readonly minor: bigint
  readonly programId: string | null
}
/**
 * What a payout of each payee would collect now: confirmed awards and their corrections, less redemptions that were not deducted yet. A
 * program whose sum stays under its minimum carries over whole; a debt is never carried past what is earned. A redemption that is cancelled
 * after a payout deducted it is given back by the next one. Sums over the lines are what the ledger owes, less what is carried over.
 */
export async function collectLines(ctx: ReadCtx, currency: string, payeeIds: readonly string[] | undefined): Promise<Map<string, Line[]>> {
  return linesOf(await readSources(ctx, currency, payeeIds))
}
export function linesOf({ awards, redemptions }: { readonly awards: readonly SourceRow[]; readonly redemptions: readonly SourceRow[] }): Map<string, Line[]> {
  const byProgram = new Map<string, bigint>(),
    out = new Map<string, Line[]>()
  const put = (payeeId: string, line: Line): void => {
    const own = out.get(payeeId)
    if (own) own.push(line)
    else out.set(payeeId, [line])
  }
  for (const row of awards) byProgram.set(`${row.payee_id}|${row.program_id}`, (byProgram.get(`${row.payee_id}|${row.program_id}`) ?? 0n) + BigInt(row.minor))
  for (const row of awards) {
    const total = byProgram.get(`${row.payee_id}|${row.program_id}`) ?? 0n
    if (total < 0n || total >= BigInt(row.minimum ?? 0))
      put(row.payee_id, { kind: 'award', sourceId: row.id, number: row.number, minor: BigInt(row.minor), programId: row.program_id })
  }
  for (const row of redemptions) {
    const minor = BigInt(row.minor)
    if (minor > 0n || out.has(row.payee_id)) put(row.payee_id, { kind: 'redemption', sourceId: row.id, number: row.number, minor, programId: null })
  }
  return out
}
