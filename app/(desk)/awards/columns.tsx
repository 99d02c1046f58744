import { Mark } from '@/app/_ui/mark.tsx'
import { Money, MoneyHead } from '@/app/_ui/money.tsx'
import type { Place } from '@/app/_ui/place.ts'
import { Status } from '@/app/_ui/status.tsx'
import type { Column } from '@/app/_ui/table/column.ts'
import type { listAwards } from '@/lib/incentives/read-awards.ts'

export type AwardItem = Awaited<ReturnType<typeof listAwards.invoke>>['rows'][number]
export const columns = (place: Place, currency?: string): Column<AwardItem>[] => [
  { id: 'number', header: 'Award', priority: 3, cell: (r) => <span className="mono">{r.number}</span>, csv: (r) => r.number },
  { id: 'payee', header: 'Payee', priority: 1, strong: true, link: true, cell: (r) => r.payee.name, csv: (r) => r.payee.name },
  {
    id: 'program',
    header: 'Program',
    quiet: true,
    cell: (r) => (
      <>
        {r.program.name}
        {r.kind === 'computed' ? '' : `, ${r.kind}`}
      </>
    ),
  },
  { id: 'period', header: 'Period', sortable: true, quiet: true, cell: (r) => r.period },
  { id: 'state', header: 'State', priority: 4, cell: (r) => <Status noun="award" state={r.state} /> },
  {
    id: 'part',
    header: 'Your part',
    cell: (r) => (
      <>
        {r.mayDecide ? (
          'Confirm or decline'
        ) : r.why ? (
          <span className="inline-flex items-center gap-2 text-ink-2">
            <Mark shape="slash" />
            {r.why}
          </span>
        ) : (
          '–'
        )}
        {r.isHeldBack && <span className="block text-caption text-ink-2">Waits, as its payee recorded the work</span>}
      </>
    ),
  },
  {
    id: 'amount',
    header: <MoneyHead words="Amount" currency={currency} />,
    align: 'end',
    sortable: true,
    priority: 2,
    cell: (r) => <Money of={r.amount} place={place} code={!currency} />,
  },
]
export const awardTabs = [
  ['waiting', 'To confirm'],
  ['confirmed', 'Confirmed'],
  ['in_payout', 'In a payout'],
  ['paid', 'Paid'],
  ['declined', 'Declined'],
  ['', 'All'],
] as const
