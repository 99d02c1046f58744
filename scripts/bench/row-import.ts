import { createHash, randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Sql } from 'postgres'
import { checkImport, startImport } from '../../lib/incentives/check-import.ts'
import { headBytes } from '../../lib/incentives/import/sniff.ts'
import { uploadImport } from '../../lib/incentives/upload-import.ts'
import { decodeId } from '../../lib/kernel/id.ts'
import { addMember, makeCompany, openOwner, runAs, signIn, type Person } from './company.ts'
import { compare, inTurns, limit, median, secondsOf, type Figure, type Size } from './measure.ts'
import { watchMemory } from './process-memory.ts'
import { startProgram, stopProgram } from './stage.ts'

const crews = 200,
  rowsPerInsert = 1_000
/** A few slices: what the worker holds then is what it holds with any file. */
const shortRows = 10_000
/** A file ten times as long may make it hold so much more. */
const megabytesMax = 100
/** The collector of a process without bound waits for as long as the machine has room, and shows that room instead of what is held. Rows that were kept would not fit. */
const heapMegabytes = 192
const mapping = {
  version: 1,
  hasHeader: true,
  columns: {
    key: 'request',
    kind: { fixed: 'request' },
    payee: 'crew',
    opened: 'opened',
    closed: 'closed',
    quantity: 'depth',
    extra: [{ column: 'notes', field: 'notes', type: 'text' }],
  },
  currency: 'EUR',
  times: { format: 'iso', zone: 'Europe/Amsterdam', skipped: 'refuse', doubled: 'refuse' },
  unmatchedPayee: 'create',
  blankPayee: 'none',
  unmatchedCrew: 'create',
  openRows: 'keep',
}

/**
 * A file imported by a worker process of the product, in slices, row by row judged and numbered; against the same rows, ready made, in
 * statements of a thousand by the owner. Beside it the dry run before it, and what the worker's memory does when the file is ten times as long.
 */
export async function measureImport(size: Size): Promise<Figure[]> {
  const sql = openOwner(),
    turns = Math.min(size.turns, 3),
    rows = size.importRows,
    short = Math.min(rows, shortRows)
  const company = await makeCompany(sql, 'Bench imports'),
    office = await signIn(sql, company.tenant, await addMember(sql, company.tenant, 'office', 'office 1'))
  const worker = startProgram('worker', [], process.env as Record<string, string>, heapMegabytes)
  const pid = worker.pid ?? 0
  try {
    const shortPeak = await peakOf(pid, () => importFile(sql, office, company.tenant, short))
    const dry: number[] = [],
      peaks: number[] = []
    const ours = async (): Promise<number> => {
      const watch = watchMemory(pid),
        took = await importFile(sql, office, company.tenant, rows)
      peaks.push(watch.stop())
      dry.push(rows / took.dryRun)
      return rows / took.run
    }
    await ours()
    const copies = await rawRows(sql, company.tenant, rows)
    const taken = await inTurns(turns, ours, async () => rows / (await insertRaw(sql, copies())))
    const shown = rows.toLocaleString('en-US'),
      value = median(taken.ours),
      base = median(taken.theirs)
    return [
      compare(`import of ${shown} rows`, 'rows/s', value, base, { least: 0.2 }),
      { name: `the dry run before it, ${shown} rows`, value: median(dry), unit: 'rows/s', base, ratio: median(dry) / base, reach: 'printed', ok: null },
      limit(`memory of the worker: ${shown} rows beside ${short.toLocaleString('en-US')}`, 'MB more', Math.max(0, Math.max(...peaks) - shortPeak), {
        most: megabytesMax,
      }),
    ]
  } finally {
    await stopProgram(worker)
    await sql.end()
  }
}
async function peakOf(pid: number, act: () => Promise<unknown>): Promise<number> {
  const watch = watchMemory(pid)
  await act()
  return watch.stop()
}

function csvFile(rows: number): Buffer {
  const lines = ['request,crew,opened,closed,depth,notes'],
    batch = randomUUID().slice(0, 8)
  for (let n = 0; n < rows; n++) {
    const day = String(1 + (n % 28)).padStart(2, '0'),
      hour = String(n % 24).padStart(2, '0')
    lines.push(
      `${batch}-${n},Crew member ${n % crews},2026-03-${day}T${hour}:15:00,2026-04-${day}T${hour}:45:00,${n % 9}.5,"Repair of a main, ${n % 700} Harbour Street"`,
    )
  }
  return Buffer.from(`${lines.join('\n')}\n`)
}
/** Seconds of the dry run and of the import itself, from the order to the last row. */
async function importFile(sql: Sql, office: Person, tenant: string, rows: number): Promise<{ dryRun: number; run: number }> {
  const bytes = csvFile(rows)
  async function* body(): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += 300_000) yield bytes.subarray(at, at + 300_000)
  }
  const { id } = await runAs(sql, office, uploadImport, {
    name: 'requests.csv',
    size: bytes.length,
    digest: createHash('sha256').update(bytes).digest('hex'),
    isUtf8: true,
    head: new Uint8Array(bytes.subarray(0, headBytes)),
    body,
  })
  const uuid = decodeId('import', id)
  const dryRun = await secondsOf(async () => {
    await runAs(sql, office, checkImport, { importId: id, encoding: 'utf-8', delimiter: ',', mappingName: 'Requests', mapping })
    await reach(sql, tenant, uuid, 'checked', rows)
  })
  const run = await secondsOf(async () => {
    await runAs(sql, office, startImport, { importId: id })
    await reach(sql, tenant, uuid, 'done', rows)
  })
  return { dryRun, run }
}
async function reach(sql: Sql, tenant: string, id: string, state: string, rows: number): Promise<void> {
  for (;;) {
    const [row] = await sql<
      { state: string; fresh: number; refused: number }[]
    >`select state, rows_new as fresh, rows_refused as refused from imports where tenant_id = ${tenant} and id = ${id}`
    if (row?.state === state) {
      if (row.fresh !== rows || row.refused !== 0) throw new Error(`${row.fresh} of ${rows} rows came in, ${row.refused} were refused`)
      return
    }
    if (row?.state === 'failed' || row?.state === 'cancelled') throw new Error(`the import ended as ${row.state}`)
    await delay(20)
  }
}

type RawRow = Record<string, unknown>
/** The rows of the last import, as fresh ones each time. */
async function rawRows(sql: Sql, tenant: string, count: number): Promise<() => RawRow[]> {
  const rows = await sql<
    RawRow[]
  >`select tenant_id, number, kind, source_kind, source_id, source_name, external_key, revision, payee_id, crew_id, opened_at, counted_at, quantity_milli, value_minor, value_currency, fields, digest from work_records where tenant_id = ${tenant} order by id desc limit ${count}`
  return () => {
    const batch = randomUUID().slice(0, 8)
    return rows.map((row, n) => ({ ...row, id: randomUUID(), external_key: `${batch}-${n}` }))
  }
}
const insertRaw = (sql: Sql, rows: readonly RawRow[]): Promise<number> =>
  secondsOf(async () => {
    for (let at = 0; at < rows.length; at += rowsPerInsert) await sql`insert into work_records ${sql(rows.slice(at, at + rowsPerInsert))}`
  })
