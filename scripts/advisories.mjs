// `npm run advisories`: asks the registry's feed for published flaws of what we ship. Says so when the feed cannot be asked; nothing is proven then.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { judgeAdvisories } from './judge-advisories.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const accepted = JSON.parse(readFileSync(new URL('../.ci/accepted-advisories.json', import.meta.url), 'utf8'))
const asked = spawnSync('npm', ['audit', '--omit=dev', '--json'], {
  cwd: root,
  encoding: 'utf8',
  timeout: 60_000,
  maxBuffer: 64_000_000,
  stdio: ['ignore', 'pipe', 'ignore'],
})
const judged = judgeAdvisories(asked.stdout ?? '', accepted, new Date().toISOString().slice(0, 10))

console.log('\n=== advisories')
if (!judged.asked) {
  console.log(`The feed of advisories could not be tried: ${judged.why}.`)
} else {
  for (const { id, package: name, rank, title } of judged.open) console.log(`Failed: advisories: ${rank} in ${name}: ${id} ${title}`)
  for (const { id, until } of judged.stale) console.log(`The acceptance of ${id} until ${until} has run out or concerns nothing any more.`)
  console.log(`${judged.open.length} open, ${judged.lesser} of lesser rank`)
  console.log(`${judged.open.length === 0 ? 1 : 0} passed, ${judged.open.length === 0 ? 0 : 1} failed`)
}
process.exit(judged.asked && judged.open.length > 0 ? 1 : 0)
