import { capital, numberText, periodText } from '@/app/_ui/format.ts'
import { TextLink } from '@/app/_ui/link.tsx'
import { Moment, DayMark } from '@/app/_ui/moment.tsx'
import { Money, MoneyHead } from '@/app/_ui/money.tsx'
import { paths } from '@/app/_ui/paths.ts'
import type { Place } from '@/app/_ui/place.ts'
import { Status } from '@/app/_ui/status.tsx'
import type { Column } from '@/app/_ui/table/column.ts'
import type { StatementListRow } from '@/lib/incentives/list-statements.ts'
import type { LineListRow } from '@/lib/incentives/list-statement-lines.ts'
import { negate } from '@/lib/kernel/money.ts'

/** Money out is shown as it is, money in with its sign the other way round would mislead: a debit is negative, as on paper. */
export const signed = (line: Pick<LineListRow, 'amount' | 'direction'>) => (line.amount && line.direction === 'debit' ? negate(line.amount) : line.amount)
export const LineAmount = ({ line, place, code = true }: { line: LineListRow; place: Place; code?: boolean }) => {
  const amount = signed(line)
  return amount && line.direction !== 'none' ? <Money of={amount} place={place} code={code} /> : <span className="text-ink-3">–</span>
}

export const lineColumns = (place: Place, inStatement = false, currency?: string): Column<LineListRow>[] => [
  ...(inStatement
    ? []
    : [
        {
          id: 'statement',
          header: 'Statement',
          priority: 3 as const,
          cell: (r: LineListRow) => (
            <TextLink href={paths.statement(r.statement.id)}>
              <span className="mono">{r.statement.number}</span>
            </TextLink>
          ),
          csv: (r: LineListRow) => r.statement.number,
        },
      ]),
  { id: 'position', header: 'Line', align: 'end', quiet: true, cell: (r) => r.position, csv: (r) => String(r.position) },
  { id: 'booked', header: 'Booked', quiet: true, cell: (r) => (r.bookedOn ? <DayMark day={r.bookedOn} place={place} /> : '–'), csv: (r) => r.bookedOn ?? '' },
  {
    id: 'reference',
    header: 'Reference',
    ...(inStatement ? { priority: 3 as const } : {}),
    cell: (r) => <span className="mono">{r.reference ?? '–'}</span>,
    csv: (r) => r.reference ?? '',
  },
  {
    id: 'text',
    header: 'What it says',
    priority: 1,
    link: true,
    cell: (r) => (
      <span className="block min-w-[200px] max-w-[560px] whitespace-normal">
        {r.state === 'unmatched' && r.reason ? r.reason : r.text || (r.reason ?? 'No text')}
      </span>
    ),
    csv: (r) => r.reason ?? r.text,
  },
  { id: 'state', header: 'State', priority: 4, cell: (r) => <Status noun="statementLine" state={r.state} />, csv: (r) => r.state },
  {
    id: 'payout',
    header: 'Payout',
    cell: (r) =>
      r.payout ? (
        <TextLink href={paths.payout(r.payout.id)}>
          <span className="mono">{r.payout.number}</span>
        </TextLink>
      ) : r.batch ? (
        <TextLink href={paths.batch(r.batch.id)}>
          <span className="mono">{r.batch.number}</span>
        </TextLink>
      ) : (
        '–'
      ),
    csv: (r) => r.payout?.number ?? r.batch?.number ?? '',
  },
  {
    id: 'amount',
    header: <MoneyHead words="Amount" currency={currency} />,
    align: 'end',
    priority: 2,
    cell: (r) => <LineAmount line={r} place={place} code={!currency} />,
    csv: (r) => String(r.amount?.minor ?? ''),
  },
]

/** `31 of 32`: lines that a payout, a decision or a reason explains. */
export const explainedText = (matched: number, lines: number, place: Place): string => `${numberText(matched, place)} of ${numberText(lines, place)}`

export const statementColumns = (place: Place): Column<StatementListRow>[] => [
  { id: 'number', header: 'Statement', priority: 1, link: true, cell: (r) => <span className="mono">{r.number}</span>, csv: (r) => r.number },
  { id: 'kind', header: 'Kind', priority: 3, cell: (r) => capital(r.kindWords), csv: (r) => r.kind },
  { id: 'account', header: 'Account', cell: (r) => (r.account === '' ? '–' : <span className="mono">{r.account}</span>), csv: (r) => r.account },
  {
    id: 'matched',
    header: 'Explained',
    align: 'end',
    priority: 2,
    cell: (r) => explainedText(r.matchedCount, r.lineCount, place),
    csv: (r) => `${r.matchedCount}/${r.lineCount}`,
  },
  {
    id: 'booked',
    header: 'Booked',
    priority: 4,
    cell: (r) => (r.booked ? periodText(r.booked.from, r.booked.to, place) : '–'),
    csv: (r) => r.booked?.to ?? '',
  },
  {
    id: 'warnings',
    header: 'Warnings',
    quiet: true,
    cell: (r) => (r.warnings.length === 0 ? '–' : <span className="block min-w-[200px] max-w-[420px] whitespace-normal">{r.warnings[0]}</span>),
    csv: (r) => r.warnings.join(' '),
  },
  { id: 'by', header: 'Imported by', quiet: true, cell: (r) => r.importedBy ?? '–', csv: (r) => r.importedBy ?? '' },
  {
    id: 'imported',
    header: 'Imported',
    quiet: true,
    sortable: true,
    cell: (r) => <Moment at={r.importedAt} place={place} show="near" />,
    csv: (r) => r.importedAt.toISOString(),
  },
  {
    id: 'closing',
    header: 'Closing balance',
    align: 'end',
    cell: (r) => (r.closing ? <Money of={r.closing} place={place} code /> : '–'),
    csv: (r) => String(r.closing?.minor ?? ''),
  },
]
