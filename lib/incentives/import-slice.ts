import type { Ctx } from '../access/ctx.ts'
import { assert } from '../kernel/assert.ts'
import { dayOf } from '../kernel/day.ts'
import { sha256Hex } from '../kernel/digest.ts'
import { newUuid } from '../kernel/id.ts'
import { currentRecords, insertRecords, insertRefusals, noteKeys, type NewRecord } from './import.sql.ts'
import { resolvePeople, type Resolved } from './import-people.ts'
import { countDay, countDraft, countRefusal, judge, type Tally } from './import/dry-run.ts'
import { readHead, restoreCells } from './import/error-file.ts'
import { mapRow, refused, type Draft, type RowRefusal } from './import/map-row.ts'
import { bindMapping, type Bound, type Mapping } from './import/mapping.ts'
import { readCsv, type CsvRow } from './import/read-csv.ts'
import { textOf, type ImportRow, type Reading } from './import.ts'
import { readStream } from './stored-file.ts'
import { contentDigest } from './work-record.ts'

/** Rows and bytes of one slice: one short transaction, so that nothing waits long for it. */
export const sliceRows = 4_000
const sliceBytesMax = 8_000_000

/** The whole file cannot be read with this mapping: told once, nothing comes in. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable'
}

export interface SliceRead {
  readonly rows: readonly CsvRow[]
  readonly reading: Reading
  readonly byteAt: number
  readonly lineAt: number
  readonly isEnd: boolean
  readonly bound: Bound
}
/** The next rows of the file, from where the last slice ended. */
export async function readSlice(ctx: Ctx, row: ImportRow, reading: Reading, mapping: Mapping): Promise<SliceRead> {
  const file = await textOf(ctx, row),
    start = Math.max(row.byteAt, reading.skip)
  let known: Reading = reading,
    byteAt = start,
    lineAt = row.lineAt,
    isEnd = true
  let bound = reading.names && bindNames(mapping, reading.names)
  const rows: CsvRow[] = []
  for await (const record of readCsv(readStream(ctx, file.id, file.size, start), {
    delimiter: reading.delimiter,
    byte: start,
    linesBefore: row.lineAt + (start > row.byteAt ? 1 : 0),
  })) {
    if (!bound) {
      if (record.fault) throw new Unreadable(`The first line cannot be read: ${record.fault.sentence}`)
      const head = readHead(record.cells, reading.hasHeader)
      known = { ...reading, names: [...head.names], isErrorFile: head.isErrorFile }
      bound = bindNames(mapping, head.names)
      ;[byteAt, lineAt] = [record.end, record.endLine]
      if (head.firstIsHeader) continue
    }
    rows.push(known.isErrorFile === true ? { ...record, cells: restoreCells(record.cells, bound.names.length) } : record)
    ;[byteAt, lineAt] = [record.end, record.endLine]
    if (rows.length >= sliceRows || byteAt - start > sliceBytesMax) {
      isEnd = byteAt >= file.size
      break
    }
  }
  if (!bound) throw new Unreadable('The file has no rows.')
  return { rows, reading: known, byteAt, lineAt, isEnd, bound }
}
function bindNames(mapping: Mapping, names: readonly string[]): Bound {
  const found = bindMapping(mapping, names)
  if ('faults' in found) throw new Unreadable(found.faults.join(' '))
  return found.bound
}

/**
 * Does one slice: every row is new, unchanged, superseding or refused, and counted so. With `writes` the facts are added; a dry run goes the
 * same way and adds none. Answers SHA-256 over the digests of what came in, for the event that is sealed.
 */
export async function takeSlice(ctx: Ctx, row: ImportRow, source: string, slice: SliceRead, tally: Tally, writes: boolean): Promise<string> {
  const imported = { id: row.id, number: row.number, attempt: row.attempt }
  const drafts: { draft: Draft; cells: readonly string[] }[] = [],
    refusals: RowRefusal[] = []
  for (const record of slice.rows) {
    const outcome = mapRow(record, slice.bound, ctx.now)
    if (outcome.refusal) refusals.push(outcome.refusal)
    else drafts.push({ draft: outcome.draft, cells: record.cells })
  }
  const people = await resolvePeople(ctx, imported, slice.bound, drafts, tally, writes)
  refusals.push(...people.refusals)
  const judged = await judgeRows(
    ctx,
    imported,
    source,
    people.resolved,
    new Map(drafts.map((d) => [d.draft.line, d.cells])),
    nameOfKey(slice.bound),
    slice.reading.repeats !== 0,
  )
  tally.repeated += judged.repeated
  refusals.push(...judged.refusals)
  for (const { draft, verdict } of judged.rows) countDraft(tally, draft, verdict)
  for (const day of spanOf(judged.rows, ctx.settings.zone)) countDay(tally, day)
  for (const refusal of refusals) countRefusal(tally, refusal)
  await insertRefusals(
    ctx,
    row.id,
    row.attempt,
    refusals.map((r) => ({
      id: newUuid(ctx.now),
      line: r.line,
      column: r.column,
      reason: r.sentence,
      code: r.code,
      row: r.cells.map((cell) => cell.replaceAll('\0', '\uFFFD').slice(0, 8_000)),
    })),
  )
  const fresh = judged.rows.filter((r) => r.verdict !== 'same')
  if (writes && fresh.length > 0) await write(ctx, row, source, fresh)
  return sha256Hex(fresh.map((r) => r.digest).join('\n'))
}
const nameOfKey = (bound: Bound): string => bound.names[bound.key] ?? ''
/** First and last closing day of what changes, old content included: what periods have to be computed again. */
function spanOf(rows: readonly Judged[], zone: string): string[] {
  let first = Infinity,
    last = -Infinity
  const see = (time: number): void => {
    if (time < first) first = time
    if (time > last) last = time
  }
  for (const { draft, verdict, current } of rows) {
    if (verdict === 'same') continue
    if (draft.countedAt) see(draft.countedAt.getTime())
    if (verdict === 'superseding' && current?.closed) see(Date.parse(current.closed))
  }
  return first === Infinity ? [] : [dayOf(new Date(first), zone), dayOf(new Date(last), zone)]
}

