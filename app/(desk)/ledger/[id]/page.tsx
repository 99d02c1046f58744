import { load } from '@/app/_bind/load.ts'
import { Docket } from '@/app/_ui/docket.tsx'
import { Download } from 'lucide-react'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Mono, TextLink } from '@/app/_ui/link.tsx'
import { readList, type SearchParams } from '@/app/_ui/list-url.ts'
import { Moment } from '@/app/_ui/moment.tsx'
import { Money } from '@/app/_ui/money.tsx'
import { Page, Section } from '@/app/_ui/page.tsx'
import { Pager } from '@/app/_ui/pager.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Table } from '@/app/_ui/table/table.tsx'
import { countText } from '@/app/_ui/format.ts'
import { showBalance } from '@/lib/incentives/show-balance.ts'
import { showLedgerAccount } from '@/lib/incentives/show-ledger-account.ts'
import { money } from '@/lib/kernel/money.ts'
import { readDesk } from '../../desk.ts'
import { kindWords } from '../kind-words.ts'
import { AsOf, asOfInstant } from './as-of.tsx'
import { BalanceChart } from './balance-chart.tsx'

export const metadata = { title: 'Ledger account' }
type Row = Awaited<ReturnType<typeof showLedgerAccount.invoke>>['rows'][number]

/** A ledger account as it stands, or as it stood at any moment before: the postings and the balance after each. */
export default async function LedgerAccountPage({ params, searchParams }: { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> }) {
  const { id } = await params
  const url = readList(paths.ledgerAccount(id), await searchParams, { keep: ['until'] })
  const { until: asked, ...query } = url.query
  const until = asOfInstant(asked, (await readDesk()).zone)
  const account = await load(showLedgerAccount, { id, ...query, ...(until ? { until } : {}) })
  const top = account.rows[0]?.id
  const picture = await load(showBalance, { id, ...(until ? { until } : {}), ...(top ? { top } : {}) })
  const { place } = account
  const { balance } = picture
  const size = balance.minor < 0n ? -balance.minor : balance.minor
  const top0 = picture.atTop?.minor ?? balance.minor
  const after = new Map(account.rows.map((row, i): [string, bigint] => [row.id, account.rows.slice(0, i).reduce((all, r) => all - r.amount.minor, top0)]))
  return (
    <Page crumbs={[{ label: 'Ledger', href: paths.ledger() }, { label: account.number }]}>
      <AsOf url={url} until={asked} later={picture.later} place={place} />
      <Docket
        number={account.number}
        noun="Ledger account"
        figure={<Money of={money(size, balance.currency)} place={place} code />}
        about={
          <>
            {account.owner ? (
              <TextLink href={account.owner.noun === 'payee' ? paths.payee(account.owner.id) : paths.program(account.owner.id)}>{account.name}</TextLink>
            ) : (
              account.name
            )}
            , {balance.minor < 0n ? 'credit' : balance.minor > 0n ? 'debit' : 'in balance'}
          </>
        }
        stub={kindWords[account.kind]}
        acts={
          <LinkButton size="large" href={paths.ledgerStatement(id)} icon={Download} download>
            Statement
          </LinkButton>
        }
        consequence={
          account.floor ? 'Postgres refuses a posting that would take it below zero.' : 'Entries are only added; a mistake is reversed by a new entry.'
        }
      />
      {picture.steps.length > 1 && <BalanceChart picture={picture} until={until} place={place} />}
      <Section title="Postings" note={until ? `newest first, ${countText(picture.later, 'later one', place)} not counted` : 'newest first'}>
        <Table<Row>
          plain
          caption="Postings, newest first"
          rows={account.rows}
          rowKey={(r) => r.id}
          rowHref={(r) => paths.journalEntry(r.entry.id)}
          columns={[
            { id: 'at', header: 'Posted', priority: 3, quiet: true, cell: (r) => <Moment at={r.entry.at} place={place} show="minute" /> },
            { id: 'entry', header: 'Entry', link: true, cell: (r) => <Mono>{r.entry.number}</Mono>, priority: 4 },
            { id: 'memo', header: 'For', priority: 1, cell: (r) => r.entry.memo },
            { id: 'debit', header: 'Debit', align: 'end', cell: (r) => (r.amount.minor > 0n ? <Money of={r.amount} place={place} /> : '–') },
            {
              id: 'credit',
              header: 'Credit',
              align: 'end',
              cell: (r) => (r.amount.minor < 0n ? <Money of={money(-r.amount.minor, r.amount.currency)} place={place} /> : '–'),
            },
            {
              id: 'balance',
              header: 'Balance after',
              align: 'end',
              strong: true,
              priority: 2,
              cell: (r) => <Side minor={after.get(r.id) ?? 0n} currency={r.amount.currency} place={place} />,
            },
          ]}
        />
        <Pager url={url} next={account.next} previous={account.previous} />
      </Section>
    </Page>
  )
}

/** A balance by its side: bookkeepers read sides, not signs. */
function Side({ minor, currency, place }: { minor: bigint; currency: string; place: { locale: string } }) {
  return (
    <>
      <Money of={money(minor < 0n ? -minor : minor, currency)} place={place} />
      {minor !== 0n && <span className="text-ink-3 font-normal"> {minor < 0n ? 'Cr' : 'Dr'}</span>}
    </>
  )
}
