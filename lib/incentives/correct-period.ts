import { and, eq, inArray } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { awards } from '../../db/schema/incentives.ts'
import { workRecords } from '../../db/schema/work.ts'
import type { Ctx } from '../access/ctx.ts'
import { encodeId } from '../kernel/id.ts'
import { linkRecords } from './compute.sql.ts'
import { addCorrection, correctionDerivation, type AwardRow, type CorrectionBasis } from './correct-award.ts'
import { readDerivation, type Derivation } from './derivation.ts'
import type { Outcome } from './evaluate-rule.ts'

/** Why an award that nobody had confirmed was taken back by a new computation, and not by a person. */
export const replacedReason = 'Computed anew after a correction of the work'
/** Declined by a person: on the same facts it stays declined. */
export const isRefused = (row: Pick<AwardRow, 'state' | 'reason'>): boolean => row.state === 'declined' && row.reason !== replacedReason

/** What has to be written for one confirmed award whose facts may have changed. */
export interface PlannedCorrection {
  readonly award: AwardRow
  readonly minor: bigint
  readonly reason: string
  readonly basis: CorrectionBasis
  /** Earlier adjustments that nobody has confirmed yet and that this one takes the place of. */ readonly replaces: readonly AwardRow[]
  readonly newRecordIds: readonly string[]
}

/**
 * Compares a confirmed award with what its period would earn now. Corrections that a person declined are not proposed again on the same
 * facts; an adjustment that still waits is replaced rather than added to.
 */
export async function planCorrection(
  ctx: Ctx,
  award: AwardRow,
  now: Outcome | undefined,
  rule: NonNullable<Derivation['rule']>,
): Promise<PlannedCorrection | undefined> {
  const lines = await ctx.tx.select().from(awards).where(eq(awards.correctsId, award.id)).orderBy(awards.id)
  const waiting = lines.filter((row) => row.state === 'computed'),
    firm = lines.filter((row) => row.state !== 'computed' && row.state !== 'declined')
  const worth = firm.reduce((sum, row) => sum + row.amountMinor, award.amountMinor),
    minor = (now?.minor ?? 0n) - worth
  if (minor === waiting.reduce((sum, row) => sum + row.amountMinor, 0n)) return undefined
  const records = (now?.records ?? [])
    .map((r) => ({ id: encodeId('workRecord', r.id), number: r.number, digest: r.digest }))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  const before = readDerivation([...firm].reverse().find((row) => readDerivation(row.derivation).records.length > 0)?.derivation ?? award.derivation).records
  const known = new Set<string>(before.map((r) => r.id)),
    come = (now?.records ?? []).filter((r) => !known.has(encodeId('workRecord', r.id))),
    kept = new Set<string>(records.map((r) => r.id))
  const reason = await reasonOf(
      ctx,
      come.map((r) => r.id),
      before.filter((r) => !kept.has(r.id)).map((r) => r.number),
    ),
    basis = { steps: now?.steps ?? [], records, rule }
  if (minor !== 0n && lines.some((row) => isRefused(row) && correctionDerivation(award, minor, reason, basis).isStoredAs(row.derivationDigest)))
    return undefined
  return { award, minor, reason, basis, replaces: waiting, newRecordIds: come.map((r) => r.id) }
}
/** The facts that changed, by their numbers, a few of them. */
async function reasonOf(ctx: Ctx, come: readonly string[], gone: readonly string[]): Promise<string> {
  const old = alias(workRecords, 'old')
  const rows =
    come.length === 0
      ? []
      : await ctx.tx
          .select({ number: workRecords.number, supersedes: old.number, why: workRecords.reason })
          .from(workRecords)
          .leftJoin(old, eq(old.id, workRecords.supersedesId))
          .where(inArray(workRecords.id, come.slice(0, 500)))
          .orderBy(workRecords.number)
  const replaced = new Set(rows.flatMap((r) => (r.supersedes === null ? [] : [r.supersedes])))
  const words = [
    ...rows.map((r) =>
      r.supersedes === null ? `${r.number} came in later` : `${r.number} corrects ${r.supersedes}${r.why ? ` (${r.why.slice(0, 80)})` : ''}`,
    ),
    ...gone.filter((number) => !replaced.has(number)).map((number) => `${number} no longer counts`),
  ]
  if (words.length === 0) return 'The crew or the audience changed'
  return `${words.slice(0, 3).join('; ')}${words.length > 3 ? `; and ${words.length - 3} more` : ''}`
}
/** Writes a planned correction and links the records that count for it now. */
export async function writeCorrection(ctx: Ctx, plan: PlannedCorrection, runId: string, waits: boolean): Promise<AwardRow> {
  const row = await addCorrection(ctx, plan.award, plan.minor, plan.reason, { ...plan.basis, runId, waits })
  await linkRecords(
    ctx,
    plan.newRecordIds.map((recordId) => ({ awardId: row.id, recordId })),
  )
  return row
}
/** Digests of what people declined in a period, by payee. */
export async function refusedDigests(ctx: Ctx, programId: string, periodFrom: AwardRow['periodFrom']): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const rows = await ctx.tx
    .select({ payeeId: awards.payeeId, digest: awards.derivationDigest, state: awards.state, reason: awards.reason })
    .from(awards)
    .where(and(eq(awards.programId, programId), eq(awards.periodFrom, periodFrom), eq(awards.kind, 'computed'), eq(awards.state, 'declined')))
  const found = new Map<string, Set<string>>()
  for (const row of rows) if (isRefused(row)) found.set(row.payeeId, (found.get(row.payeeId) ?? new Set()).add(row.digest))
  return found
}
