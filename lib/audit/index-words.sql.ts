import type { Sql } from 'postgres'
import { wordsOfEvent } from './words.ts'

const lockKey = 732_103
const eventsPerStep = 4_000

/**
 * Makes sealed events findable by their words, some hundred milliseconds at a time and behind the sealing, which must not wait for it.
 * @returns how many events were indexed; 0 when there was nothing to do or another process does it.
 */
export async function indexWords(sql: Sql): Promise<number> {
  return sql.begin(async (tx) => {
    const [lock] = await tx<{ got: boolean }[]>`select pg_try_advisory_xact_lock(${lockKey}) as got`
    if (lock?.got !== true) return 0
    const [log] = await tx<
      { tenant: string; from: string }[]
    >`select tenant_id::text as tenant, words_size::text as from from public.audit_trees where words_size < size order by sealed_at limit 1`
    if (!log) return 0
    const rows = await tx<{ id: string; event: string; subject_kind: string; detail: string }[]>`
      select e.id::text as id, e.event, e.subject_kind, e.detail from public.audit_leaves l join public.audit_events e on e.tenant_id = l.tenant_id and e.id = l.id
      where l.tenant_id = ${log.tenant} and l.leaf_index >= ${log.from} and l.leaf_index < ${log.from}::bigint + ${eventsPerStep} order by l.leaf_index`
    const found = rows.flatMap((row) => wordsOfEvent(row.event, row.subject_kind, row.detail).map((word) => ({ word, id: row.id })))
    // In the order of the index: equal words then go to the same page of it.
    found.sort((a, b) => (a.word < b.word ? -1 : a.word > b.word ? 1 : 0))
    await tx`insert into public.audit_words (tenant_id, word, event_id) select ${log.tenant}::uuid, n.word, n.id from unnest(${found.map((f) => f.word)}::text[], ${found.map((f) => f.id)}::uuid[]) as n(word, id) on conflict do nothing`
    await tx`update public.audit_trees set words_size = least(size, ${log.from}::bigint + ${eventsPerStep}) where tenant_id = ${log.tenant} and id = ${log.tenant}`
    return rows.length
  })
}
