/**
 * The vocabulary of a caller's sql fragment. It keeps an honest developer from naming a table past the row filter; it is no parser and no
 * defence against hostile SQL, which is the database's wall. Functions that are not listed are refused, so nothing that runs SQL from text
 * gets through. In the text a back-tick stands for a column, a parameter, a literal or an embedded query.
 */
const namesRows = new Set(
  'select table with from join into union intersect except values insert update delete merge using returning lateral only set do'.split(' '),
)
const mayBeCalled = new Set(
  (
    'and or not in like ilike between case when then else any some all exists filter over as by is on ' +
    'count sum avg min max coalesce nullif greatest least lower upper length trim left right substr replace abs round ceil floor starts_with ' +
    'now date_trunc extract to_char make_interval bool_and bool_or array_agg string_agg cardinality row_number rank lag lead row'
  ).split(' '),
)

const known = new Set<string>() // fragments are code and few: values are parameters, not text
/** What is wrong with the fragment, or undefined. */
export function faultOfFragment(fragment: string): string | undefined {
  if (known.has(fragment)) return undefined
  const fault = judge(fragment)
  if (fault === undefined && known.size < 10_000) known.add(fragment)
  return fault
}

function judge(fragment: string): string | undefined {
  let hasPrefix = false // E'…', U&'…', B'…' quote by other rules than ours
  const text = fragment
    .replace(/([\w&])?'(?:[^']|'')*'/g, (_all, prefix?: string) => {
      hasPrefix ||= prefix !== undefined
      return '`'
    })
    .toLowerCase()
  if (hasPrefix) return 'an escaped string'
  const odd = /['";\\$]|--|\/\*|[^\x20-\x7e\s]/.exec(text)
  if (odd) return `“${odd[0]}”`
  let depth = 0
  for (const c of text) {
    if (c === '(') depth++
    else if (c === ')' && --depth < 0) return 'an unbalanced parenthesis'
  }
  if (depth !== 0) return 'an unbalanced parenthesis'
  const plain = text.replace(/\bdistinct\s+from\b/g, 'distinct').replace(/\bextract\s*\(\s*[a-z]+\s+from\b/g, 'extract(')
  for (const match of plain.matchAll(/[a-z_][a-z0-9_]*|`(?=\s*\()/g)) {
    if (namesRows.has(match[0])) return `“${match[0]}”`
    const isCalled = /^\s*\(/.test(plain.slice(match.index + match[0].length))
    if (isCalled && !mayBeCalled.has(match[0])) return `calling “${match[0]}”`
  }
  return undefined
}
