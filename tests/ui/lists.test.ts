// Every list keeps its state in the address, offers its filters, the choice of its columns, pages by key and CSV of what is shown; what is none says why.
import { expect, test } from 'vitest'
import { sourceTree } from '../support/source-tree.ts'

/** Tables over the whole width that are not such a list, each with its reason. */
const others: Readonly<Record<string, string>> = {
  'app/(desk)/account/frame.tsx': 'the factors of one account, five at most', 'app/(desk)/account/sessions/page.tsx': 'the sessions of one account',
  'app/(desk)/audit/log.tsx': 'its CSV asks for the second factor first, on a page of its own', 'app/(desk)/notifications/page.tsx': 'told to one person, who has each by mail',
  'app/(desk)/imports/[id]/refused/page.tsx': 'the error file has them, ready to be corrected', 'app/(desk)/mappings/page.tsx': 'a handful of names', 'app/(desk)/payouts/new/page.tsx': 'a form: who is about to be paid',
  'app/(desk)/operator/reports/page.tsx': 'of the installation', 'app/(desk)/operator/tenants/page.tsx': 'of the installation', 'app/(desk)/outbox/page.tsx': 'in development only',
  'app/(desk)/roles/page.tsx': 'the matrix, whole on one page',
  'app/(desk)/settings/domains/page.tsx': 'twenty at most', 'app/(desk)/settings/rails/page.tsx': 'one for each rail and currency', 'app/(desk)/settings/sso/page.tsx': 'ten at most',
}
/** CSV that has an address of its own. */
const ownCsv = ['app/(desk)/statements/[id]/page.tsx']
const tree = sourceTree().filter((f) => f.path.startsWith('app/(') && f.path.endsWith('.tsx'))
const wide = tree.filter((f) => [...f.text.matchAll(/<Table(?:<\w+>)?\s((?:=>|[^>])*)/g)].some((table) => !/\bplain\b/.test(table[1] as string)))
const parts: readonly (readonly [string, RegExp])[] = [['its state in the address', /\b(readList|readLog)\(/], ['filters and the choice of columns', /<Filters [^>]*(?: columns=|\{ columns \})/], ['pages', /<Pager /], ['CSV', /<ExportLink |\.csv\?/]]
const lacks = (text: string): string[] => parts.filter(([, pattern]) => !pattern.test(text)).map(([name]) => name)

test('there are many', () => expect(wide.length).toBeGreaterThan(20))
test.each(wide.filter((f) => !(f.path in others)).map((f) => [f.path, f.text] as const))('%s', (path, text) => {
  expect(lacks(text)).toEqual([])
  if (!ownCsv.includes(path)) expect(text).toContain('<ExportLink ')
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
