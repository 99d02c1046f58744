// The row filter alone keeps tenants apart: these run as a superuser, for whom row-level security does not exist.
// ASVS V1.2.4 V8.4.1
import { alias, QueryBuilder, union } from 'drizzle-orm/pg-core'
import { and, count, desc, eq, exists, inArray, notExists, or, sql, sum } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Sql } from 'postgres'
import { identity } from '../../db/schema/identity.ts'
import { counters } from '../../db/schema/tenancy.ts'
import { crewMembers, crews, payees } from '../../db/schema/work.ts'
import { scopedHandle, type Handle } from '../../lib/access/handle.ts'
import { newUuid } from '../../lib/kernel/id.ts'
import { unfiltered } from '../support/grammar.ts'
import { admin, makeWorld, type World } from '../support/world.ts'

let a: World, b: World, tx: Handle, other: Handle
const statements: string[] = []
const logging = {
  unsafe: (text: string, values: unknown[]) => {
    statements.push(text)
    return admin.unsafe(text, values as never[])
  },
} as unknown as Sql

async function fill(world: World): Promise<void> {
  for (const name of ['Ash', 'Birch']) {
    const id = newUuid(world.clock.now())
    await admin`insert into crews (tenant_id, id, number, name, key) values (${world.tenant}, ${id}, ${name}, ${name}, ${name})`
    const payee = newUuid(world.clock.now())
    await admin`insert into payees (tenant_id, id, number, name, key, source) values (${world.tenant}, ${payee}, ${name}, ${name}, ${name}, 'hand')`
    await admin`insert into crew_members (tenant_id, id, crew_id, payee_id) values (${world.tenant}, ${newUuid(world.clock.now())}, ${id}, ${payee})`
  }
}
beforeAll(async () => {
  ;[a, b] = [await makeWorld(), await makeWorld()]
  await fill(a)
  await fill(b)
  const { drizzle } = await import('drizzle-orm/postgres-js')
  drizzle(admin)
  tx = scopedHandle(logging, a.tenant)
  other = scopedHandle(logging, b.tenant)
})
const own = (rows: { tenantId?: string | null }[]) => rows.every((row) => row.tenantId === a.tenant)

