import { instantRange, type DayRange } from '../kernel/day.ts'
import { allocate, money } from '../kernel/money.ts'
import { inMoney, leftOverWords, limitWords, StepList, type Step } from './derivation.ts'
import { measureOf, earn, sumOf } from './rule-amount.ts'
import { meets, type RuleRecord } from './rule-condition.ts'
import { inFairOrder, splitAmount, type Sharer } from './split.ts'
import type { Rule } from './rule.ts'

/** Who takes part: everyone, or these payees and everyone of these crews. */
export type Audience = { readonly all: true } | { readonly payees: readonly string[]; readonly crews: readonly string[] }
/** A crew as it stood on the period's last day. */
export interface CrewOfPeriod {
  readonly id: string
  readonly name: string
  readonly members: readonly Sharer[]
}
export interface Task {
  readonly rule: Rule
  readonly currency: string
  /** The calendar by which a closing moment falls into the period: the tenant's zone. */
  readonly zone: string
  readonly period: DayRange
  /** Current records; those of other periods are passed over. In any order: the outcome is the same. */
  readonly records: Iterable<RuleRecord>
  readonly crews: ReadonlyMap<string, CrewOfPeriod>
  readonly audience: Audience
  /** Told of each record that earned nothing; without it they are only counted. */
  readonly onPassed?: (record: RuleRecord, why: PassingReason) => void
}
/** Why a record of the period earned nothing. */
export const passingReasons = [
  'open',
  'other period',
  'conditions',
  'no payee',
  'no crew',
  'empty crew',
  'not in the audience',
  'no quantity',
  'no value',
  'other currency',
] as const
export type PassingReason = (typeof passingReasons)[number]
/** What one payee gets, zero included, with the arithmetic. */
export interface Outcome {
  readonly payeeId: string
  readonly minor: bigint
  readonly records: readonly RuleRecord[]
  readonly steps: readonly Step[]
  readonly isCapped: boolean
}
export interface Evaluation {
  readonly outcomes: readonly Outcome[]
  readonly counted: number
  readonly passedOver: ReadonlyMap<PassingReason, number>
  readonly totalMinor: bigint
}

interface Draft {
  payeeId: string
  minor: bigint
  records: RuleRecord[]
  steps: StepList
  isCapped: boolean
}

/**
 * What a rule grants for a period. The same facts give the same cents and the same words, in whatever order the records come: amounts are
 * sums, rounded once; remainders and program limits are divided by largest remainder in an order drawn from the period.
 */
export function evaluateRule(task: Task): Evaluation {
  const passedOver = new Map<PassingReason, number>()
  const groups = groupRecords(task, passedOver)
  const drafts = new Map<string, Draft>()
  for (const earner of [...groups.keys()].sort()) {
    const list = sorted(groups.get(earner) as RuleRecord[])
    if (task.rule.split === 'none') {
      const steps = new StepList()
      drafts.set(earner, { payeeId: earner, minor: earn(task.rule.pay, sumOf(list), task.currency, steps), records: list, steps, isCapped: false })
    } else shareOut(task, task.crews.get(earner) as CrewOfPeriod, list, drafts)
  }
  const all = [...drafts.values()].sort((a, b) => (a.payeeId < b.payeeId ? -1 : 1))
  for (const draft of all) capPayee(task, draft)
  capProgram(task, all)
  return {
    outcomes: all.map((draft) => ({
      payeeId: draft.payeeId,
      minor: draft.minor,
      records: sorted(draft.records),
      steps: draft.steps.all,
      isCapped: draft.isCapped,
    })),
    counted: [...groups.values()].reduce((n, list) => n + list.length, 0),
    passedOver,
    totalMinor: all.reduce((sum, draft) => sum + draft.minor, 0n),
  }
}
const sorted = (list: readonly RuleRecord[]): RuleRecord[] => [...list].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))

