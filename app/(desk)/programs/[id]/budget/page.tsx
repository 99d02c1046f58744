import { load } from '@/app/_bind/load.ts'
import { Act } from '@/app/_ui/act.tsx'
import { MoneyField } from '@/app/_ui/value-fields.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { Money } from '@/app/_ui/money.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showProgram } from '@/lib/incentives/read-programs.ts'
import { budget } from '../../actions.ts'

export const metadata = { title: 'Budget' }
export default async function BudgetPage({ params }: { params: Promise<{ id: string }> }) {
  const p = await load(showProgram, { id: (await params).id })
  return (
    <Act
      back={paths.program(p.id)}
      title={<>Budget of {p.name}</>}
      facts={p.figures === undefined ? [] : [['Left now', <Money key="l" of={p.figures.budget} place={p.place} code />]]}
      foot="One budget serves all periods: an award takes its amount from it, and one that exceeds it cannot be written."
    >
      <Form action={budget} hidden={{ programId: p.id }}>
        <MoneyField name="amount" label="Add to the budget" currency={p.currency} hint={`In ${p.currency}; a negative amount takes out what is left.`} />
        <Submit primary wide size="large">
          Change budget
        </Submit>
      </Form>
    </Act>
  )
}
