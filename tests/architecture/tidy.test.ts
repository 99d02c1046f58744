// The house rules hold in every file, and each rule is shown to catch what it is for.
// ASVS V1.2.1 V1.2.4 V1.4.2 V3.2.2 V6.5.8
import { describe, expect, test } from 'vitest'
import { placesOf, sourceTree, type SourceFile } from '../support/source-tree.ts'

interface Rule {
  readonly name: string
  readonly faults: (file: SourceFile) => string[]
  readonly bad: SourceFile
}
const code = (path: string): boolean => /\.(ts|tsx|mjs)$/.test(path)
const isData = (path: string): boolean => /\/data\/|\.tsv$|package-lock|^drizzle\/(meta|0)|\.txt$/.test(path)
const longest = 300,
  longestShipped = 150

const rules: Rule[] = [
  {
    name: `files stay under ${longest} lines`,
    bad: { path: 'lib/x.ts', text: 'x\n'.repeat(longest + 1) },
    faults: (f) =>
      /\.(ts|tsx|mjs|css)$/.test(f.path) && !isData(f.path) && !f.path.startsWith('tests/') && f.text.split('\n').length > longest + 1
        ? [`${f.path}: ${f.text.split('\n').length} lines`]
        : [],
  },
  {
    name: 'no drawers: utils, helpers, misc, common, types, index barrels',
    bad: { path: 'lib/utils.ts', text: '' },
    faults: (f) => (/(^|\/)(utils?|helpers?|misc|common|types|index)\.(ts|tsx)$/.test(f.path) ? [f.path] : []),
  },
  {
    name: '“use client” if and only if the file ends in .client.tsx, at most 150 lines',
    bad: { path: 'app/_ui/x.tsx', text: "'use client'\n" },
    faults: (f) => {
      if (!f.path.startsWith('app/') || !f.path.endsWith('.tsx') || /^app\/(global-)?error\.tsx$/.test(f.path) || f.path.endsWith('/error.tsx')) return []
      const says = /^['"]use client['"]/.test(f.text),
        named = f.path.endsWith('.client.tsx')
      return [
        ...(says !== named ? [`${f.path}: name and directive differ`] : []),
        ...(named && f.text.split('\n').length > longestShipped + 1 ? [`${f.path}: ${f.text.split('\n').length} lines ship to the browser`] : []),
      ]
    },
  },
  {
    name: '“use server” if and only if the file is called actions.ts',
    bad: { path: 'app/x/page.tsx', text: "'use server'\n" },
    faults: (f) => (f.path.startsWith('app/') && code(f.path) && /^\s*['"]use server['"]/m.test(f.text) !== f.path.endsWith('actions.ts') ? [f.path] : []),
  },
  {
    name: 'an actions.ts file holds bindings and nothing else',
    bad: { path: 'app/x/actions.ts', text: "'use server'\nexport async function x() {}\n" },
    faults: (f) => (f.path.endsWith('/actions.ts') ? placesOf(f, /^export (?!const \w+ = \w*[aA]ction\w*\()/) : []),
  },
  {
    name: 'the present comes from the clock',
    bad: { path: 'lib/x.ts', text: 'const now = new Date()\n' },
    faults: (f) => (/^(lib|db)\//.test(f.path) && code(f.path) && f.path !== 'lib/kernel/clock.ts' ? placesOf(f, /new Date\(\)|Date\.now\(\)/) : []),
  },
  {
    name: 'only lib/config reads the environment',
    bad: { path: 'lib/x.ts', text: 'process.env.X' },
    faults: (f) => (/^(lib|db|app)\//.test(f.path) && code(f.path) && f.path !== 'lib/config.ts' ? placesOf(f, /process\.env(?!\.NODE_ENV)/) : []),
  },
  {
    name: 'no float touches an amount',
    bad: { path: 'lib/x.ts', text: 'parseFloat(x)' },
    faults: (f) => (f.path.startsWith('lib/') && code(f.path) ? placesOf(f, /parseFloat\(|\.toFixed\(/) : []),
  },
  {
    name: 'colours live in globals.css alone',
    bad: { path: 'app/x.tsx', text: '<i className="text-[#fff]">' },
    faults: (f) =>
      f.path.startsWith('app/') && f.path !== 'app/globals.css' && /\.(tsx?|css)$/.test(f.path)
        ? placesOf(f, /#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b(?![\w-])|\brgba?\(|\bhsla?\(|\boklch\(/).filter((l) => !/href=|url\(#|&#|#\$\{/.test(l))
        : [],
  },
  {
    name: 'no inline styles: the policy of our pages forbids them',
    bad: { path: 'app/x.tsx', text: '<p style={{ color }}>' },
    faults: (f) => (f.path.startsWith('app/') && f.path.endsWith('.tsx') ? placesOf(f, /\sstyle=\{/) : []),
  },
  {
    name: 'no style changes the letters of a text: an address stays as it was typed, and a sentence begins with a capital of its own',
    bad: { path: 'app/x.css', text: '.headline::first-letter { text-transform: uppercase; }' },
    faults: (f) =>
      f.path.startsWith('app/') && /\.(tsx|css)$/.test(f.path) ? placesOf(f, /first-letter|text-transform: *capitalize|className="[^"]*\bcapitalize\b/) : [],
  },
  {
    name: 'no raw HTML',
    bad: { path: 'app/x.tsx', text: 'dangerouslySetInnerHTML' },
    faults: (f) => (f.path.startsWith('app/') && f.path !== 'app/layout.tsx' ? placesOf(f, /dangerouslySetInnerHTML/) : []),
  },
  {
    name: 'hand-written SQL stays in *.sql.ts',
    bad: { path: 'lib/incentives/x.ts', text: 'await ctx.sql`select 1`' },
    faults: (f) => (/^lib\/(incentives|tenancy|trust|field)\//.test(f.path) && !f.path.endsWith('.sql.ts') ? placesOf(f, /ctx\s*\.sql`|ctx\s*\.sql</) : []),
  },
  {
    name: 'sql.raw is for the dialect and the schema',
    bad: { path: 'lib/incentives/x.ts', text: 'sql.raw(x)' },
    faults: (f) =>
      /^(lib|app)\//.test(f.path) && code(f.path) && f.path !== 'lib/access/scoped-dialect.ts' ? placesOf(f, /sql\.raw\(|sql\.identifier\(/) : [],
  },
  {
    name: 'no any, no silenced checker',
    bad: { path: 'lib/x.ts', text: 'const x: any = 1' },
    faults: (f) =>
      /^(lib|app|db|scripts)\//.test(f.path) && code(f.path)
        ? placesOf(f, /: any\b(?! )|: any[,;)\]} ]*(=|$)|as any\b|<any>|@ts-ignore|@ts-nocheck|oxlint-disable|eslint-disable/).filter(
            (l) => !/: (\/\*\*|\*)/.test(l),
          )
        : [],
  },
  {
    name: 'no skipped, focused or postponed test',
    bad: { path: 'tests/x.test.ts', text: 'test.skip(' },
    faults: (f) =>
      f.path.startsWith('tests/') && !f.path.endsWith('tidy.test.ts') ? placesOf(f, /\b(it|test|describe)\.(skip|only|todo|fixme)\b|\bxit\(/) : [],
  },
  {
    name: 'nothing is left for later',
    bad: { path: 'lib/x.ts', text: '// TODO' },
    faults: (f) => (code(f.path) && !f.path.endsWith('tidy.test.ts') ? placesOf(f, /\b(TODO|FIXME|HACK)\b|not implemented/) : []),
  },
  {
    name: 'no error is swallowed',
    bad: { path: 'lib/x.ts', text: 'try { x() } catch {}' },
    faults: (f) =>
      /^(lib|app|db|scripts)\//.test(f.path) && code(f.path)
        ? placesOf(f, /catch\s*(\([^)]*\))?\s*\{\s*\}|\.catch\(\s*\(\)\s*=>\s*(\{\s*\}|null|undefined),?\s*\)/).filter(
            (l) => !/\/\//.test(l) && !l.includes('this.entered.catch') && !l.includes('decode({'),
          )
        : [],
  },
  {
    name: 'no tenant id is read from a request, but for the operator’s list of companies',
    bad: { path: 'app/x/page.tsx', text: "params.get('tenant')" },
    faults: (f) =>
      f.path.startsWith('app/') && !f.path.startsWith('app/(desk)/operator/') && code(f.path)
        ? placesOf(f, /(searchParams|params|headers|cookies|data|formData)[\w().]*\.?(get)?\(?['"[]tenant(Id)?['"\])]/)
        : [],
  },
  {
    name: 'pages know no tables',
    bad: { path: 'app/x/page.tsx', text: "import { payouts } from '@/db/schema/incentives.ts'" },
    faults: (f) => (f.path.startsWith('app/') ? placesOf(f, /from '@\/db\/|from 'drizzle-orm|from 'postgres'/) : []),
  },
  {
    name: 'domains take no connection',
    bad: { path: 'lib/incentives/x.ts', text: "import { pool } from '../../db/client.ts'" },
    faults: (f) => (/^lib\/(incentives|tenancy|identity|trust|field)\//.test(f.path) ? placesOf(f, /db\/client/) : []),
  },
  {
    name: 'lib knows no React',
    bad: { path: 'lib/x.ts', text: "import x from 'react'" },
    faults: (f) => (/^(lib|db)\//.test(f.path) ? placesOf(f, /from '(react|next|react-dom)(\/|')/) : []),
  },
  {
    name: 'the product’s files speak of the product alone',
    bad: { path: 'docs/x.md', text: 'see ../shared' },
    faults: (f) =>
      f.path.startsWith('tests/') || f.path.endsWith('tidy.test.ts')
        ? []
        : placesOf(f, /\.\.\/shared|\bregistry\.\w+\.(?:org|com)|\bdeb\.\w+\.org|(?:^|[\s'"`(=])\/(?:tmp|root)\/\w/),
  },
  {
    name: 'a switch sends on or true, which its form reads as yes',
    bad: { path: 'app/x.tsx', text: '<CheckField\n  name="joins:bool"\n  value="yes"' },
    faults: (f) => (f.path.startsWith('app/') ? placesOf(f, /name="\w+:bool"\s+value="(?!on"|true")/) : []),
  },
]
describe.each(rules.map((rule) => [rule.name, rule] as const))('%s', (_name, rule) => {
  test('everywhere', () => {
    expect(sourceTree().flatMap(rule.faults)).toEqual([])
  })
  test('and the rule fires', () => {
    expect(rule.faults(rule.bad).length).toBeGreaterThan(0)
  })
})
