import {
  and,
  Column,
  eq,
  getTableColumns,
  is,
  Name,
  Param,
  Placeholder,
  SQL,
  sql,
  StringChunk,
  Subquery,
  Table,
  type SQLWrapper,
  type UpdateSet,
} from 'drizzle-orm'
import { PgDialect, type PgDeleteConfig, type PgInsertConfig, type PgSelectConfig, type PgTable, type PgUpdateConfig } from 'drizzle-orm/pg-core'
import { faultOfFragment } from './wording.ts'

/**
 * The limit as a literal. Requests run generic plans (db/client.ts), which are made without the values; a limit behind a placeholder is
 * then taken for a tenth of the table, and the list would be sorted whole instead of being read along its index.
 */
const written = (limit: PgSelectConfig['limit']): { limit?: never } =>
  typeof limit === 'number' && Number.isSafeInteger(limit) && limit >= 0 ? { limit: sql.raw(String(limit)) as never } : {}

/** A query that cannot be scoped. Always a fault of ours, found by the first test that runs it. */
export class Unscoped extends Error {
  override readonly name = 'Unscoped'
}
const refuse = (why: string): never => {
  throw new Unscoped(why)
}

/** CTEs that a query mentions and does not declare. */
type Undeclared = ReadonlySet<unknown>
const originalName = Symbol.for('drizzle:OriginalName'),
  nameOf = Symbol.for('drizzle:Name')
const peek = (from: object, key: string | symbol): unknown => Reflect.get(from, key)

/**
 * The first tenant wall: a SQL dialect that belongs to one tenant. Every builder of drizzle becomes text through the four methods
 * overridden here, so each table it reads or writes is filtered by the tenant and each inserted row is stamped with it; nobody can forget.
 * `sqlToQuery`, the only way to text, accepts nothing that these methods did not make: what cannot be scoped is refused, not guessed at.
 * It guards against mistakes; against hostile SQL stands row-level security (drizzle/always/20_scope.sql). docs/security names both.
 */
export class ScopedDialect extends PgDialect {
  readonly #made = new WeakMap<SQL, Undeclared>()
  readonly #tenant: string
  constructor(tenant: string) {
    super()
    this.#tenant = tenant
  }

  override sqlToQuery(query: SQL, source?: 'indexes') {
    const undeclared = this.#made.get(query) ?? refuse('raw SQL cannot be scoped: build the query with ctx.tx')
    if (undeclared.size > 0) refuse('a CTE is used but not declared: pass it to with(…)')
    return super.sqlToQuery(query, source)
  }

