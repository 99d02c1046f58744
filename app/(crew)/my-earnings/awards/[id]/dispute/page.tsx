import { load } from '@/app/_bind/load.ts'
import { ChoiceField } from '@/app/_ui/choice.client.tsx'
import { AreaField } from '@/app/_ui/value-fields.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { countText, localText, moneyText } from '@/app/_ui/format.ts'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showEarning } from '@/lib/incentives/show-earning.ts'
import { dispute } from '../../../actions.ts'
import { MyPage } from '../../../frame.tsx'

export const metadata = { title: 'Dispute a line' }
/** Work records offered as lines of their own; with more, the record’s step or the sum is disputed and the record named in words. */
const recordsOffered = 40

export default async function DisputePage({ params }: { params: Promise<{ id: string }> }) {
  const { earning, records, uncounted, disputes, place, answerDays } = await load(showEarning, { id: (await params).id })
  const open = new Set(disputes.filter((one) => one.state === 'open').map((one) => one.lineKey)),
    why = (key: string) => (open.has(key) ? { why: 'Disputed already' } : {})
  const options = [
    ...earning.lines.map((line) => ({
      value: line.key,
      label: localText(line.words, place),
      note: line.amount ? moneyText(line.amount, place) : undefined,
      ...why(line.key),
    })),
    { value: 'sum', label: 'The sum, or something that is missing', note: moneyText(earning.amount, place), ...why('sum') },
    ...records.slice(0, recordsOffered).map((record) => ({ value: record.id, label: record.key, note: `${record.kind}, ${record.number}`, ...why(record.id) })),
    ...uncounted
      .slice(0, recordsOffered)
      .map((record) => ({ value: record.id, label: `${record.key}, which did not count`, note: `${record.kind}, ${record.number}`, ...why(record.id) })),
  ]
  return (
    <MyPage title="Dispute a line" back={{ href: paths.myAward(earning.id), label: earning.program }}>
      <p className="quiet mb-4">
        {earning.program}, {moneyText(earning.amount, place)}. The office answers within {countText(answerDays, 'business day', place)}, and you read the answer
        here. Nothing of yours is held back meanwhile.
      </p>
      <Form action={dispute} hidden={{ awardId: earning.id }}>
        <ChoiceField name="line" label="Which line is wrong?" options={options} />
        <AreaField name="reason" label="What is wrong with it?" rows={4} max={1000} />
        <Submit primary wide size="large">
          Dispute this line
        </Submit>
      </Form>
    </MyPage>
  )
}
