import { sql, type BuildExtraConfigColumns } from 'drizzle-orm'
import {
  check,
  foreignKey,
  pgPolicy,
  pgRole,
  pgTable,
  primaryKey,
  timestamp,
  uuid,
  type AnyPgColumn,
  type PgColumnBuilderBase,
  type PgTableExtraConfigValue,
} from 'drizzle-orm/pg-core'
import { systemClock } from '../lib/kernel/clock.ts'
import { newUuid } from '../lib/kernel/id.ts'

/** The logins that may hold a scope. What each may do with a table is a grant (drizzle/always/60_grants.sql). */
export const scopedRoles = ['app_rw', 'app_worker', 'app_auth', 'app_platform'] as const
const roles = scopedRoles.map((name) => pgRole(name).existing())
/** The one sentence by which a row proves its tenant to Postgres. Null unless a door vouched for the scope (drizzle/always/20_scope.sql). */
export const tenantWall = sql`tenant_id = (select scope.tenant())`

/** First column of every tenant table and of its every index. No default: a default would let an unscoped insert in. */
const columns = {
  tenantId: uuid('tenant_id')
    .notNull()
    .$defaultFn((): string => {
      throw new Error('unscoped insert: tenant_id was not stamped')
    }),
  id: uuid('id')
    .notNull()
    .$defaultFn(() => newUuid(systemClock.now())),
  createdAt: timestamp('created_at', { withTimezone: true, mode: 'date' }).notNull().defaultNow(),
}

/** A table of tenants: walled by the same policy, keyed by (tenant_id, id). There is no other way to make one. */
export function tenantTable<N extends string, C extends Record<string, PgColumnBuilderBase>>(
  name: N,
  own: C,
  extra: (t: BuildExtraConfigColumns<N, C & typeof columns, 'pg'>) => PgTableExtraConfigValue[] = () => [],
) {
  return pgTable(name, { ...columns, ...own } as C & typeof columns, (t) => {
    const key = t as unknown as Record<'tenantId' | 'id', never>
    return [
      primaryKey({ name: `${name}_pkey`, columns: [key.tenantId, key.id] }),
      pgPolicy(`${name}_wall`, { as: 'permissive', for: 'all', to: [...roles], using: tenantWall, withCheck: tenantWall }),
      ...extra(t),
    ]
  })
}

/** What a tenant's rows are found by: derived from them, walled like them, keyed by its own columns because nothing refers to it. */
export function tenantIndex<N extends string, C extends Record<string, PgColumnBuilderBase>>(name: N, own: C, key: readonly (keyof C)[]) {
  return pgTable(name, { tenantId: columns.tenantId, ...own }, (t) => {
    const column = t as unknown as Record<string, never>
    return [
      primaryKey({ name: `${name}_pkey`, columns: [column['tenantId'], ...key.map((k) => column[String(k)])] as never }),
      pgPolicy(`${name}_wall`, { as: 'permissive', for: 'all', to: [...roles], using: tenantWall, withCheck: tenantWall }),
    ]
  })
}

interface Keyed {
  tenantId: AnyPgColumn
  id: AnyPgColumn
}
/** A reference that cannot cross the wall: (tenant_id, column) → (tenant_id, id). */
export function refers(name: string, own: { tenantId: AnyPgColumn }, column: AnyPgColumn, target: () => Keyed) {
  return foreignKey({ name, columns: [own.tenantId, column] as never, foreignColumns: [target().tenantId, target().id] as never })
}
/** `column in ('a', 'b')` as a check, from the list that the domain's type is made of. */
export function oneOf(name: string, column: AnyPgColumn, values: readonly string[]) {
  return check(name, sql`${column} in (${sql.raw(values.map((v) => `'${v}'`).join(', '))})`)
}
