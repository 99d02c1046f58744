import { load } from '@/app/_bind/load.ts'
import { Docket, Facts } from '@/app/_ui/docket.tsx'
import { capital } from '@/app/_ui/format.ts'
import { Mono, TextLink } from '@/app/_ui/link.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Money } from '@/app/_ui/money.tsx'
import { Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Table } from '@/app/_ui/table/table.tsx'
import { showJournalEntry } from '@/lib/incentives/show-journal-entry.ts'
import { Sums } from '../../../payouts/sums.tsx'
import { Side } from '../../side.tsx'

export const metadata = { title: 'Journal entry' }
type Entry = Awaited<ReturnType<typeof showJournalEntry.invoke>>
const subjects: Readonly<Record<string, readonly [words: string, path: (id: string) => string]>> = {
  payout: ['The payout', paths.payout],
  award: ['The award', paths.award],
  batch: ['The batch', paths.batch],
  program: ['The program', paths.program],
  redemption: ['The redemption', paths.redemption],
  payee: ['The payee', paths.payee],
}

export default async function JournalEntryPage({ params }: { params: Promise<{ id: string }> }) {
  const entry = await load(showJournalEntry, { id: (await params).id }),
    { place } = entry,
    subject = entry.subject ? subjects[entry.subject.noun] : undefined
  const debits = entry.currencies.map((currency) => ({
    currency,
    minor: entry.lines.filter((l) => l.amount.currency === currency && l.amount.minor > 0n).reduce((all, l) => all + l.amount.minor, 0n),
  }))
  return (
    <Page crumbs={[{ label: 'Ledger', href: paths.ledger() }, { label: 'Journal entries', href: paths.journalEntries() }, { label: entry.number }]}>
      <Docket
        number={entry.number}
        noun="Journal entry"
        stub={
          <>
            Posted <Moment at={entry.at} place={place} show="minute" />
            {entry.by && (
              <>
                <br />
                by {entry.by}
              </>
            )}
          </>
        }
        figure={<Sums of={debits} place={place} code />}
        about={entry.memo}
        consequence={
          entry.reversal ? (
            <>Taken back by {entry.reversal.number}; both stay on record.</>
          ) : entry.reverses ? (
            <>The opposite of {entry.reverses.number}, once.</>
          ) : (
            'It sums to zero and is never changed; a mistake is reversed by a new entry.'
          )
        }
      />
      <Facts
        boxed
        items={[
          ['Kind', capital(entry.kind.replaceAll(/[._]/g, ' '))],
          entry.subject &&
            subject && [
              'Caused by',
              <TextLink key="s" href={subject[1](entry.subject.id)}>
                {subject[0]}
              </TextLink>,
            ],
          entry.reverses && [
            'Reverses',
            <TextLink key="r" href={paths.journalEntry(entry.reverses.id)}>
              {entry.reverses.number}
            </TextLink>,
          ],
          entry.reversal && [
            'Reversed by',
            <TextLink key="b" href={paths.journalEntry(entry.reversal.id)}>
              {entry.reversal.number}
            </TextLink>,
          ],
        ]}
      />
      <Section title="Postings" note="both sides of the entry">
        <Table<Entry['lines'][number]>
          plain
          caption="Both sides of the entry"
          rows={entry.lines}
          rowKey={(l) => l.id}
          columns={[
            { id: 'number', header: 'Number', priority: 3, cell: (l) => <Mono>{l.account.number}</Mono> },
            {
              id: 'account',
              header: 'Ledger account',
              priority: 1,
              cell: (l) => <TextLink href={paths.ledgerAccount(l.account.id)}>{l.account.name}</TextLink>,
            },
            {
              id: 'debit',
              header: 'Debit',
              align: 'end',
              priority: 4,
              cell: (l) => <Side of={l.amount} side="debit" place={place} code={debits.length > 1} />,
            },
            {
              id: 'credit',
              header: 'Credit',
              align: 'end',
              priority: 2,
              cell: (l) => <Side of={l.amount} side="credit" place={place} code={debits.length > 1} />,
            },
          ]}
          {...(debits.length === 1 && debits[0]
            ? {
                total: { label: 'Sum', cells: { debit: <Money of={debits[0]} place={place} strong />, credit: <Money of={debits[0]} place={place} strong /> } },
              }
            : {})}
        />
      </Section>
    </Page>
  )
}
