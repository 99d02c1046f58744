import { numberText } from '@/app/_ui/format.ts'
import { Mono } from '@/app/_ui/link.tsx'
import { Money } from '@/app/_ui/money.tsx'
import type { Place } from '@/app/_ui/place.ts'
import type { Column } from '@/app/_ui/table/column.ts'
import type { ItemRow } from '@/lib/incentives/list-catalogue.ts'
import { ItemState } from './item-state.tsx'

export const columns = (place: Place): Column<ItemRow>[] => [
  { id: 'number', header: 'Item', priority: 3, cell: (item) => <Mono>{item.number}</Mono> },
  { id: 'name', header: 'Name', priority: 1, strong: true, link: true, sortable: true, cell: (item) => item.name },
  { id: 'about', header: 'Description', quiet: true, clips: true, cell: (item) => item.description },
  { id: 'state', header: 'State', priority: 4, cell: (item) => <ItemState state={item.state} /> },
  { id: 'stock', header: 'Stock', align: 'end', cell: (item) => (item.stock === null ? 'No limit' : numberText(item.stock, place)) },
  {
    id: 'limit',
    header: 'Each person',
    align: 'end',
    quiet: true,
    cell: (item) => (item.limitPerPayee === null ? 'No limit' : numberText(item.limitPerPayee, place)),
  },
  { id: 'price', header: 'Price', align: 'end', priority: 2, sortable: true, cell: (item) => <Money of={item.price} place={place} code /> },
]
