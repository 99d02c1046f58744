import { PgDatabase } from 'drizzle-orm/pg-core'
import type { PostgresJsQueryResultHKT } from 'drizzle-orm/postgres-js'
import type { Sql } from 'postgres'
import { FlatSession } from './flat-session.ts'
import { ScopedDialect } from './scoped-dialect.ts'

type Database = PgDatabase<PostgresJsQueryResultHKT, Record<string, never>>
/**
 * What a domain gets: drizzle as it is, minus every door that takes raw SQL, and minus relational queries (`query`), which carry rows as
 * JSON and lose the precision of bigint amounts.
 */
export type Handle = Readonly<Pick<Database, 'select' | 'selectDistinct' | 'selectDistinctOn' | 'insert' | 'update' | 'delete' | 'with' | '$with'>>

const noRelations = { fullSchema: {}, schema: {}, tableNamesMap: {} }
/** `client` is anything with postgres.js' `unsafe`: one reserved connection inside a scoped transaction. */
export function scopedHandle(client: Sql, tenant: string): Handle {
  const dialect = new ScopedDialect(tenant)
  const session = new FlatSession(client, dialect, noRelations)
  const db = new PgDatabase(dialect, session as never, noRelations as never) as unknown as Database
  return Object.freeze({
    select: db.select.bind(db),
    selectDistinct: db.selectDistinct.bind(db),
    selectDistinctOn: db.selectDistinctOn.bind(db),
    insert: db.insert.bind(db),
    update: db.update.bind(db),
    delete: db.delete.bind(db),
    with: db.with.bind(db),
    $with: db.$with.bind(db),
  }) as Handle
}
