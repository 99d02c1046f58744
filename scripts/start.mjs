// npm start: builds what is stale, then becomes the launcher. It stays one process, so that a signal sent to it reaches everything.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildApplication, buildScripts } from './build.mjs'
import { hearExceptions } from './driver-faults.mjs'
import { install } from './setup.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
process.chdir(root)
install()
if (existsSync('.env')) process.loadEnvFile('.env')
const development = process.argv.includes('--dev')
await buildScripts()
if (!development) buildApplication({ quiet: true })
// It asks the database whether it is there, also while it is going.
hearExceptions('launcher', () => process.exit(1))
const { launch } = await import('../.build/launch.js')
await launch(process.argv.slice(2))
