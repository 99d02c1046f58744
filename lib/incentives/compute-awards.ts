import { and, eq, inArray, ne } from 'drizzle-orm'
import { awardRuns, awards } from '../../db/schema/incentives.ts'
import { journalEntries } from '../../db/schema/ledger.ts'
import type { Ctx } from '../access/ctx.ts'
import { command } from '../access/operation.ts'
import { assert } from '../kernel/assert.ts'
import { sha256Hex } from '../kernel/digest.ts'
import type { DayRange } from '../kernel/day.ts'
import { encodeId, newUuid } from '../kernel/id.ts'
import { money, moneyText } from '../kernel/money.ts'
import { conflict, invalid } from '../kernel/refusal.ts'
import { awardDeclined, awardsComputed } from './award-events.ts'
import { budgetRefusal, type AwardRow } from './correct-award.ts'
import { planCorrection, refusedDigests, replacedReason, writeCorrection, type PlannedCorrection } from './correct-period.ts'
import { linkRecords } from './compute.sql.ts'
import { confirmUnlessOwnWord } from './confirm-awards.ts'
import { writeDerivation, type WrittenDerivation } from './derivation.ts'
import type { Outcome } from './evaluate-rule.ts'
import { balanceOf, postAll, reverse } from './ledger.ts'
import { periodFrom, periodName } from './period-grid.ts'
import { evaluate, lockProgram, ruleForOf, ruleOf, versionOn, type ProgramRow, type RuleVersionRow } from './program.ts'
import { ComputeAwards } from './program-inputs.ts'

const slice = 1_000
/**
 * Computes the awards of a program for a period. Computing again on the same facts changes nothing and says so, and so does a period in which
 * nothing counts or what counts earns nothing: `why` tells the three apart. On corrected facts, awards
 * not yet confirmed are computed anew, and confirmed ones get an adjustment (which is confirmed like an award) or a clawback: a new line,
 * never a change of the old one.
 */
export const computeAwards = command({
  name: 'incentives.computeAwards',
  needs: 'award.compute',
  jobs: true,
  input: ComputeAwards,
  run: async (ctx, input) => computeFor(ctx, await lockProgram(ctx, input.programId, 'compute'), input.from),
})
/** Why computing wrote nothing: the same result stands already, no work counts, or what counts earns nothing. */
export type ComputedNothing = 'same' | 'no work' | 'no amount'
export interface Computed {
  readonly runId: string | undefined
  readonly awards: number
  readonly corrections: number
  readonly total: string
  readonly period: string
  readonly why: ComputedNothing | undefined
}
const unchangedWords: Readonly<Record<ComputedNothing, string>> = {
  same: 'computed before with the same result',
  'no work': 'no work of the period counts under the rule',
  'no amount': 'the work of the period that counts earns nothing under the rule',
}
export async function computeFor(ctx: Ctx, program: ProgramRow, from: string): Promise<Computed> {
  const period = periodFrom(program.period, from)
  if (!period) throw invalid('from', `Choose the first day of a ${program.period}.`)
  const version = (await versionOn(ctx, program.id, period.from)) ?? (await versionOn(ctx, program.id, period.to))
  if (!version)
    throw conflict(
      `${program.number} has no rule in force in ${periodName(program.period, period.from)}. Activate one that is in force from its first day on, or earlier.`,
    )
  const rule = ruleOf(version)
  if (rule.pay.kind === 'nomination') throw conflict(`${program.number} pays by nomination; there is nothing to compute.`)
  const { outcomes, counted: countable } = await evaluate(ctx, program, ruleForOf(version), period)
  const earned = new Map(outcomes.filter((o) => o.minor > 0n).map((o) => [o.payeeId, o])),
    basis = { version: version.version, digest: version.digest }
  const existing = await ctx.tx
    .select()
    .from(awards)
    .where(and(eq(awards.programId, program.id), eq(awards.periodFrom, period.from), eq(awards.kind, 'computed'), ne(awards.state, 'declined')))
    .for('update')
  const stale: AwardRow[] = [],
    corrections: PlannedCorrection[] = [],
    known = new Map(existing.map((row) => [row.payeeId, row]))
  for (const row of existing) {
    const now = earned.get(row.payeeId)
    if (row.state === 'computed') {
      if (!now || !derivationOf(program, version, period, now).isStoredAs(row.derivationDigest)) stale.push(row)
      continue
    }
    const plan = await planCorrection(ctx, row, now, basis)
    if (plan) corrections.push(plan)
  }
  const staleIds = new Set(stale.map((row) => row.payeeId)),
    refused = await refusedDigests(ctx, program.id, period.from)
  // What a person declined stays declined, as long as nothing about it changed.
  const fresh = [...earned.values()].filter(
    (o) => (!known.has(o.payeeId) || staleIds.has(o.payeeId)) && !isRefusedAs(refused.get(o.payeeId), () => derivationOf(program, version, period, o)),
  )
  const digest = sha256Hex(outcomes.map((o) => `${o.payeeId}:${o.minor}`).join('|'))
  const name = periodName(program.period, period.from)
  if (fresh.length === 0 && stale.length === 0 && corrections.length === 0) {
    const why = earned.size > 0 || existing.length > 0 ? 'same' : countable > 0 ? 'no amount' : 'no work'
    ctx.unchanged(unchangedWords[why])
    return { runId: undefined, awards: 0, corrections: 0, total: moneyText(money(0n, program.currency)), period: name, why }
  }
  const total = [...earned.values()].reduce((all, o) => all + o.minor, 0n),
    counted = outcomes.reduce((n, o) => n + o.records.length, 0)
  const [run] = await ctx.tx
    .insert(awardRuns)
    .values({
      number: await ctx.number('awardRun'),
      programId: program.id,
      ruleVersionId: version.id,
      periodFrom: period.from,
      periodTo: period.to,
      recordCount: counted,
      awardCount: fresh.length,
      totalMinor: total,
      digest,
      computedBy: ctx.actor.memberId,
      computedAt: ctx.now,
    })
    .returning({ id: awardRuns.id, number: awardRuns.number })
  assert(run, 'the run')
  for (const row of [...stale, ...corrections.flatMap((plan) => plan.replaces)]) await withdraw(ctx, row, replacedReason)
  const rows = await grant(ctx, program, version, period, run.id, fresh)
  for (const plan of corrections) if (plan.minor !== 0n) rows.push(await writeCorrection(ctx, plan, run.id, true))
  ctx.record(awardsComputed, run.id, {
    run: run.number,
    program: program.number,
    period: `${period.from} to ${period.to}`,
    rule: `v${version.version}`,
    records: counted,
    awards: fresh.length,
    corrections: corrections.length,
    total: moneyText(money(total, program.currency)),
    digest,
  })
  const open = rows.filter((row) => row.state === 'computed')
  if (program.confirmation === 'by_itself' && open.length > 0) await confirmUnlessOwnWord(ctx, open)
  return {
    runId: encodeId('awardRun', run.id),
    awards: fresh.length,
    corrections: corrections.length,
    total: moneyText(money(total, program.currency)),
    period: name,
    why: undefined,
  }
}
function isRefusedAs(refused: ReadonlySet<string> | undefined, derivation: () => WrittenDerivation): boolean {
  if (!refused) return false
  const written = derivation()
  return [...refused].some((digest) => written.isStoredAs(digest))
}
const derivationOf = (program: ProgramRow, version: RuleVersionRow, period: DayRange, outcome: Outcome): WrittenDerivation =>
  writeDerivation({
    version: 2,
    kind: 'computed',
    program: encodeId('program', program.id),
    payee: encodeId('payee', outcome.payeeId),
    rule: { version: version.version, digest: version.digest },
    period: { from: period.from, to: period.to },
    currency: program.currency,
    records: outcome.records.map((r) => ({ id: encodeId('workRecord', r.id), number: r.number, digest: r.digest })).sort((a, b) => (a.id < b.id ? -1 : 1)),
    steps: [...outcome.steps],
    amount: outcome.minor.toString(),
  })
