import { and, desc, eq, gte } from 'drizzle-orm'
import { awardRuns, programs, ruleVersions, type ProgramState } from '../../db/schema/incentives.ts'
import type { Ctx } from '../access/ctx.ts'
import { command } from '../access/operation.ts'
import { assert } from '../kernel/assert.ts'
import { addDays, day } from '../kernel/day.ts'
import { encodeId } from '../kernel/id.ts'
import { money, moneyText, parseMoneyField } from '../kernel/money.ts'
import { conflict, invalid, notFound } from '../kernel/refusal.ts'
import { programBudgeted, programChanged, programCreated, ruleActivated, ruleDrafted } from './award-events.ts'
import { readAudience, saidAudience } from './audience.ts'
import { balanceOf, post } from './ledger.ts'
import { audienceOf, baseOf, loadProgram, lockProgram, versionsOf, type ProgramRow } from './program.ts'
import { ActivateRule, AddBudget, ChangeProgram, DraftRule, MoveProgram, WriteProgram } from './program-inputs.ts'
import { periodName } from './period-grid.ts'
import { ruleSentences } from './rule-sentence.ts'
import { ruleDigest, type Rule } from './rule.ts'

const sentenceOf = (rule: Rule, program: Pick<ProgramRow, 'currency' | 'period'>): string =>
  ruleSentences(rule, { currency: program.currency, period: program.period }).join(' ').slice(0, 4_000)
const amountField = (field: string, text: string, currency: string): bigint => {
  const { minor } = parseMoneyField(field, text, currency)
  if (minor < 0n) throw invalid(field, 'Write an amount of zero or more.')
  return minor
}

