// npm test: every check in order, with the time and the counts of each. `node scripts/test.mjs NAME…` runs the named steps only.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ownTemporaryFolder } from './own-temporary-folder.mjs'
import { cleanEnvironment, install } from './setup.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
process.chdir(root)
// Here and not in a "pretest": npm runs none of those where scripts of packages are forbidden, as they are by our .npmrc.
install()
const bin = (name) => join(root, 'node_modules/.bin', name)
const node = process.execPath

/** A step is a list of commands; those of vitest report how many tests they ran. */
const vitest = (config, folders = []) => ({ command: node, args: ['node_modules/vitest/vitest.mjs', 'run', '--config', config, ...folders], counts: true })
const steps = {
  types: [
    { command: node, args: ['node_modules/next/dist/bin/next', 'typegen'], quiet: true },
    { command: bin('tsc'), args: ['--noEmit'] },
  ],
  lint: [
    { command: bin('oxlint'), args: ['--deny-warnings'] },
    { command: bin('oxfmt'), args: ['--check', '.'] },
  ],
  tests: [vitest('vitest.config.ts')],
  build: [{ command: node, args: ['scripts/build.mjs'] }],
  http: [vitest('vitest.served.config.ts', ['tests/http'])],
  browser: [vitest('vitest.served.config.ts', ['tests/browser'])],
  prove: [vitest('vitest.prove.config.ts')],
  hostile: [vitest('vitest.served.config.ts', ['tests/hostile'])],
}
const usual = ['types', 'lint', 'tests', 'build', 'http', 'browser']

const named = process.argv.slice(2).filter((name) => !name.startsWith('--'))
const unknown = named.filter((name) => !(name in steps))
if (unknown.length > 0) {
  console.error(`There is no step called ${unknown.join(', ')}; the steps are ${Object.keys(steps).join(', ')}.`)
  process.exit(1)
}

/** Every step makes its temporary files here; what this run itself keeps there are the reports of vitest. */
const scratch = ownTemporaryFolder()
const results = []
/** What failed, one line each: said again at the end, where a long output is read first. */
const failures = []
for (const name of named.length > 0 ? named : usual) {
  console.log(`\n=== ${name}`)
  const started = performance.now()
  const outcome = { name, passed: 0, failed: 0, seconds: 0 }
  for (const [index, step] of steps[name].entries()) {
    const report = join(scratch.path, `${name}-${index}.json`)
    const extra = step.counts ? ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`] : []
    const done = spawnSync(step.command, [...step.args, ...extra], {
      env: { ...cleanEnvironment(), NEXT_TELEMETRY_DISABLED: '1', ...(process.argv.includes('--long') ? { PROVE_LONG: '1' } : {}) },
      stdio: ['ignore', step.quiet ? 'ignore' : 'inherit', 'inherit'],
    })
    const succeeded = done.status === 0
    if (step.counts) count(outcome, report, succeeded)
    else outcome[succeeded ? 'passed' : 'failed'] += 1
    if (!succeeded && !step.counts) failures.push(`${name}: ${step.args.join(' ')}`)
    if (!succeeded) break
  }
  outcome.seconds = (performance.now() - started) / 1000
  results.push(outcome)
  // Later steps stand on a build that works.
  if (outcome.failed > 0 && name === 'build') break
}
await scratch.remove()

/** A run that crashed, or found no test at all, is a failure even when no test says so. */
function count(outcome, report, succeeded) {
  const parsed = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0 }
  for (const file of parsed.testResults ?? []) {
    const name = relative(root, file.name)
    const failed = file.assertionResults.filter((test) => test.status !== 'passed')
    for (const test of failed) failures.push(`${name}: ${test.fullName} (${test.status}): ${firstLine(test.failureMessages?.[0])}`)
    if (file.status !== 'passed' && failed.length === 0) failures.push(`${name}: ${firstLine(file.message)}`)
  }
  outcome.passed += parsed.numPassedTests
  outcome.failed += parsed.numFailedTests
  if ((!succeeded && parsed.numFailedTests === 0) || parsed.numPassedTests === 0) outcome.failed += 1
  // A skipped test proves nothing and is easily forgotten: what cannot be shown somewhere is a test that says so.
  if (parsed.numPendingTests > 0) console.error(`${parsed.numPendingTests} tests were skipped, which counts as failed.`)
  outcome.failed += parsed.numPendingTests
}

function firstLine(text) {
  return (text ?? '').split('\n', 1)[0].slice(0, 300)
}

for (const failure of failures) console.log(`Failed: ${failure}`)
console.log('\nstep        seconds   passed   failed')
for (const { name, seconds, passed, failed } of results) {
  console.log(`${name.padEnd(10)} ${seconds.toFixed(1).padStart(8)} ${String(passed).padStart(8)} ${String(failed).padStart(8)}`)
}
const sum = (key) => results.reduce((total, result) => total + result[key], 0)
console.log(`in ${sum('seconds').toFixed(0)} s\n\n${sum('passed')} passed, ${sum('failed')} failed`)
process.exit(sum('failed') > 0 ? 1 : 0)
