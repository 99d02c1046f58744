import { and, desc, eq, notLike } from 'drizzle-orm'
import { z } from 'zod'
import { imports, mappings, type ImportState } from '../../db/schema/work.ts'
import { files } from '../../db/schema/tenancy.ts'
import type { Ctx, ReadCtx } from '../access/ctx.ts'
import { assert } from '../kernel/assert.ts'
import { decodeId } from '../kernel/id.ts'
import { conflict, notFound } from '../kernel/refusal.ts'
import { emptyTally, Tally } from './import/dry-run.ts'
import { MappingBody, type Mapping } from './import/mapping.ts'
import { encodings } from './import/sniff.ts'
import { statementMappingPrefix } from './mapping-name.ts'

export type ImportRow = typeof imports.$inferSelect
export const importMay = {
  map: ['uploaded', 'checked', 'failed'],
  start: ['checked'],
  cancel: ['uploaded', 'checking', 'checked', 'running', 'failed'],
} as const satisfies Record<string, readonly ImportState[]>
const stateWords: Readonly<Record<ImportState, string>> = {
  uploaded: 'waits for its mapping',
  checking: 'is being checked',
  checked: 'was checked',
  running: 'is running',
  done: 'is finished',
  failed: 'could not be read',
  cancelled: 'was cancelled',
}

/** How the bytes are read. `names` and `isErrorFile` are known once the first record was. */
export const Reading = z.object({
  encoding: z.enum(encodings),
  delimiter: z.enum([',', ';', '\t']),
  skip: z.int(),
  hasHeader: z.boolean(),
  isUtf8: z.boolean(),
  proposed: z.enum(encodings),
  names: z.array(z.string()).optional(),
  isErrorFile: z.boolean().optional(),
  textSize: z.int().optional(),
  /** How many rows repeat a key of an earlier row, as the dry run found; unknown while it runs. */
  repeats: z.int().optional(),
  /** The members who settled how it is read or let it run: besides whoever sent the file, its rows are their word. */
  hands: z.array(z.uuid()).optional(),
})
export type Reading = z.infer<typeof Reading>
export const readingOf = (row: Pick<ImportRow, 'reading'>): Reading => Reading.parse(row.reading)
export const withHand = (ctx: Ctx, reading: Reading): Reading => ({ ...reading, hands: [...new Set([...(reading.hands ?? []), ctx.actor.memberId as string])] })
export const tallyOf = (row: Pick<ImportRow, 'summary'>): Tally =>
  row.summary !== null && typeof row.summary === 'object' && 'rows' in row.summary ? Tally.parse(row.summary) : emptyTally()

export async function loadImport(ctx: ReadCtx, id: string): Promise<ImportRow> {
  const [row] = await ctx.tx
    .select()
    .from(imports)
    .where(eq(imports.id, decodeId('import', id)))
  if (!row) throw notFound('import')
  return row
}
/** Locked until the transaction ends: one act or slice at a time. */
export async function lockImport(ctx: Ctx, id: string, verb?: keyof typeof importMay): Promise<ImportRow> {
  const [row] = await ctx.tx.select().from(imports).where(eq(imports.id, id)).for('update')
  if (!row) throw notFound('import')
  if (verb && !(importMay[verb] as readonly string[]).includes(row.state))
    throw conflict(`${row.number} ${stateWords[row.state]}; that is not possible now. Nothing was changed.`)
  return row
}
export async function changeImport(ctx: Ctx, id: string, set: Partial<typeof imports.$inferInsert>): Promise<void> {
  const rows = await ctx.tx
    .update(imports)
    .set({ ...set, updatedAt: ctx.now })
    .where(eq(imports.id, id))
    .returning({ id: imports.id })
  assert(rows.length === 1, 'the import that was just read')
}
/** The bytes that are read: the UTF-8 copy of a file in another encoding, otherwise the file itself. */
export async function textOf(ctx: ReadCtx, row: ImportRow): Promise<{ id: string; size: number }> {
  const id = row.textFileId ?? row.fileId
  const [file] = await ctx.tx.select({ id: files.id, size: files.size }).from(files).where(eq(files.id, id))
  assert(file, 'the file of an import')
  return file
}

export interface SavedMapping {
  readonly id: string
  readonly name: string
  readonly version: number
  readonly body: Mapping
}
const saved = (row: typeof mappings.$inferSelect): SavedMapping => ({ id: row.id, name: row.name, version: row.version, body: MappingBody.parse(row.body) })
/** Bank statements keep theirs in the same table under names that begin so; a mapping of work cannot take such a name. */
const ofWork = notLike(mappings.name, `${statementMappingPrefix}%`)
export async function mappingById(ctx: ReadCtx, id: string): Promise<SavedMapping> {
  const [row] = await ctx.tx
    .select()
    .from(mappings)
    .where(and(eq(mappings.id, id), ofWork))
  if (!row) throw notFound('mapping')
  return saved(row)
}
/** The newest version of a name. */
export async function mappingNamed(ctx: ReadCtx, name: string): Promise<SavedMapping | undefined> {
  const [row] = await ctx.tx.select().from(mappings).where(eq(mappings.name, name)).orderBy(desc(mappings.version)).limit(1)
  return row && saved(row)
}
/** The newest version of each name, by name. */
export async function newestMappings(ctx: ReadCtx): Promise<SavedMapping[]> {
  const rows = await ctx.tx.select().from(mappings).where(ofWork).orderBy(mappings.name, desc(mappings.version))
  return rows.filter((row, i) => rows[i - 1]?.name !== row.name).map(saved)
}
