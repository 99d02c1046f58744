import { numberText } from '@/app/_ui/format.ts'
import { DayMark, Moment } from '@/app/_ui/moment.tsx'
import { Money, MoneyHead } from '@/app/_ui/money.tsx'
import type { Place } from '@/app/_ui/place.ts'
import { Status } from '@/app/_ui/status.tsx'
import type { Column } from '@/app/_ui/table/column.ts'
import type { BatchListRow } from '@/lib/incentives/list-batches.ts'

/** Who takes the file of a rail, and pays by it. */
export const takerOf = (rail: string): string => (rail === 'payroll_csv' ? 'the payroll office' : 'the bank')
export const railWords: Readonly<Record<string, string>> = { pain001: 'Bank transfer', nacha: 'ACH', payroll_csv: 'Payroll list' }
export const columns = (place: Place, currency?: string): Column<BatchListRow>[] => [
  { id: 'number', header: 'Batch', priority: 1, link: true, cell: (r) => <span className="mono">{r.number}</span>, csv: (r) => r.number },
  { id: 'state', header: 'State', priority: 3, cell: (r) => <Status noun="batch" state={r.state} />, csv: (r) => r.state },
  { id: 'rail', header: 'Rail', quiet: true, cell: (r) => railWords[r.rail] ?? r.rail, csv: (r) => r.rail },
  { id: 'payouts', header: 'Payouts', align: 'end', priority: 4, cell: (r) => numberText(r.payoutCount, place), csv: (r) => String(r.payoutCount) },
  { id: 'day', header: 'Value day', sortable: true, quiet: true, cell: (r) => <DayMark day={r.valueOn} place={place} show="short" />, csv: (r) => r.valueOn },
  { id: 'bank', header: 'Bank says', quiet: true, hidden: true, cell: (r) => r.bankStatus ?? '–', csv: (r) => r.bankStatus ?? '' },
  { id: 'madeBy', header: 'Made by', quiet: true, cell: (r) => r.madeBy ?? '–', csv: (r) => r.madeBy ?? '' },
  {
    id: 'made',
    header: 'Made',
    sortable: true,
    quiet: true,
    cell: (r) => <Moment at={r.madeAt} place={place} show="near" />,
    csv: (r) => r.madeAt.toISOString(),
  },
  {
    id: 'amount',
    header: <MoneyHead words="Amount" currency={currency} />,
    align: 'end',
    sortable: true,
    priority: 2,
    cell: (r) => <Money of={r.total} place={place} code={!currency} />,
    csv: (r) => String(r.total.minor),
  },
]
