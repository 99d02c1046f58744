import { moneyText, money, type Money } from '../kernel/money.ts'
import type { PeriodKind } from '../kernel/day.ts'
import { inPercent, inUnits } from './derivation.ts'
import { perPeriod } from './period-grid.ts'
import type { Condition, Rule } from './rule.ts'

/** A piece of a sentence: plain words, or a value that a person may change and that is set in bold. */
export interface Piece {
  readonly text: string
  readonly isValue: boolean
}
export type Sentence = readonly Piece[]
export interface Wording {
  readonly currency: string
  readonly period: PeriodKind
  /** How an amount is written; `2.50 USD` unless a screen gives its own. */
  readonly amount?: (amount: Money) => string
}

const says = (strings: TemplateStringsArray, ...values: readonly (string | Sentence)[]): Sentence =>
  strings.flatMap((text, i): Piece[] => {
    const value = values[i]
    const own = text === '' ? [] : [{ text, isValue: false }]
    return value === undefined ? own : [...own, ...(typeof value === 'string' ? (value === '' ? [] : [{ text: value, isValue: true }]) : value)]
  })
const plain = (text: string): Sentence => [{ text, isValue: false }]
const ordinal = (n: string): string => `${n}${/1[123]$/.test(n) ? 'th' : n.endsWith('1') ? 'st' : n.endsWith('2') ? 'nd' : n.endsWith('3') ? 'rd' : 'th'}`

/** The rule in a few English sentences, made from the rule alone: what is shown is what is computed. */
export function rulePieces(rule: Rule, wording: Wording): Sentence[] {
  const { period } = wording,
    per = perPeriod[period]
  const amount = (minor: string): string => (wording.amount ?? moneyText)(money(BigInt(minor), wording.currency))
  const one = conditionsOf(rule.conditions),
    { pay } = rule,
    who = rule.split === 'none' ? 'person' : 'crew'
  const out: Sentence[] = []
  switch (pay.kind) {
    case 'per_unit':
      out.push(
        pay.unit === 'record'
          ? says`Each ${'record'}${one} earns ${amount(pay.rate)}.`
          : says`Each ${'unit'} of the quantity of records${one} earns ${amount(pay.rate)}.`,
      )
      break
    case 'percentage':
      out.push(says`The value of records${one} earns ${inPercent(BigInt(pay.share))}.`)
      break
    case 'threshold': {
      const reach =
        pay.measure === 'count'
          ? says`${pay.reach} records${one}`
          : pay.measure === 'quantity'
            ? says`${inUnits(BigInt(pay.reach))} units in records${one}`
            : says`a value of ${amount(pay.reach)} in records${one}`
      out.push(says`Whichever ${plain(who)} reaches ${reach} in ${plain(per)} earns ${amount(pay.amount)}, once.`)
      break
    }
    case 'nomination':
      out.push(says`A person may be nominated for ${amount(pay.least)} to ${amount(pay.most)}, with a proof attached; somebody else confirms it.`)
      break
    case 'tiers': {
      const { measure, steps } = pay.by,
        isCount = measure === 'count'
      const rate = (step: { rate: string | number }): string => (typeof step.rate === 'number' ? inPercent(BigInt(step.rate)) : amount(step.rate))
      const from = (text: string): string => (isCount ? ordinal(text) : measure === 'quantity' ? `${inUnits(BigInt(text))} units` : amount(text))
      const subject = isCount
        ? says`Each ${'record'}${one}`
        : measure === 'quantity'
          ? says`Each ${'unit'} of the quantity of records${one}`
          : says`The value of records${one}`
      const pieces = steps.flatMap((step, i): Sentence => {
        const starts = isCount ? step.from === '1' : step.from === '0'
        if (i === 0 && starts) return says` earns ${rate(step)}`
        const lead = i === 0 ? ' earns nothing at first' : ''
        if (isCount)
          return says`${plain(lead)}; from the ${from(step.from)} ${plain(`in ${per}`)}${plain(pay.backApply ? ' on, all of them earn' : ',')} ${rate(step)}`
        return says`${plain(lead)}; above ${from(step.from)} ${plain(`in ${per}`)}${plain(pay.backApply ? ', all of it earns' : ',')} ${rate(step)}`
      })
      out.push([...subject, ...pieces, ...plain('.')])
      break
    }
  }
  if (rule.split === 'equal')
    out.push(
      says`It is counted for each crew and shared ${'equally'} by those on it on the last day of the period; what does not divide evenly goes to those who lose most by rounding.`,
    )
  if (rule.split === 'shares')
    out.push(
      says`It is counted for each crew and divided ${'by their shares'} among those on it on the last day of the period; what does not divide evenly goes to those who lose most by rounding.`,
    )
  if (rule.caps.perPayee !== undefined) out.push(says`A person earns at most ${amount(rule.caps.perPayee)} ${plain(per)}.`)
  if (rule.caps.program !== undefined) out.push(says`The program pays at most ${amount(rule.caps.program)} ${plain(per)} in all.`)
  return out.map(joined)
}
export const plainText = (sentence: Sentence): string => sentence.map((piece) => piece.text).join('')
/** The sentences as text: `Each record that … earns 2.50 USD.` */
export const ruleSentences = (rule: Rule, wording: Wording): string[] => rulePieces(rule, wording).map(plainText)

