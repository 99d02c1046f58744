import { ageText } from '@/app/_ui/format.ts'
import { Mono } from '@/app/_ui/link.tsx'
import { Mark } from '@/app/_ui/mark.tsx'
import { Money } from '@/app/_ui/money.tsx'
import type { Place } from '@/app/_ui/place.ts'
import { Status } from '@/app/_ui/status.tsx'
import type { Column } from '@/app/_ui/table/column.ts'
import type { listRedemptions } from '@/lib/incentives/list-redemptions.ts'

export type Row = Awaited<ReturnType<typeof listRedemptions.invoke>>['rows'][number]
export const columns = (place: Place): Column<Row>[] => [
  { id: 'number', header: 'Redemption', priority: 3, cell: (row) => <Mono>{row.number}</Mono> },
  { id: 'payee', header: 'Payee', priority: 1, strong: true, link: true, cell: (row) => row.payee.name },
  { id: 'item', header: 'Item', clips: true, cell: (row) => (row.quantity > 1 ? `${row.quantity} × ${row.item.name}` : row.item.name) },
  { id: 'state', header: 'State', priority: 4, cell: (row) => <Status noun="redemption" state={row.state} /> },
  { id: 'requested', header: 'Age', align: 'end', quiet: true, sortable: true, cell: (row) => ageText(row.at, place) },
  {
    id: 'part',
    header: 'Your part',
    cell: (row) =>
      row.mayDecide ? (
        'Hand out'
      ) : row.notYours ? (
        <span className="inline-flex items-center gap-2 text-ink-2">
          <Mark shape="slash" />
          {row.notYours}
        </span>
      ) : (
        '–'
      ),
  },
  { id: 'amount', header: 'Amount', align: 'end', priority: 2, sortable: true, cell: (row) => <Money of={row.amount} place={place} code /> },
]
