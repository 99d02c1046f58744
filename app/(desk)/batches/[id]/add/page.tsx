import { load } from '@/app/_bind/load.ts'
import { Act } from '@/app/_ui/act.tsx'
import { ChecksField } from '@/app/_ui/choice.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { countText, moneyText } from '@/app/_ui/format.ts'
import { Money } from '@/app/_ui/money.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { listFreePayouts } from '@/lib/incentives/list-batches.ts'
import { showBatch } from '@/lib/incentives/show-batch.ts'
import { railWords } from '../../columns.tsx'
import { change } from '../../actions.ts'
import { BatchDocket } from '../docket.tsx'

export const metadata = { title: 'Put payouts in' }
/** Approved payouts that wait for a batch of this rail and currency, a hundred of them at most: the longest waiting. */
export default async function AddPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  const [batch, { rows, count }] = await Promise.all([load(showBatch, { batchId: id }), load(listFreePayouts, { batchId: id, size: 100 })])
  const { place, total, currency } = batch
  return (
    <>
      <BatchDocket batch={batch} />
      <Act
        back={paths.batch(id)}
        title={
          <>
            Put payouts into <span className="mono">{batch.number}</span>
          </>
        }
        foot="Nothing leaves by this. It stands in the log."
        facts={[
          [
            'Now',
            <span key="n">
              <Money of={total} place={place} code /> to {countText(batch.payoutCount, 'payee', place)}
            </span>,
          ],
          ['Takes', `${railWords[batch.rail]}, ${currency}`],
        ]}
      >
        {!batch.mayChange ? (
          <Notice tone="warn" title="Only a draft can be changed." />
        ) : rows.length === 0 ? (
          <Notice tone="accent" title="No other payout waits.">
            Approved payouts in {currency} by {railWords[batch.rail]} that no batch has appear here.
          </Notice>
        ) : (
          <Form action={change} hidden={{ batchId: id }}>
            <p>What you choose leaves with this batch. Who approved one of them, or is paid by one, cannot release it.</p>
            <ChecksField
              name="add[]"
              label="Approved and free"
              options={rows.map((row) => ({ value: row.id, label: `${row.number}, ${row.payee.name}`, note: moneyText(row.amount, place) }))}
            />
            {rows.length < count && (
              <p className="text-caption text-ink-2">
                The first {rows.length} of {count}. The others follow when these are in.
              </p>
            )}
            <Submit primary wide size="large">
              Put in
            </Submit>
          </Form>
        )}
      </Act>
    </>
  )
}
