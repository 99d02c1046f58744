// `npm run bench [-- --quick | --full] [--json FILE] [--only NAME,NAME]`: what the product promises about speed, each figure beside
// what it is compared with, measured in turns in one run. A slow figure is printed, never an error: machines differ.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { closePools } from '../db/client.ts'
import '../lib/registry.ts'
import { sizes, type Figure, type Size } from './bench/measure.ts'
import { rows, type Row } from './bench/rows.ts'
import { makeKept } from './bench/kept.ts'
import { Stage } from './bench/stage.ts'
import { printFigures } from './bench/table.ts'
import { OperatorFault } from './operator-fault.ts'
import { migrationFolder } from './prepare-database.ts'

const usage = 'npm run bench [-- --quick | --full] [--json FILE] [--only NAME,NAME]'
interface Order {
  readonly size: Size
  readonly json: string | undefined
  readonly chosen: readonly Row[]
}

/** Answers 0 when everything was measured, however slow; a fault of the bench or of the product ends it with 1. */
export async function main(args: readonly string[], stop: AbortSignal): Promise<number> {
  const part = args.find((arg) => arg.startsWith('--part='))?.slice('--part='.length)
  if (part !== undefined) return runPart(part)
  const { size, json, chosen } = readOrder(args),
    folder = benchFolder()
  console.log(`Bench, ${size.name}: ${size.events.toLocaleString('en-US')} events, ${chosen.length} of ${rows.length} rows, in ${folder}.`)
  if (size.name === 'quick') console.log('Quick: the sets are small and the turns short. It shows that everything can be measured; the figures say little.')
  if (chosen.some((row) => row.web)) buildApplication()
  const started = performance.now(),
    stage = await Stage.open(folder),
    figures: Figure[] = [],
    faults: string[] = []
  const end = (): void => {
    void stage.close()
  }
  stop.addEventListener('abort', end)
  try {
    if (chosen.some((row) => row.database === 'kept')) await prepareKept(stage, size)
    if (chosen.some((row) => row.database === 'fresh')) await stage.create('fresh')
    for (const row of chosen) {
      if (stop.aborted) throw new OperatorFault('The bench was stopped.')
      const answer = await measureRow(stage, row, size)
      if ('fault' in answer) faults.push(`${row.name} could not be measured: ${answer.fault}`)
      else {
        printFigures(answer.figures)
        figures.push(...answer.figures)
      }
    }
  } finally {
    stop.removeEventListener('abort', end)
    if (!stop.aborted) await stage.close()
  }
  if (json !== undefined) writeFileSync(json, `${JSON.stringify({ results: figures }, null, 2)}\n`)
  const missed = figures.filter((figure) => figure.ok === false).length
  console.log(
    `\n${figures.length} figures in ${Math.round((performance.now() - started) / 1_000)} s; ${missed === 0 ? 'all that have a reach are within it' : `${missed} beyond reach`}.`,
  )
  for (const fault of faults) console.error(fault)
  return faults.length > 0 ? 1 : 0
}

function readOrder(args: readonly string[]): Order {
  let name: Size['name'] = 'default',
    json: string | undefined,
    chosen: readonly Row[] = rows
  for (let at = 0; at < args.length; at++) {
    const [flag, own] = (args[at] as string).split('=', 2) as [string, string | undefined]
    const value = (): string => {
      const found = own ?? args[++at]
      if (found === undefined) throw new OperatorFault(`${flag} needs a value: ${usage}`)
      return found
    }
    if (flag === '--quick' || flag === '--full') name = flag === '--quick' ? 'quick' : 'full'
    else if (flag === '--json') json = resolve(value())
    else if (flag === '--only') {
      const names = value().split(',')
      const strange = names.find((only) => !rows.some((row) => row.name === only))
      if (strange !== undefined) throw new OperatorFault(`There is no row called ${strange}. Rows: ${rows.map((row) => row.name).join(', ')}.`)
      chosen = rows.filter((row) => names.includes(row.name))
    } else throw new OperatorFault(`Start it like this: ${usage}`)
  }
  return { size: sizes[name], json, chosen }
}
function benchFolder(): string {
  const given = process.env['PLUMBLINE_BENCH_DIR'] ?? '.bench'
  return isAbsolute(given) ? given : join(fileURLToPath(new URL('..', import.meta.url)), given)
}

/** As npm start does: only after a change. */
function buildApplication(): void {
  const done = spawnSync(process.execPath, [fileURLToPath(new URL('../scripts/build.mjs', import.meta.url))], { stdio: 'inherit' })
  if (done.status !== 0) throw new OperatorFault('The application could not be built; the lines above say why.')
}

/** Raised when the sets are made in another way. */
const setsVersion = 2
/** The large sets, unless an earlier run left them with the schema of today. */
async function prepareKept(stage: Stage, size: Size): Promise<void> {
  const schema = createHash('sha256')
  for (const folder of [migrationFolder, join(migrationFolder, 'always')])
    for (const file of readdirSync(folder)
      .filter((name) => name.endsWith('.sql'))
      .sort())
      schema.update(readFileSync(join(folder, file)))
  const mark = `bench ${setsVersion} ${size.events}/${size.eventsSmall}/${size.payouts} ${schema.digest('hex').slice(0, 16)}`
  if (await stage.isReady('kept', mark)) return
  console.log('Loading the large sets, which are kept for the next run …')
  await stage.create('kept')
  const answer = await runChild(stage, 'kept:set', 'kept', size)
  if ('fault' in answer) throw new Error(answer.fault)
  await stage.mark('kept', mark)
}

type Answer = { readonly figures: readonly Figure[] } | { readonly fault: string }
const measureRow = (stage: Stage, row: Row, size: Size): Promise<Answer> => runChild(stage, row.name, row.database, size)

/** Each row has a process of its own: the memory and the compiled code of one do not help or hinder the next. */
async function runChild(stage: Stage, part: string, database: Row['database'], size: Size): Promise<Answer> {
  const child = stage.start([`--part=${part}`], stage.environment(database, { BENCH_SIZE: size.name }))
  let answer: Answer | undefined
  child.on('message', (message: Answer) => {
    answer = message
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  return answer ?? { fault: `its process ended with ${code === null ? 'a signal' : `code ${code}`}` }
}

/** In the child: measures one row, or loads the large sets. */
async function runPart(part: string): Promise<number> {
  const size = sizes[(process.env['BENCH_SIZE'] ?? 'default') as Size['name']]
  const row = rows.find((candidate) => candidate.name === part)
  try {
    if (part === 'kept:set') await makeKept(size, (text) => console.log(`  ${text}`))
    const figures = row === undefined ? [] : await row.measure(size)
    await send({ figures })
    return 0
  } catch (error) {
    console.error(error)
    await send({ fault: error instanceof Error ? error.message : String(error) })
    return 0
  } finally {
    await closePools()
  }
}
const send = (answer: Answer): Promise<void> =>
  new Promise((done) => {
    if (process.send) process.send(answer, () => done())
    else done()
  })
