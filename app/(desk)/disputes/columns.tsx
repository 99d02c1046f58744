import { localText, plural } from '@/app/_ui/format.ts'
import { Mono } from '@/app/_ui/link.tsx'
import { Mark } from '@/app/_ui/mark.tsx'
import { DayMark, Moment } from '@/app/_ui/moment.tsx'
import { Money } from '@/app/_ui/money.tsx'
import type { Place } from '@/app/_ui/place.ts'
import { MarkedText, Status } from '@/app/_ui/status.tsx'
import type { Column } from '@/app/_ui/table/column.ts'
import type { listDisputes } from '@/lib/incentives/list-disputes.ts'

export type Row = Awaited<ReturnType<typeof listDisputes.invoke>>['rows'][number]
/** How long there is to answer, in business days; a passed day is said in words, not only in red. */
export function Clock({ dueOn, daysLeft, place }: { dueOn: Row['dueOn']; daysLeft: number | undefined; place: Place }) {
  if (daysLeft === undefined) return <span className="text-ink-3">–</span>
  if (daysLeft < 0)
    return (
      <MarkedText shape="triangle">
        {-daysLeft} business {plural(-daysLeft, 'day')} late
      </MarkedText>
    )
  if (daysLeft === 0) return <MarkedText shape="quarter">Today</MarkedText>
  return (
    <span>
      <DayMark day={dueOn} place={place} />{' '}
      <span className="text-ink-2">
        in {daysLeft} business {plural(daysLeft, 'day')}
      </span>
    </span>
  )
}
export const columns = (place: Place): Column<Row>[] => [
  { id: 'number', header: 'Dispute', priority: 3, cell: (row) => <Mono>{row.number}</Mono> },
  { id: 'payee', header: 'Payee', priority: 1, strong: true, link: true, cell: (row) => row.payee.name },
  { id: 'line', header: 'Line', clips: true, cell: (row) => <span>{localText(row.line, place)}</span> },
  { id: 'program', header: 'Program', quiet: true, clips: true, cell: (row) => row.program },
  { id: 'award', header: 'Award number', hidden: true, cell: (row) => <Mono>{row.award.number}</Mono> },
  { id: 'state', header: 'State', priority: 4, cell: (row) => <Status noun="dispute" state={row.state} /> },
  { id: 'opened', header: 'Opened', quiet: true, sortable: true, cell: (row) => <Moment at={row.at} place={place} show="day" /> },
  { id: 'due', header: 'Answer by', sortable: true, cell: (row) => <Clock dueOn={row.dueOn} daysLeft={row.daysLeft} place={place} /> },
  {
    id: 'part',
    header: 'Your part',
    cell: (row) =>
      row.mayDecide ? (
        'Answer'
      ) : row.notYours ? (
        <span className="inline-flex items-center gap-2 text-ink-2">
          <Mark shape="slash" />
          {row.notYours}
        </span>
      ) : (
        '–'
      ),
  },
  { id: 'amount', header: 'Award', align: 'end', priority: 2, cell: (row) => <Money of={row.award.amount} place={place} code /> },
]
