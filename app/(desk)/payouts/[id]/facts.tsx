import { Fragment } from 'react'
import { Copyable } from '@/app/_ui/copyable.client.tsx'
import { Facts } from '@/app/_ui/docket.tsx'
import { Mono, TextLink } from '@/app/_ui/link.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Money } from '@/app/_ui/money.tsx'
import { Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Table } from '@/app/_ui/table/table.tsx'
import type { PayoutPage } from '@/lib/incentives/show-payout.ts'
import { railWords } from '../columns.tsx'

type Line = PayoutPage['lines'][number]
type Posting = PayoutPage['ledger'][number]
const recordsShown = 12

/** Facts, what was earned and the ledger of a payout: the left side of its page. */
export function PayoutFacts({ payout }: { payout: PayoutPage }) {
  const { place, may } = payout
  const programs = [...new Map(payout.lines.flatMap((line) => (line.program ? [[line.program.id, line.program] as const] : []))).values()]
  return (
    <>
      <Facts boxed items={[
        programs.length > 0 && ['Program', programs.map((p, i) => <Fragment key={p.id}>{i > 0 ? ', ' : null}<TextLink href={paths.program(p.id)}>{p.name}</TextLink>{p.version ? `, rule v${p.version}` : ''}</Fragment>)],
        payout.may.approve && ['Your right', payout.may.approve.may ? `You may approve: ${payout.may.approve.words}` : payout.may.approve.words],
        ['Bank detail', payout.rail === 'payroll_csv' ? 'Paid with wages' : payout.bankDetail.fault ?? (payout.bankDetail.since ? <>Confirmed, unchanged since <Moment at={payout.bankDetail.since} place={place} show="day" /></> : 'Confirmed')],
        ['Pays out', <Fragment key="pays">{railWords[payout.rail] ?? payout.rail}, end-to-end <Copyable text={payout.endToEndId} /></Fragment>],
        payout.reissue.of && ['Reissues', <TextLink key="of" href={paths.payout(payout.reissue.of.id)}>{payout.reissue.of.number}</TextLink>],
        payout.reissue.by && ['Reissued as', <TextLink key="by" href={paths.payout(payout.reissue.by.id)}>{payout.reissue.by.number}</TextLink>],
        payout.bankStatus !== null && ['Bank says', payout.bankStatus], payout.note !== null && ['Note', payout.note],
      ]} />
      <Section title="Earned" note={`${payout.lines.length} ${payout.lines.length === 1 ? 'line' : 'lines'}, each paid once`}>
        <Table<Line> plain caption="What this payout collects" rows={payout.lines} rowKey={(line) => line.award?.id ?? line.redemption ?? ''} columns={[
          { id: 'line', header: 'Award', priority: 3, cell: (line) => (line.award ? <span className="inline-block py-1"><TextLink href={may.all ? paths.award(line.award.id) : paths.myAward(line.award.id)}><Mono>{line.award.number}</Mono></TextLink></span> : <Mono>{line.redemption}</Mono>) },
          { id: 'what', header: 'Earned by', priority: 1, cell: (line) => <What line={line} all={may.all} /> },
          { id: 'period', header: 'Period', quiet: true, cell: (line) => (line.award?.from ? `${line.award.from} – ${line.award.to}` : '') },
          { id: 'amount', header: 'Amount', align: 'end', priority: 2, cell: (line) => <Money of={line.amount} place={place} /> },
        ]} total={{ label: 'Payout', cells: { amount: <Money of={payout.amount} place={place} strong /> } }} />
      </Section>
      {payout.ledger.length > 0 && (
        <Section title="Ledger" note="each entry sums to zero">
          <Table<Posting> plain caption="Ledger postings of this payout" rows={payout.ledger} rowKey={(p) => `${p.entry.id}${p.account.id}`} columns={[
            { id: 'entry', header: 'Entry', cell: (p) => (may.ledger ? <TextLink href={paths.journalEntry(p.entry.id)}><Mono>{p.entry.number}</Mono></TextLink> : <Mono>{p.entry.number}</Mono>), priority: 3 },
            { id: 'account', header: 'Ledger account', priority: 1, cell: (p) => (may.ledger ? <TextLink href={paths.ledgerAccount(p.account.id)}>{p.account.name}</TextLink> : p.account.name) },
            { id: 'memo', header: 'For', quiet: true, cell: (p) => p.entry.memo },
            { id: 'debit', header: 'Debit', align: 'end', cell: (p) => (p.amount.minor > 0n ? <Money of={p.amount} place={place} /> : '–') },
            { id: 'credit', header: 'Credit', align: 'end', priority: 2, cell: (p) => (p.amount.minor < 0n ? <Money of={{ minor: -p.amount.minor, currency: p.amount.currency }} place={place} /> : '–') },
          ]} />
        </Section>
      )}
    </>
  )
}
function What({ line, all }: { line: Line; all: boolean }) {
  if (!line.award) return <>Redeemed from the balance</>
  const shown = line.records.slice(0, recordsShown)
  return (
    <>
      {line.program?.name}{line.award.kind === 'computed' ? '' : `, ${line.award.kind}`}{line.award.reason ? `: ${line.award.reason}` : ''}
      {shown.length > 0 && <span className="block text-caption leading-7 text-ink-2">{shown.map((record, i) => <Fragment key={record.id}>{i > 0 ? ' · ' : null}{all ? <TextLink href={paths.workRecord(record.id)}><Mono>{record.number}</Mono></TextLink> : <Mono>{record.number}</Mono>}</Fragment>)}{line.records.length > recordsShown ? ` and ${line.records.length - recordsShown} more` : ''}</span>}
    </>
  )
}
