// Every table that a file of db/schema declares: read from the folder, so that a new file is not forgotten by what proves all tables.
import { readdirSync } from 'node:fs'
import { is } from 'drizzle-orm'
import { PgTable } from 'drizzle-orm/pg-core'

const folder = new URL('../../db/schema/', import.meta.url)
const modules = (await Promise.all(
  readdirSync(folder)
    .sort()
    .map((file) => import(new URL(file, folder).href)),
)) as Record<string, unknown>[]
export const schemaTables: readonly PgTable[] = modules.flatMap((module) => Object.values(module)).filter((value): value is PgTable => is(value, PgTable))
