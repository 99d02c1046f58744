import { load } from '@/app/_bind/load.ts'
import { capital, countText } from '@/app/_ui/format.ts'
import { Mono, TextLink } from '@/app/_ui/link.tsx'
import { Mark } from '@/app/_ui/mark.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Money } from '@/app/_ui/money.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { Empty } from '@/app/_ui/empty.tsx'
import { Headline, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Table } from '@/app/_ui/table/table.tsx'
import { showReconciliation } from '@/lib/incentives/show-reconciliation.ts'
import { BankTabs } from '../bank-tabs.tsx'

export const metadata = { title: 'Reconciliation' }
const queue = `${paths.statements()}?state=unmatched`
type Line = {
  readonly id: string
  readonly what: string
  readonly note: string
  readonly amount: Parameters<typeof Money>[0]['of']
  readonly href?: string
  readonly strong?: boolean
}

export default async function ReconciliationPage() {
  const { rows, gaps, isExplained, place } = await load(showReconciliation, {})
  const waiting = rows.reduce((n, row) => n + row.waitingCount, 0)
  return (
    <Page
      crumbs={[{ label: 'Bank', href: paths.statements() }, { label: 'Reconciliation' }]}
      tabs={<BankTabs at="reconciliation" waiting={waiting} />}
      headline={
        <Headline>
          {rows.length === 0 ? (
            <>No money has moved yet.</>
          ) : isExplained ? (
            <>Bank and ledger agree to the cent.</>
          ) : (
            <>
              Bank and ledger differ by{' '}
              {rows
                .filter((row) => row.unexplained.minor !== 0n || row.waitingCount > 0)
                .map((row, i) => (
                  <span key={row.currency}>
                    {i > 0 ? ' and ' : ''}
                    <Money of={row.unexplained} place={place} code />
                  </span>
                ))}
              {gaps.length > 0 && rows.every((row) => row.unexplained.minor === 0n && row.waitingCount === 0) ? 'a missing statement' : ''}.
            </>
          )}
        </Headline>
      }
      about="Every booked line of every statement against what the ledger says left and came back."
      notice={
        !isExplained &&
        rows.length > 0 && (
          <Notice
            tone="bad"
            title="Something is not explained."
            act={
              waiting > 0 ? (
                <TextLink accent href={queue}>
                  Open the queue
                </TextLink>
              ) : undefined
            }
          >
            {waiting > 0 ? `${capital(countText(waiting, 'line', place))} to explain.` : ''}{' '}
            {gaps.map((gap) => `Between ${gap.before.number} and ${gap.after.number} a statement of ${gap.account} is missing.`).join(' ')}
          </Notice>
        )
      }
    >
      {rows.length === 0 && (
        <Empty.Yet title="Nothing to compare.">Release a batch and import a statement; this page then says what is left unexplained.</Empty.Yet>
      )}
      {rows.map((row) => {
        const lines: Line[] = [
          { id: 'matched', what: 'Bank lines that are explained', note: 'statements and CSV, money out negative', amount: row.matched },
          { id: 'ledger', what: 'Bank in the ledger', note: 'settlements, returns and charges', amount: row.ledger },
          {
            id: 'difference',
            what: 'Difference',
            note: row.difference.minor === 0n ? 'none' : 'settled by an advice or an ACH file; the statement is still to come',
            amount: row.difference,
          },
          {
            id: 'waiting',
            what: 'Lines in the queue',
            note: row.waitingCount === 0 ? 'none' : countText(row.waitingCount, 'line', place),
            amount: row.waiting,
            href: queue,
          },
        ]
        return (
          <Section
            key={row.currency}
            title={row.currency}
            note={
              <span className="inline-flex items-center gap-2">
                <span className={row.unexplained.minor === 0n && row.waitingCount === 0 ? 'text-good' : 'text-bad'}>
                  <Mark shape={row.unexplained.minor === 0n && row.waitingCount === 0 ? 'disc' : 'triangle'} />
                </span>
                {row.unexplained.minor === 0n && row.waitingCount === 0 ? 'explained' : 'not explained'}
              </span>
            }
          >
            <Table<Line>
              plain
              caption={`Reconciliation of ${row.currency}`}
              rows={lines}
              rowKey={(r) => r.id}
              columns={[
                { id: 'what', header: 'What', priority: 1, cell: (r) => (r.href ? <TextLink href={r.href}>{r.what}</TextLink> : r.what) },
                { id: 'note', header: '', quiet: true, priority: 3, cell: (r) => r.note },
                { id: 'amount', header: row.currency, align: 'end', priority: 2, cell: (r) => <Money of={r.amount} place={place} zero="dash" /> },
              ]}
              total={{ label: 'Unexplained', cells: { amount: <Money of={row.unexplained} place={place} strong /> } }}
            />
            <p className="mt-2 text-ink-2">
              {row.underWayCount === 0 ? (
                'Nothing is under way.'
              ) : (
                <>
                  {capital(countText(row.underWayCount, 'payout', place))}, <Money of={row.underWay} place={place} />, {row.underWayCount === 1 ? 'is' : 'are'}{' '}
                  under way
                  {row.oldestUnderWay ? (
                    <>
                      , the oldest since <Moment at={row.oldestUnderWay} place={place} show="day" />
                    </>
                  ) : null}
                  .
                </>
              )}
              {row.aside.minor !== 0n && (
                <>
                  {' '}
                  Set aside as not ours: <Money of={row.aside} place={place} />.
                </>
              )}
            </p>
          </Section>
        )
      })}
      {gaps.length > 0 && (
        <Section title="Missing statements" note="one closes on another balance than the next opens with">
          <Table
            plain
            caption="Missing statements"
            rows={gaps}
            rowKey={(g) => g.after.id}
            columns={[
              { id: 'account', header: 'Account', priority: 1, cell: (g) => <Mono>{g.account}</Mono> },
              {
                id: 'before',
                header: 'After',
                priority: 3,
                cell: (g) => (
                  <TextLink href={paths.statement(g.before.id)}>
                    <Mono>{g.before.number}</Mono>
                  </TextLink>
                ),
              },
              {
                id: 'after',
                header: 'Before',
                cell: (g) => (
                  <TextLink href={paths.statement(g.after.id)}>
                    <Mono>{g.after.number}</Mono>
                  </TextLink>
                ),
              },
              { id: 'missing', header: 'It moved', align: 'end', priority: 2, cell: (g) => <Money of={g.missing} place={place} code /> },
            ]}
          />
        </Section>
      )}
    </Page>
  )
}
