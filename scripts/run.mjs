// Runs one of our programs (`node scripts/run.mjs backup DIR`), bundled first when its sources have changed.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildScripts } from './build.mjs'
import { install } from './setup.mjs'

const [name, ...args] = process.argv.slice(2)
const root = fileURLToPath(new URL('..', import.meta.url))
install()
if (existsSync(`${root}/.env`)) process.loadEnvFile(`${root}/.env`)
await buildScripts()
const program = `${root}/.build/${name}.js`
if (!existsSync(program)) {
  console.error(`There is no program called "${name}".`)
  process.exit(1)
}
const { main } = await import(program)
process.exitCode = (await main(args)) ?? 0
