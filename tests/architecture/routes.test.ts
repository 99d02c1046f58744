// Every page, action and route handler binds an operation, or is public by intent and says why.
// ASVS V8.2.1
import { expect, test } from 'vitest'
import { identityOperations, operations } from '../../lib/registry.ts'
import { expectGolden } from '../support/golden.ts'
import { sourceTree } from '../support/source-tree.ts'

/** Reviewed by hand: what binds no operation, and why that is right. */
const publicByIntent: Readonly<Record<string, string>> = {
  'app/page.tsx': 'leads to the home page or to sign-in',
  'app/robots.txt/route.ts': 'asks crawlers to stay out',
  'app/security.txt/route.ts': 'leads to the standard address',
  'app/reports/csp/route.ts': 'takes violation reports of browsers',
  'app/metrics/route.ts': 'behind a token or loopback',
  'app/api/health/live/route.ts': 'says that the process lives',
  'app/api/health/ready/route.ts': 'says that the database answers',
  'app/api/v1/[...path]/route.ts':
    'the interface for programs: which operations it asks is a reviewed list of its own (api-calls.txt), and each authorizes by the key',
  'app/api/v1/openapi.json/route.ts': 'the description of the interface, the same for everyone',
  'app/scim/v2/[...rest]/route.ts': 'says in the words of the protocol that there is no such address',
  'app/.well-known/security.txt/route.ts': 'RFC 9116',
  'app/(auth)/signed-out/page.tsx': 'says that the session has ended',
  'app/(auth)/other-network/page.tsx': 'says that the caller’s address is not allowed, and which it is',
  'app/api/auth/[...nextauth]/route.ts': 'the session library, whose callback asks the session row',
  'app/api/audit/exports/[id]/route.ts': 'streams an export that an operation has recorded, through the door of the same session',
}
const modules = import.meta.glob('../../lib/**/*.ts', { eager: true }) as Record<string, Record<string, unknown>>
const known = new Set<unknown>([...operations, ...identityOperations])
const isOperation = (v: unknown): v is { name: string } => typeof v === 'object' && v !== null && 'invoke' in v && 'input' in v
/** Operations by the name under which a module exports them. */
const byExport = new Map(Object.values(modules).flatMap((exports) => Object.entries(exports).filter((e): e is [string, { name: string }] => isOperation(e[1]))))
const tree = new Map(sourceTree().map((f) => [f.path, f.text]))
/** Operations that a file names, itself or through the files beside it that it is made of. */
function bindsOf(path: string, seen = new Set<string>()): string[] {
  if (seen.has(path)) return []
  seen.add(path)
  const text = tree.get(path) ?? ''
  const own = [...text.matchAll(/import \{([^}]+)\} from ['"]@\/lib\//g)]
    .flatMap((m) => (m[1] as string).split(',').map((name) => name.trim().split(' as ')[0] as string))
    .filter((name) => byExport.has(name))
  const beside = [...text.matchAll(/from ['"](\.{1,2}\/[^'"]+)['"]/g)]
    .map((m) => new URL(m[1] as string, `file:///${path.split('/').map(encodeURIComponent).join('/')}`).pathname.slice(1))
    .map(decodeURIComponent)
    .filter((p) => p.startsWith('app/') && !p.startsWith('app/_') && tree.has(p))
  return [...new Set([...own, ...beside.flatMap((p) => bindsOf(p, seen))])]
}
const entries = sourceTree()
  .filter((f) => /^app\/(?!_)(.*\/)?(page\.tsx|actions\.ts|route\.ts)$/.test(f.path))
  .map((f) => ({ path: f.path, bound: bindsOf(f.path) }))
test('routes', () => {
  const rows = entries.map(
    ({ path, bound }) => `${path.padEnd(64)}${bound.length > 0 ? bound.sort().join(' ') : `public by intent: ${publicByIntent[path] ?? 'UNREVIEWED'}`}`,
  )
  expect(
    entries.filter(({ path, bound }) => bound.length === 0 && !(path in publicByIntent)).map((e) => e.path),
    'binds no operation and is not public by intent',
  ).toEqual([])
  expectGolden('routes.txt', `${rows.sort().join('\n')}\n`)
})
/** Pressed by nobody, and why it is there all the same. */
const unpressed: Readonly<Record<string, string>> = {
  'app/(desk)/payouts/actions.ts raiseOne': 'one payout by a key of its own, for which the page has no button; the kill loop and the two servers post it',
}
test('every action is on some page: what nobody can press is a promise that is kept for tests only', () => {
  const apart = (path: string, from: string): string =>
    path.startsWith('@/')
      ? path.slice(2)
      : new URL(path, `file:///${from.split('/').map(encodeURIComponent).join('/')}`).pathname.slice(1).split('/').map(decodeURIComponent).join('/')
  const pressed = new Set(
    [...tree].flatMap(([from, text]) =>
      [...text.matchAll(/import \{([^}]+)\} from ['"]([^'"]+\/actions\.ts)['"]/g)].flatMap((m) =>
        (m[1] as string).split(',').map((name) => `${apart(m[2] as string, from)} ${name.trim().split(' as ')[0]}`),
      ),
    ),
  )
  const actions = [...tree]
    .filter(([path]) => path.endsWith('/actions.ts'))
    .flatMap(([path, text]) => [...text.matchAll(/^export const (\w+)/gm)].map((m) => `${path} ${m[1]}`))
  expect(actions.length).toBeGreaterThan(80)
  expect(actions.filter((action) => !pressed.has(action)).sort()).toEqual(Object.keys(unpressed).sort())
})
test('what a route binds, and whatever else is an operation, is in the registry', () => {
  expect([...byExport].filter(([, operation]) => !known.has(operation)).map(([name]) => name)).toEqual([])
  for (const { path, bound } of entries) for (const name of bound) expect(known.has(byExport.get(name)), `${path}: ${name}`).toBe(true)
})
test('public by intent names only routes that exist', () => {
  const paths = new Set(sourceTree().map((f) => f.path))
  expect(Object.keys(publicByIntent).filter((path) => !paths.has(path))).toEqual([])
})
