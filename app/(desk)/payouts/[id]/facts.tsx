import { Fragment } from 'react'
import { localText } from '@/app/_ui/format.ts'
import { Copyable } from '@/app/_ui/copyable.client.tsx'
import { Facts } from '@/app/_ui/docket.tsx'
import { Mono, TextLink } from '@/app/_ui/link.tsx'
import { Mark } from '@/app/_ui/mark.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Money } from '@/app/_ui/money.tsx'
import { Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Table } from '@/app/_ui/table/table.tsx'
import type { PayoutPage } from '@/lib/incentives/show-payout.ts'
import { Side } from '../../ledger/side.tsx'
import { railWords } from '../columns.tsx'
import { Earned } from './earned.tsx'

type Posting = PayoutPage['ledger'][number]

/** Facts, what was earned and the ledger of a payout: the left side of its page. */
export function PayoutFacts({ payout }: { payout: PayoutPage }) {
  const { place, may, checks } = payout
  const programs = [
    ...new Map(payout.lines.flatMap((line) => (line.program ? [[`${line.program.id}${line.program.version}`, line.program] as const] : []))).values(),
  ]
  const debit = payout.ledger.reduce((all, p) => (p.amount.minor > 0n ? all + p.amount.minor : all), 0n),
    one = new Set(payout.ledger.map((p) => p.amount.currency)).size === 1
  const waits = ['raised', 'approved', 'held'].includes(payout.state)
  return (
    <>
      <Facts
        boxed
        items={[
          programs.length > 0 && [
            programs.length === 1 ? 'Program' : 'Programs',
            programs.map((p, i) => (
              <Fragment key={`${p.id}${p.version}`}>
                {i > 0 ? ', ' : null}
                {may.all ? <TextLink href={paths.program(p.id)}>{p.name}</TextLink> : p.name}
                {p.version ? `, rule v${p.version}` : ''}
              </Fragment>
            )),
          ],
          programs.length === 1 && programs[0] !== undefined && programs[0].rule.length > 0 && ['Rule', localText(programs[0].rule.join(' '), place)],
          payout.may.approve && ['Your right', payout.may.approve.may ? `You may approve: ${payout.may.approve.words}` : payout.may.approve.words],
          waits &&
            checks && [
              'Checks',
              checks.faults.length === 0 ? (
                <span key="c" className="inline-flex items-center gap-2">
                  <span className="text-good">
                    <Mark shape="disc" />
                  </span>
                  Evidence complete, bank detail unchanged, within budget
                </span>
              ) : (
                <span key="c" className="inline-flex items-center gap-2 text-bad">
                  <Mark shape="triangle" />
                  {checks.faults.join('; ')}
                </span>
              ),
            ],
          [
            'Bank detail',
            payout.rail === 'payroll_csv' ? (
              'Paid with wages'
            ) : waits && payout.bankDetail.fault ? (
              payout.bankDetail.fault
            ) : payout.bankDetail.since ? (
              <>
                Unchanged since <Moment at={payout.bankDetail.since} place={place} show="day" />
                {payout.bankDetail.confirmedAt ? ', confirmed by a second person' : ''}
              </>
            ) : (
              'As released'
            ),
          ],
          [
            'Pays out',
            <Fragment key="pays">
              {railWords[payout.rail] ?? payout.rail}, end-to-end <Copyable text={payout.endToEndId} />
              {payout.traceNumber ? (
                <>
                  , trace <Mono>{payout.traceNumber}</Mono>
                </>
              ) : null}
            </Fragment>,
          ],
          may.payee &&
            payout.bankDetail.alsoOf.length > 0 && [
              'Same account',
              <span key="also" className="inline-flex flex-wrap items-center gap-2">
                <span className="text-hold">
                  <Mark shape="square" />
                </span>
                {payout.bankDetail.alsoOf.map((other) => (
                  <TextLink key={other.id} href={paths.payee(other.id)}>
                    {other.name}
                  </TextLink>
                ))}
                {payout.bankDetail.alsoOf.length === 1 ? 'is paid to it too' : 'are paid to it too'}
              </span>,
            ],
          payout.reissue.of && [
            'Reissues',
            <TextLink key="of" href={paths.payout(payout.reissue.of.id)}>
              {payout.reissue.of.number}
            </TextLink>,
          ],
          payout.reissue.by && [
            'Reissued as',
            <TextLink key="by" href={paths.payout(payout.reissue.by.id)}>
              {payout.reissue.by.number}
            </TextLink>,
          ],
          payout.bankStatus !== null && ['Bank says', payout.bankStatus],
          payout.note !== null && ['Note', payout.note],
        ]}
      />
      <Earned payout={payout} />
      {payout.ledger.length > 0 && (
        <Section title="Ledger" note="each entry sums to zero">
          <Table<Posting>
            plain
            caption="Ledger postings of this payout"
            rows={payout.ledger}
            rowKey={(p) => `${p.entry.id}${p.account.id}${p.amount.minor}`}
            columns={[
              {
                id: 'entry',
                header: 'Entry',
                cell: (p) =>
                  may.ledger ? (
                    <TextLink href={paths.journalEntry(p.entry.id)}>
                      <Mono>{p.entry.number}</Mono>
                    </TextLink>
                  ) : (
                    <Mono>{p.entry.number}</Mono>
                  ),
                priority: 3,
              },
              {
                id: 'account',
                header: 'Ledger account',
                priority: 1,
                cell: (p) => (may.ledger ? <TextLink href={paths.ledgerAccount(p.account.id)}>{p.account.name}</TextLink> : p.account.name),
              },
              { id: 'memo', header: 'For', quiet: true, wraps: true, cell: (p) => p.entry.memo },
              { id: 'debit', header: 'Debit', align: 'end', priority: 2, cell: (p) => <Side of={p.amount} side="debit" place={place} code={!one} /> },
              { id: 'credit', header: 'Credit', align: 'end', priority: 4, cell: (p) => <Side of={p.amount} side="credit" place={place} code={!one} /> },
            ]}
            {...(one
              ? {
                  total: {
                    label: 'Sum',
                    cells: {
                      debit: <Money of={{ minor: debit, currency: payout.ledger[0]?.amount.currency ?? payout.amount.currency }} place={place} strong />,
                      credit: <Money of={{ minor: debit, currency: payout.ledger[0]?.amount.currency ?? payout.amount.currency }} place={place} strong />,
                    },
                  },
                }
              : {})}
          />
        </Section>
      )}
    </>
  )
}
