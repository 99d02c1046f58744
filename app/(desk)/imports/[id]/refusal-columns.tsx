import type { Column } from '@/app/_ui/table/column.ts'

interface Refused {
  readonly line: number
  readonly column: string
  readonly reason: string
  readonly written: string
}
export const refusalColumns: Column<Refused>[] = [
  { id: 'line', header: 'Line', priority: 3, sortable: true, cell: (r) => <span className="mono">{r.line}</span> },
  { id: 'column', header: 'Column', priority: 1, strong: true, cell: (r) => r.column || 'The row' },
  {
    id: 'written',
    header: 'As written',
    cell: (r) => (r.written === '' ? '–' : <span className="mono as-written">{r.written.length > 40 ? `${r.written.slice(0, 40)}…` : r.written}</span>),
  },
  { id: 'why', header: 'Why, and what to do', priority: 4, wraps: true, cell: (r) => r.reason },
]
