import { load } from '@/app/_bind/load.ts'
import { Act } from '@/app/_ui/act.tsx'
import { ChoiceField } from '@/app/_ui/choice.client.tsx'
import { AreaField, MoneyField } from '@/app/_ui/value-fields.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { Money } from '@/app/_ui/money.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showDispute } from '@/lib/incentives/show-dispute.ts'
import { decide } from '../../actions.ts'
import { DisputeDocket } from '../docket.tsx'

export const metadata = { title: 'Answer a dispute' }
export default async function DecidePage({ params }: { params: Promise<{ id: string }> }) {
  const dispute = await load(showDispute, { id: (await params).id })
  return (
    <>
      <DisputeDocket dispute={dispute} />
      <Act
        back={paths.dispute(dispute.id)}
        title={<>Answer {dispute.payee.name}</>}
        foot="The award is never rewritten: a correction is a new line with this answer as its reason."
        facts={[
          ['Line', dispute.line],
          ['Award', <Money key="a" of={dispute.award.amount} place={dispute.place} code />],
          ['Said', dispute.reason],
        ]}
      >
        <Form action={decide} hidden={{ id: dispute.id }}>
          <ChoiceField
            name="outcome"
            label="Outcome"
            options={[
              { value: 'upheld', label: 'Upheld', note: 'The payee is right.' },
              { value: 'rejected', label: 'Rejected', note: 'The line stands.' },
            ]}
          />
          <AreaField name="sentence" label="Answer" hint={`${dispute.payee.name} reads it word for word.`} rows={3} max={1000} />
          {dispute.mayCorrect && (
            <MoneyField
              name="amount"
              label="Correction"
              optional
              currency={dispute.award.amount.currency}
              hint="With an upheld dispute: 12.50 adds, -12.50 takes back. Empty: an answer in words."
            />
          )}
          <Submit primary wide size="large">
            Send the answer
          </Submit>
        </Form>
      </Act>
    </>
  )
}
