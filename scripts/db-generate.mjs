// Regenerates the one initial migration from db/schema. Before the first release only: afterwards a change is a new migration.
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, readdirSync, writeFileSync } from 'node:fs'

const folder = new URL('../drizzle/', import.meta.url).pathname
for (const name of readdirSync(folder)) if (/^\d{4}_|^meta$/.test(name)) rmSync(folder + name, { recursive: true })
execFileSync(process.execPath, ['node_modules/drizzle-kit/bin.cjs', 'generate', '--name', 'initial'], { stdio: ['ignore', 'ignore', 'inherit'] })
const file = `${folder}0000_initial.sql`
let text = readFileSync(file, 'utf8')
// drizzle-kit knows no partitions: the log is partitioned by its id, and Postgres wants the parent declared so.
const before = text
text = text.replace(/(CREATE TABLE "audit_events" \([\s\S]*?\n\))(;)/, '$1 PARTITION BY RANGE ("id")$2')
if (text === before) throw new Error('audit_events was not found in the generated migration')
text = text.replaceAll('"bytea"', 'bytea')
writeFileSync(file, text)
console.log(`wrote ${file.slice(folder.length)}: ${text.split('\n').length} lines`)
