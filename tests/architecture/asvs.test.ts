// Each requirement of the standard has a row that says where it stands; a row that claims a test names one that is there, and that test names the row.
import { describe, expect, test } from 'vitest'
import { countsTable, proofsOf, readAsvs, statuses, taggedTests, type AsvsRow } from '../../scripts/asvs-table.ts'
import { readFileSync } from 'node:fs'
import { root, sourceTree } from '../support/source-tree.ts'

const rows = readAsvs(readFileSync(`${root}docs/security/asvs.csv`, 'utf8'))
const files = new Map(sourceTree().map((file) => [file.path, file.text]))
const tagged = taggedTests(files)
/** How many requirements each chapter of ASVS 5.0 has: a row that was lost is noticed. */
const inChapter = [30, 13, 31, 16, 13, 47, 19, 13, 7, 36, 24, 12, 21, 13, 21, 17, 12]
const proves = (row: AsvsRow): { path: string; fragment: string }[] => (row.status === 'holds' ? proofsOf(row) : [])
/** What is wrong with the claims of a row. */
function faultsOf(row: AsvsRow): string[] {
  if (row.status !== 'holds') return row.check.length < 12 || !row.check.endsWith('.') ? [`${row.id}: its reason is not a sentence`] : []
  const proofs = proofsOf(row)
  return proofs.length === 0
    ? [`${row.id}: holds, and nothing shows it`]
    : proofs.flatMap(({ path, fragment }) => {
        const text = files.get(path)
        if (text === undefined) return [`${row.id}: there is no ${path}`]
        if (path.endsWith('.md'))
          return new RegExp(`^#+ ${fragment.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`, 'm').test(text)
            ? []
            : [`${row.id}: ${path} has no heading “${fragment}”`]
        if (!/^tests\/.*\.test\.ts$/.test(path)) return [`${row.id}: ${path} is neither a test nor a document`]
        return titlesOf(text).some((title) => title.includes(fragment)) ? [] : [`${row.id}: no test of ${path} says “${fragment}”`]
      })
}
/** The guarantee in the first line, and the lines that name tests and cases; not just any place of the file. */
const titlesOf = (text: string): string[] =>
  text.split('\n').filter((line, i) => i === 0 || /\b(?:test|it|describe)\b[\w.]*\(|^\s*\[?\[?'|^\s*(?:\{ )?name: |^\s*\)?\('|^\s*'|\]\)\('/.test(line))

describe('the table', () => {
  test('has every requirement once, in order, with a level and words of its own', () => {
    const chapters = inChapter.map((count, i) => [i + 1, count])
    expect(chapters.map(([chapter]) => [chapter, rows.filter((row) => row.chapter === chapter).length])).toEqual(chapters)
    expect(new Set(rows.map((row) => row.id)).size).toBe(345)
    const key = (id: string): number =>
      id
        .slice(1)
        .split('.')
        .reduce((sum, part) => sum * 100 + Number(part), 0)
    expect(rows.map((row) => row.id)).toEqual(rows.map((row) => row.id).sort((a, b) => key(a) - key(b)))
    for (const row of rows) {
      expect([1, 2, 3], row.id).toContain(row.level)
      expect(statuses, row.id).toContain(row.status)
      expect(row.requirement.length, row.id).toBeGreaterThan(12)
      expect(row.requirement, row.id).not.toMatch(/^Verify that/)
    }
  })
  test('claims nothing that is not there', () => {
    expect(rows.flatMap(faultsOf)).toEqual([])
  })
  test('would be caught claiming what is not there', () => {
    const row = rows.find((r) => r.status === 'holds') as AsvsRow
    for (const check of [
      '',
      'tests/none.test.ts: x',
      'tests/architecture/tidy.test.ts: a test that nobody wrote',
      'docs/security/README.md: A heading that nobody wrote',
      'lib/config.ts: x',
    ])
      expect(faultsOf({ ...row, check }), check).not.toEqual([])
    expect(faultsOf({ ...row, status: 'open', check: '' })).not.toEqual([])
  })
})
describe('the tests', () => {
  test('name exactly the requirements whose rows name them', () => {
    const claimed = new Map<string, Set<string>>()
    for (const row of rows) for (const { path } of proves(row)) if (path.endsWith('.test.ts')) claimed.set(path, (claimed.get(path) ?? new Set()).add(row.id))
    const said = (map: ReadonlyMap<string, ReadonlySet<string>>): string[] => [...map].flatMap(([path, ids]) => [...ids].map((id) => `${path} ${id}`)).sort()
    expect(said(tagged)).toEqual(said(claimed))
  })
  test('name them below their first line and nowhere else', () => {
    for (const [path, text] of files)
      if (path.startsWith('tests/') && path !== 'tests/architecture/asvs.test.ts')
        for (const [i, line] of text.split('\n').entries())
          if (/\bASVS\b/.test(line)) expect(line.startsWith('// ASVS V') && i > 0 && i < 5, `${path}:${i + 1}`).toBe(true)
  })
})
test('the counts that the documents state are those of the table', () => {
  const readme = files.get('docs/security/README.md') ?? ''
  expect(readme, 'run: npm run asvs -- --write').toContain(countsTable(rows))
})
