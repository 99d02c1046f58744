// A link to a file is a plain link: where a list of people asks for the second factor first, the page that asks is opened and not saved as the file.
import { expect, test } from 'vitest'
import { sourceTree } from '../support/source-tree.ts'

/** Files that are sent to whoever may see the page, without being asked for anything. */
const asNamed = ['app/(desk)/audit/seal/page.tsx', 'app/(desk)/settings/sso/[id]/provider-sections.tsx']
const saves = (text: string): boolean => /<a\b[^>]*\sdownload[\s=>]/.test(text.replaceAll('=>', ''))
test('nothing but what asks for nothing is saved by the link itself', () => {
  expect(
    sourceTree()
      .filter((file) => file.path.startsWith('app/') && file.path.endsWith('.tsx') && saves(file.text))
      .map((file) => file.path)
      .sort(),
  ).toEqual([...asNamed].sort())
})
test('such a link is seen', () => {
  expect([saves('<a href="/members.csv" download>'), saves('<a className="x" download="a.csv" href={b}>'), saves('<a href="/download">')]).toEqual([
    true,
    true,
    false,
  ])
})
