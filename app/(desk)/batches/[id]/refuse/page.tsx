import { load } from '@/app/_bind/load.ts'
import { Act } from '@/app/_ui/act.tsx'
import { AreaField } from '@/app/_ui/value-fields.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { capital, numberText } from '@/app/_ui/format.ts'
import { Money } from '@/app/_ui/money.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showBatch } from '@/lib/incentives/show-batch.ts'
import { refuse } from '../../actions.ts'
import { takerOf } from '../../columns.tsx'
import { BatchDocket } from '../docket.tsx'

export const metadata = { title: 'Record a refusal' }
export default async function RefusePage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  const batch = await load(showBatch, { batchId: id })
  return (
    <>
      <BatchDocket batch={batch} />
      <Act
        back={paths.batch(id)}
        title={
          <>
            {capital(takerOf(batch.rail))} refused <Money of={batch.total} place={batch.place} code />
          </>
        }
        facts={[
          [
            'Batch',
            <span key="b" className="mono">
              {batch.number}
            </span>,
          ],
          ['Payouts', numberText(batch.payoutCount, batch.place)],
        ]}
        foot={`If ${takerOf(batch.rail)} pays after all, every payee is paid twice.`}
      >
        {batch.refuse === true ? (
          <Form action={refuse} hidden={{ batchId: id }}>
            <p>
              Record this only when {takerOf(batch.rail)} says that nothing of the file was taken. Its payouts are approved again and can go into another batch.
            </p>
            <AreaField name="reason" label={`What ${takerOf(batch.rail)} said, and who heard it`} max={500} />
            <OtpField name="factorCode" label="Code from your authenticator app" />
            <Submit danger wide size="large">
              Record the refusal
            </Submit>
          </Form>
        ) : (
          <Notice tone="warn" title="You may not record a refusal.">
            {batch.refuse ?? `The batch is not at ${takerOf(batch.rail)}.`}
          </Notice>
        )}
      </Act>
    </>
  )
}
