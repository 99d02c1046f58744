import { and, eq, inArray, isNotNull, lt, sql } from 'drizzle-orm'
import { awardRecords, awards, programs, ruleVersions } from '../../db/schema/incentives.ts'
import { ledgerAccounts } from '../../db/schema/ledger.ts'
import { payoutLines } from '../../db/schema/payouts.ts'
import type { ReadCtx } from '../access/ctx.ts'
import { bankStandings, goesElsewhere, whyHeld, type PayoutRow } from './payout.ts'

export interface PayoutChecks {
  /** How many things are looked at. */
  readonly of: number
  /** What is wrong, in words; none: all is well. */
  readonly faults: readonly string[]
  /** What is wrong with where the money would go, in words; for a held payout, what still keeps it from going on. */
  readonly bank: string | undefined
  /** The programs that a payout pays, with the version of the rule. */
  readonly programs: readonly { readonly name: string; readonly version: number | null }[]
}
const waits = ['raised', 'approved', 'held']
const checked = 3

/**
 * What an approver would look up by hand: every award has its evidence (records, a proof, or the reason of a correction), the bank detail is
 * confirmed and has not changed within the hold days, and no budget behind it is overdrawn. Payouts that have ended are not judged any more.
 */
export async function checksOf(ctx: ReadCtx, rows: readonly PayoutRow[]): Promise<Map<string, PayoutChecks>> {
  const ids = rows.map((row) => row.id)
  if (ids.length === 0) return new Map()
  const counted = ctx.tx
    .select({ one: sql`1` })
    .from(awardRecords)
    .where(eq(awardRecords.awardId, awards.id))
  const lines = await ctx.tx
    .select({
      payoutId: payoutLines.payoutId,
      number: awards.number,
      kind: awards.kind,
      digest: awards.derivationDigest,
      proof: awards.proofFileId,
      reason: awards.reason,
      programId: programs.id,
      program: programs.name,
      version: ruleVersions.version,
      hasRecords: sql<boolean>`exists ${counted}`,
    })
    .from(payoutLines)
    .innerJoin(awards, eq(awards.id, payoutLines.awardId))
    .innerJoin(programs, eq(programs.id, awards.programId))
    .leftJoin(ruleVersions, eq(ruleVersions.id, awards.ruleVersionId))
    .where(inArray(payoutLines.payoutId, ids))
    .orderBy(payoutLines.id)
  const programIds = [...new Set(lines.map((line) => line.programId))]
  const overdrawn =
    programIds.length === 0
      ? []
      : (
          await ctx.tx
            .select({ id: ledgerAccounts.programId })
            .from(ledgerAccounts)
            .where(
              and(
                eq(ledgerAccounts.kind, 'budget'),
                isNotNull(ledgerAccounts.programId),
                inArray(ledgerAccounts.programId, programIds),
                lt(ledgerAccounts.balanceMinor, 0n),
              ),
            )
        ).map((row) => row.id)
  const open = rows.filter((row) => waits.includes(row.state)),
    bank = new Map<string, string>()
  for (const [id, { fault, approvedFor }] of await whyHeld(
    ctx,
    open.filter((row) => row.state === 'held'),
  )) {
    const stop = approvedFor === undefined ? fault : `Approved for ${approvedFor}`
    if (stop !== undefined) bank.set(id, stop)
  }
  const going = open.filter((row) => row.state !== 'held')
  for (const rail of new Set(going.map((row) => row.rail))) {
    const own = going.filter((row) => row.rail === rail),
      standings = await bankStandings(ctx, [...new Set(own.map((row) => row.payeeId))], rail)
    for (const row of own) {
      const standing = standings.get(row.payeeId),
        fault = standing?.fault ?? (goesElsewhere(row, standing?.id ?? null) ? 'Bank detail changed after it was raised' : undefined)
      if (fault !== undefined) bank.set(row.id, fault)
    }
  }
  return new Map(
    rows.map((row) => {
      const own = lines.filter((line) => line.payoutId === row.id)
      const bare = own.find((line) =>
          line.kind === 'computed' ? !line.hasRecords || line.digest === '' : line.kind === 'nomination' ? line.proof === null : line.reason === null,
        ),
        broke = own.find((line) => overdrawn.includes(line.programId)),
        fault = bank.get(row.id)
      const faults = waits.includes(row.state)
        ? [
            ...(bare ? [`${bare.number} lacks ${bare.kind === 'computed' ? 'its work records' : bare.kind === 'nomination' ? 'a proof' : 'a reason'}`] : []),
            ...(fault === undefined ? [] : [fault]),
            ...(broke ? [`${broke.program} is over its budget`] : []),
          ]
        : []
      const paid = new Map(own.map((line) => [`${line.programId}|${line.version}`, { name: line.program, version: line.version }]))
      return [row.id, { of: checked, faults, bank: fault, programs: [...paid.values()] }]
    }),
  )
}
