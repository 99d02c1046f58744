import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Empty } from '@/app/_ui/empty.tsx'
import { ExportLink } from '@/app/_ui/export-link.tsx'
import { choice, flag, text } from '@/app/_ui/filter.ts'
import { capital, countText, listText } from '@/app/_ui/format.ts'
import { Mono } from '@/app/_ui/link.tsx'
import { readList, type SearchParams } from '@/app/_ui/list-url.ts'
import { Notice } from '@/app/_ui/notice.tsx'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { Pager } from '@/app/_ui/pager.tsx'
import { paths } from '@/app/_ui/paths.ts'
import type { Column } from '@/app/_ui/table/column.ts'
import { Filters } from '@/app/_ui/table/filters.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { readInvariants } from '@/lib/incentives/check-invariants.ts'
import { listLedgerAccounts, showLedger, type LedgerSum } from '@/lib/incentives/list-ledger-accounts.ts'
import { kindNotes, kindWords } from './kind-words.ts'
import { Side } from './side.tsx'

export const metadata = { title: 'Ledger' }
type Row = Awaited<ReturnType<typeof listLedgerAccounts.invoke>>['rows'][number]

/** The books at a glance, by kind; a kind, a search or a filter opens the single ledger accounts. */
export default async function LedgerPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [{ sums, balances, place }, { violations }] = [await load(showLedger, {}), await load(readInvariants, {})]
  const filters = [
    text('q', 'Search', 'Ledger account'),
    choice(
      'kind',
      'Kind',
      sums.map((sum) => [sum.kind, kindWords[sum.kind] ?? sum.kind] as const).filter(([kind], i, all) => all.findIndex((one) => one[0] === kind) === i),
    ),
    choice(
      'currency',
      'Currency',
      balances.map(({ currency }) => [currency, currency] as const),
    ),
    flag('open', 'Balance', 'not zero'),
  ] as const
  const url = readList(paths.ledger(), await searchParams, { filters, sort: ['name', 'number', 'balance'], defaultSort: 'name' })
  const isList = url.active.length > 0 || url.get('after') !== undefined || url.get('before') !== undefined
  const list = isList ? await load(listLedgerAccounts, url.query) : undefined
  const crooked = balances.filter((sum) => sum.minor !== 0n),
    accounts = sums.reduce((n, sum) => n + sum.accounts, 0),
    mixes = balances.length > 1
  const columns: Column<Row>[] = [
    { id: 'number', header: 'Number', priority: 3, sortable: true, cell: (r) => <Mono>{r.number}</Mono> },
    { id: 'name', header: 'Ledger account', priority: 1, strong: true, link: true, sortable: true, cell: (r) => r.name },
    { id: 'kind', header: 'Kind', quiet: true, priority: 4, cell: (r) => kindWords[r.kind] ?? r.kind },
    { id: 'debit', header: 'Debit', align: 'end', cell: (r) => <Side of={r.balance} side="debit" place={place} code={mixes} /> },
    {
      id: 'balance',
      header: 'Credit',
      align: 'end',
      priority: 2,
      sortable: true,
      cell: (r) => <Side of={r.balance} side="credit" place={place} code={mixes} />,
    },
  ]
  return (
    <Page
      crumbs={isList ? [{ label: 'Ledger', href: paths.ledger() }, { label: 'Ledger accounts' }] : [{ label: 'Ledger' }]}
      acts={
        <>
          {isList && <ExportLink url={url} />}
          <LinkButton href={paths.journalEntries()}>Journal entries</LinkButton>
        </>
      }
      headline={
        <Headline>
          {accounts === 0 ? (
            <>The ledger is empty.</>
          ) : (
            <>
              {capital(countText(accounts, 'ledger account', place))} in {listText(balances.map((sum) => sum.currency))};{' '}
              {crooked.length === 0 ? 'debits and credits balance.' : `debits and credits do not balance in ${listText(crooked.map((sum) => sum.currency))}.`}
            </>
          )}
        </Headline>
      }
      notice={
        violations.length > 0 ? (
          <Notice tone="bad" title="The ledger breaks a rule that must always hold">
            {violations.map((v) => `${v.invariant} (${v.count})`).join('; ')}. Stop releasing and call whoever runs this installation.
          </Notice>
        ) : undefined
      }
    >
      <Filters url={url} place={place} {...(list ? { columns } : {})} />
      {list ? (
        <>
          <Table<Row>
            url={url}
            caption="Ledger accounts"
            rows={list.rows}
            rowKey={(r) => r.id}
            rowHref={(r) => paths.ledgerAccount(r.id)}
            noun="ledger account"
            columns={columns}
          />
          <Pager url={url} next={list.next} previous={list.previous} newest={false} />
        </>
      ) : (
        <Table<LedgerSum>
          caption="Balances by kind of ledger account"
          groups={balances.map(({ currency }) => ({ label: mixes ? currency : null, rows: sums.filter((sum) => sum.currency === currency) }))}
          rowKey={(r) => `${r.kind}${r.currency}`}
          rowHref={(r) => (r.only ? paths.ledgerAccount(r.only) : url.with({ kind: r.kind, ...(mixes ? { currency: r.currency } : {}) }))}
          empty={<Empty.Yet title="No entry yet.">The first budget or award opens the first ledger accounts.</Empty.Yet>}
          columns={[
            { id: 'kind', header: 'Ledger accounts', priority: 1, strong: true, link: true, cell: (r) => kindWords[r.kind] ?? r.kind },
            { id: 'note', header: 'What it holds', quiet: true, priority: 3, cell: (r) => kindNotes[r.kind] ?? '' },
            { id: 'count', header: 'Accounts', align: 'end', quiet: true, cell: (r) => r.accounts },
            { id: 'debit', header: 'Debit', align: 'end', priority: 4, cell: (r) => <Side of={r.balance} side="debit" place={place} code={mixes} /> },
            { id: 'credit', header: 'Credit', align: 'end', priority: 2, cell: (r) => <Side of={r.balance} side="credit" place={place} code={mixes} /> },
          ]}
        />
      )}
    </Page>
  )
}
