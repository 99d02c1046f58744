import { once } from 'node:events'
import type { Sql } from 'postgres'
import { requestExport } from '../../lib/audit/request-export.ts'
import { openOwner, runAs, type Person } from './company.ts'
import { keptCompany, signInAs, type KeptCompany } from './kept.ts'
import { compare, inTurns, limit, median, secondsOf, type Figure, type Size } from './measure.ts'
import { residentMegabytes, watchMemory } from './process-memory.ts'
import { cookieOf, Site } from './web.ts'

const megabytesMax = 100

/** The whole log as a spreadsheet through the web server, every row joined, disarmed, said in its sentence and streamed; against a bare COPY of the columns that are stored, drained in Node. */
export async function measureExport(size: Size): Promise<Figure[]> {
  const sql = openOwner(),
    company = await keptCompany(sql, 'large'),
    owner = await signInAs(sql, company, 'owner'),
    cookie = await cookieOf(company.tenant, owner)
  const site = await Site.open(2),
    turns = Math.min(size.turns, 3)
  try {
    await exported(sql, site, owner, cookie, size.events) // compiles, fills the caches
    await copied(sql, company, size.events)
    const before = residentMegabytes(site.pid),
      watch = watchMemory(site.pid)
    const taken = await inTurns(
      turns,
      () => exported(sql, site, owner, cookie, size.events),
      () => copied(sql, company, size.events),
    )
    const grown = watch.stop() - before
    const short = `${size.events.toLocaleString('en-US')} rows`
    return [
      compare(`audit export of ${short} over HTTP`, 'rows/s', size.events / median(taken.ours), size.events / median(taken.theirs), { least: 0.6 }),
      limit(`memory of the web server during exports of ${short}`, 'MB more', Math.max(0, grown), { most: megabytesMax }),
    ]
  } finally {
    await site.close()
    await sql.end()
  }
}
async function exported(sql: Sql, site: Site, owner: Person, cookie: string, events: number): Promise<number> {
  const { id } = await runAs(sql, owner, requestExport, { format: 'csv' })
  return secondsOf(async () => {
    const response = await site.ask(`/api/audit/exports/${id}`, cookie)
    if (response.statusCode !== 200 || response.headers['content-encoding'] !== undefined) throw new Error(`the export answered ${response.statusCode}`)
    let lines = 0
    response.on('data', (piece: Buffer) => {
      for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) lines++
    })
    await once(response, 'end')
    if (lines < events) throw new Error(`the export ended after ${lines} of ${events} rows`)
  })
}
async function copied(sql: Sql, { tenant }: KeptCompany, events: number): Promise<number> {
  return secondsOf(async () => {
    const rows = await sql
      .unsafe(`copy (select l.leaf_index, e.at, p.name, e.actor_role, e.event, e.subject_kind, e.subject_id, e.detail, p.ip, e.permission, e.request_id, e.correlation_id, e.actor_kind, e.actor_id, e.id
      from audit_events e left join audit_leaves l on l.tenant_id = '${tenant}' and l.id = e.id left join audit_personal p on p.tenant_id = '${tenant}' and p.id = e.id where e.tenant_id = '${tenant}' order by e.id) to stdout with (format csv)`)
      .readable()
    let lines = 0
    rows.on('data', (piece: Buffer) => {
      for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) lines++
    })
    await once(rows, 'end')
    if (lines < events) throw new Error(`the copy ended after ${lines} of ${events} rows`)
  })
}
