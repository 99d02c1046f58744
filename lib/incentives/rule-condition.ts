import { decimalsOf } from '../kernel/money.ts'
import type { Condition } from './rule.ts'

/** What a rule may look at in a work record. Times are instants; quantity is in thousandths, value in minor units of `valueCurrency`. */
export interface RuleRecord {
  readonly id: string
  readonly number: string
  readonly digest: string
  readonly kind: string
  readonly source: string
  readonly externalKey: string
  readonly payeeId: string | null
  readonly crewId: string | null
  readonly openedAt: Date | null
  /** The moment that puts the record into a period; null while it is open, which earns nothing. */
  readonly countedAt: Date | null
  readonly quantityMilli: bigint | null
  readonly valueMinor: bigint | null
  readonly valueCurrency: string | null
  readonly fields: Readonly<Record<string, string>>
}

/** Texts compare without regard to case, outer blanks and the two ways of writing an accent. */
const folded = (text: string): string => text.normalize('NFC').trim().toLowerCase()

/** Whether the record meets every condition. A field that is not there meets only `is_not` and `is_not_set`. */
export function meets(record: RuleRecord, conditions: readonly Condition[]): boolean {
  return conditions.every((condition) => holds(record, condition))
}

function holds(record: RuleRecord, condition: Condition): boolean {
  switch (condition.op) {
    case 'is':
      return textOf(record, condition.field) === folded(condition.value)
    case 'is_not':
      return textOf(record, condition.field) !== folded(condition.value)
    case 'contains':
      return textOf(record, condition.field)?.includes(folded(condition.value)) ?? false
    case 'one_of': {
      const text = textOf(record, condition.field)
      return text !== undefined && condition.values.some((value) => folded(value) === text)
    }
    case 'at_least': {
      const n = decimalOf(record, condition.field)
      return n !== undefined && compareDecimals(n, condition.value) >= 0
    }
    case 'at_most': {
      const n = decimalOf(record, condition.field)
      return n !== undefined && compareDecimals(n, condition.value) <= 0
    }
    case 'within': {
      const from = timeOf(record, condition.from),
        to = timeOf(record, condition.to)
      return from !== undefined && to !== undefined && to >= from && to - from <= condition.seconds * 1000
    }
    case 'is_set':
      return isSet(record, condition.field)
    case 'is_not_set':
      return !isSet(record, condition.field)
  }
}

const extraOf = (record: RuleRecord, field: string): string | undefined => (field.startsWith('field:') ? record.fields[field.slice(6)] : undefined)
/** A field that holds text, as the record has it. */
export function textAsWritten(record: RuleRecord, field: string): string | undefined {
  const text = field === 'kind' ? record.kind : field === 'external_key' ? record.externalKey : field === 'source' ? record.source : extraOf(record, field)
  return text === undefined || text === '' ? undefined : text
}
function textOf(record: RuleRecord, field: string): string | undefined {
  const text = textAsWritten(record, field)
  return text === undefined ? undefined : folded(text)
}
/** A field that holds a number, as a plain decimal. */
export function decimalOf(record: RuleRecord, field: string): string | undefined {
  if (field === 'quantity') return record.quantityMilli === null ? undefined : scaled(record.quantityMilli, 3)
  if (field === 'value')
    return record.valueMinor === null || record.valueCurrency === null ? undefined : scaled(record.valueMinor, decimalsOf(record.valueCurrency))
  const text = extraOf(record, field)
  return text !== undefined && /^-?\d{1,30}(\.\d{1,12})?$/.test(text) ? text : undefined
}
/** A field that holds a time, in milliseconds since 1970. */
export function timeOf(record: RuleRecord, field: string): number | undefined {
  if (field === 'opened') return record.openedAt?.getTime()
  if (field === 'closed') return record.countedAt?.getTime()
  const text = extraOf(record, field)
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}T.*Z$/.test(text)) return undefined
  const time = Date.parse(text)
  return Number.isNaN(time) ? undefined : time
}
function isSet(record: RuleRecord, field: string): boolean {
  if (field === 'opened' || field === 'closed') return timeOf(record, field) !== undefined
  if (field === 'quantity') return record.quantityMilli !== null
  if (field === 'value') return record.valueMinor !== null
  return textOf(record, field) !== undefined
}

function scaled(n: bigint, decimals: number): string {
  if (decimals === 0) return n.toString()
  const digits = (n < 0n ? -n : n).toString().padStart(decimals + 1, '0')
  return `${n < 0n ? '-' : ''}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
}
/** Sign of a − b for plain decimals, exact. */
export function compareDecimals(a: string, b: string): number {
  const scale = Math.max(decimalPlaces(a), decimalPlaces(b))
  const x = whole(a, scale),
    y = whole(b, scale)
  return x < y ? -1 : x > y ? 1 : 0
}
const decimalPlaces = (text: string): number => (text.includes('.') ? text.length - text.indexOf('.') - 1 : 0)
const whole = (text: string, scale: number): bigint => BigInt(text.replace('.', '') + '0'.repeat(scale - decimalPlaces(text)))
