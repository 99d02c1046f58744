import { numberText } from '@/app/_ui/format.ts'
import type { Place } from '@/app/_ui/place.ts'
import { Status } from '@/app/_ui/status.tsx'
import type { Column } from '@/app/_ui/table/column.ts'
import type { listCrews } from '@/lib/incentives/change-crew.ts'

export type CrewListItem = Awaited<ReturnType<typeof listCrews.invoke>>['rows'][number]
export const columns = (place: Place): Column<CrewListItem>[] => [
  { id: 'number', header: 'Crew', priority: 3, cell: (r) => <span className="mono">{r.number}</span> },
  { id: 'name', header: 'Name', priority: 1, link: true, strong: true, sortable: true, cell: (r) => r.name },
  { id: 'state', header: 'State', priority: 4, cell: (r) => <Status noun="payee" state={r.isActive ? 'active' : 'inactive'} /> },
  { id: 'key', header: 'Key in files', quiet: true, cell: (r) => <span className="mono">{r.key}</span> },
  { id: 'people', header: 'People', align: 'end', priority: 2, cell: (r) => (r.people === 0 ? '–' : numberText(r.people, place)) },
]
