import { Download } from 'lucide-react'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Copyable } from '@/app/_ui/copyable.client.tsx'
import { Docket, Facts } from '@/app/_ui/docket.tsx'
import { bytesText, capital, countText, shortDigest } from '@/app/_ui/format.ts'
import { DayMark, Moment } from '@/app/_ui/moment.tsx'
import { Money } from '@/app/_ui/money.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { Columns, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Status } from '@/app/_ui/status.tsx'
import { Trail } from '@/app/_ui/trail.tsx'
import type { ReactNode } from 'react'
import type { BatchPage } from '@/lib/incentives/show-batch.ts'
import { railWords, takerOf } from '../columns.tsx'
import { trailOf } from './batch-trail.tsx'
import { PaidFrom } from '../paid-from.tsx'

/** What the next act of anyone will cause. */
function consequenceOf(batch: BatchPage): string {
  if (batch.state === 'draft')
    return batch.release === true ? 'Nothing leaves until it is released; then one file is written once.' : 'Nothing leaves until somebody else releases it.'
  if (batch.state === 'released')
    return batch.rail === 'payroll_csv'
      ? 'A statement settles it, by the line of the payroll; a refusal by the payroll office takes it back.'
      : 'Only the bank’s answer moves it now: a statement settles, a return or a refusal takes back.'
  if (batch.state === 'settled') return 'Every payout is settled or returned.'
  return batch.state === 'refused' ? 'Its payouts are approved again, free for another batch.' : 'It was dropped before release; its payouts are free.'
}

/** A batch as a record: what leaves, by which file, what the bank made of it. */
export function BatchDocket({ batch, children }: { batch: BatchPage; children?: ReactNode }) {
  const { place, file } = batch
  const acts = (
    <>
      {batch.mayChange && (
        <LinkButton size="large" href={paths.batchAct(batch.id, 'cancel')}>
          Cancel…
        </LinkButton>
      )}
      {batch.mayChange && (
        <LinkButton size="large" href={paths.batchAct(batch.id, 'day')}>
          Change day…
        </LinkButton>
      )}
      {batch.mayChange && batch.mayDownload && batch.testFile === true && (
        <LinkButton size="large" href={paths.batchFile(batch.id)}>
          Test file…
        </LinkButton>
      )}
      {batch.release !== undefined && (
        <LinkButton size="large" primary href={paths.batchAct(batch.id, 'release')} keys="r" why={batch.release === true ? undefined : batch.release}>
          Release…
        </LinkButton>
      )}
      {batch.refuse === true && (
        <LinkButton size="large" href={paths.batchAct(batch.id, 'refuse')}>
          {capital(takerOf(batch.rail))} refused it…
        </LinkButton>
      )}
      {file && batch.mayDownload && (
        <LinkButton size="large" primary={batch.state === 'released' && file.downloads === 0} href={paths.batchFile(batch.id)} icon={Download} keys="d">
          Download file…
        </LinkButton>
      )}
    </>
  )
  return (
    <Page crumbs={[{ label: 'Batches', href: paths.batches() }, { label: batch.number }]}>
      <Docket
        number={batch.number}
        noun="Batch"
        stub={
          <>
            Made <Moment at={batch.madeAt} place={place} show="day" />
            <br />
            by {batch.madeBy ?? 'nobody'}
          </>
        }
        figure={<Money of={batch.total} place={place} code />}
        about={
          <>
            {capital(countText(batch.payoutCount, 'payout', place))} from {batch.payer}, <PaidFrom rail={batch.rail} masked={batch.account} />, for{' '}
            <DayMark day={batch.valueOn} place={place} show="weekday" />
          </>
        }
        acts={acts}
        status={<Status noun="batch" state={batch.state} strong />}
        consequence={consequenceOf(batch)}
      />
      {file && batch.state === 'released' && file.downloads === 0 && (
        <Notice tone="accent" title="The file has not been downloaded yet.">
          {batch.rail === 'payroll_csv' ? 'Hand it to the payroll office before the value day.' : 'Send it to the bank by its cut-off for the value day.'}
        </Notice>
      )}
      <Columns
        aside={
          <Section title="Trail" note={`from ${batch.rail === 'payroll_csv' ? 'what was settled' : 'the bank’s word'} down to the payouts`}>
            <Trail items={trailOf(batch)} place={place} />
          </Section>
        }
      >
        <Facts
          boxed
          items={[
            ['Rail', railWords[batch.rail] ?? batch.rail],
            [
              'Paid from',
              <span key="f">
                {batch.payer}, <PaidFrom rail={batch.rail} masked={batch.account} />
              </span>,
            ],
            ['Value day', <DayMark key="d" day={batch.valueOn} place={place} show="long" />],
            batch.parts.length > 0 && [
              'Payouts',
              <span key="p" className="inline-flex flex-wrap gap-x-4">
                {batch.parts.map((part) => (
                  <span key={part.state} className="inline-flex items-center gap-2">
                    <Status noun="payout" state={part.state} /> {part.count}, <Money of={part.amount} place={place} />
                  </span>
                ))}
              </span>,
            ],
            file && [
              'File',
              <span key="n">
                {file.name}, {bytesText(file.size, place)},{' '}
                {file.downloads === 0 ? 'not downloaded' : file.downloads === 1 ? 'downloaded once' : `downloaded ${file.downloads} times`}
              </span>,
            ],
            file && ['SHA-256', <Copyable key="s" text={file.digest} short={shortDigest(file.digest)} />],
            file && ['Message id', <Copyable key="m" text={file.messageId} />],
            batch.bankStatus !== null && ['Bank says', batch.bankStatus],
          ]}
        />
        {children}
      </Columns>
    </Page>
  )
}
