import { numberText } from '@/app/_ui/format.ts'
import { Moment } from '@/app/_ui/moment.tsx'
import type { Place } from '@/app/_ui/place.ts'
import { Status } from '@/app/_ui/status.tsx'
import type { Column } from '@/app/_ui/table/column.ts'
import type { listImports } from '@/lib/incentives/show-import.ts'

export type ImportListItem = Awaited<ReturnType<typeof listImports.invoke>>['rows'][number]
export const columns = (place: Place): Column<ImportListItem>[] => {
  const n = (count: number): string => (count === 0 ? '–' : numberText(count, place))
  return [
    { id: 'number', header: 'Import', priority: 3, cell: (r) => <span className="mono">{r.number}</span> },
    { id: 'file', header: 'File', priority: 1, strong: true, link: true, clips: true, cell: (r) => r.fileName },
    { id: 'state', header: 'State', priority: 2, cell: (r) => <Status noun="import" state={r.state} /> },
    { id: 'mapping', header: 'Mapping', quiet: true, cell: (r) => r.mapping || '–' },
    { id: 'rows', header: 'Rows', align: 'end', cell: (r) => n(r.rows) },
    { id: 'new', header: 'New', align: 'end', cell: (r) => n(r.fresh) },
    { id: 'superseding', header: 'Corrections', align: 'end', cell: (r) => n(r.superseding) },
    { id: 'same', header: 'Unchanged', align: 'end', quiet: true, cell: (r) => n(r.same) },
    { id: 'refused', header: 'Refused', align: 'end', cell: (r) => n(r.refused) },
    { id: 'by', header: 'By', quiet: true, cell: (r) => r.by },
    { id: 'started', header: 'Started', priority: 4, quiet: true, sortable: true, cell: (r) => <Moment at={r.at} place={place} show="near" /> },
  ]
}
