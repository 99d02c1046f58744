import { decimalsOf, parseMoney } from '@/lib/kernel/money.ts'
import { invalid } from '@/lib/kernel/refusal.ts'

type Values = Readonly<Record<string, unknown>>
const text = (values: Values, name: string): string => {
  const value = values[name]
  return typeof value === 'string' ? value.trim() : ''
}

/** The form's fields as a rule. What is missing or odd is named by its field; the operation judges the whole again. */
export function ruleFrom(values: Values, currency: string): object {
  decimalsOf(currency)
  const minor = (name: string): string => {
    const typed = text(values, name)
    if (typed === '') throw invalid(name, 'Write an amount such as 2.50.')
    return field(name, () => parseMoney(typed, currency).minor.toString())
  }
  const optional = (name: string): string | undefined => (text(values, name) === '' ? undefined : minor(name))
  const conditions: object[] = []
  const hours = text(values, 'withinHours')
  if (hours !== '') {
    if (!/^\d{1,4}$/.test(hours)) throw invalid('withinHours', 'Write whole hours, such as 48.')
    conditions.push({ op: 'within', from: 'opened', to: 'closed', seconds: Number(hours) * 3600 })
  }
  for (const n of [1, 2, 3]) {
    const name = text(values, `field${n}`),
      value = text(values, `value${n}`),
      op = text(values, `op${n}`)
    if (name === '' || (value === '' && !op.startsWith('is_set') && !op.startsWith('is_not_set'))) continue
    const known = ['kind', 'external_key', 'source', 'quantity', 'value'].includes(name.toLowerCase())
      ? name.toLowerCase()
      : `field:${name
          .replace(/^field:/, '')
          .toLowerCase()
          .replaceAll(/\W+/g, '_')}`
    conditions.push(
      op === 'one_of'
        ? {
            op,
            field: known,
            values: value
              .split(',')
              .map((v) => v.trim())
              .filter(Boolean),
          }
        : op === 'is_set' || op === 'is_not_set'
          ? { op, field: known }
          : { op: op === '' ? 'is' : op, field: known, value },
    )
  }
  const kind = text(values, 'pay')
  const pay =
    kind === 'tiers'
      ? {
          kind,
          backApply: values['backApply'] === true || values['backApply'] === 'on' || values['backApply'] === 'true',
          by: { measure: 'count', steps: tiers(text(values, 'tiers'), currency) },
        }
      : kind === 'threshold'
        ? {
            kind,
            measure: 'count',
            reach: /^\d{1,9}$/.test(text(values, 'reach')) ? text(values, 'reach') : missing('reach', 'Write how many records it takes.'),
            amount: minor('rate'),
          }
        : kind === 'percentage'
          ? { kind, share: basisPoints(text(values, 'percent')) }
          : kind === 'nomination'
            ? { kind, least: minor('least'), most: minor('most') }
            : { kind: 'per_unit', unit: text(values, 'unit') === 'quantity' ? 'quantity' : 'record', rate: minor('rate') }
  const perPayee = optional('capPayee'),
    program = optional('capProgram'),
    split = text(values, 'split')
  return {
    version: 1,
    pay,
    conditions: kind === 'nomination' ? [] : conditions,
    split: kind === 'nomination' || split === '' ? 'none' : split,
    caps: { ...(perPayee ? { perPayee } : {}), ...(program ? { program } : {}) },
  }
}
function field<T>(name: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw error instanceof Error && error.name === 'Refusal' ? invalid(name, error.message) : error
  }
}
function missing(name: string, sentence: string): never {
  throw invalid(name, sentence)
}
/** `1: 2.50` a line: from which record on, what each pays. */
function tiers(typed: string, currency: string): object[] {
  const lines = typed
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  if (lines.length === 0) throw invalid('tiers', 'Write one step a line, such as “1: 2.50”.')
  return lines.map((line) => {
    const match = /^(\d{1,9})\s*[:;]\s*(\S+)$/.exec(line)
    if (!match) throw invalid('tiers', `“${line.slice(0, 40)}” is not a step. Write “21: 3.00”: from the 21st record on, 3.00 each.`)
    return { from: match[1], rate: field('tiers', () => parseMoney(match[2] as string, currency).minor.toString()) }
  })
}
function basisPoints(typed: string): number {
  const match = /^(\d{1,3})(?:\.(\d{1,2}))?\s*%?$/.exec(typed)
  if (!match) throw invalid('percent', 'Write a percentage such as 4 or 2.5.')
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'))
}
/** The fields that a stored rule fills, for editing it. */
export function valuesOf(
  rule: {
    pay: { kind: string } & Record<string, unknown>
    conditions: readonly Record<string, unknown>[]
    split: string
    caps: { perPayee?: string | undefined; program?: string | undefined }
  },
  currency: string,
): Record<string, string> {
  const decimals = decimalsOf(currency),
    amount = (minor: unknown): string => {
      const digits = String(minor).padStart(decimals + 1, '0')
      return decimals ? `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}` : digits
    }
  const { pay } = rule,
    out: Record<string, string> = { pay: pay.kind, split: rule.split }
  if (pay.kind === 'per_unit') {
    out['rate'] = amount(pay['rate'])
    out['unit'] = String(pay['unit'])
  }
  if (pay.kind === 'threshold') {
    out['rate'] = amount(pay['amount'])
    out['reach'] = String(pay['reach'])
  }
  if (pay.kind === 'percentage') out['percent'] = String(Number(pay['share']) / 100)
  if (pay.kind === 'nomination') {
    out['least'] = amount(pay['least'])
    out['most'] = amount(pay['most'])
  }
  if (pay.kind === 'tiers') {
    out['backApply'] = String(pay['backApply'])
    out['tiers'] = (pay['by'] as { steps: { from: string; rate: string }[] }).steps.map((s) => `${s.from}: ${amount(s.rate)}`).join('\n')
  }
  let n = 1
  for (const c of rule.conditions) {
    if (c['op'] === 'within') {
      out['withinHours'] = String(Number(c['seconds']) / 3600)
      continue
    }
    out[`field${n}`] = String(c['field'])
    out[`op${n}`] = String(c['op'])
    out[`value${n}`] = Array.isArray(c['values']) ? c['values'].join(', ') : String(c['value'] ?? '')
    n++
  }
  if (rule.caps.perPayee) out['capPayee'] = amount(rule.caps.perPayee)
  if (rule.caps.program) out['capProgram'] = amount(rule.caps.program)
  return out
}