  override buildSelectQuery(config: PgSelectConfig): SQL {
    const used = new Set<unknown>()
    const filters: (SQL | undefined)[] = [this.#reads(config.table, used)]
    const joins = config.joins?.map((join) => {
      const filter = this.#reads(join.table, used)
      this.#inspect(join.on, used)
      if (join.joinType === 'cross') {
        filters.push(filter)
        return join
      }
      // The preserved side of a right or full join cannot be filtered in ON, and a filter in WHERE would change what the join means.
      if (join.joinType !== 'inner' && join.joinType !== 'left') return refuse(`a ${join.joinType} join: turn it into a left join`)
      return { ...join, on: both(filter, join.on) }
    })
    if (config.fieldsFlat) for (const { field } of config.fieldsFlat) this.#inspect(field, used)
    else this.#inspectFields(config.fields, used)
    const distinctOn = typeof config.distinct === 'object' ? config.distinct.on : []
    for (const part of [config.where, config.having, config.limit, config.offset, ...(config.orderBy ?? []), ...(config.groupBy ?? []), ...distinctOn])
      this.#inspect(part, used)
    for (const operator of config.setOperators) {
      for (const part of [operator.limit, operator.offset, ...(operator.orderBy ?? [])]) this.#inspect(part, used)
      this.#embeds(operator.rightSelect, used)
    }
    const where = both(and(...filters), config.where)
    return this.#vouch(super.buildSelectQuery({ ...config, ...written(config.limit), ...(where && { where }), ...(joins && { joins }) }), used, config.withList)
  }

  override buildUpdateQuery(config: PgUpdateConfig): SQL {
    const used = new Set<unknown>()
    const filters = [this.#writes(config.table), config.from && this.#reads(config.from, used)]
    for (const value of Object.values(config.set)) this.#inspect(value, used)
    const joins = config.joins.map((join) => {
      this.#inspect(join.on, used)
      if (join.joinType !== 'inner' && join.joinType !== 'left') return refuse(`a ${join.joinType} join in an update`)
      return { ...join, on: both(this.#reads(join.table, used), join.on) }
    })
    this.#inspect(config.where, used)
    this.#inspectReturning(config.returning, used)
    return this.#vouch(super.buildUpdateQuery({ ...config, joins, where: both(and(...filters), config.where) }), used, config.withList)
  }

  override buildDeleteQuery(config: PgDeleteConfig): SQL {
    const used = new Set<unknown>()
    this.#inspect(config.where, used)
    this.#inspectReturning(config.returning, used)
    return this.#vouch(super.buildDeleteQuery({ ...config, where: both(this.#writes(config.table), config.where) }), used, config.withList)
  }

  override buildInsertQuery(config: PgInsertConfig): SQL {
    const used = new Set<unknown>()
    this.#writes(config.table)
    this.#inspectReturning(config.returning, used)
    // With (tenant_id, …) as the target, a conflicting row carries our tenant; without it another tenant's row could be met.
    if (config.onConflict) this.#inspect(config.onConflict, used, conflictClause)
    if (!Array.isArray(config.values)) return refuse('insert from select: read the rows first')
    const stamp = getTableColumns(config.table)['tenantId'] ?? refuse('not a tenant table')
    const values = config.values.map((row) => {
      const own = row['tenantId']
      if (own !== undefined && !(is(own, Param) && (own.value === undefined || own.value === this.#tenant))) refuse('an insert that names a tenant')
      for (const value of Object.values(row)) this.#inspect(value, used)
      return { ...row, tenantId: sql.param(this.#tenant, stamp) }
    })
    return this.#vouch(super.buildInsertQuery({ ...config, values }), used, config.withList)
  }

  override buildUpdateSet(table: PgTable, set: UpdateSet): SQL {
    if (set['tenantId'] !== undefined) refuse('tenant_id is never updated')
    return super.buildUpdateSet(table, set)
  }
  override buildRefreshMaterializedViewQuery(): SQL {
    return refuse('refreshing a view is not a tenant act')
  }

  #vouch(query: SQL, used: Set<unknown>, declared: Subquery[] = []): SQL {
    for (const cte of declared) for (const outer of this.#bodyOf(cte)) used.add(outer)
    for (const cte of declared) used.delete(cte)
    this.#made.set(query, used)
    return query
  }
  #bodyOf(subquery: Subquery): Undeclared {
    return this.#made.get(subquery._.sql) ?? refuse(`“${subquery._.alias}” was not built by this handle`)
  }

  /** The filter for a source of rows; undefined where it is filtered already. */
  #reads(source: unknown, used: Set<unknown>): SQL | undefined {
    if (is(source, Subquery)) {
      if (source._.isWith) used.add(source)
      else for (const cte of this.#bodyOf(source)) used.add(cte)
      return undefined
    }
    if (!is(source, Table)) return refuse('only tables, and subqueries built by this handle, can be read')
    const column = getTableColumns(source)['tenantId']
    if (column?.name !== 'tenant_id' || peek(source, Symbol.for('drizzle:Schema')) !== undefined)
      return refuse(`“${String(peek(source, originalName))}” is not a tenant's table`)
    return eq(column, this.#tenant)
  }
  #writes(table: PgTable): SQL {
    return this.#reads(table, new Set()) ?? refuse('only tables can be written')
  }

  #embeds(value: unknown, used: Set<unknown>): void {
    if (typeof value !== 'object' || value === null || is(value, SQL) || peek(value, 'dialect') !== this)
      return refuse('a query built elsewhere: use this handle')
    for (const cte of this.#made.get((value as SQLWrapper).getSQL()) ?? refuse('an unknown builder')) used.add(cte)
  }
  #inspectFields(fields: Record<string, unknown>, used: Set<unknown>): void {
    for (const field of Object.values(fields)) {
      if (is(field, Column) || is(field, Table)) continue
      if (is(field, SQL) || is(field, SQL.Aliased) || is(field, Subquery)) this.#inspect(field, used)
      else if (typeof field === 'object' && field !== null) this.#inspectFields(field as Record<string, unknown>, used)
      else refuse('an unknown field')
    }
  }
  #inspectReturning(fields: PgDeleteConfig['returning'], used: Set<unknown>): void {
    for (const { field } of fields ?? []) this.#inspect(field, used)
  }

  /** What a caller wrote himself: expressions over columns and parameters. Whatever could name a table must be one of our builders. */
  #inspect(part: unknown, used: Set<unknown>, prepare: (text: string) => string = (text) => text): void {
    if (part === undefined || part === null || typeof part !== 'object' || is(part, Column) || is(part, Param)) return
    const body = is(part, SQL.Aliased) && peek(part, 'isSelectionField') !== true ? part.sql : part
    const fault = faultOfFragment(prepare(this.#spell(body, used)))
    if (fault !== undefined) refuse(`${fault} is not allowed in an sql fragment`)
  }
  #spell(chunk: unknown, used: Set<unknown>): string {
    if (chunk === undefined) return ''
    if (is(chunk, StringChunk)) return chunk.value.join('')
    if (Array.isArray(chunk)) return `(${chunk.map((c) => this.#spell(c, used)).join(', ')})`
    if (is(chunk, SQL))
      return this.#made.has(chunk) ? refuse('embed the builder itself, not its SQL') : chunk.queryChunks.map((c) => this.#spell(c, used)).join('')
    if (is(chunk, Subquery)) {
      this.#reads(chunk, used)
      return '`'
    }
    if (is(chunk, Table)) return refuse(`table “${String(peek(chunk, nameOf))}” inside an sql fragment`)
    if (is(chunk, Column) || is(chunk, Param) || is(chunk, Placeholder) || is(chunk, Name) || is(chunk, SQL.Aliased)) return '`'
    if (typeof chunk === 'object' && chunk !== null && 'getSQL' in chunk) {
      this.#embeds(chunk, used)
      return '(`)'
    }
    return '`' // a plain value becomes a parameter
  }
}

function conflictClause(text: string): string {
  if (!/^(do nothing$|\("tenant_id"[,)])/.test(text)) refuse('onConflict: the target must begin with tenantId')
  return text.replace(/^\([a-z0-9_",]+\)/, '').replace(/(^| )do (nothing|update set)/, '')
}
/** The caller's condition gets parentheses of its own: `a or b` must not swallow the filter. */
const both = (filter: SQL | undefined, own: SQL | undefined): SQL | undefined => (filter && own ? sql`${filter} and (${own})` : (filter ?? own))
