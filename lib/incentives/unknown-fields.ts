import { fieldsOf, numberFields, textFields, timeFields, type Rule } from './rule.ts'

/** Other words for what every record may have; where the words of the company differ, its columns win. */
const otherWords: Readonly<Record<string, string>> = {
  type: 'kind',
  sort: 'kind',
  category: 'kind',
  amount: 'value',
  price: 'value',
  total: 'value',
  sum: 'value',
  count: 'quantity',
  units: 'quantity',
  number: 'quantity',
  key: 'external_key',
  id: 'external_key',
}
const always: readonly string[] = [...textFields, ...timeFields]
const listed = 12
const bare = (field: string): string => field.replace(/^field:/, '')
const folded = (field: string): string =>
  bare(field)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')

/**
 * A sentence for each field that a rule looks at and none of the records has, with the field that was likely meant or else those there are.
 * `held` are the fields that records have, as rules name them; where there is no record, nothing can be said.
 */
export function unknownFields(rule: Rule, held: ReadonlySet<string>): string[] {
  if (held.size === 0) return []
  const there = [...textFields, ...numberFields.filter((field) => held.has(field)), ...[...held].filter((field) => field.startsWith('field:')).sort()]
  return fieldsOf(rule)
    .filter((field) => !always.includes(field) && !held.has(field))
    .map((field) => {
      const meant = likelyMeant(field, there),
        rest = there.length - listed
      const named = `${there.slice(0, listed).map(bare).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
      const hint =
        meant === undefined
          ? `Records have: ${named}.`
          : bare(meant) === bare(field)
            ? `Write “${bare(meant)}” without “field:”.`
            : `Did you mean “${bare(meant)}”?`
      return `No recent record has a field “${bare(field)}”. ${hint}`
    })
}
function likelyMeant(field: string, there: readonly string[]): string | undefined {
  const word = folded(field),
    near = there.filter((other) => other !== field)
  return (
    near.find((other) => folded(other) === word) ??
    near.find((other) => folded(other).length > 3 && isNear(folded(other), word)) ??
    near.find((other) => word.length > 3 && folded(other).startsWith(word)) ??
    near.find((other) => other === otherWords[word])
  )
}
/** One letter too many, too few, another, or two changed about. */
function isNear(a: string, b: string): boolean {
  const [long, short] = a.length >= b.length ? [a, b] : [b, a]
  if (long.length - short.length > 1) return false
  let at = 0
  while (at < short.length && long[at] === short[at]) at++
  if (long.length > short.length) return long.slice(at + 1) === short.slice(at)
  return long.slice(at + 1) === short.slice(at + 1) || (long[at] === short[at + 1] && long[at + 1] === short[at] && long.slice(at + 2) === short.slice(at + 2))
}
