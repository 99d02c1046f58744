// Runs one of our programs (`node scripts/run.mjs backup DIR`), bundled first when its sources have changed.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildScripts } from './build.mjs'
import { hearExceptions } from './driver-faults.mjs'
import { install } from './setup.mjs'

const [name, ...args] = process.argv.slice(2)
const root = fileURLToPath(new URL('..', import.meta.url))
install()
if (existsSync(`${root}/.env`)) process.loadEnvFile(`${root}/.env`)
await buildScripts()
if (name === 'verify') {
  // The very file that auditors take along, so that we run what they run.
  process.argv = [process.execPath, `${root}/public/verify.mjs`, ...args]
  await import('../public/verify.mjs')
} else await runProgram(`${root}/.build/${name}.js`)

async function runProgram(program) {
  if (!existsSync(program)) {
    console.error(`There is no program called "${name}".`)
    process.exit(1)
  }
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => controller.abort())
  hearExceptions(name, () => process.exit(1))
  try {
    const { adoptRoles } = await import('../.build/adopt-roles.js')
    adoptRoles()
    const { main } = await import(program)
    process.exitCode = (await main(args, controller.signal)) ?? 0
  } catch (error) {
    // Faults that a person can mend are one sentence; anything else is a bug and shows where.
    console.error(['ConfigFault', 'EmbeddedFault', 'OperatorFault'].includes(error?.name) ? error.message : error)
    process.exitCode = 1
  }
}
