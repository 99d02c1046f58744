import { capital } from '@/app/_ui/format.ts'
import { Moment } from '@/app/_ui/moment.tsx'
import type { Place } from '@/app/_ui/place.ts'
import { Status } from '@/app/_ui/status.tsx'
import type { Column } from '@/app/_ui/table/column.ts'
import type { listAccess } from '@/lib/tenancy/access/list-access.ts'

export type Row = Awaited<ReturnType<typeof listAccess.invoke>>['rows'][number]
export const columns = (place: Place): Column<Row>[] => [
  { id: 'number', header: 'Request', quiet: true, cell: (row) => <span className="mono">{row.number}</span>, csv: (row) => row.number },
  {
    id: 'who',
    header: 'Who',
    priority: 1,
    strong: true,
    link: true,
    cell: (row) => (
      <>
        {row.member.name}
        {row.isYours ? <span className="text-ink-2 font-normal"> you</span> : null}
      </>
    ),
    csv: (row) => row.member.name,
  },
  { id: 'what', header: 'What', priority: 3, wraps: true, cell: (row) => capital(row.what), csv: (row) => row.what },
  { id: 'reason', header: 'Reason', quiet: true, clips: true, cell: (row) => row.reason, csv: (row) => row.reason },
  { id: 'state', header: 'State', sortable: true, priority: 2, cell: (row) => <Status noun="accessRequest" state={row.state} />, csv: (row) => row.state },
  {
    id: 'until',
    header: 'For',
    priority: 4,
    cell: (row) =>
      row.state === 'granted' && row.endsAt ? (
        <>
          until <Moment at={row.endsAt} place={place} />
        </>
      ) : (
        row.asked
      ),
    csv: (row) => row.endsAt?.toISOString() ?? '',
  },
  { id: 'decided', header: 'Decided by', quiet: true, hidden: true, cell: (row) => row.decidedBy ?? '–', csv: (row) => row.decidedBy ?? '' },
  {
    id: 'asked',
    header: 'Asked',
    sortable: true,
    quiet: true,
    align: 'end',
    cell: (row) => <Moment at={row.askedAt} place={place} show="near" />,
    csv: (row) => row.askedAt.toISOString(),
  },
]
