// Nothing is exported that nobody uses: what is left over from a change is found on the day it is left over.
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { sourceTree, type SourceFile } from '../support/source-tree.ts'

/** What the framework, the launcher and the workflow of a file look for by name. */
const looked: readonly (readonly [file: RegExp, name: RegExp])[] = [
  [
    /^app\/.*\/?(page|layout|not-found|forbidden|error|global-error|manifest|route|icon|apple-icon)\.tsx?$/,
    /^(metadata|viewport|generateMetadata|generateStaticParams|dynamic|runtime|maxDuration|size|contentType|GET|HEAD|POST|PUT|PATCH|DELETE)$/,
  ],
  [/^(middleware|instrumentation|instrumentation-client)\.ts$/, /./],
  [/^scripts\/.*\.ts$/, /^(main|launch|adoptRoles|serveReading)$/],
]
/** Used where no import shows it: server actions are posted by their id; these tables are read by SQL written by hand alone. */
const byId: readonly string[] = ['app/(desk)/payouts/actions.ts raiseOne', 'db/schema/audit.ts auditTiles', 'db/schema/work.ts importKeys']

const withoutComments = (text: string): string => text.replaceAll(/\/\*[\s\S]*?\*\//g, ' ').replaceAll(/(^|[^:'"`\\])\/\/.*$/gm, '$1')
const fileOf = (from: string, specifier: string): string | undefined =>
  specifier.startsWith('@/') ? specifier.slice(2) : specifier.startsWith('.') ? path.posix.join(path.posix.dirname(from), specifier) : undefined

/** By file: the names that others import from it; `*` where all of them may be meant. */
function importedNames(files: readonly SourceFile[]): Map<string, Set<string>> {
  const used = new Map<string, Set<string>>()
  const note = (from: string, specifier: string, ...names: string[]): void => {
    const file = fileOf(from, specifier)
    if (file === undefined) return
    const known = used.get(file) ?? new Set()
    used.set(file, known)
    for (const name of names) known.add(name)
  }
  for (const { path: from, text } of files) {
    for (const [, , names, specifier] of text.matchAll(
      /\b(import|export)\s+(?:type\s+)?(?:[\w$]+\s*,\s*)?(\{[^}]*\}|\*(?:\s+as\s+[\w$]+)?)\s*from\s*['"]([^'"]+)['"]/g,
    )) {
      if (names === undefined || specifier === undefined) continue
      if (names.startsWith('*')) note(from, specifier, '*')
      else
        note(
          from,
          specifier,
          ...names
            .slice(1, -1)
            .split(',')
            .map(
              (part) =>
                part
                  .trim()
                  .replace(/^type\s+/, '')
                  .split(/\s+as\s+/)[0] ?? '',
            ),
        )
    }
    for (const [, specifier, name] of text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)(?:\s*\.\s*(?!then\b|catch\b)([\w$]+))?/g))
      if (specifier !== undefined) note(from, specifier, name ?? '*')
  }
  return used
}
function exportedNames(text: string): string[] {
  const named = [...text.matchAll(/^export\s+(?!default\b)(?:async\s+)?(?:abstract\s+)?(?:const|let|function\*?|class|interface|type)\s+([\w$]+)/gm)].map(
    (m) => m[1] as string,
  )
  const taken = [...text.matchAll(/^export\s+const\s+\{([^}]*)\}/gm)].flatMap((m) =>
    (m[1] as string).split(',').map((part) => part.split(':').at(-1)?.trim() ?? ''),
  )
  return [...named, ...taken].filter((name) => name !== '')
}
/** Names that are exported, imported nowhere and not used in their own file either. */
function unusedExports(files: readonly SourceFile[]): string[] {
  const plain = files.map((file) => ({ path: file.path, text: withoutComments(file.text) })),
    used = importedNames(plain)
  return plain.flatMap(({ path: file, text }) => {
    const known = used.get(file) ?? new Set<string>()
    if (known.has('*')) return []
    return exportedNames(text)
      .filter(
        (name) =>
          !known.has(name) &&
          !looked.some(([where, names]) => where.test(file) && names.test(name)) &&
          text.split(new RegExp(`\\b${name.replaceAll('$', '\\$')}\\b`)).length <= 2,
      )
      .map((name) => `${file} ${name}`)
  })
}
const sources = sourceTree().filter((file) => /\.(ts|tsx|mjs)$/.test(file.path))

describe('what is exported', () => {
  test('is used', () => {
    expect(sources.length).toBeGreaterThan(1_000)
    expect(unusedExports(sources).filter((name) => !byId.includes(name))).toEqual([])
  })
  test('would be seen if it were not', () => {
    const tree = (text: string): SourceFile[] => [
      { path: 'lib/a.ts', text },
      { path: 'lib/b.ts', text: "import { used, type Kept as Own } from './a.ts'\nconst later = async () => (await import('./c.ts')).asked" },
      { path: 'lib/c.ts', text: 'export const asked = 1' },
    ]
    expect(unusedExports(tree('export const used = 1\nexport interface Kept { a: string }'))).toEqual([])
    expect(
      unusedExports(
        tree('export const used = 1\nexport interface Kept { a: string }\n/** left */\nexport const left = 2 // left\nexport function alone(): void {}'),
      ),
    ).toEqual(['lib/a.ts left', 'lib/a.ts alone'])
    expect(unusedExports([{ path: 'app/x/page.tsx', text: 'export const metadata = {}\nexport const other = 1\nexport default function Page() {}' }])).toEqual([
      'app/x/page.tsx other',
    ])
    expect(unusedExports([{ path: 'lib/a.ts', text: 'export const rate = 2\nexport const twice = rate * 2' }])).toEqual(['lib/a.ts twice'])
  })
})
