import { localText } from '@/app/_ui/format.ts'
import { Money } from '@/app/_ui/money.tsx'
import type { Place } from '@/app/_ui/place.ts'
import { Status } from '@/app/_ui/status.tsx'
import type { Column } from '@/app/_ui/table/column.ts'
import type { listPrograms } from '@/lib/incentives/read-programs.ts'

export type ProgramItem = Awaited<ReturnType<typeof listPrograms.invoke>>['rows'][number]
export const columns = (place: Place): Column<ProgramItem>[] => [
  { id: 'number', header: 'Program', priority: 3, cell: (r) => <span className="mono">{r.number}</span> },
  {
    id: 'name',
    header: 'Name and rule',
    sortable: true,
    priority: 1,
    strong: true,
    link: true,
    cell: (r) => (
      <>
        {r.name}
        {r.version ? <span className="text-ink-2"> v{r.version}</span> : null}
        <span className="block text-caption font-normal text-ink-2">{localText(r.sentence, place)}</span>
      </>
    ),
  },
  { id: 'state', header: 'State', priority: 4, cell: (r) => <Status noun="program" state={r.state} /> },
  { id: 'computed', header: 'Computed', align: 'end', cell: (r) => (r.figures ? <Money of={r.figures.computed} place={place} zero="dash" /> : '–') },
  { id: 'confirmed', header: 'Confirmed', align: 'end', cell: (r) => (r.figures ? <Money of={r.figures.confirmed} place={place} zero="dash" /> : '–') },
  { id: 'paid', header: 'Paid', align: 'end', cell: (r) => (r.figures ? <Money of={r.figures.paid} place={place} zero="dash" /> : '–') },
  {
    id: 'budget',
    header: 'Budget left',
    align: 'end',
    priority: 2,
    cell: (r) => (r.figures ? <Money of={r.figures.budget} place={place} code /> : r.currency),
  },
]
