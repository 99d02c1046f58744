import { load } from '@/app/_bind/load.ts'
import { Act } from '@/app/_ui/act.tsx'
import { AreaField, MoneyField } from '@/app/_ui/value-fields.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { Money } from '@/app/_ui/money.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showAward } from '@/lib/incentives/read-awards.ts'
import { correct } from '../../actions.ts'

export const metadata = { title: 'Correct award' }
export default async function AdjustPage({ params }: { params: Promise<{ id: string }> }) {
  const award = await load(showAward, { id: (await params).id })
  return (
    <Act
      back={paths.award(award.id)}
      title={
        <>
          Correct {award.number}, <Money of={award.amount} place={award.place} /> to {award.payee.name}
        </>
      }
      foot="A new line with your reason; the award itself is not changed."
    >
      <Form action={correct} hidden={{ awardId: award.id }}>
        <MoneyField name="amount" label="Change by" currency={award.amount.currency} hint="12.50 adds, -12.50 takes back" />
        <AreaField name="reason" label="Reason" hint="The payee reads it." rows={3} max={500} />
        <Submit primary wide size="large">
          Correct
        </Submit>
      </Form>
    </Act>
  )
}
