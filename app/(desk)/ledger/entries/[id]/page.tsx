import { load } from '@/app/_bind/load.ts'
import { Docket, Facts } from '@/app/_ui/docket.tsx'
import { TextLink } from '@/app/_ui/link.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Money } from '@/app/_ui/money.tsx'
import { Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Table } from '@/app/_ui/table/table.tsx'
import { showJournalEntry } from '@/lib/incentives/read-ledger.ts'

export const metadata = { title: 'Journal entry' }
type Entry = Awaited<ReturnType<typeof showJournalEntry.invoke>>
const subjectPath: Readonly<Record<string, (id: string) => string>> = { payout: paths.payout, award: paths.award, batch: paths.batch, program: paths.program, redemption: paths.redemption, payee: paths.payee }

export default async function JournalEntryPage({ params }: { params: Promise<{ id: string }> }) {
  const entry = await load(showJournalEntry, { id: (await params).id }), { place } = entry
  const to = entry.subject ? subjectPath[entry.subject.noun] : undefined
  const debit = entry.lines.filter((l) => l.amount.minor > 0n).reduce((all, l) => all + l.amount.minor, 0n), currency = entry.lines[0]?.amount.currency ?? 'USD'
  return (
    <Page crumbs={[{ label: 'Ledger', href: paths.ledger() }, { label: 'Journal entries', href: paths.journalEntries() }, { label: entry.number }]}>
      <Docket number={entry.number} noun="Journal entry" stub={<Moment at={entry.at} place={place} show="minute" />} figure={<Money of={{ minor: debit, currency }} place={place} code />} about={entry.memo} consequence={entry.reversal ? `Reversed by ${entry.reversal.number}.` : 'It sums to zero and is never changed.'} />
      <Facts boxed items={[['Kind', entry.kind], entry.by !== undefined && ['Posted by', entry.by], entry.subject && ['About', to ? <TextLink key="s" href={to(entry.subject.id)}>{entry.subject.noun}</TextLink> : entry.subject.noun], entry.reverses && ['Reverses', <TextLink key="r" href={paths.journalEntry(entry.reverses.id)}>{entry.reverses.number}</TextLink>], entry.reversal && ['Reversed by', <TextLink key="b" href={paths.journalEntry(entry.reversal.id)}>{entry.reversal.number}</TextLink>]]} />
      <Section title="Postings">
        <Table<Entry['lines'][number]> plain caption="Both sides of the entry" rows={entry.lines} rowKey={(l) => l.id} columns={[
          { id: 'account', header: 'Ledger account', priority: 1, cell: (l) => <TextLink href={paths.ledgerAccount(l.account.id)}>{l.account.name}</TextLink> },
          { id: 'debit', header: 'Debit', align: 'end', priority: 3, cell: (l) => (l.amount.minor > 0n ? <Money of={l.amount} place={place} /> : '–') }, { id: 'credit', header: 'Credit', align: 'end', priority: 2, cell: (l) => (l.amount.minor < 0n ? <Money of={{ minor: -l.amount.minor, currency: l.amount.currency }} place={place} /> : '–') },
        ]} total={{ label: 'Sum', cells: { debit: <Money of={{ minor: debit, currency }} place={place} strong />, credit: <Money of={{ minor: debit, currency }} place={place} strong /> } }} />
      </Section>
    </Page>
  )
}
