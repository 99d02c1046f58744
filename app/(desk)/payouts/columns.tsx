import { ageText } from '@/app/_ui/format.ts'
import { Mark } from '@/app/_ui/mark.tsx'
import { Money } from '@/app/_ui/money.tsx'
import type { Place } from '@/app/_ui/place.ts'
import { Status } from '@/app/_ui/status.tsx'
import type { Column } from '@/app/_ui/table/column.ts'
import type { PayoutListItem } from '@/lib/incentives/list-payouts.ts'

export const railWords: Readonly<Record<string, string>> = { pain001: 'Bank file, ISO 20022', nacha: 'Bank file, ACH', payroll_csv: 'Payroll list' }
export const columns = (place: Place): Column<PayoutListItem>[] => [
  { id: 'number', header: 'Payout', priority: 3, cell: (r) => <span className="mono">{r.number}</span>, csv: (r) => r.number },
  { id: 'payee', header: 'Payee', priority: 1, strong: true, link: true, cell: (r) => r.payee.name, csv: (r) => r.payee.name },
  { id: 'state', header: 'State', priority: 4, cell: (r) => <Status noun="payout" state={r.state} />, csv: (r) => r.state },
  { id: 'checks', header: 'Checks', cell: (r) => (r.holdReason ? <span className="inline-flex items-center gap-2 text-hold"><Mark shape="square" />{r.holdReason}</span> : r.state === 'raised' ? <span className="inline-flex items-center gap-2 text-ink-2"><Mark shape={r.approvals > 0 ? 'half' : 'ring'} />{r.approvals} of {r.approvalsNeeded} given</span> : <span className="inline-flex items-center gap-2 text-ink-2"><span className="text-good"><Mark shape="disc" /></span>Approved by {r.approvalsNeeded}</span>) },
  { id: 'rail', header: 'Paid by', hidden: true, quiet: true, cell: (r) => railWords[r.rail] ?? r.rail },
  { id: 'raisedBy', header: 'Raised by', quiet: true, cell: (r) => r.raisedBy, csv: (r) => r.raisedBy },
  { id: 'raised', header: 'Age', sortable: true, quiet: true, align: 'end', cell: (r) => ageText(r.raisedAt, place), csv: (r) => r.raisedAt.toISOString() },
  { id: 'part', header: 'Your part', cell: (r) => (r.yourPart === '' ? '–' : r.mayApprove ? r.yourPart : <span className="inline-flex items-center gap-2 text-ink-2"><Mark shape="slash" />{r.yourPart}</span>) },
  { id: 'amount', header: 'Amount', align: 'end', sortable: true, priority: 2, cell: (r) => <Money of={r.amount} place={place} code />, csv: (r) => String(r.amount.minor) },
]
