// What leaves by COPY: the statement takes no parameters, so the filters lie in settings of the transaction, and the text below is chosen
// by which filters there are, never by what they say.
import { sealedFields, sealedMoment } from './event-row.sql.ts'
import { wordOfPayee, type Search } from './find-events.ts'
import { escapeFormulaSql } from './formula-escape.ts'

const setting = (name: string): string => `current_setting('audit_export.${name}')`
const tenant = `${setting('tenant')}::uuid`

/** The settings of a search, to be made local to the transaction before the statement runs. */
export function exportSettings(tenantId: string, search: Search): [name: string, value: string][] {
  const { words, namesakes, payees, person, events, entry, subject, act, request, ip, from, to } = search
  const values: [string, string | undefined][] = [
    ['tenant', tenantId],
    ['person', person],
    ['events', events?.join(',')],
    ['entry', entry],
    ['subject', subject],
    ['act', act],
    ['request', request],
    ['ip', ip],
    ['from', from?.toISOString()],
    ['to', to?.toISOString()],
    ['namesakes', namesakes.join(',')],
    ['payees', payees.join(',')],
    ['payee_words', payees.map(wordOfPayee).join(',')],
    ...words.map((word, i): [string, string] => [`word${i}`, word]),
  ]
  return values.flatMap(([name, value]) => (value === undefined ? [] : [[`audit_export.${name}`, value] as [string, string]]))
}

/** Conditions over `e` (events), `p` (personal values) for the filters that are set. */
export function exportConditions(search: Search): string {
  const { words, namesakes, payees, person, events, entry, subject, act, request, ip, from, to } = search
  const wordsAre = words
    .map((_, i) => `exists (select from public.audit_words w where w.tenant_id = ${tenant} and w.event_id = e.id and w.word = ${setting(`word${i}`)})`)
    .join(' and ')
  const named = `e.actor_id = any (string_to_array(${setting('namesakes')}, ',')::uuid[])`
  const aboutPayee = `e.subject_id = any (string_to_array(${setting('payees')}, ',')::uuid[]) or exists (select from public.audit_words w where w.tenant_id = ${tenant} and w.event_id = e.id and w.word = any (string_to_array(${setting('payee_words')}, ',')))`
  const parts: (string | false)[] = [
    `e.tenant_id = ${tenant}`,
    person !== undefined &&
      (person === 'nobody'
        ? "e.actor_id is null and e.actor_kind = 'system'"
        : person === 'machine'
          ? "e.actor_kind = 'job'"
          : person === 'provider'
            ? "e.actor_kind = 'provisioning'"
            : `e.actor_id = ${setting('person')}::uuid`),
    events !== undefined && `e.event = any (string_to_array(${setting('events')}, ','))`,
    entry !== undefined && `e.id = ${setting('entry')}::uuid`,
    subject !== undefined && `e.subject_id = ${setting('subject')}::uuid`,
    act !== undefined && `e.correlation_id = ${setting('act')}::uuid`,
    request !== undefined && `e.request_id = ${setting('request')}`,
    ip !== undefined && `p.ip = ${setting('ip')}`,
    from !== undefined && `e.at >= ${setting('from')}::timestamptz`,
    to !== undefined && `e.at < ${setting('to')}::timestamptz`,
    words.length > 0 && `(${[`(${wordsAre})`, ...(namesakes.length > 0 ? [named] : []), ...(payees.length > 0 ? [aboutPayee] : [])].join(' or ')})`,
  ]
  return parts.filter((part) => part !== false).join(' and ')
}
const rowsFrom = `from public.audit_events e left join public.audit_leaves l on l.tenant_id = ${tenant} and l.id = e.id left join public.audit_personal p on p.tenant_id = ${tenant} and p.id = e.id`

/**
 * The spreadsheet's columns. Texts that people or clients chose are disarmed; the others are ids, names of ours and JSON, which begin with
 * nothing that a spreadsheet runs. Postgres does not know the sentences: they are put in on the way, see `export-sentences.ts`.
 */
const csvColumns: Readonly<Record<string, string>> = {
  leaf_index: 'l.leaf_index',
  at: sealedMoment('e.at'),
  person: escapeFormulaSql('p.name'),
  actor_role: 'e.actor_role',
  event: 'e.event',
  subject_kind: 'e.subject_kind',
  subject_id: 'e.subject_id',
  detail: 'e.detail',
  ip: escapeFormulaSql('p.ip'),
  permission: 'e.permission',
  request_id: escapeFormulaSql('e.request_id'),
  correlation_id: 'e.correlation_id',
  actor_kind: 'e.actor_kind',
  actor_id: 'e.actor_id',
  id: 'e.id',
}
export const copiedColumns: readonly string[] = Object.keys(csvColumns)
export const copyStatement = (search: Search): string =>
  `copy (select ${Object.values(csvColumns).join(', ')} ${rowsFrom} where ${exportConditions(search)} order by e.id) to stdout with (format csv, encoding 'UTF8')`

/** A row for a bundle: the sealed fields as text, where it stands, and what belongs to it outside the seal. */
export const bundleStatement = (search: Search): string => `select l.leaf_index::text as leaf, ${Object.entries(sealedFields)
  .map(([name, sql]) => `${sql} as ${name}`)
  .join(', ')}, p.body, p.salt
  ${rowsFrom} where ${exportConditions(search)} order by l.leaf_index nulls last, e.seq`
