// What a query returns is the same whether drizzle makes its objects or we do: each kind of field, null in each, and nothing of what a join left empty.
import { eq, sql } from 'drizzle-orm'
import { PgDatabase } from 'drizzle-orm/pg-core'
import { PostgresJsSession } from 'drizzle-orm/postgres-js'
import type { Sql } from 'postgres'
import { describe, expect, test } from 'vitest'
import { payouts } from '../../db/schema/payouts.ts'
import { payees, workRecords } from '../../db/schema/work.ts'
import { FlatSession, flatMapper } from '../../lib/access/flat-session.ts'
import { ScopedDialect } from '../../lib/access/scoped-dialect.ts'

const tenant = '0198a1b2-0000-7000-8000-000000000001'
const noRelations = { fullSchema: {}, schema: {}, tableNamesMap: {} }
/** A handle whose driver answers with these rows. */
function reading(Session: typeof FlatSession | typeof PostgresJsSession, rows: readonly unknown[][]) {
  const client = { unsafe: () => ({ values: () => Promise.resolve(rows) }), options: { parsers: {}, serializers: {} } } as unknown as Sql
  const dialect = new ScopedDialect(tenant)
  return new PgDatabase(dialect, new Session(client, dialect, noRelations) as never, noRelations as never)
}
type Reading = ReturnType<typeof reading>
const both = async (rows: readonly unknown[][], query: (db: Reading) => PromiseLike<unknown>) => {
  const [ours, theirs] = [await query(reading(FlatSession, rows)), await query(reading(PostgresJsSession, rows))]
  expect(ours).toStrictEqual(theirs)
  return ours
}
const texts: Readonly<Record<string, unknown>> = {
  PgBigInt64: '9007199254740993',
  PgTimestamp: '2026-05-13 07:00:00.123456+00',
  PgDateString: '2026-05-13',
  PgUUID: tenant,
  PgJsonb: { a: [1, null] },
  PgInteger: 7,
  PgBoolean: true,
}

describe('rows as objects', () => {
  test.each([
    ['payouts', payouts],
    ['payees', payees],
    ['work records', workRecords],
  ])('every column of %s, filled and null', async (_name, table) => {
    const { enableRLS: _, ...columns } = table as unknown as Record<string, { columnType: string; enumValues?: string[] }>
    const filled = Object.values(columns).map((column) => texts[column.columnType] ?? column.enumValues?.[0] ?? 'text')
    const rows = (await both([filled, filled.map(() => null), filled], (db) => db.select().from(table as never))) as Record<string, unknown>[]
    expect(rows).toHaveLength(3)
    expect(Object.keys(rows[0]!)).toEqual(Object.keys(columns))
    expect(Object.values(rows[1]!).every((value) => value === null)).toBe(true)
  })
  test('expressions, with and without a type or a name, and columns of a subquery', async () => {
    await both([['12', '5', 'x', 3]], (db) =>
      db
        .select({
          whole: sql<number>`count(*)`.mapWith(Number),
          raw: sql<string>`sum(${payouts.amountMinor})`,
          named: sql<string>`lower(${payouts.number})`.as('named'),
          minor: payouts.amountMinor,
        })
        .from(payouts),
    )
    await both([['5', 'x']], (db) => {
      const inner = db
        .select({ minor: payouts.amountMinor, low: sql<string>`lower(${payouts.number})`.as('low') })
        .from(payouts)
        .as('inner')
      return db.select({ minor: inner.minor, low: inner.low }).from(inner)
    })
  })
  test('parts in parts are drizzle’s own, and one that a left join leaves empty is null', async () => {
    const query = (db: Reading) =>
      db
        .select({ number: payouts.number, payee: { id: payees.id, name: payees.name } })
        .from(payouts)
        .leftJoin(payees, eq(payees.id, payouts.payeeId))
    expect(await both([['P-1', null, null]], query)).toEqual([{ number: 'P-1', payee: null }])
    expect(flatMapper([{ path: ['payee', 'name'], field: payees.name }])).toBeUndefined()
    expect(flatMapper([{ path: ['name'], field: payees.name }])).toBeDefined()
  })
  test('what a change returns', async () => {
    expect(await both([[tenant, '41']], (db) => db.update(payouts).set({ note: 'x' }).returning({ id: payouts.id, minor: payouts.amountMinor }))).toEqual([
      { id: tenant, minor: 41n },
    ])
  })
})