test('without a handle both tenants are in reach, so the tests below prove something', async () => {
  expect((await admin`select distinct tenant_id from crews`).length).toBeGreaterThan(1)
})
describe('reads', () => {
  test('plain, with an escaping or, dynamic, distinct, locking', async () => {
    expect((await tx.select().from(crews)).length).toBe(2)
    expect(
      own(
        await tx
          .select()
          .from(crews)
          .where(or(eq(crews.name, 'Ash'), sql`true`)),
      ),
    ).toBe(true)
    expect(
      own(
        await tx
          .select()
          .from(crews)
          .where(sql`${crews.name} = 'Ash' or 1 = 1`),
      ),
    ).toBe(true)
    expect(own(await tx.select().from(crews).$dynamic().where(eq(crews.tenantId, b.tenant)))).toBe(true)
    expect((await tx.select().from(crews).where(eq(crews.tenantId, b.tenant))).length).toBe(0)
    expect((await tx.selectDistinct({ name: crews.name }).from(crews)).length).toBe(2)
    expect((await tx.select().from(crews).for('update')).length).toBe(2)
  })
  test('inner, left, cross and self joins filter every side', async () => {
    expect(
      (await tx.select({ c: crews.tenantId, p: payees.tenantId }).from(crews).innerJoin(payees, eq(crews.name, payees.name))).every(
        (r) => r.c === a.tenant && r.p === a.tenant,
      ),
    ).toBe(true)
    const left = await tx
      .select({ c: crews.tenantId, p: payees.tenantId })
      .from(crews)
      .leftJoin(payees, sql`true`)
    expect(left.length).toBe(4)
    expect(left.every((r) => r.c === a.tenant && r.p === a.tenant)).toBe(true)
    expect((await tx.select().from(crews).crossJoin(payees)).length).toBe(4)
    const twin = alias(crews, 'twin')
    expect((await tx.select().from(crews).innerJoin(twin, eq(crews.name, twin.name))).length).toBe(2)
  })
  test('subqueries, exists, in, scalar, CTE, aggregates, set operations', async () => {
    const inner = tx.select({ name: payees.name }).from(payees)
    expect((await tx.select().from(crews).where(inArray(crews.name, inner))).length).toBe(2)
    expect(
      (
        await tx
          .select()
          .from(crews)
          .where(exists(tx.select().from(payees).where(eq(payees.name, crews.name))))
      ).length,
    ).toBe(2)
    expect(
      (
        await tx
          .select()
          .from(crews)
          .where(notExists(tx.select().from(payees).where(eq(payees.name, crews.name))))
      ).length,
    ).toBe(0)
    const cte = tx.$with('named').as(tx.select({ name: crews.name }).from(crews))
    expect((await tx.with(cte).select().from(cte)).length).toBe(2)
    const sub = tx
      .select({ name: crews.name, n: count().as('n') })
      .from(crews)
      .groupBy(crews.name)
      .as('sub')
    expect((await tx.select({ total: sum(sub.n) }).from(sub))[0]?.total).toBe('2')
    expect((await union(tx.select({ n: crews.name }).from(crews), tx.select({ n: payees.name }).from(payees)).orderBy(sql`1`)).length).toBe(2)
    expect((await tx.select({ n: count() }).from(crewMembers).innerJoin(crews, eq(crews.id, crewMembers.crewId)).orderBy(desc(count())))[0]?.n).toBe(2)
  })
})
describe('writes', () => {
  test('inserts are stamped, whatever they say; another tenant is refused', async () => {
    const [row] = await tx.insert(counters).values({ series: 'x', value: 1 }).returning()
    expect(row?.tenantId).toBe(a.tenant)
    await expect(async () => tx.insert(counters).values({ series: 'y', value: 1, tenantId: b.tenant } as never)).rejects.toThrow('names a tenant')
    await expect(async () => tx.insert(counters).values({ series: 'y', value: 1, tenantId: sql`null` } as never)).rejects.toThrow('names a tenant')
  })
  test('an upsert meets only rows of its own tenant', async () => {
    await other.insert(counters).values({ series: 'both', value: 7 })
    const [row] = await tx
      .insert(counters)
      .values({ series: 'both', value: 1 })
      .onConflictDoUpdate({ target: [counters.tenantId, counters.series], set: { value: sql`${counters.value} + 1` } })
      .returning()
    expect(row).toMatchObject({ tenantId: a.tenant, value: 1 })
    await expect(async () => tx.insert(counters).values({ series: 'both', value: 1 }).onConflictDoNothing({ target: counters.series })).rejects.toThrow(
      'must begin with tenantId',
    )
  })
  test('updates and deletes touch no foreign row and never move one', async () => {
    expect(
      (
        await tx
          .update(crews)
          .set({ name: 'Ash' })
          .where(sql`true`)
          .returning()
      ).length,
    ).toBe(2)
    await expect(async () => tx.update(crews).set({ tenantId: b.tenant } as never)).rejects.toThrow('never updated')
    expect(
      (
        await tx
          .delete(crewMembers)
          .where(or(sql`true`))
          .returning()
      ).every((row) => row.tenantId === a.tenant),
    ).toBe(true)
    expect((await admin`select count(*)::int as n from crew_members where tenant_id = ${b.tenant}`)[0]?.['n']).toBe(2)
    expect((await admin`select distinct name from crews where tenant_id = ${b.tenant} order by 1`).map((r) => r['name'])).toEqual(['Ash', 'Birch'])
  })
})
describe('what cannot be scoped is refused', () => {
  test('right and full joins, foreign builders, undeclared CTEs, account-level tables', async () => {
    await expect(async () =>
      tx
        .select()
        .from(crews)
        .rightJoin(payees, sql`true`),
    ).rejects.toThrow('right join')
    await expect(async () =>
      tx
        .select()
        .from(crews)
        .fullJoin(payees, sql`true`),
    ).rejects.toThrow('full join')
    await expect(async () =>
      tx
        .select()
        .from(crews)
        .where(inArray(crews.name, other.select({ n: payees.name }).from(payees))),
    ).rejects.toThrow('use this handle')
    await expect(async () =>
      tx
        .select()
        .from(crews)
        .where(inArray(crews.name, new QueryBuilder().select({ n: payees.name }).from(payees))),
    ).rejects.toThrow('use this handle')
    const cte = tx.$with('crews').as(tx.select({ name: payees.name }).from(payees))
    await expect(async () => tx.select().from(cte)).rejects.toThrow('not declared')
    const accounts = identity.table('accounts', {})
    await expect(async () => tx.select().from(accounts as never)).rejects.toThrow()
  })
  const bad = [
    '(select 1)',
    '1) or (1=1',
    'exists(table payees)',
    "set_config('a','b',true) = ''",
    'query_to_xml(1)',
    '1 -- x',
    '1 /* x */ = 1',
    "E'\\x' = ''",
    '"payees"."name" = 1',
    '$$x$$ = 1',
    '1; drop table x',
    'pg_sleep(1) is null',
    "dblink('x') = 1",
    "u&'x' = 1",
    'lateral x',
    'returning 1',
    'with x as (1)',
    '1 union 1',
    'merge',
    'current_setting(1) = 1',
    'scope.tenant() is null',
    'has_table_privilege(1)',
  ]
  test.each(bad)('fragment %s', async (text) => {
    await expect(async () => tx.select().from(crews).where(sql.raw(text))).rejects.toThrow()
    await expect(async () => tx.select({ x: sql.raw(text) }).from(crews)).rejects.toThrow()
    await expect(async () => tx.select().from(crews).orderBy(sql.raw(text))).rejects.toThrow()
    await expect(async () => tx.update(crews).set({ name: sql.raw(text) as never })).rejects.toThrow()
  })
  test('a table inside a fragment', async () => {
    await expect(async () =>
      tx
        .select()
        .from(crews)
        .where(sql`exists (${payees})`),
    ).rejects.toThrow()
  })
  test('honest fragments pass', async () => {
    for (const good of [
      sql`lower(${crews.name}) = 'ash'`,
      sql`coalesce(${crews.name}, '') <> ''`,
      sql`${crews.name} between 'A' and 'Z'`,
      sql`extract(year from ${crews.createdAt}) > 2000`,
      sql`starts_with(${crews.name}, 'A')`,
    ])
      await tx.select().from(crews).where(and(good))
  })
})
test('every statement above is filtered in the eyes of Postgres’ own grammar', async () => {
  const tables = new Set(['crews', 'payees', 'crew_members', 'counters'])
  expect(statements.length).toBeGreaterThan(25)
  for (const text of statements) expect(await unfiltered(text, tables), text).toEqual([])
  expect(await unfiltered('select * from crews c join payees p on p.id = c.id where c.tenant_id = $1', tables)).toEqual(['payees as p is not filtered'])
})
