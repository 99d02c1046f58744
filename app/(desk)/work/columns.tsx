import { Money } from '@/app/_ui/money.tsx'
import { quantityText } from '@/app/_ui/format.ts'
import { Moment } from '@/app/_ui/moment.tsx'
import type { Place } from '@/app/_ui/place.ts'
import { Status } from '@/app/_ui/status.tsx'
import type { Column } from '@/app/_ui/table/column.ts'
import type { WorkListItem } from '@/lib/incentives/list-work.ts'

export const columns = (place: Place): Column<WorkListItem>[] => [
  { id: 'number', header: 'Record', priority: 3, cell: (r) => <span className="mono">{r.number}</span> },
  { id: 'key', header: 'Key', priority: 1, link: true, strong: true, cell: (r) => <span className="mono">{r.key}</span> },
  {
    id: 'state',
    header: 'State',
    priority: 2,
    cell: (r) => <Status noun="workRecord" state={r.state} {...(r.newer !== null ? { words: `Superseded by ${r.newer}` } : {})} />,
  },
  { id: 'kind', header: 'Kind', cell: (r) => r.kind },
  { id: 'payee', header: 'Payee', priority: 4, clips: true, cell: (r) => r.payee?.name ?? '–' },
  { id: 'crew', header: 'Crew', hidden: true, cell: (r) => r.crew?.name ?? '–' },
  { id: 'opened', header: 'Opened', quiet: true, cell: (r) => (r.openedAt ? <Moment at={r.openedAt} place={place} /> : '–') },
  { id: 'closed', header: 'Closed', quiet: true, cell: (r) => (r.closedAt ? <Moment at={r.closedAt} place={place} /> : '–') },
  { id: 'quantity', header: 'Quantity', align: 'end', cell: (r) => (r.quantity === undefined ? '–' : quantityText(r.quantity, place)) },
  { id: 'value', header: 'Value', align: 'end', cell: (r) => (r.value ? <Money of={r.value} place={place} code /> : '–') },
  { id: 'recorded', header: 'Recorded', quiet: true, hidden: true, sortable: true, cell: (r) => <Moment at={r.recordedAt} place={place} show="near" /> },
]
