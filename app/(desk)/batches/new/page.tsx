import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Empty } from '@/app/_ui/empty.tsx'
import { DayField } from '@/app/_ui/value-fields.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { capital, countText } from '@/app/_ui/format.ts'
import { Money } from '@/app/_ui/money.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { Headline, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { listBatches } from '@/lib/incentives/list-batches.ts'
import { listOriginators } from '@/lib/incentives/list-originators.ts'
import { Sums, sumsOf } from '../../payouts/sums.tsx'
import { make } from '../actions.ts'
import { railWords } from '../columns.tsx'
import { PaidFrom } from '../paid-from.tsx'

export const metadata = { title: 'Make batch' }
export default async function NewBatchPage() {
  const [{ free, place, mayMake }, { originators }] = await Promise.all([load(listBatches, {}), load(listOriginators, {})])
  const waiting = free.reduce((n, group) => n + group.payoutCount, 0)
  return (
    <Page
      crumbs={[{ label: 'Batches', href: paths.batches() }, { label: 'Make' }]}
      headline={
        <Headline>
          {waiting === 0 ? (
            <>No approved payout waits for a batch.</>
          ) : (
            <>
              {capital(countText(waiting, 'approved payout', place))} worth <Sums of={sumsOf(free.map((group) => ({ amount: group.total })))} place={place} />{' '}
              can leave; making a batch moves nothing yet.
            </>
          )}
        </Headline>
      }
    >
      {waiting === 0 && (
        <Empty.Yet title="Nothing to put into a batch." act={<LinkButton href={paths.payouts()}>Open payouts</LinkButton>}>
          Approved payouts appear here.
        </Empty.Yet>
      )}
      {free.map((group) => {
        const payer = originators.find((o) => o.rail === group.rail && o.currency === group.currency)
        return (
          <Section
            key={`${group.rail}${group.currency}`}
            title={
              <>
                {railWords[group.rail]}, {group.currency}
              </>
            }
            note={
              <>
                {countText(group.payoutCount, 'payout', place)}, <Money of={group.total} place={place} code />
              </>
            }
          >
            {payer ? (
              <>
                <p className="mb-3 text-ink-2">
                  Paid by {payer.name}, <PaidFrom rail={group.rail} masked={payer.masked} />
                  {payer.isTest ? '. Its settings make test files, so the batch cannot be released until they are live.' : '.'}
                </p>
                <Form action={make} hidden={{ rail: group.rail, currency: group.currency }}>
                  <div className="flex flex-wrap items-end gap-4">
                    <DayField name="valueOn" label="Value day" optional hint="Empty: the earliest that the bank allows" />
                    <div className="pb-5">
                      <Submit
                        primary
                        why={mayMake ? undefined : 'Your role does not make batches'}
                      >{`Make a batch of ${group.payoutCount > 10_000 ? '10,000' : String(group.payoutCount)}`}</Submit>
                    </div>
                  </div>
                </Form>
              </>
            ) : (
              <Notice tone="warn" title="Nobody has entered who pays." act={<LinkButton href={paths.settings('rails')}>Enter who pays</LinkButton>}>
                Enter who pays {group.currency} by {railWords[group.rail]} first; the payouts wait here.
              </Notice>
            )}
          </Section>
        )
      })}
    </Page>
  )
}
