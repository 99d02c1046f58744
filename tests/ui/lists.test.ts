// Every list keeps its state in the address, offers its filters, the choice of its columns, pages by key and CSV of what is shown; what is none says why.
import { expect, test } from 'vitest'
import { sourceTree } from '../support/source-tree.ts'

/** Tables over the whole width that are not such a list, each with its reason. */
const others: Readonly<Record<string, string>> = {
  'app/(desk)/account/frame.tsx': 'the factors of one account, five at most',
  'app/(desk)/account/sessions/page.tsx': 'the sessions of one account',
  'app/(desk)/audit/log.tsx': 'its CSV asks for the second factor first, on a page of its own',
  'app/(desk)/payouts/new/page.tsx': 'a form: who is about to be paid',
  'app/(desk)/roles/page.tsx': 'the matrix, whole on one page',
  'app/(desk)/settings/domains/page.tsx': 'twenty at most',
  'app/(desk)/settings/rails/page.tsx': 'one for each rail and currency',
  'app/(desk)/settings/sso/page.tsx': 'ten at most',
}
/** Plain tables on pages that are no record, where they would be part of it: each with the reason why it does not grow. */
const small: Readonly<Record<string, string>> = {
  'app/(desk)/programs/replay.tsx': 'a preview in a form',
  'app/(desk)/payouts/chosen.tsx': 'what was ticked on one page',
  'app/(desk)/awards/chosen.tsx': 'what was ticked on one page',
  'app/(desk)/recovery-list.tsx': 'recoveries that wait, a day each',
  'app/(desk)/operator/jobs/page.tsx': 'the kinds of jobs there are',
  'app/(desk)/operator/tenants/page.tsx': 'invitations that are good, three days each',
  'app/(desk)/audit/seal/page.tsx': 'the newest checkpoints; the bundle holds them all',
  'app/(desk)/account/delegation/page.tsx': 'one person’s own',
  'app/(desk)/account/access/page.tsx': 'one person’s own requests',
  'app/(desk)/settings/keys/page.tsx': 'twenty keys that open something for each member at most',
  'app/(desk)/settings/keys/calls/page.tsx': 'the calls there are, by group',
  'app/(desk)/settings/networks/page.tsx': 'one for each role and member with a list',
  'app/(desk)/settings/payouts/page.tsx': 'one for each currency',
  'app/(desk)/settings/support/page.tsx': 'the newest hundred; the log has all',
  'app/(desk)/operator/support/page.tsx': 'grants that are open, three days each at most',
  'app/(desk)/settings/plan/page.tsx': 'the features and bounds of a plan',
  'app/(desk)/settings/provisioning/page.tsx': 'a handful of tokens, and the requests that are kept',
  'app/(desk)/settings/sso/required.tsx': 'one for each domain, twenty at most',
  'app/(desk)/roles/page.tsx': 'the roles, twenty of one’s own at most',
  'app/(desk)/statements/reconciliation/page.tsx': 'one for each currency, and the days that are missing',
}
/** CSV that has an address of its own. */
const ownCsv = ['app/(desk)/statements/[id]/page.tsx', 'app/(desk)/imports/[id]/refused/page.tsx']
const tree = sourceTree().filter((f) => f.path.startsWith('app/(') && f.path.endsWith('.tsx'))
const tablesIn = (text: string): string[] =>
  [...text.matchAll(/<Table(?:<[\w[\]'"]+(?:<[\w<>[\]'"]*>)?[\w[\]'"]*>)?\s((?:=>|[^>])*)/g)].map((table) => table[1] as string)
const isPlain = (table: string): boolean => /\bplain\b/.test(table)
const wide = tree.filter((f) => tablesIn(f.text).some((table) => !isPlain(table)))
const parts: readonly (readonly [string, RegExp])[] = [
  ['its state in the address', /\b(readList|readLog)\(/],
  ['filters and the choice of columns', /<Filters [^>]*(?: columns=|\{ columns \})/],
  ['pages', /<Pager /],
  ['CSV', /<ExportLink |\.csv\?|paths\.importErrors\(/],
]
const lacks = (text: string): string[] => parts.filter(([, pattern]) => !pattern.test(text)).map(([name]) => name)

test('there are many', () => expect(wide.length).toBeGreaterThan(20))
test.each(wide.filter((f) => !(f.path in others)).map((f) => [f.path, f.text] as const))('%s', (path, text) => {
  expect(lacks(text)).toEqual([])
  if (!ownCsv.includes(path)) expect(text).toContain('<ExportLink ')
})
test('no table goes unseen', () => {
  expect(tree.flatMap((f) => (tablesIn(f.text).length === [...f.text.matchAll(/<Table[<\s]/g)].length ? [] : [f.path]))).toEqual([])
})
test('a plain table is part of one record, or says why it does not grow', () => {
  const plain = tree.filter((f) => !f.path.includes('[') && tablesIn(f.text).some(isPlain)).map((f) => f.path)
  expect(plain.filter((path) => !(path in small))).toEqual([])
  expect(Object.keys(small).filter((path) => !plain.includes(path))).toEqual([])
})
test('what is let off is there and lacks something', () => {
  for (const path of Object.keys(others)) expect(lacks(wide.find((f) => f.path === path)?.text ?? parts.map(String).join()), path).not.toEqual([])
  expect(Object.keys(others).filter((path) => !wide.some((f) => f.path === path))).toEqual([])
})
test('a list without its CSV, and one whose columns cannot be chosen, are seen', () => {
  const whole = 'readList(x) <Filters url={url} columns={columns(place)} /> <Pager url={url} /> <ExportLink url={url} />'
  expect(lacks(whole)).toEqual([])
  expect([lacks(whole.replace('<ExportLink', '<Link')), lacks(whole.replace('columns=', 'other='))]).toEqual([['CSV'], ['filters and the choice of columns']])
})
