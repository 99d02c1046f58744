import { load } from '@/app/_bind/load.ts'
import { Act } from '@/app/_ui/act.tsx'
import { DayField } from '@/app/_ui/value-fields.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { DayMark } from '@/app/_ui/moment.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { checkBatch, showBatch } from '@/lib/incentives/show-batch.ts'
import { change } from '../../actions.ts'
import { BatchDocket } from '../docket.tsx'

export const metadata = { title: 'Change the value day' }
export default async function ChangeDayPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  const [batch, check] = await Promise.all([load(showBatch, { batchId: id }), load(checkBatch, { batchId: id })])
  return (
    <>
      <BatchDocket batch={batch} />
      <Act
        back={paths.batch(id)}
        title={
          <>
            Change the value day of <span className="mono">{batch.number}</span>
          </>
        }
        facts={[
          ['Now', <DayMark key="n" day={batch.valueOn} place={batch.place} show="weekday" />],
          ['Earliest', <DayMark key="e" day={check.earliest} place={batch.place} show="weekday" />],
        ]}
      >
        {batch.mayChange ? (
          <Form action={change} hidden={{ batchId: id }}>
            <DayField
              name="valueOn"
              label="Value day"
              min={check.earliest}
              defaultValue={check.valueOn}
              hint="A day on which the bank’s settlement system is open."
            />
            <Submit primary wide size="large">
              Save the day
            </Submit>
          </Form>
        ) : (
          <Notice tone="warn" title="Only a draft can be changed." />
        )}
      </Act>
    </>
  )
}