const fieldNames: Readonly<Record<string, string>> = {
  kind: 'kind',
  external_key: 'key',
  source: 'source',
  quantity: 'quantity',
  value: 'value',
  opened: 'opening',
  closed: 'closing',
}
export const fieldName = (field: string): string => fieldNames[field] ?? field.replace(/^field:/, '').replaceAll('_', ' ')
export function durationText(seconds: number): string {
  const unit = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`
  if (seconds % 3_600 === 0 && seconds < 7 * 86_400) return unit(seconds / 3_600, 'hour')
  if (seconds % 86_400 === 0) return unit(seconds / 86_400, 'day')
  if (seconds % 3_600 === 0) return unit(seconds / 3_600, 'hour')
  return seconds % 60 === 0 ? unit(seconds / 60, 'minute') : unit(seconds, 'second')
}
function conditionsOf(conditions: readonly Condition[]): Sentence {
  return conditions.flatMap((condition, i): Sentence => [...plain(i === 0 ? ' ' : i === conditions.length - 1 ? ' and ' : ', '), ...inWords(condition)])
}
/** Continues “a record …” and “records …”. */
export function inWords(condition: Condition): Sentence {
  switch (condition.op) {
    case 'is':
      return says`whose ${plain(fieldName(condition.field))} is ${`“${condition.value}”`}`
    case 'is_not':
      return says`whose ${plain(fieldName(condition.field))} is not ${`“${condition.value}”`}`
    case 'contains':
      return says`whose ${plain(fieldName(condition.field))} contains ${`“${condition.value}”`}`
    case 'one_of':
      return says`whose ${plain(fieldName(condition.field))} is one of ${condition.values.map((v) => `“${v}”`).join(', ')}`
    case 'at_least':
      return says`whose ${plain(fieldName(condition.field))} is at least ${condition.value}`
    case 'at_most':
      return says`whose ${plain(fieldName(condition.field))} is at most ${condition.value}`
    case 'within':
      return condition.from === 'opened' && condition.to === 'closed'
        ? says`closed within ${durationText(condition.seconds)} of opening`
        : says`whose ${plain(fieldName(condition.to))} is within ${durationText(condition.seconds)} of the ${plain(fieldName(condition.from))}`
    case 'is_set':
      return says`whose ${plain(fieldName(condition.field))} is ${'given'}`
    case 'is_not_set':
      return says`whose ${plain(fieldName(condition.field))} is ${'not given'}`
  }
}
/** Neighbouring pieces of one sort become one. */
const joined = (sentence: Sentence): Sentence =>
  sentence.reduce<Piece[]>((all, piece) => {
    const last = all.at(-1)
    if (last && last.isValue === piece.isValue) all[all.length - 1] = { text: last.text + piece.text, isValue: piece.isValue }
    else all.push(piece)
    return all
  }, [])

export interface ChangedPiece extends Piece {
  readonly change: 'same' | 'added' | 'removed'
}
/** The newer sentences with what was struck out of the older ones in place (longest common subsequence over pieces). */
export function sentenceChanges(before: readonly Sentence[], after: readonly Sentence[]): ChangedPiece[][] {
  return Array.from({ length: Math.max(before.length, after.length) }, (_, i) => changes(before[i] ?? [], after[i] ?? []))
}
function changes(a: Sentence, b: Sentence): ChangedPiece[] {
  const same = (x: Piece, y: Piece): boolean => x.text === y.text
  const lengths = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0))
  const at = (i: number, j: number): number => lengths[i]?.[j] ?? 0
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      (lengths[i] as number[])[j] = same(a[i] as Piece, b[j] as Piece) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  const out: ChangedPiece[] = []
  let i = 0,
    j = 0
  while (i < a.length || j < b.length) {
    const x = a[i],
      y = b[j]
    if (x && y && same(x, y)) {
      out.push({ ...y, change: 'same' })
      i++
      j++
    } else if (x && (!y || at(i + 1, j) >= at(i, j + 1))) {
      out.push({ ...x, change: 'removed' })
      i++
    } else if (y) {
      out.push({ ...y, change: 'added' })
      j++
    }
  }
  return out
}
