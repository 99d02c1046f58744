// One Next.js codebase, laid out and composed as the documents say: nothing beside it, no package that nothing uses, none that nobody declared.
// ASVS V3.7.1 V15.2.3
import { builtinModules } from 'node:module'
import { readFileSync, readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { publicPaths } from '../../lib/platform/http/public-paths.ts'
import { root, sourceTree } from '../support/source-tree.ts'

const manifest = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as {
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
  optionalDependencies: Record<string, string>
  workspaces?: unknown
  scripts: Record<string, string>
}
const files = sourceTree()
/** Those with text in them; `public` holds pictures. */
const folders = [...new Set(files.filter((f) => f.path.includes('/') && !f.path.startsWith('public/')).map((f) => f.path.split('/')[0] as string))].sort()
/** Packages that a source names, by the name they are installed under. */
const importsOf = (text: string): string[] =>
  [...text.matchAll(/(?:^(?:import|export|\}) .*from |^import |\bimport\(|^@import |\.resolve\()'((?:@[\w-]+\/)?[a-z][\w.-]*)(?:\/[^']*)?'/gm)]
    .map((m) => m[1] as string)
    .filter((name) => !builtinModules.includes(name))

test('the storeys are where they belong, and nothing stands beside them', () => {
  expect(folders).toEqual(['.ci', 'app', 'db', 'deploy', 'docs', 'drizzle', 'lib', 'scripts', 'tests'])
  expect(
    readdirSync(`${root}lib`, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort(),
  ).toEqual(['access', 'api', 'audit', 'identity', 'incentives', 'jobs', 'kernel', 'platform', 'tenancy'])
  expect(files.filter((f) => /(^|\/)package\.json$|next\.config\.\w+$|tsconfig[\w.]*\.json$/.test(f.path)).map((f) => f.path)).toEqual([
    'next.config.mjs',
    'package.json',
    'tsconfig.json',
  ])
  expect(manifest.workspaces).toBeUndefined()
})
test('it is built of the named packages: Next and React over Postgres by drizzle, checked by zod', () => {
  for (const name of ['next', 'react', 'react-dom', 'drizzle-orm', 'postgres', 'zod', 'next-auth', 'tailwindcss', 'typescript'])
    expect(manifest.dependencies, name).toHaveProperty([name])
  // No second framework, no second way to a database, no client of other services, no plugin for browsers.
  for (const name of Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }))
    expect(name).not.toMatch(
      /^(express|fastify|koa|hono|@nestjs|pg|mysql|mongodb|redis|ioredis|prisma|@prisma|knex|sequelize|axios|got|flash|swfobject|moment|lodash)/,
    )
})
test('every package is used, and whatever is used is declared', () => {
  const used = new Map<string, string[]>()
  for (const file of files.filter((f) => /\.(ts|tsx|mjs|css)$/.test(f.path)))
    for (const name of importsOf(file.text)) used.set(name, [...(used.get(name) ?? []), file.path])
  const shipped = [...used]
    .filter(([, paths]) => paths.some((path) => !path.startsWith('tests/') && !/^(vitest|drizzle)[\w.]*\.config\.ts$/.test(path)))
    .map(([name]) => name)
  // Started by name, found by the framework, or named by the path of their files.
  const byName = new Set([
    '@fontsource-variable/hanken-grotesk',
    '@fontsource/ibm-plex-mono',
    'next',
    'react-dom',
    'typescript',
    'tailwindcss',
    '@tailwindcss/postcss',
    'esbuild',
  ])
  expect(
    Object.keys(manifest.dependencies).filter((name) => !shipped.includes(name) && !byName.has(name)),
    'declared and not used',
  ).toEqual([])
  expect(
    shipped.filter((name) => !(name in manifest.dependencies) && !(name in manifest.optionalDependencies)),
    'used and not declared',
  ).toEqual([])
  expect(
    [...used.keys()].filter((name) => !(name in manifest.dependencies) && !(name in manifest.devDependencies) && !(name in manifest.optionalDependencies)),
    'used by tests and not declared',
  ).toEqual([])
})
test('npm test and .ci/run leave out no check', () => {
  const steps = readFileSync(`${root}scripts/test.mjs`, 'utf8'),
    everything = readFileSync(`${root}.ci/run`, 'utf8')
  expect(steps).toContain("const usual = ['types', 'lint', 'tests', 'build', 'http', 'browser']")
  expect(steps).toContain("args: ['--deny-warnings']")
  for (const command of ['npm test', 'npm run prove']) expect(everything).toContain(command)
  expect(manifest.scripts['test']).toBe('node scripts/test.mjs')
  expect(manifest.scripts['prove']).toBe('node scripts/test.mjs build prove hostile')
})
test('the doors without a session lead to something that exists', () => {
  const routes = new Set(
    files
      .filter((f) => /^app\/.*(page\.tsx|route\.ts)$|^app\/manifest\.ts$/.test(f.path))
      .map(
        (f) =>
          `/${f.path
            .replace(/^app\//, '')
            .replaceAll(/\([\w-]+\)\//g, '')
            .replace(/\/?(page\.tsx|route\.ts)$/, '')
            .replace(/^manifest\.ts$/, 'manifest.webmanifest')}`,
      ),
  )
  const made = new Set(['/verify.mjs', ...['public', 'app'].flatMap((folder) => readdirSync(root + folder).map((name) => `/${name}`))])
  const missing = publicPaths
    .map(({ path }) => path)
    .filter(
      (path) =>
        !path.startsWith('/_next/') &&
        !made.has(path) &&
        ![...routes].some((route) => (path.endsWith('/') ? route.startsWith(path) : route === path || route.startsWith(`${path}/`))),
    )
  expect(missing).toEqual([])
})