/** Writes a program with its first rule as a draft; nothing is earned before the rule is activated. */
export const writeProgram = command({
  name: 'incentives.writeProgram',
  needs: 'program.change',
  input: WriteProgram,
  run: async (ctx, input) => {
    parseMoneyField('currency', '0', input.currency)
    const { audience, said } = await readAudience(ctx, input)
    assert(ctx.actor.memberId, 'a person writes a program')
    const [program] = await ctx.tx
      .insert(programs)
      .values({
        number: await ctx.number('program'),
        name: input.name,
        currency: input.currency,
        period: input.period,
        state: 'draft',
        confirmation: input.confirmation,
        minimumMinor: input.minimum ? amountField('minimum', input.minimum, input.currency) : 0n,
        createdBy: ctx.actor.memberId,
      })
      .returning()
    assert(program, 'the program that was written')
    ctx.record(programCreated, program.id, {
      number: program.number,
      name: input.name,
      currency: input.currency,
      period: input.period,
      takesPart: said,
      confirmation: input.confirmation,
      minimum: moneyText(money(program.minimumMinor, input.currency)),
    })
    await draft(ctx, program, input.rule, { audience, said }, undefined)
    if (input.budget && amountField('budget', input.budget, input.currency) > 0n) await fund(ctx, program, amountField('budget', input.budget, input.currency))
    return { id: encodeId('program', program.id), number: program.number }
  },
})
/** The next version of the rule, as a draft: kept apart from the versions in force, and replaced by the next draft. */
export const draftRule = command({
  name: 'incentives.draftRule',
  needs: 'program.change',
  input: DraftRule,
  run: async (ctx, input) => {
    const program = await lockProgram(ctx, input.programId, 'draft'),
      base = baseOf(await versionsOf(ctx, program.id))
    const audience = input.audience
      ? await readAudience(ctx, input.audience, base && audienceOf(base))
      : base
        ? { audience: audienceOf(base), said: await saidAudience(ctx, base) }
        : { audience: { all: true } as const, said: 'everyone' }
    return { id: input.programId, version: await draft(ctx, program, input.rule, audience, input.note) }
  },
})
async function draft(
  ctx: Ctx,
  program: ProgramRow,
  rule: Rule,
  { audience, said }: Awaited<ReturnType<typeof readAudience>>,
  note: string | undefined,
): Promise<number> {
  const versions = await versionsOf(ctx, program.id),
    open = versions.find((v) => v.state === 'draft'),
    digest = ruleDigest(rule)
  const version = open?.version ?? (versions[0]?.version ?? 0) + 1
  let id = open?.id
  if (id)
    await ctx.tx
      .update(ruleVersions)
      .set({ rule, audience, digest, note: note ?? null })
      .where(and(eq(ruleVersions.id, id), eq(ruleVersions.state, 'draft')))
  else {
    assert(ctx.actor.memberId, 'a person drafts a rule')
    const [row] = await ctx.tx
      .insert(ruleVersions)
      .values({ programId: program.id, version, state: 'draft', rule, audience, digest, createdBy: ctx.actor.memberId, note: note ?? null })
      .returning({ id: ruleVersions.id })
    id = row?.id
  }
  ctx.record(ruleDrafted, id ?? null, { program: program.number, version, digest, takesPart: said, sentence: sentenceOf(rule, program) })
  return version
}
/** Puts a drafted version into force from a day on. From then on it cannot be changed: a change is the next version. */
export const activateRule = command({
  name: 'incentives.activateRule',
  needs: 'program.activate',
  input: ActivateRule,
  run: async (ctx, input) => {
    const program = await lockProgram(ctx, input.programId, 'activate'),
      effectiveOn = day(input.effectiveOn),
      versions = await versionsOf(ctx, program.id)
    const version = versions.find((v) => v.version === input.version)
    if (!version) throw notFound('rule version')
    if (version.state === 'active') throw conflict(`Rule v${version.version} is in force already and cannot be changed. Draft a new version.`)
    const last = versions
      .filter((v) => v.state === 'active')
      .map((v) => v.effectiveOn)
      .sort()
      .at(-1)
    if (last && effectiveOn <= last) throw invalid('effectiveOn', `Choose a day after ${last}, on which the version before it began.`)
    const [computed] = await ctx.tx
      .select({ from: awardRuns.periodFrom, to: awardRuns.periodTo })
      .from(awardRuns)
      .where(and(eq(awardRuns.programId, program.id), gte(awardRuns.periodTo, effectiveOn)))
      .orderBy(desc(awardRuns.periodTo))
      .limit(1)
    // Otherwise computing that period again, after a correction of the work, would quietly pay it by another rule.
    if (computed)
      throw invalid('effectiveOn', `${periodName(program.period, computed.from)} was computed already. Choose ${addDays(computed.to, 1)} or a later day.`)
    const done = await ctx.tx
      .update(ruleVersions)
      .set({ state: 'active', effectiveOn, activatedBy: ctx.actor.memberId, activatedAt: ctx.now })
      .where(and(eq(ruleVersions.id, version.id), eq(ruleVersions.state, 'draft')))
      .returning({ id: ruleVersions.id })
    if (done.length !== 1) throw conflict('The draft changed meanwhile. Look again.')
    if (program.state === 'draft')
      await ctx.tx.update(programs).set({ state: 'active', startsOn: effectiveOn, updatedAt: ctx.now }).where(eq(programs.id, program.id))
    const replaced = versions.find((v) => v.state === 'active'),
      takesPart = await saidAudience(ctx, version),
      tookPart = replaced && (await saidAudience(ctx, replaced))
    ctx.record(ruleActivated, version.id, {
      program: program.number,
      version: version.version,
      digest: version.digest,
      effective_on: effectiveOn,
      takesPart,
      sentence: sentenceOf(version.rule as Rule, program),
      changes: [
        { field: 'rule', before: replaced?.digest.slice(0, 12) ?? '', after: version.digest.slice(0, 12) },
        ...(tookPart === undefined || tookPart === takesPart ? [] : [{ field: 'takes part', before: tookPart, after: takesPart }]),
      ],
    })
    return { id: input.programId }
  },
})
/** Adds to the budget, or takes from it with a negative amount; never below what awards already hold. */
export const addBudget = command({
  name: 'incentives.addBudget',
  needs: 'program.change',
  input: AddBudget,
  run: async (ctx, input) => {
    const program = await lockProgram(ctx, input.programId, 'budget'),
      { minor } = parseMoneyField('amount', input.amount, program.currency)
    if (minor === 0n) throw invalid('amount', 'Write an amount other than zero.')
    const left = await balanceOf(ctx, { kind: 'budget', currency: program.currency, programId: program.id })
    if (left + minor < 0n) throw invalid('amount', `The budget has ${moneyText(money(left, program.currency))} left; at most that can be taken out.`)
    await fund(ctx, program, minor)
    return { id: input.programId }
  },
})
async function fund(ctx: Ctx, program: ProgramRow, minor: bigint): Promise<void> {
  const { currency } = program,
    place = { kind: 'budget', currency, programId: program.id } as const
  const entry = await post(ctx, {
    kind: 'budget.set',
    memo: `Budget of ${program.number}`,
    subject: { kind: 'program', id: program.id },
    lines: [
      { place, minor },
      { place: { kind: 'funding', currency }, minor: -minor },
    ],
  })
  ctx.record(programBudgeted, program.id, {
    number: program.number,
    amount: moneyText(money(minor, currency)),
    budget: moneyText(money(await balanceOf(ctx, place), currency)),
    entry: entry.number,
  })
}
export const changeProgram = command({
  name: 'incentives.changeProgram',
  needs: 'program.change',
  input: ChangeProgram,
  run: async (ctx, input) => {
    const program = await loadProgram(ctx, input.programId)
    const minimum = input.minimum === undefined ? undefined : amountField('minimum', input.minimum, program.currency)
    const changes = [
      ...(input.name !== undefined && input.name !== program.name ? [{ field: 'name', before: program.name, after: input.name }] : []),
      ...(input.confirmation !== undefined && input.confirmation !== program.confirmation
        ? [{ field: 'confirmation', before: program.confirmation, after: input.confirmation }]
        : []),
      ...(minimum !== undefined && minimum !== program.minimumMinor
        ? [{ field: 'minimum', before: moneyText(money(program.minimumMinor, program.currency)), after: moneyText(money(minimum, program.currency)) }]
        : []),
    ]
    if (changes.length === 0) {
      ctx.unchanged('the same as before')
      return { id: input.programId }
    }
    await ctx.tx
      .update(programs)
      .set({
        ...(input.name === undefined ? {} : { name: input.name }),
        ...(input.confirmation === undefined ? {} : { confirmation: input.confirmation }),
        ...(minimum === undefined ? {} : { minimumMinor: minimum }),
        updatedAt: ctx.now,
      })
      .where(eq(programs.id, program.id))
    ctx.record(programChanged, program.id, { number: program.number, changes })
    return { id: input.programId }
  },
})
const moves: Readonly<Record<string, readonly ProgramState[]>> = {
  active: ['paused'],
  paused: ['active'],
  ended: ['active', 'paused'],
  archived: ['ended', 'draft'],
}
/** Pauses, resumes, ends and archives. What was earned stays earned. */
export const moveProgram = command({
  name: 'incentives.moveProgram',
  needs: 'program.activate',
  input: MoveProgram,
  run: async (ctx, { programId, to }) => {
    const program = await loadProgram(ctx, programId)
    if (!(moves[to] ?? []).includes(program.state)) throw conflict(`${program.number} is ${program.state}; it cannot become ${to}.`)
    const done = await ctx.tx
      .update(programs)
      .set({ state: to, ...(to === 'ended' ? { endsOn: ctx.today } : {}), updatedAt: ctx.now })
      .where(and(eq(programs.id, program.id), eq(programs.state, program.state)))
      .returning({ id: programs.id })
    if (done.length !== 1) throw conflict('The program changed meanwhile. Look again.')
    ctx.record(programChanged, program.id, { number: program.number, changes: [{ field: 'state', before: program.state, after: to }] })
    return { id: programId }
  },
})
