import { ruleFrom } from './rule-input.ts'

type Values = Readonly<Record<string, unknown>>
const kept = (values: Values, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(names.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])))
const currencyOf = (values: Values): string => (typeof values['currency'] === 'string' ? values['currency'].toUpperCase() : '')

/** Numbers of payees as people write them: one a line, or with commas or blanks between them. */
const numbersFrom = (values: Values): { payeeNumbers?: string[] } =>
  typeof values['payeeNumbers'] === 'string' ? { payeeNumbers: values['payeeNumbers'].split(/[\s,;]+/).filter(Boolean) } : {}
/** The form of a new program as the operation takes it. */
export const programFrom = (values: Values): unknown => ({
  ...kept(values, ['name', 'period', 'confirmation', 'minimum', 'budget', 'crewIds']),
  ...numbersFrom(values),
  currency: currencyOf(values),
  rule: ruleFrom(values, currencyOf(values)),
})
/** Crews as the form ticked them, or in one field where they are carried on. */
const crewsFrom = (values: Values): unknown[] =>
  Array.isArray(values['crewIds'])
    ? (values['crewIds'] as unknown[])
    : typeof values['crewIds'] === 'string'
      ? values['crewIds'].split(',').filter(Boolean)
      : []
/** Who takes part from the next version on; undefined where the form did not ask. */
export const audienceFrom = (values: Values): unknown => (values['audience'] === 'asked' ? { crewIds: crewsFrom(values), ...numbersFrom(values) } : undefined)
export const draftFrom = (values: Values): unknown => ({
  ...kept(values, ['programId', 'note']),
  audience: audienceFrom(values),
  rule: ruleFrom(values, currencyOf(values)),
})