async function grant(
  ctx: Ctx,
  program: ProgramRow,
  version: RuleVersionRow,
  period: DayRange,
  runId: string,
  outcomes: readonly Outcome[],
): Promise<AwardRow[]> {
  if (outcomes.length === 0) return []
  const numbers = await ctx.numbers('award', outcomes.length),
    { currency } = program
  const values = outcomes.map((o, i) => {
    const d = derivationOf(program, version, period, o)
    return {
      id: newUuid(ctx.now),
      number: numbers[i] as string,
      programId: program.id,
      ruleVersionId: version.id,
      runId,
      payeeId: o.payeeId,
      kind: 'computed' as const,
      state: 'computed' as const,
      periodFrom: period.from,
      periodTo: period.to,
      amountMinor: o.minor,
      currency,
      derivation: d.text,
      derivationDigest: d.digest,
    }
  })
  const rows: AwardRow[] = []
  for (let at = 0; at < values.length; at += slice)
    rows.push(
      ...(await ctx.tx
        .insert(awards)
        .values(values.slice(at, at + slice))
        .returning()),
    )
  const links = outcomes.flatMap((o, i) => o.records.map((r) => ({ awardId: (values[i] as { id: string }).id, recordId: r.id })))
  await linkRecords(ctx, links)
  const needed = outcomes.reduce((all, o) => all + o.minor, 0n),
    left = await balanceOf(ctx, { kind: 'budget', currency, programId: program.id })
  try {
    await postAll(
      ctx,
      rows.map((row) => ({
        kind: 'award.held',
        memo: `${row.number} takes its amount from the budget`,
        subject: { kind: 'award', id: row.id },
        lines: [
          { place: { kind: 'award_hold', currency, programId: program.id }, minor: row.amountMinor },
          { place: { kind: 'budget', currency, programId: program.id }, minor: -row.amountMinor },
        ],
      })),
    )
  } catch (error) {
    await budgetRefusal(ctx, error, program, needed, left)
  }
  return rows
}
/** Takes back an award that was not confirmed: its hold is reversed and the budget has its amount again. */
export async function withdraw(ctx: Ctx, row: AwardRow, reason: string): Promise<void> {
  const [hold] = await ctx.tx
    .select({ id: journalEntries.id })
    .from(journalEntries)
    .where(and(eq(journalEntries.subjectId, row.id), eq(journalEntries.kind, 'award.held')))
  assert(hold, 'the hold of an award')
  await reverse(ctx, hold.id, `${row.number} declined`)
  const done = await ctx.tx
    .update(awards)
    .set({ state: 'declined', reason, decidedBy: ctx.actor.memberId, decidedAt: ctx.now, updatedAt: ctx.now })
    .where(and(eq(awards.id, row.id), inArray(awards.state, ['computed', 'nominated'])))
    .returning({ id: awards.id })
  if (done.length !== 1) throw conflict(`${row.number} changed meanwhile. Look again.`)
  ctx.record(awardDeclined, row.id, {
    number: row.number,
    amount: moneyText(money(row.amountMinor, row.currency)),
    payee: encodeId('payee', row.payeeId),
    reason,
    changes: [{ field: 'state', before: row.state, after: 'declined' }],
  })
}
