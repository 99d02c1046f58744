import { ageText } from '@/app/_ui/format.ts'
import { Mark } from '@/app/_ui/mark.tsx'
import { Money, MoneyHead } from '@/app/_ui/money.tsx'
import type { Place } from '@/app/_ui/place.ts'
import { Status } from '@/app/_ui/status.tsx'
import type { Column } from '@/app/_ui/table/column.ts'
import type { PayoutListItem } from '@/lib/incentives/list-payouts.ts'

export const railWords: Readonly<Record<string, string>> = { pain001: 'Bank file, ISO 20022', nacha: 'Bank file, ACH', payroll_csv: 'Payroll list' }
export const columns = (place: Place, tab: string, currency?: string): Column<PayoutListItem>[] => [
  { id: 'number', header: 'Payout', priority: 3, cell: (r) => <span className="mono">{r.number}</span> },
  { id: 'payee', header: 'Payee', priority: 1, strong: true, link: true, cell: (r) => r.payee.name },
  { id: 'program', header: 'Program, rule', clips: true, cell: (r) => <Programs of={r.checks.programs} /> },
  {
    id: 'state',
    header: 'State',
    hidden: tab !== 'all',
    ...(tab === 'all' ? { priority: 4 as const } : {}),
    cell: (r) => <Status noun="payout" state={r.state} />,
  },
  {
    id: 'checks',
    header: tab === 'held' ? 'Held because' : 'Checks',
    hidden: tab === 'settled' || tab === 'bank',
    clips: true,
    cell: (r) => <Checks of={r} />,
  },
  { id: 'now', header: 'Now', hidden: tab !== 'held', ...(tab === 'held' ? { priority: 4 as const } : {}), clips: true, cell: (r) => <Now of={r} /> },
  { id: 'rail', header: 'Paid by', hidden: tab !== 'release' && tab !== 'bank', quiet: true, cell: (r) => railWords[r.rail] ?? r.rail },
  { id: 'raisedBy', header: 'Raised by', quiet: true, cell: (r) => r.raisedBy },
  { id: 'raised', header: 'Age', sortable: true, quiet: true, align: 'end', cell: (r) => ageText(r.raisedAt, place) },
  {
    id: 'part',
    header: 'Your part',
    hidden: tab !== 'approve',
    ...(tab === 'approve' ? { priority: 4 as const } : {}),
    cell: (r) =>
      r.yourPart === '' ? (
        '–'
      ) : r.mayApprove ? (
        r.yourPart
      ) : (
        <span className="inline-flex items-center gap-2 text-ink-2">
          <Mark shape="slash" />
          {r.yourPart}
        </span>
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
function Programs({ of }: { of: PayoutListItem['checks']['programs'] }) {
  const [first, ...rest] = of
  if (!first) return <>–</>
  return (
    <span className="flex max-w-[34ch]">
      <span className="truncate">{first.name}</span>
      <span className="shrink-0 whitespace-pre text-ink-2">
        {first.version === null ? '' : ` v${first.version}`}
        {rest.length > 0 ? ` and ${rest.length} more` : ''}
      </span>
    </span>
  )
}
/** Whether what held it is gone: the reason of a hold is of the moment it was made. */
function Now({ of: { state, checks } }: { of: PayoutListItem }) {
  if (state !== 'held') return <>–</>
  return (
    <span className="flex max-w-[28ch] items-center gap-2 text-ink-2">
      <span className={checks.bank === undefined ? 'text-good' : 'text-hold'}>
        <Mark shape={checks.bank === undefined ? 'disc' : 'square'} />
      </span>
      <span className="truncate">{checks.bank ?? 'Can go on'}</span>
    </span>
  )
}
/** What an approver would look up by hand: all well in one mark, what is wrong in words. */
function Checks({ of }: { of: PayoutListItem }) {
  if (of.state === 'held')
    return (
      <span className="flex max-w-[20ch] items-center gap-2 text-hold">
        <Mark shape="square" />
        <span className="truncate">{of.holdReason}</span>
      </span>
    )
  const [fault, ...more] = of.checks.faults
  if (fault)
    return (
      <span className="flex max-w-[28ch] items-center gap-2 text-bad">
        <Mark shape="triangle" />
        <span className="truncate">{fault}</span>
        {more.length > 0 ? <span className="shrink-0">and {more.length} more</span> : null}
      </span>
    )
  return of.state === 'raised' || of.state === 'approved' ? (
    <span className="inline-flex items-center gap-2 text-ink-2">
      <span className="text-good">
        <Mark shape="disc" />
      </span>
      {of.checks.of} of {of.checks.of}
    </span>
  ) : (
    <>–</>
  )
}
