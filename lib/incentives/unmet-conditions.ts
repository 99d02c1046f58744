import { decimalOf, meets, textAsWritten, timeOf, type RuleRecord } from './rule-condition.ts'
import { inWords, plainText } from './rule-sentence.ts'
import type { Condition } from './rule.ts'

/** The conditions that a record misses, each with what the record says instead: “Only records closed within 48 hours of opening count; this one took 71 h 12 min”. */
export function unmetConditions(record: RuleRecord, conditions: readonly Condition[]): string[] {
  return conditions
    .filter((condition) => !meets(record, [condition]))
    .map((condition) => `Only records ${plainText(inWords(condition))} count; ${saidInstead(record, condition)}`)
}

function saidInstead(record: RuleRecord, condition: Condition): string {
  switch (condition.op) {
    case 'within':
      return tookInstead(record, condition)
    case 'at_least':
    case 'at_most':
      return told(decimalOf(record, condition.field))
    case 'is_set':
      return 'this one does not give it'
    case 'is_not_set':
      return 'this one gives it'
    default:
      return told(textAsWritten(record, condition.field), true)
  }
}
const told = (text: string | undefined, isText = false): string =>
  text === undefined ? 'this one does not say' : `this one says ${isText ? `“${text.slice(0, 80)}”` : text}`

function tookInstead(record: RuleRecord, condition: Extract<Condition, { op: 'within' }>): string {
  const from = timeOf(record, condition.from),
    to = timeOf(record, condition.to)
  if (from === undefined || to === undefined) return 'this one lacks one of the two times'
  return to < from ? 'this one has the second time before the first' : `this one took ${spanText(to - from)}`
}
/** Down to the second where it is short of a minute over the limit: 48 h 0 min would seem to be within 48 hours. */
function spanText(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1_000),
    hours = Math.floor(seconds / 3_600),
    minutes = Math.floor((seconds % 3_600) / 60),
    rest = seconds % 60
  return [hours > 0 ? `${hours} h` : '', minutes > 0 ? `${minutes} min` : '', rest > 0 && minutes === 0 ? `${rest} s` : ''].filter(Boolean).join(' ')
}