interface Judged extends Resolved {
  readonly digest: string
  readonly verdict: 'new' | 'same' | 'superseding'
  readonly current: { id: string; revision: number; closed: string | null } | undefined
}
/** Compares each row with what is known of its key. A key that is in the file twice with different content is refused: which one counts is not ours to guess. */
async function judgeRows(
  ctx: Ctx,
  imported: { id: string; attempt: number },
  source: string,
  resolved: readonly Resolved[],
  cells: ReadonlyMap<number, readonly string[]>,
  keyColumn: string,
  looksForRepeats: boolean,
): Promise<{ rows: Judged[]; refusals: RowRefusal[]; repeated: number }> {
  const withDigest = resolved.map((r) => ({ ...r, digest: contentDigest({ ...r.draft, payeeId: r.payeeId, crewId: r.crewId }) }))
  const firsts = new Map<string, { digest: string; line: number }>(),
    later = new Set<(typeof withDigest)[number]>()
  for (const r of withDigest) {
    if (firsts.has(r.draft.externalKey)) later.add(r)
    else firsts.set(r.draft.externalKey, { digest: r.digest, line: r.draft.line })
  }
  const noted = looksForRepeats
    ? await noteKeys(
        ctx,
        imported.id,
        imported.attempt,
        [...firsts].map(([key, f]) => ({ id: newUuid(ctx.now), what: 'row' as const, key, digest: f.digest, line: f.line })),
      )
    : []
  const before = new Map(noted.map((k) => [k.key, k]))
  const current = new Map((await currentRecords(ctx, source, [...firsts.keys()])).map((c) => [c.key, c]))
  const rows: Judged[] = [],
    refusals: RowRefusal[] = []
  for (const r of withDigest) {
    const key = r.draft.externalKey,
      first = before.get(key) ?? firsts.get(key),
      found = current.get(key)
    const isRepeat = before.has(key) || later.has(r)
    if (!isRepeat) {
      rows.push({ ...r, verdict: judge(r.digest, found), current: found })
      continue
    }
    if (first?.digest === r.digest) {
      rows.push({ ...r, verdict: 'same', current: found })
      continue
    }
    const outcome = refused(r.draft.line, cells.get(r.draft.line) ?? [], [
      {
        column: keyColumn,
        code: 'repeated_key',
        sentence: `The key ${key.slice(0, 60)} is on line ${first?.line ?? '?'} already, with other content. Keep the row that counts.`,
      },
    ])
    if (outcome.refusal) refusals.push(outcome.refusal)
  }
  return { rows, refusals, repeated: before.size + later.size }
}
async function write(ctx: Ctx, row: ImportRow, source: string, fresh: readonly Judged[]): Promise<void> {
  const numbers = await ctx.numbers('workRecord', fresh.length)
  const records = fresh.map((r, i): NewRecord => ({
    id: newUuid(ctx.now),
    number: numbers[i] as string,
    kind: r.draft.kind,
    source_id: row.id,
    source_name: source,
    external_key: r.draft.externalKey,
    revision: (r.current?.revision ?? 0) + 1,
    payee_id: r.payeeId,
    crew_id: r.crewId,
    opened_at: r.draft.openedAt?.toISOString() ?? null,
    counted_at: r.draft.countedAt?.toISOString() ?? null,
    quantity_milli: r.draft.quantityMilli?.toString() ?? null,
    value_minor: r.draft.valueMinor?.toString() ?? null,
    value_currency: r.draft.valueCurrency,
    fields: r.draft.fields,
    digest: r.digest,
    supersedes_id: r.current?.id ?? null,
  }))
  assert((await insertRecords(ctx, records)) === records.length, 'every record of a slice is added')
}
