import { Fragment } from 'react'
import { localText, momentText, periodText } from '@/app/_ui/format.ts'
import { Mono, TextLink } from '@/app/_ui/link.tsx'
import { Money } from '@/app/_ui/money.tsx'
import { Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import type { Place } from '@/app/_ui/place.ts'
import { Table } from '@/app/_ui/table/table.tsx'
import type { PayoutPage } from '@/lib/incentives/show-payout.ts'
import { money } from '@/lib/kernel/money.ts'

type Line = PayoutPage['lines'][number]
type Award = NonNullable<Line['award']>
/** A row of the arithmetic: a record that was counted, what is left out for length, a step, or the line itself. */
type Row =
  | { readonly id: string; readonly kind: 'record'; readonly record: Line['records'][number] }
  | { readonly id: string; readonly kind: 'more'; readonly count: number; readonly award: Award }
  | { readonly id: string; readonly kind: 'step'; readonly step: Award['steps'][number] }
  | { readonly id: string; readonly kind: 'plain'; readonly words: string }
const recordsShown = 6,
  stepsShown = 10

/** What a payout collects, award by award: the records that were counted, the arithmetic, and what came out. */
export function Earned({ payout }: { payout: PayoutPage }) {
  const { place, may } = payout,
    records = payout.recordCount
  return (
    <Section
      title="Earned"
      note={
        records === 0
          ? `${payout.lines.length} ${payout.lines.length === 1 ? 'line' : 'lines'}`
          : `${records} ${records === 1 ? 'record' : 'records'} of work, each counted once by a program`
      }
    >
      <Table<Row>
        plain
        caption="What this payout collects, and how each amount came about"
        rowKey={(row) => row.id}
        columns={[
          {
            id: 'record',
            header: 'Record',
            priority: 3,
            cell: (row) =>
              row.kind === 'record' ? (
                <Link id={row.record.id} number={row.record.number} all={may.all} />
              ) : row.kind === 'step' ? (
                <span className="text-caption text-ink-3">{row.step.key.replace(/^s(\d+)$/, 'Step $1')}</span>
              ) : (
                ''
              ),
          },
          { id: 'what', header: 'What was counted', priority: 1, wraps: true, cell: (row) => <What row={row} all={may.all} place={place} /> },
          {
            id: 'when',
            header: 'Counted',
            quiet: true,
            priority: 4,
            cell: (row) => (row.kind === 'record' && row.record.countedAt ? momentText(row.record.countedAt, place, 'minute') : ''),
          },
          {
            id: 'size',
            header: 'Size',
            align: 'end',
            quiet: true,
            cell: (row) => (row.kind === 'record' ? row.record.value ? <Money of={row.record.value} place={place} /> : (row.record.quantity ?? '') : ''),
          },
          {
            id: 'result',
            header: 'Result',
            align: 'end',
            priority: 2,
            cell: (row) => (row.kind === 'step' ? <Result step={row.step} currency={payout.amount.currency} place={place} /> : ''),
          },
        ]}
        groups={payout.lines.map((line) => ({
          label: <LineHead line={line} place={place} all={may.all} />,
          sums: <Money of={line.amount} place={place} strong />,
          rows: rowsOf(line),
        }))}
        total={{ label: 'Payout', cells: { result: <Money of={payout.amount} place={place} strong /> } }}
      />
    </Section>
  )
}
function rowsOf(line: Line): Row[] {
  const { award } = line,
    key = award?.id ?? line.redemption ?? ''
  if (!award)
    return [{ id: key, kind: 'plain', words: line.amount.minor < 0n ? 'Redeemed from the balance before' : 'Given back: the redemption was cancelled' }]
  const records = line.records.slice(0, recordsShown).map((record): Row => ({ id: `${key}${record.id}`, kind: 'record', record })),
    left = line.recordCount - records.length
  const steps = award.steps.slice(-stepsShown).map((step): Row => ({ id: `${key}${step.key}`, kind: 'step', step }))
  const rows = [...records, ...(left > 0 ? [{ id: `${key}more`, kind: 'more' as const, count: left, award }] : []), ...steps]
  return rows.length > 0 ? rows : [{ id: key, kind: 'plain', words: award.reason ?? (award.kind === 'nomination' ? 'Granted by nomination' : 'Granted') }]
}
function LineHead({ line, place, all }: { line: Line; place: Place; all: boolean }) {
  if (!line.award)
    return (
      <>
        Redemption <Mono>{line.redemption}</Mono>
      </>
    )
  const { award, program } = line
  return (
    <>
      <TextLink href={all ? paths.award(award.id) : paths.myAward(award.id)}>
        <Mono>{award.number}</Mono>
      </TextLink>{' '}
      {program?.name}
      {program?.version ? ` v${program.version}` : ''}
      {award.kind === 'computed' ? '' : `, ${award.kind}`}
      {award.from ? <span className="text-ink-2 font-normal"> · {periodText(award.from, award.to ?? award.from, place)}</span> : null}
    </>
  )
}
function What({ row, all, place }: { row: Row; all: boolean; place: Place }) {
  if (row.kind === 'record')
    return (
      <>
        {row.record.kind}{' '}
        <span className="text-ink-2">
          {row.record.key}
          {tookWords(row.record)}
        </span>
      </>
    )
  if (row.kind === 'step') return <>{localText(row.step.text, place)}</>
  if (row.kind === 'more')
    return (
      <TextLink accent href={all ? paths.award(row.award.id) : paths.myAward(row.award.id)}>
        and {row.count} more, every one in the award
      </TextLink>
    )
  return <Fragment>{row.words}</Fragment>
}
/** How long it took from opening to closing, which is what many rules judge. */
export function tookWords({ openedAt, countedAt }: Pick<Line['records'][number], 'openedAt' | 'countedAt'>): string {
  if (!openedAt || !countedAt) return ''
  const hours = (countedAt.getTime() - openedAt.getTime()) / 3_600_000
  return `, closed after ${hours < 100 ? Number(hours.toFixed(1)) : Math.round(hours)} h`
}
const Link = ({ id, number, all }: { id: string; number: string; all: boolean }) =>
  all ? (
    <TextLink href={paths.workRecord(id)}>
      <Mono>{number}</Mono>
    </TextLink>
  ) : (
    <Mono>{number}</Mono>
  )
export function Result({ step, currency, place }: { step: Award['steps'][number]; currency: string; place: Place }) {
  if (step.unit === 'minor') return <Money of={money(BigInt(step.result), currency)} place={place} />
  return <span className="text-ink-2">{step.unit === 'milli' ? `${Number(step.result) / 1000}` : step.result}</span>
}
