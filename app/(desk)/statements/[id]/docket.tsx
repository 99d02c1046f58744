import type { ReactNode } from 'react'
import { Copyable } from '@/app/_ui/copyable.client.tsx'
import { Docket, Facts } from '@/app/_ui/docket.tsx'
import { capital, countText, numberText, periodText, shortDigest } from '@/app/_ui/format.ts'
import { Mono } from '@/app/_ui/link.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Money } from '@/app/_ui/money.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { Page } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Status } from '@/app/_ui/status.tsx'
import { explainedText } from '../columns.tsx'
import type { showStatement } from '@/lib/incentives/list-statements.ts'

export type StatementPage = Awaited<ReturnType<typeof showStatement.invoke>>
/** A statement as a record: whose account, its balances, what of it is explained. */
export function StatementDocket({ statement, children }: { statement: StatementPage; children?: ReactNode }) {
  const { place, counts } = statement,
    open = counts.unmatched ?? 0
  return (
    <Page
      crumbs={[{ label: 'Bank', href: paths.statements() }, { label: 'Statements', href: paths.statementFiles() }, { label: statement.number }]}
      notice={
        statement.warnings.length > 0 && (
          <Notice tone="warn" title={statement.warnings.length === 1 ? 'The file has a fault.' : `The file has ${statement.warnings.length} faults.`}>
            {statement.warnings.slice(0, 5).join(' ')}
            {statement.warnings.length > 5 ? ` And ${statement.warnings.length - 5} more.` : ''}
          </Notice>
        )
      }
    >
      <Docket
        number={statement.number}
        noun={statement.kind === 'pain002' ? 'Report' : 'Statement'}
        stub={
          <>
            Imported <Moment at={statement.importedAt} place={place} show="day" />
            <br />
            by {statement.importedBy ?? 'nobody'}
          </>
        }
        title={
          <>
            {capital(countText(statement.lineCount, 'line', place))} in one {statement.kindWords}
          </>
        }
        about={
          <>
            {statement.account === '' ? (
              'About a file of ours'
            ) : (
              <>
                Account <Mono>{statement.account}</Mono>
              </>
            )}
            {statement.reference === '' ? null : (
              <>
                , the bank’s id <Mono>{statement.reference.replace(/ \d+$/, '')}</Mono>
              </>
            )}
          </>
        }
        status={
          open > 0 ? (
            <Status noun="statementLine" state="unmatched" words={`${capital(countText(open, 'line', place))} to explain`} strong />
          ) : (
            <Status noun="statementLine" state="matched" words="Every line explained" strong />
          )
        }
        consequence="The same file again changes nothing."
      />
      <Facts
        boxed
        items={[
          statement.opening && ['Opening balance', <Money key="o" of={statement.opening} place={place} code />],
          statement.closing && ['Closing balance', <Money key="c" of={statement.closing} place={place} code />],
          statement.booked && ['Booked', periodText(statement.booked.from, statement.booked.to, place)],
          [
            'Explained',
            `${explainedText(statement.matchedCount, statement.lineCount, place)}${counts.ignored ? `, ${numberText(counts.ignored, place)} set aside` : ''}`,
          ],
          ['SHA-256', <Copyable key="d" text={statement.digest} short={shortDigest(statement.digest)} />],
        ]}
      />
      {children}
    </Page>
  )
}
