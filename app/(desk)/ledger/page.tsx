import { load } from '@/app/_bind/load.ts'
import { Empty } from '@/app/_ui/empty.tsx'
import { choice, text } from '@/app/_ui/filter.ts'
import { countText } from '@/app/_ui/format.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Mono } from '@/app/_ui/link.tsx'
import { readList, type SearchParams } from '@/app/_ui/list-url.ts'
import { Money } from '@/app/_ui/money.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Filters } from '@/app/_ui/table/filters.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { readInvariants } from '@/lib/incentives/check-invariants.ts'
import { listLedgerAccounts } from '@/lib/incentives/read-ledger.ts'
import { kindWords } from './kind-words.ts'

export const metadata = { title: 'Ledger' }
type Row = Awaited<ReturnType<typeof listLedgerAccounts.invoke>>['rows'][number]
const filters = [text('q', 'Search', 'Ledger account'), choice('kind', 'Kind', Object.entries(kindWords))] as const

export default async function LedgerPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const url = readList(paths.ledger(), await searchParams, { filters })
  const [{ rows, sums, place }, { violations }] = [await load(listLedgerAccounts, url.query), await load(readInvariants, {})]
  const balanced = sums.every((sum) => sum.minor === 0n)
  const groups = Object.entries(kindWords).map(([kind, label]) => ({ label, rows: rows.filter((row) => row.kind === kind) })).filter((group) => group.rows.length > 0)
  return (
    <Page crumbs={[{ label: 'Ledger' }]} acts={<LinkButton href={paths.journalEntries()}>Journal entries</LinkButton>}
      headline={<Headline>{rows.length === 0 ? <>The ledger is empty.</> : <>{countText(rows.length, 'ledger account', place)}; {balanced ? 'debits and credits balance in every currency.' : 'debits and credits do not balance.'}</>}</Headline>}
      notice={violations.length > 0 ? <Notice tone="bad" title="The ledger breaks a rule that must always hold">{violations.map((v) => `${v.invariant} (${v.count})`).join('; ')}. Stop releasing and call whoever runs this installation.</Notice> : undefined}>
      <Filters url={url} place={place} />
      <Table<Row> url={url} dense caption="Ledger accounts" groups={groups} rowKey={(r) => r.id} rowHref={(r) => paths.ledgerAccount(r.id)} noun="ledger account" empty={<Empty.Yet title="No entry yet.">The first budget or award opens the first ledger accounts.</Empty.Yet>} columns={[
        { id: 'number', header: 'Number', priority: 3, cell: (r) => <Mono>{r.number}</Mono> }, { id: 'name', header: 'Ledger account', priority: 1, strong: true, link: true, cell: (r) => r.name },
        { id: 'debit', header: 'Debit', align: 'end', cell: (r) => (r.balance.minor > 0n ? <Money of={r.balance} place={place} code /> : '–') }, { id: 'credit', header: 'Credit', align: 'end', priority: 2, cell: (r) => (r.balance.minor < 0n ? <Money of={{ minor: -r.balance.minor, currency: r.balance.currency }} place={place} code /> : '–') },
      ]} />
    </Page>
  )
}
