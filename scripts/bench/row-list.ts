import { and, desc, eq, lt } from 'drizzle-orm'
import { z } from 'zod'
import { auditEvents, auditLeaves, auditPersonal } from '../../db/schema/audit.ts'
import { query } from '../../lib/access/operation.ts'
import { openOwner, type Person } from './company.ts'
import { keptCompany, signInAs } from './kept.ts'
import { compare, median, type Figure, type Size } from './measure.ts'

const rowsPerPage = 50
/** A page of the log as its list reads it: the entry, its number, who did it from where. */
const listPage = query({
  name: 'bench.listPage',
  needs: 'audit.read',
  input: z.strictObject({ after: z.uuid() }),
  run: (ctx, { after }) =>
    ctx.tx
      .select({
        id: auditEvents.id,
        at: auditEvents.at,
        actorKind: auditEvents.actorKind,
        actorId: auditEvents.actorId,
        actorRole: auditEvents.actorRole,
        event: auditEvents.event,
        subjectKind: auditEvents.subjectKind,
        subjectId: auditEvents.subjectId,
        detail: auditEvents.detail,
        leaf: auditLeaves.leafIndex,
        name: auditPersonal.name,
        ip: auditPersonal.ip,
      })
      .from(auditEvents)
      .leftJoin(auditLeaves, eq(auditLeaves.id, auditEvents.id))
      .leftJoin(auditPersonal, eq(auditPersonal.id, auditEvents.id))
      .where(and(lt(auditEvents.id, after)))
      .orderBy(desc(auditEvents.id))
      .limit(rowsPerPage),
})

/** A list of 50 through `query`, with the row filter and row-level security, against the same statement with a WHERE by the owner, whom no wall stops. */
export async function measureList(size: Size): Promise<Figure[]> {
  const sql = openOwner(),
    company = await keptCompany(sql, 'large'),
    people: Person[] = []
  for (let n = 0; n < 10; n++) people.push(await signInAs(sql, company, 'owner'))
  const places = (
    await sql<
      { id: string }[]
    >`select e.id::text as id from audit_leaves l join audit_events e on e.tenant_id = l.tenant_id and e.id = l.id where l.tenant_id = ${company.tenant} and l.leaf_index >= 1000 and l.leaf_index % ${Math.floor(size.events / 997)} = 0`
  ).map((row) => row.id)
  const ours = async (n: number): Promise<unknown[]> =>
    listPage.invoke((people[n % people.length] as Person).caller, { after: places[(n * 31) % places.length] })
  const theirs = async (
    n: number,
  ): Promise<
    readonly unknown[]
  > => sql`select e.id, e.at, e.actor_kind, e.actor_id, e.actor_role, e.event, e.subject_kind, e.subject_id, e.detail, l.leaf_index, p.name, p.ip
    from audit_events e left join audit_leaves l on l.tenant_id = ${company.tenant} and l.id = e.id left join audit_personal p on p.tenant_id = ${company.tenant} and p.id = e.id
    where e.tenant_id = ${company.tenant} and e.id < ${places[(n * 31) % places.length] as string} order by e.id desc limit ${rowsPerPage}`
  const taken = { ours: [] as number[], theirs: [] as number[] }
  const time = async (list: (n: number) => Promise<readonly unknown[]>, n: number): Promise<number> => {
    const started = performance.now(),
      rows = await list(n)
    if (rows.length !== rowsPerPage) throw new Error(`a page of ${rows.length} rows`)
    return performance.now() - started
  }
  const warm = size.calls
  for (let n = 0; n < warm; n++) {
    await time(ours, n)
    await time(theirs, n)
  }
  for (let n = 0; n < size.calls * size.turns; n++) {
    const first = n % 2 === 0
    if (first) taken.ours.push(await time(ours, n))
    taken.theirs.push(await time(theirs, n))
    if (!first) taken.ours.push(await time(ours, n))
  }
  await sql.end()
  return [
    compare(`list of 50 at ${size.events.toLocaleString('en-US')} rows through query, both walls`, 'ms', median(taken.ours), median(taken.theirs), {
      most: 1.3,
    }),
  ]
}
