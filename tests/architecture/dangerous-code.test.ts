// What has been the beginning of so many breaches is not in the code at all, or only where it was looked at; each rule is shown to fire.
// ASVS V1.1.2 V1.2.2 V1.2.5 V1.2.9 V1.3.2 V1.3.6 V1.3.10 V1.3.12 V1.5.2 V3.2.2 V3.2.3 V6.2.6 V6.2.7 V6.5.3 V11.2.1 V11.2.3 V11.2.4 V11.3.1 V11.3.2
// ASVS V11.4.1 V11.4.3 V11.5.1 V11.6.1 V13.1.1 V13.2.4 V13.2.5 V13.4.2 V14.2.3 V14.3.3 V15.3.5 V16.2.3
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { placesOf, root, sourceTree, type SourceFile } from '../support/source-tree.ts'

/** What ships: neither tests nor documents. */
const shipped = (path: string): boolean =>
  /^(app|lib|db|scripts)\/|^(middleware|instrumentation-client)\.ts$|^next\.config\.mjs$/.test(path) && /\.(ts|tsx|mjs)$/.test(path)
/** What answers requests and runs jobs: without the programs that an operator starts. */
const serving = (path: string): boolean => shipped(path) && !path.startsWith('scripts/')
const linesOf = (file: SourceFile, pattern: RegExp): string[] => placesOf(file, pattern).filter((place) => !/^[^:]+:\d+: (\/\/|\*|\/\*\*)/.test(place))

