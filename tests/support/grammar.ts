// An oracle that shares nothing with drizzle: Postgres' own grammar says whether each tenant table of a statement is filtered.
import { loadModule, parse } from 'libpg-query'

type Node = { readonly [key: string]: unknown }
const isNode = (v: unknown): v is Node => typeof v === 'object' && v !== null && !Array.isArray(v)
const nodes = (v: unknown): Node[] => (Array.isArray(v) ? v.filter(isNode) : [])
let ready: Promise<void> | undefined

/** Complaints: each tenant table in FROM, UPDATE or DELETE without `tenant_id = $n` as a top-level conjunct of WHERE or of its own ON. */
export async function unfiltered(text: string, tenantTables: ReadonlySet<string>): Promise<string[]> {
  await (ready ??= loadModule())
  const complaints: string[] = []
  visit(await parse(text))
  return complaints

  function visit(value: unknown): void {
    if (Array.isArray(value)) {
      value.forEach(visit)
      return
    }
    if (!isNode(value)) return
    for (const [key, child] of Object.entries(value)) {
      if ((key === 'SelectStmt' || key === 'UpdateStmt' || key === 'DeleteStmt' || key === 'InsertStmt') && isNode(child)) statement(key, child)
      else if (key !== 'fromClause') visit(child)
    }
  }
  function statement(kind: string, node: Node): void {
    const where = filteredNames(node['whereClause'], true)
    if (kind === 'SelectStmt') for (const item of nodes(node['fromClause'])) source(item, where, new Set())
    if (kind === 'UpdateStmt' || kind === 'DeleteStmt') {
      source({ RangeVar: node['relation'] }, where, new Set())
      for (const item of nodes(node['fromClause'])) source(item, where, new Set())
    }
    for (const [key, child] of Object.entries(node)) if (key !== 'relation') visit(key === 'larg' || key === 'rarg' ? { SelectStmt: child } : child)
  }
  function source(item: unknown, where: ReadonlySet<string>, on: ReadonlySet<string>): void {
    if (!isNode(item)) return
    const range = item['RangeVar'],
      join = item['JoinExpr'],
      sub = item['RangeSubselect']
    if (isNode(range)) {
      const table = String(range['relname']),
        name = isNode(range['alias']) ? String(range['alias']['aliasname']) : table
      if (tenantTables.has(table) && !where.has(name) && !on.has(name) && !where.has('*')) complaints.push(`${table} as ${name} is not filtered`)
    } else if (isNode(join)) {
      const own = filteredNames(join['quals'], false),
        isLeft = join['jointype'] === 'JOIN_LEFT'
      source(join['larg'], where, isLeft ? new Set() : new Set([...own, ...on]))
      source(join['rarg'], isLeft ? new Set() : where, new Set([...own, ...(isLeft ? [] : on)]))
      visit(join['quals'])
    } else if (isNode(sub)) visit(sub['subquery'])
    else complaints.push(`unknown FROM item ${Object.keys(item).join()}`)
  }
}
function conjuncts(expression: unknown): Node[] {
  if (!isNode(expression)) return []
  const bool = expression['BoolExpr']
  return isNode(bool) && bool['boolop'] === 'AND_EXPR' ? nodes(bool['args']).flatMap(conjuncts) : [expression]
}
function filteredNames(expression: unknown, singleTable: boolean): Set<string> {
  return new Set(
    conjuncts(expression).flatMap((part) => {
      const op = part['A_Expr']
      if (
        !isNode(op) ||
        op['kind'] !== 'AEXPR_OP' ||
        !JSON.stringify(op['name']).includes('"="') ||
        !isNode(op['lexpr']) ||
        !isNode(op['rexpr']) ||
        !('ParamRef' in op['rexpr'])
      )
        return []
      const column = op['lexpr']['ColumnRef']
      if (!isNode(column)) return []
      const path = nodes(column['fields']).map((field) => (isNode(field['String']) ? String(field['String']['sval']) : ''))
      return path.at(-1) === 'tenant_id' ? [path.length > 1 ? (path.at(-2) as string) : singleTable ? '*' : ''] : []
    }),
  )
}
