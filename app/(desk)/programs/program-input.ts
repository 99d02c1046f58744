import { ruleFrom } from './rule-input.ts'

type Values = Readonly<Record<string, unknown>>
const kept = (values: Values, names: readonly string[]): Record<string, unknown> => Object.fromEntries(names.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])))
const currencyOf = (values: Values): string => (typeof values['currency'] === 'string' ? values['currency'].toUpperCase() : '')

/** Numbers of payees as people write them: one a line, or with commas or blanks between them. */
const numbersFrom = (values: Values): { payeeNumbers?: string[] } => (typeof values['payeeNumbers'] === 'string' ? { payeeNumbers: values['payeeNumbers'].split(/[\s,;]+/).filter(Boolean) } : {})
/** The form of a new program as the operation takes it. */
export const programFrom = (values: Values): unknown => ({ ...kept(values, ['name', 'period', 'confirmation', 'minimum', 'budget', 'crewIds']), ...numbersFrom(values), currency: currencyOf(values), rule: ruleFrom(values, currencyOf(values)) })
export const draftFrom = (values: Values): unknown => ({ ...kept(values, ['programId', 'note']), rule: ruleFrom(values, currencyOf(values)) })
