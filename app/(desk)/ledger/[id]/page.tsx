import { load } from '@/app/_bind/load.ts'
import { Docket } from '@/app/_ui/docket.tsx'
import { Mono } from '@/app/_ui/link.tsx'
import { readList, type SearchParams } from '@/app/_ui/list-url.ts'
import { Moment } from '@/app/_ui/moment.tsx'
import { Money } from '@/app/_ui/money.tsx'
import { Page, Section } from '@/app/_ui/page.tsx'
import { Pager } from '@/app/_ui/pager.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Table } from '@/app/_ui/table/table.tsx'
import { showLedgerAccount } from '@/lib/incentives/read-ledger.ts'
import { kindWords } from '../kind-words.ts'

export const metadata = { title: 'Ledger account' }
type Row = Awaited<ReturnType<typeof showLedgerAccount.invoke>>['rows'][number]

export default async function LedgerAccountPage({ params, searchParams }: { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> }) {
  const { id } = await params
  const url = readList(paths.ledgerAccount(id), await searchParams, { keep: ['until'] })
  const account = await load(showLedgerAccount, { id, ...url.query })
  const { place, balance } = account
  return (
    <Page crumbs={[{ label: 'Ledger', href: paths.ledger() }, { label: account.number }]}>
      <Docket number={account.number} noun="Ledger account" figure={<Money of={{ minor: balance.minor < 0n ? -balance.minor : balance.minor, currency: balance.currency }} place={place} code />} about={<>{account.name}, {balance.minor < 0n ? 'credit' : balance.minor > 0n ? 'debit' : 'in balance'}</>}
        stub={kindWords[account.kind]} consequence={account.floor ? 'Postgres refuses a posting that would take it below zero.' : 'Entries are only added; a mistake is reversed by a new entry.'} />
      <Section title="Postings" note={account.balanceThen ? <>balance then: <Money of={account.balanceThen} place={place} code /></> : 'newest first'}>
        <Table<Row> plain caption="Postings, newest first" rows={account.rows} rowKey={(r) => r.id} rowHref={(r) => paths.journalEntry(r.entry.id)} columns={[
          { id: 'at', header: 'Posted', priority: 3, quiet: true, cell: (r) => <Moment at={r.entry.at} place={place} show="minute" /> }, { id: 'entry', header: 'Entry', link: true, cell: (r) => <Mono>{r.entry.number}</Mono>, priority: 4 }, { id: 'memo', header: 'For', priority: 1, cell: (r) => r.entry.memo },
          { id: 'debit', header: 'Debit', align: 'end', cell: (r) => (r.amount.minor > 0n ? <Money of={r.amount} place={place} /> : '–') }, { id: 'credit', header: 'Credit', align: 'end', priority: 2, cell: (r) => (r.amount.minor < 0n ? <Money of={{ minor: -r.amount.minor, currency: r.amount.currency }} place={place} /> : '–') },
        ]} />
        <Pager url={url} next={account.next} previous={account.previous} />
      </Section>
    </Page>
  )
}