interface Rule {
  readonly name: string
  readonly where: (path: string) => boolean
  readonly pattern: RegExp
  readonly bad: string
  readonly allowed?: readonly string[]
}
const rules: readonly Rule[] = [
  { name: 'no text becomes code', where: shipped, pattern: /\beval\(|new Function\(|\bsetTimeout\(\s*['"`]|from 'node:vm'|from 'vm'/, bad: "eval('1')" },
  {
    name: 'nothing that serves people starts a program',
    where: serving,
    pattern: /from '(node:)?child_process'/,
    bad: "import { spawn } from 'node:child_process'",
  },
  {
    name: 'programs are started with lists of arguments, never through a line for a shell',
    where: shipped,
    pattern: /\bexec(Sync)?\(\s*['"`]|shell:\s*true/,
    bad: 'execSync(`rm ${path}`)',
  },
  { name: 'chance comes from the system’s generator', where: shipped, pattern: /Math\.random/, bad: 'Math.random()' },
  // Three that take words of ours: the name of a form's part, the marks of a mapping, the kinds of keys; and the tail of a moment.
  {
    name: 'patterns are written, not put together',
    where: shipped,
    pattern: /new RegExp\(/,
    bad: 'new RegExp(q)',
    allowed: [
      'lib/platform/http/read-multipart.ts',
      'lib/platform/rails/read-csv-statement.ts',
      'lib/platform/keys/key-files.ts',
      'lib/incentives/import/times.ts',
    ],
  },
  {
    name: 'the server asks no other server but through the one guard, so that no address can turn it elsewhere',
    where: (path) => serving(path) && !path.endsWith('.client.tsx'),
    pattern:
      /\bfetch\(|from '(node:)?(https|http2|dns|dns\/promises|dgram|tls)'|from '(undici|axios|got|node-fetch)'|http\.(get|request)\(|\bconnect\(\s*\{|net\.connect/,
    bad: 'await fetch(url)',
    allowed: ['lib/platform/egress/fetch-outside.ts', 'lib/platform/dns/names.ts'],
  },
  {
    name: 'what runs in the browser asks our own origin',
    where: (path) => path.endsWith('.client.tsx') || path === 'instrumentation-client.ts',
    pattern: /fetch\((?!\s*paths\.)|new WebSocket|new EventSource|sendBeacon|\bpostMessage\(|addEventListener\('message'/,
    bad: "fetch('https://x.test')",
  },
  {
    name: 'the browser keeps nothing of ours but cookies',
    where: shipped,
    pattern: /\b(localStorage|sessionStorage|indexedDB|caches\.open|serviceWorker)\b/,
    bad: 'localStorage.setItem(a, b)',
  },
  {
    name: 'no element is looked up by a name that a page could take',
    where: shipped,
    pattern: /document\.(forms|images|embeds|anchors|links)\b|\bwindow\[|globalThis\[|document\[/,
    bad: "document.forms['x']",
  },
  {
    name: 'no HTML is put together in the browser',
    where: serving,
    pattern: /\.(inner|outer)HTML\s*=|insertAdjacentHTML|document\.write\(|createContextualFragment/,
    bad: 'element.innerHTML = text',
  },
  {
    name: 'what is logged begins with a constant sentence',
    where: serving,
    pattern: /\blog\(\s*(?:'[a-z]+'|level|levels\[level\]),\s*(?!\s|'|`\$\{what\} failed`|message\.split)/,
    bad: "log('info', text)",
  },
  { name: 'hashes are SHA-256', where: shipped, pattern: /create(Hash|Hmac)\(\s*'(?!sha256')/, bad: "createHash('md5')" },
  {
    name: 'ciphers are AES-256-GCM',
    where: shipped,
    pattern: /create(Cipher|Decipher)iv\(\s*'(?!aes-256-gcm')|createCipher\(|createDecipher\(/,
    bad: "createCipheriv('aes-256-ecb', k, null)",
  },
  {
    // RSA is what providers of SAML take in, and nothing else of ours is signed with it.
    name: 'keys are made by one call each: 256 random bits or Ed25519, and RSA towards a provider',
    where: shipped,
    pattern: /generateKeyPair(Sync)?\b(?!\(\s*'ed25519')(?!,|\s*\})|generateKey(Sync)?\(/,
    allowed: ['lib/platform/keys/write-certificate.ts'],
    bad: "generateKeyPairSync('rsa', {})",
  },
  {
    name: 'cryptography is Node’s, argon2’s and the session library’s',
    where: shipped,
    pattern: /from '(crypto-js|bcrypt\w*|md5|sha\.js|node-forge|tweetnacl|elliptic|jsonwebtoken|jose|@noble\/\w+)'/,
    allowed: ['lib/identity/sso/signed-token.ts'],
    bad: "import x from 'crypto-js'",
  },
  {
    name: 'digests of secrets are compared in constant time or by the database',
    where: serving,
    pattern: /(mac|hash|digest|signature|token|secret)\w*\s*[!=]==\s*(?!undefined|null|'|"|`|typeof)(?=[a-z]\w*(mac|hash|signature|token|secret)\b)/i,
    bad: 'if (mac === givenMac) x()',
  },
  {
    name: 'nothing revives objects of strange classes',
    where: shipped,
    pattern: /from '(node:)?v8'|v8\.deserialize|node-serialize|yaml\.load\(/,
    bad: "import v8 from 'node:v8'",
  },
  { name: 'no link leads where a script could run', where: serving, pattern: /href=["'{`]+\s*(javascript|data|vbscript):/i, bad: '<a href="javascript:x()">' },
  {
    name: 'nobody is kept from pasting a password',
    where: serving,
    pattern: /onPaste=|onpaste|autoComplete="off"[^>]*kind="(new-)?password"/,
    bad: '<input onPaste={stop}>',
  },
  {
    name: 'no debugger and no console where people are served',
    where: (path) => /^(app|lib|db)\//.test(path) && serving(path),
    pattern: /\bconsole\.\w+\(|\bdebugger\b/,
    bad: 'console.log(x)',
  },
]
describe.each(rules.map((rule) => [rule.name, rule] as const))('%s', (_name, rule) => {
  const places = sourceTree()
    .filter((file) => rule.where(file.path))
    .flatMap((file) => linesOf(file, rule.pattern))
  test('everywhere', () => {
    expect(places.filter((line) => !(rule.allowed ?? []).some((path) => line.startsWith(`${path}:`)))).toEqual([])
  })
  test('and the rule fires', () => {
    expect(linesOf({ path: 'lib/x.ts', text: rule.bad }, rule.pattern)).toHaveLength(1)
  })
  test('what is allowed is still there', () => {
    expect((rule.allowed ?? []).filter((path) => !places.some((line) => line.startsWith(`${path}:`)))).toEqual([])
  })
})

test('what a formatter breaks over lines is found as well, and a comment is none of it', () => {
  const shell = rules.find(({ name }) => name.startsWith('programs are started'))?.pattern ?? /never/
  expect(linesOf({ path: 'lib/x.ts', text: 'const a = 1\nexecSync(\n  `rm ${path}`,\n)\n' }, shell)).toEqual(['lib/x.ts:2: execSync( `rm ${path}`,'])
  expect(linesOf({ path: 'lib/x.ts', text: '// execSync(`rm`)\n' }, shell)).toEqual([])
})

/** Written patterns of a source, found by what stands before the slash. */
const patternsOf = (text: string): string[] =>
  [...text.matchAll(/(?:^|[=(,:[!&|?{;]|return|=>)\s*\/((?![*/\s])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+)\/([dgimsuvy]*)(?=[\s.,;)\]}:?]|$)/gm)].flatMap(
    (m) => {
      try {
        return [new RegExp(m[1] as string, m[2]).source]
      } catch {
        return []
      } // what only looked like one
    },
  )
/** Whether a pattern repeats a group that itself repeats without bound: the form behind nearly every catastrophe of backtracking. */
function repeatsRepetition(source: string): boolean {
  const text = source
    .replaceAll(/\\[wWdDsSpP]/g, 'a')
    .replaceAll(/\\./g, ',')
    .replaceAll(/\[(?:[^\]])*\]/g, 'b')
  const open: { start: number; unbounded: boolean }[] = []
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') open.push({ start: i, unbounded: false })
    const isUnbounded = /^(?:[*+]|\{\d+,\})/.test(text.slice(i))
    if (isUnbounded) for (const group of open) group.unbounded = true
    if (text[i] === ')') {
      const group = open.pop()
      if (group?.unbounded && /^\)(?:[*+]|\{\d+,\})/.test(text.slice(i)) && !isHeldApart(text.slice(group.start + 1, i))) return true
    }
  }
  return false
}
/** Each round of the group begins with a sign that the repetition inside cannot take: `(?:,b+)*`. */
const isHeldApart = (inside: string): boolean => /^(?:\?:|\?<\w+>)?[,;:/@"'&=-](?![*+?{])/.test(inside) && !/\.[*+]|\|/.test(inside)

test('no written pattern takes for ever on a hostile text', () => {
  const found = sourceTree()
    .filter((file) => shipped(file.path))
    .flatMap((file) => patternsOf(file.text).map((source) => ({ path: file.path, source })))
  expect(found.length).toBeGreaterThan(150)
  expect(found.filter(({ source }) => repeatsRepetition(source)).map(({ path, source }) => `${path}: ${source}`)).toEqual([])
  for (const bad of ['(a+)+$', '^(\\w+\\s?)*$', '(?:[a-z]+)*x', '(x+y*)+']) expect(repeatsRepetition(bad), bad).toBe(true)
  for (const good of ['^[a-z]+$', '(?:,\\d+)*', '(a|b)+', '^(\\d{1,3})(?:/[a-z]{2})?$']) expect(repeatsRepetition(good), good).toBe(false)
})
test('the compiler and the linter hold types and comparisons strictly, and forbid text as code', () => {
  const compiler = JSON.parse(readFileSync(`${root}tsconfig.json`, 'utf8').replaceAll(/^\s*\/\/.*$/gm, '')) as { compilerOptions: Record<string, unknown> }
  for (const option of ['strict', 'noUncheckedIndexedAccess', 'exactOptionalPropertyTypes']) expect(compiler.compilerOptions[option], option).toBe(true)
  const linter = JSON.parse(readFileSync(`${root}.oxlintrc.json`, 'utf8')) as { rules: Record<string, unknown> }
  for (const rule of ['eqeqeq', 'no-eval', 'no-new-func', 'no-implied-eval', 'no-script-url']) expect(linter.rules[rule], rule).toBe('error')
})
test('every password field is masked and known to password managers', () => {
  const fields = sourceTree()
    .filter((file) => file.path.startsWith('app/') && file.path.endsWith('.tsx'))
    .flatMap((file) => [...file.text.matchAll(/<Field\b[^>]*name="(?:password|newPassword|current)"[^>]*>/g)].map((m) => `${file.path}: ${m[0]}`))
  expect(fields.length).toBeGreaterThan(3)
  for (const field of fields) expect(field).toMatch(/kind="(new-)?password"/)
  const drawn = readFileSync(`${root}app/_ui/field.client.tsx`, 'utf8').replaceAll(/\s+/g, ' ')
  expect(drawn).toContain("const hides = kind === 'password' || kind === 'new-password'")
  expect(drawn).toContain("type={hides ? 'password' : kind}")
  expect(drawn).toContain("password: 'current-password', 'new-password': 'new-password'")
})
