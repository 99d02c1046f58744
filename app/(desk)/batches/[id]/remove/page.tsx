import { load } from '@/app/_bind/load.ts'
import { Act } from '@/app/_ui/act.tsx'
import { ChecksField } from '@/app/_ui/choice.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { countText, moneyText } from '@/app/_ui/format.ts'
import type { SearchParams } from '@/app/_ui/list-url.ts'
import { Money } from '@/app/_ui/money.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { listBatchPayouts } from '@/lib/incentives/list-batches.ts'
import { showBatch } from '@/lib/incentives/show-batch.ts'
import { change } from '../../actions.ts'
import { BatchDocket } from '../docket.tsx'

export const metadata = { title: 'Take payouts out' }
/** Chosen beforehand by their links, or here: without any, the first hundred stand to choose from. */
export default async function RemovePage({ params, searchParams }: { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> }) {
  const { id } = await params,
    asked = [(await searchParams)['id'] ?? []].flat().slice(0, 100)
  const [batch, { rows }] = await Promise.all([
    load(showBatch, { batchId: id }),
    load(listBatchPayouts, { batchId: id, size: 100, ...(asked.length > 0 ? { ids: asked } : {}) }),
  ])
  const { place, total } = batch,
    isChosen = asked.length > 0,
    out = rows.reduce((sum, row) => sum + row.amount.minor, 0n),
    stay = batch.payoutCount - rows.length
  return (
    <>
      <BatchDocket batch={batch} />
      <Act
        back={paths.batch(id)}
        title={
          <>
            Take {isChosen ? countText(rows.length, 'payout', place) : 'payouts'} out of <span className="mono">{batch.number}</span>
          </>
        }
        foot="Nothing has left. It stands in the log."
        cancel={isChosen && rows.length === 1 ? 'Keep it' : 'Keep them'}
        facts={
          isChosen
            ? [
                ['Out', <Money key="o" of={{ ...total, minor: out }} place={place} code />],
                [
                  'Stays',
                  <span key="s">
                    <Money of={{ ...total, minor: total.minor - out }} place={place} code /> to {countText(stay, 'payee', place)}
                  </span>,
                ],
              ]
            : [
                [
                  'Now',
                  <span key="n">
                    <Money of={total} place={place} code /> to {countText(batch.payoutCount, 'payee', place)}
                  </span>,
                ],
              ]
        }
      >
        {!batch.mayChange ? (
          <Notice tone="warn" title="Only a draft can be changed." />
        ) : rows.length === 0 ? (
          <Notice tone="warn" title="No payout of this batch is left to take out." />
        ) : (
          <Form action={change} hidden={{ batchId: id }}>
            <p>
              {isChosen ? (
                <>
                  {rows.length === 1 ? 'It stays' : 'They stay'} approved, free for another batch.
                  {stay === 0 ? ' This batch is empty then: cancel it, or put others in before it is released.' : ''}
                </>
              ) : (
                'What you choose stays approved, free for another batch; the others are paid with this one.'
              )}
            </p>
            {isChosen ? (
              // Without ticks: what was chosen is what the sums above say.
              <ul className="plain-list">
                {rows.map((row) => (
                  <li key={row.id}>
                    <input type="hidden" name="remove[]" value={row.id} />
                    <span className="line">
                      <span className="flex-1">
                        <span className="mono">{row.number}</span>, {row.payee.name}
                      </span>
                      <Money of={row.amount} place={place} />
                    </span>
                  </li>
                ))}
              </ul>
            ) : (
              <ChecksField
                name="remove[]"
                label="Payouts"
                options={rows.map((row) => ({ value: row.id, label: `${row.number}, ${row.payee.name}`, note: moneyText(row.amount, place) }))}
              />
            )}
            {!isChosen && rows.length < batch.payoutCount && (
              <p className="text-caption text-ink-2">
                The first {rows.length} of {batch.payoutCount}. The others have a link of their own in the list.
              </p>
            )}
            <Submit primary wide size="large">
              {isChosen && rows.length > 1 ? 'Take them out' : 'Take out'}
            </Submit>
          </Form>
        )}
      </Act>
    </>
  )
}
