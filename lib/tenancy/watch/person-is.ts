import { eq, sql, type SQL } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import { tryDecodeId } from '../../kernel/id.ts'

/** A list narrowed to one person; a damaged id finds nobody. */
export function personIs(column: PgColumn, person: string | undefined): SQL | undefined {
  if (person === undefined) return undefined
  const id = tryDecodeId('member', person)
  return id === undefined ? sql`false` : eq(column, id)
}
