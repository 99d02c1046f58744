import type postgres from 'postgres'
import { CopyRows } from '../lib/audit/copy-rows.ts'
import type { ArchiveWriter } from './backup-archive.ts'

export interface TableCopy {
  readonly schema: string
  readonly table: string
  readonly columns: readonly string[]
}
export interface LogicalManifest {
  readonly tables: readonly (TableCopy & { readonly rows: number })[]
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
export const qualified = ({ schema, table }: Pick<TableCopy, 'schema' | 'table'>): string => `${quoted(schema)}.${quoted(table)}`
export const columnList = ({ columns }: Pick<TableCopy, 'columns'>): string => columns.map(quoted).join(', ')

/** Every table that holds something of ours. A partitioned table is copied as one; its partitions are made anew. */
export async function listTables(sql: postgres.Sql): Promise<TableCopy[]> {
  return await sql<TableCopy[]>`
    select n.nspname as schema, c.relname as table, array_agg(a.attname::text order by a.attnum) as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
    where n.nspname in ('public', 'identity') and c.relkind in ('r', 'p') and not c.relispartition
      and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    group by 1, 2 order by 1, 2`
}

const pieceBytes = 65_536
/**
 * Hands over the rows of a query in Postgres' own text, in pieces. Not by the driver's stream: where the last rows fill it, the driver stops
 * the socket and nobody starts it again, and whatever is asked next on the connection waits for ever.
 * @returns how many rows there were.
 */
export async function copyOut(sql: postgres.Sql, query: string, write: (piece: Uint8Array) => Promise<void>): Promise<number> {
  const rows = await CopyRows.begin(sql.unsafe(`copy (${query}) to stdout`), pieceBytes)
  for await (const piece of rows.pieces()) await write(piece)
  return rows.count
}

/** Copies every row as of one moment, through a login that may read everything and write nothing. */
export async function writeLogical(sql: postgres.Sql, archive: ArchiveWriter): Promise<LogicalManifest> {
  return (await sql.begin('isolation level repeatable read read only', async (tx) => {
    const tables: (TableCopy & { rows: number })[] = []
    for (const table of await listTables(tx as unknown as postgres.Sql)) {
      await archive.begin(`table/${table.schema}.${table.table}`)
      const rows = await copyOut(tx as unknown as postgres.Sql, `select ${columnList(table)} from ${qualified(table)}`, (piece) => archive.write(piece))
      tables.push({ ...table, rows })
    }
    const jobs = await tx`select * from jobs.waiting()`
    await archive.add('jobs.json', Buffer.from(JSON.stringify(jobs)))
    const manifest: LogicalManifest = { tables }
    await archive.add('manifest.json', Buffer.from(JSON.stringify(manifest)))
    return manifest
  })) as LogicalManifest
}
