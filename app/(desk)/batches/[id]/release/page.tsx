import { load } from '@/app/_bind/load.ts'
import { Act } from '@/app/_ui/act.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { capital, countText } from '@/app/_ui/format.ts'
import { TextLink } from '@/app/_ui/link.tsx'
import { DayMark } from '@/app/_ui/moment.tsx'
import { Money } from '@/app/_ui/money.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { checkBatch, showBatch } from '@/lib/incentives/show-batch.ts'
import { release } from '../../actions.ts'
import { railWords, takerOf } from '../../columns.tsx'
import { BatchDocket } from '../docket.tsx'
import { PaidFrom } from '../../paid-from.tsx'

export const metadata = { title: 'Release batch' }
export default async function ReleasePage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  const [batch, check] = await Promise.all([load(showBatch, { batchId: id }), load(checkBatch, { batchId: id })])
  const { place } = batch
  const faulty = [...new Set(check.faults.flatMap((fault) => fault.payoutId ?? []))]
  const bar = batch.release === undefined ? 'It is not a draft any more.' : batch.release === true ? undefined : batch.release
  return (
    <>
      <BatchDocket batch={batch} />
      <Act
        back={paths.batch(id)}
        title={
          <>
            Release <Money of={check.total} place={place} code /> to {countText(check.payoutCount, 'payee', place)}
          </>
        }
        facts={[
          [
            'Batch',
            <span key="b" className="mono">
              {batch.number}
            </span>,
          ],
          ['By', railWords[batch.rail]],
          [
            'From',
            <span key="f">
              {batch.payer}, <PaidFrom rail={batch.rail} masked={batch.account} />
            </span>,
          ],
          ['Value day', <DayMark key="d" day={check.valueOn} place={place} show="weekday" />],
        ]}
        foot="One file is written, once."
      >
        {bar !== undefined ? (
          <Notice tone="warn" title="You may not release this batch">
            {bar}
          </Notice>
        ) : check.faultCount > 0 ? (
          <Notice tone="bad" title={<>{capital(countText(check.faultCount, 'fault', place))} must be mended first.</>}>
            <ul className="mt-2 flex flex-col gap-1">
              {check.faults.slice(0, 12).map((fault, i) => (
                <li key={i}>
                  {fault.payoutId ? (
                    <TextLink href={paths.payout(fault.payoutId)}>
                      <span className="mono">{fault.number}</span>
                    </TextLink>
                  ) : (
                    fault.number
                  )}{' '}
                  {fault.sentence}
                </li>
              ))}
            </ul>
            {check.faultCount > 12 && <p className="mt-2">And {check.faultCount - 12} more.</p>}
            {batch.mayChange && faulty.length > 0 && (
              <p className="mt-2">
                <TextLink href={`${paths.batchAct(id, 'remove')}?${faulty.map((payout) => `id=${payout}`).join('&')}`}>
                  Take {faulty.length === 1 ? 'it' : `these ${faulty.length}`} out…
                </TextLink>
              </p>
            )}
          </Notice>
        ) : (
          <Form
            action={release}
            hidden={{ batchId: id, content: check.content, 'seenPayouts:int': check.payoutCount, seenMinor: check.total.minor.toString() }}
          >
            <p>
              The file leaves this product with these payouts in it. After that only {takerOf(batch.rail)} can take it back:{' '}
              {batch.rail === 'payroll_csv' ? 'by refusing the whole file.' : 'by a return, or its refusal of the whole file.'}
            </p>
            <OtpField name="factorCode" label="Code from your authenticator app" />
            <Submit primary wide size="large">{`Release ${countText(check.payoutCount, 'payout', place)}`}</Submit>
          </Form>
        )}
      </Act>
    </>
  )
}