function groupRecords(task: Task, passedOver: Map<PassingReason, number>): Map<string, RuleRecord[]> {
  const { rule, period, zone, currency } = task
  const range = instantRange(period, zone),
    start = range.start.getTime(),
    end = range.end.getTime()
  const measure = measureOf(rule.pay),
    takesPart = audienceTest(task)
  const groups = new Map<string, RuleRecord[]>()
  const earnerOf = (record: RuleRecord): PassingReason | { earner: string } => {
    if (record.countedAt === null) return 'open'
    const at = record.countedAt.getTime()
    if (at < start || at >= end) return 'other period'
    if (!meets(record, rule.conditions)) return 'conditions'
    if (measure === 'quantity' && record.quantityMilli === null) return 'no quantity'
    if (measure === 'value' && record.valueMinor === null) return 'no value'
    if (measure === 'value' && record.valueCurrency !== currency) return 'other currency'
    if (rule.split === 'none') return record.payeeId === null ? 'no payee' : takesPart(record.payeeId) ? { earner: record.payeeId } : 'not in the audience'
    const crew = record.crewId === null ? undefined : task.crews.get(record.crewId)
    if (!crew) return 'no crew'
    if (crew.members.length === 0) return 'empty crew'
    return sharersOf(task, crew).length > 0 ? { earner: crew.id } : 'not in the audience'
  }
  if (rule.pay.kind === 'nomination') return groups
  for (const record of task.records) {
    const found = earnerOf(record)
    if (typeof found === 'string') {
      passedOver.set(found, (passedOver.get(found) ?? 0) + 1)
      task.onPassed?.(record, found)
      continue
    }
    const list = groups.get(found.earner)
    if (list) list.push(record)
    else groups.set(found.earner, [record])
  }
  return groups
}
/** Whether a payee takes part: named, or on a named crew. */
export function audienceTest({ audience, crews }: Pick<Task, 'audience' | 'crews'>): (payeeId: string) => boolean {
  if ('all' in audience) return () => true
  const listed = new Set([...audience.payees, ...audience.crews.flatMap((id) => crews.get(id)?.members.map((m) => m.payeeId) ?? [])])
  return (payeeId) => listed.has(payeeId)
}
const sharersOf = ({ audience, rule }: Task, crew: CrewOfPeriod): Sharer[] =>
  crew.members
    .filter((m) => m.share > 0 && ('all' in audience || audience.crews.includes(crew.id) || audience.payees.includes(m.payeeId)))
    .map((m) => (rule.split === 'equal' ? { ...m, share: 1 } : m))

/** A crew's amount among its people; somebody on two crews gets both parts in one award. */
function shareOut(task: Task, crew: CrewOfPeriod, list: RuleRecord[], drafts: Map<string, Draft>): void {
  const { currency } = task,
    sharers = sharersOf(task, crew)
  const ofCrew = new StepList()
  const minor = earn(task.rule.pay, sumOf(list), currency, ofCrew)
  const parts = splitAmount(minor, currency, sharers, task.period.from)
  const weights = sharers.reduce((n, s) => n + s.share, 0),
    left = parts.filter((p) => p.hasRemainder).length
  for (const part of parts) {
    const draft: Draft = drafts.get(part.payeeId) ?? { payeeId: part.payeeId, minor: 0n, records: [], steps: new StepList(), isCapped: false }
    for (const step of ofCrew.all) draft.steps.add(`${crewWords(crew.name)}: ${step.text}`, BigInt(step.result), step.unit)
    const own = sharers.find((s) => s.payeeId === part.payeeId) as Sharer
    const how =
      task.rule.split === 'equal' ? `shared equally by ${sharers.length} ${sharers.length === 1 ? 'person' : 'people'}` : `share ${own.share} of ${weights}`
    const rest = left === 0 ? '' : leftOverWords(inMoney(BigInt(left), currency), inMoney(1n, currency), part.hasRemainder ? inMoney(1n, currency) : 'none')
    draft.steps.add(`${crewWords(crew.name)} on ${task.period.to}: ${inMoney(minor, currency)} ${how} = ${inMoney(part.minor, currency)}${rest}`, part.minor)
    if (draft.records.length > 0) draft.steps.add(`Together = ${inMoney(draft.minor + part.minor, currency)}`, draft.minor + part.minor)
    draft.minor += part.minor
    draft.records.push(...list)
    drafts.set(part.payeeId, draft)
  }
}

function capPayee({ rule, currency }: Task, draft: Draft): void {
  if (rule.caps.perPayee === undefined) return
  const most = BigInt(rule.caps.perPayee)
  if (draft.minor <= most) return
  draft.steps.add(`At most ${inMoney(most, currency)} for one person: ${inMoney(draft.minor, currency)} becomes ${inMoney(most, currency)}`, most)
  draft.minor = most
  draft.isCapped = true
}
/** Where all together exceed what the program pays in a period, everyone gives up the same part of theirs. */
function capProgram({ rule, currency, period }: Task, drafts: readonly Draft[]): void {
  if (rule.caps.program === undefined) return
  const most = BigInt(rule.caps.program),
    total = drafts.reduce((sum, draft) => sum + draft.minor, 0n)
  if (total <= most) return
  const ordered = inFairOrder(drafts, (d) => d.payeeId, period.from)
  allocate(
    money(most, currency),
    ordered.map((d) => d.minor),
  ).forEach((part, i) => {
    const draft = ordered[i] as Draft
    draft.steps.add(
      `The program pays at most ${inMoney(most, currency)}, and ${inMoney(total, currency)} were earned: ${inMoney(draft.minor, currency)} × ${inMoney(most, currency)} / ${inMoney(total, currency)} = ${inMoney(part.minor, currency)}${limitWords(inMoney(1n, currency))}`,
      part.minor,
    )
    draft.minor = part.minor
    draft.isCapped = true
  })
}

/** “Crew Ash” for a crew called Ash, and for one called Crew Ash. */
const crewWords = (name: string): string => (/^crew\b/i.test(name) ? name : `Crew ${name}`)
