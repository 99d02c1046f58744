import { load } from '@/app/_bind/load.ts'
import { Act } from '@/app/_ui/act.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { capital, countText } from '@/app/_ui/format.ts'
import { Notice } from '@/app/_ui/notice.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showBatch } from '@/lib/incentives/show-batch.ts'
import { cancel } from '../../actions.ts'
import { takerOf } from '../../columns.tsx'
import { BatchDocket } from '../docket.tsx'

export const metadata = { title: 'Cancel batch' }
export default async function CancelPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  const batch = await load(showBatch, { batchId: id })
  return (
    <>
      <BatchDocket batch={batch} />
      <Act
        back={paths.batch(id)}
        title={
          <>
            Cancel <span className="mono">{batch.number}</span>
          </>
        }
        foot={batch.mayChange ? 'Nothing has left.' : undefined}
        cancel="Keep it"
      >
        {batch.mayChange ? (
          <Form action={cancel} hidden={{ batchId: id }}>
            <p>
              {capital(countText(batch.payoutCount, 'payout', batch.place))} {batch.payoutCount === 1 ? 'stays' : 'stay'} approved, free for another batch.
            </p>
            <Submit danger wide size="large">
              Cancel the batch
            </Submit>
          </Form>
        ) : (
          <Notice tone="warn" title="This batch cannot be cancelled.">
            After release only the answer of {takerOf(batch.rail)} takes a batch back.
          </Notice>
        )}
      </Act>
    </>
  )
}
