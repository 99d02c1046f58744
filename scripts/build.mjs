// Builds what is older than its sources: the scripts (esbuild, under a second), the one-file verifier and the application (next build).
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cleanEnvironment, install } from './setup.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const scriptSources = ['lib', 'db', 'drizzle', 'scripts', '.ci/min-safe-versions.json', 'package-lock.json', 'tsconfig.json']
const applicationSources = [
  ...scriptSources.filter((path) => path !== 'scripts'),
  'app',
  'public',
  'middleware.ts',
  'next.config.mjs',
  'postcss.config.mjs',
  'scripts/smaller-framework.mjs',
]
const generated = new Set(['public/verify.mjs'])

function* filesUnder(path) {
  const full = join(root, path)
  if (!existsSync(full)) return
  const entries = readdirSync(full, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const entry of entries) {
    if (entry.isDirectory()) yield* filesUnder(`${path}/${entry.name}`)
    else if (!generated.has(`${path}/${entry.name}`)) yield `${path}/${entry.name}`
  }
}

/** One digest over names and contents; times lie after a clone or a copy. */
function digestOf(paths) {
  const hash = createHash('sha256')
  for (const path of paths) {
    const files = /\.\w+$/.test(path) ? [path] : filesUnder(path)
    for (const file of files) if (existsSync(join(root, file))) hash.update(`\0${file}\0`).update(readFileSync(join(root, file)))
  }
  return hash.digest('hex')
}

function isFresh(stamp, digest) {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === digest
}

/** Bundles every `scripts/*.ts` that is a program into `.build`, and the verifier into one file that needs nothing. */
export async function buildScripts() {
  const digest = digestOf(scriptSources)
  const stamp = join(root, '.build/stamp')
  if (isFresh(stamp, digest) && existsSync(join(root, '.build/launch.js'))) return
  const { build, stop } = await import('esbuild')
  mkdirSync(join(root, '.build'), { recursive: true })
  rmSync(stamp, { force: true })
  // A program is a file that exports `main`; the launcher, the adoption of roles and the thread that reads bank files are called by ours.
  const entries = readdirSync(join(root, 'scripts'))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `scripts/${name}`)
    .filter((file) => /^export (async )?function (main|launch|adoptRoles|serveReading)\(/m.test(readFileSync(join(root, file), 'utf8')))
  const shared = { absWorkingDir: root, bundle: true, platform: 'node', target: 'node20', format: 'esm', logLevel: 'warning' }
  await build({ ...shared, entryPoints: entries, outdir: '.build', packages: 'external', alias: { '@': root }, splitting: true, sourcemap: 'inline' })
  if (existsSync(join(root, 'scripts/verify.ts'))) {
    // No package goes in: whoever verifies would have to trust it.
    await build({ ...shared, entryPoints: ['scripts/verify.ts'], outfile: 'public/verify.mjs', packages: 'external', legalComments: 'none' })
  }
  await stop()
  writeFileSync(stamp, digest)
}

/** Runs `next build` when a source has changed since the last one. Quietly, it says something only when it fails. */
export function buildApplication({ quiet = false } = {}) {
  const distribution = join(root, process.env.PLUMBLINE_DIST ?? '.next')
  const stamp = join(distribution, 'plumbline-stamp')
  const digest = digestOf(applicationSources)
  if (isFresh(stamp, digest)) return
  console.log('Building the application (a minute, and only after a change) …')
  rmSync(stamp, { force: true })
  const next = join(root, 'node_modules/next/dist/bin/next')
  const done = spawnSync(process.execPath, [next, 'build'], {
    cwd: root,
    env: { ...cleanEnvironment(), NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
    maxBuffer: 64 * 2 ** 20,
  })
  if (done.status !== 0) {
    if (quiet) console.error(`${done.stdout}${done.stderr}`)
    console.error('The build failed; the lines above say why.')
    process.exit(done.status ?? 1)
  }
  writeFileSync(stamp, digest)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  install()
  await buildScripts()
  if (!process.argv.includes('--scripts')) buildApplication()
}
