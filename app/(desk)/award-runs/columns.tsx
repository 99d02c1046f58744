import { numberText, periodText, plural } from '@/app/_ui/format.ts'
import { TextLink } from '@/app/_ui/link.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Money, MoneyHead } from '@/app/_ui/money.tsx'
import { paths } from '@/app/_ui/paths.ts'
import type { Place } from '@/app/_ui/place.ts'
import { Status } from '@/app/_ui/status.tsx'
import type { Column } from '@/app/_ui/table/column.ts'
import type { AwardRunRow } from '@/lib/incentives/list-award-runs.ts'

/** A run is decided when nothing of it waits; one that found nothing to pay never waits. */
const RunState = ({ run, place }: { run: AwardRunRow; place: Place }) =>
  run.open > 0 ? (
    <Status noun="award" state="computed" words={`${numberText(run.open, place)} to confirm`} />
  ) : (
    <Status noun="award" state="confirmed" words={run.awards + run.corrections === 0 ? 'Nothing to pay' : 'Decided'} />
  )
/** What a run wrote: `12`, `12 and 1 correction`, `1 correction`. */
export function awardsText({ awards, corrections }: Pick<AwardRunRow, 'awards' | 'corrections'>, place: Place): string {
  const corrected = corrections === 0 ? '' : `${numberText(corrections, place)} ${plural(corrections, 'correction')}`
  return awards === 0 && corrected ? corrected : [numberText(awards, place), corrected].filter(Boolean).join(' and ')
}
export const columns = (place: Place, currency?: string): Column<AwardRunRow>[] => [
  { id: 'number', header: 'Run', cell: (r) => <span className="mono">{r.number}</span>, csv: (r) => r.number },
  { id: 'program', header: 'Program', priority: 1, strong: true, link: true, cell: (r) => r.program.name, csv: (r) => r.program.name },
  {
    id: 'period',
    header: 'Period',
    sortable: true,
    priority: 3,
    cell: (r) => <TextLink href={`${paths.awardRuns()}?month=${r.to.slice(0, 7)}`}>{periodText(r.from, r.to, place)}</TextLink>,
    csv: (r) => r.from,
  },
  { id: 'state', header: 'State', priority: 4, cell: (r) => <RunState run={r} place={place} />, csv: (r) => String(r.open) },
  { id: 'records', header: 'Records', align: 'end', quiet: true, cell: (r) => numberText(r.records, place), csv: (r) => String(r.records) },
  { id: 'awards', header: 'Awards', align: 'end', cell: (r) => awardsText(r, place), csv: (r) => String(r.awards) },
  { id: 'by', header: 'Computed by', quiet: true, cell: (r) => r.computedBy ?? 'By itself', csv: (r) => r.computedBy ?? '' },
  {
    id: 'computed',
    header: 'Computed',
    quiet: true,
    sortable: true,
    cell: (r) => <Moment at={r.computedAt} place={place} show="near" />,
    csv: (r) => r.computedAt.toISOString(),
  },
  {
    id: 'total',
    header: <MoneyHead words="Total" currency={currency} />,
    align: 'end',
    sortable: true,
    priority: 2,
    cell: (r) => <Money of={r.total} place={place} code={!currency} />,
    csv: (r) => String(r.total.minor),
  },
]
