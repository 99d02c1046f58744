import { load } from '@/app/_bind/load.ts'
import { Act } from '@/app/_ui/act.tsx'
import { SelectField } from '@/app/_ui/choice.client.tsx'
import { Field } from '@/app/_ui/field.client.tsx'
import { MoneyField } from '@/app/_ui/value-fields.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showProgram } from '@/lib/incentives/read-programs.ts'
import { decimalText } from '@/lib/kernel/money.ts'
import { change } from '../../actions.ts'
import { confirmationHint, confirmations } from '../../confirmations.ts'
import { minimumHint } from '../../money-hints.ts'

export const metadata = { title: 'Change program' }
/** What may change at any time. Rule and budget have pages of their own; currency and period are what was earned in. */
export default async function ChangeProgramPage({ params }: { params: Promise<{ id: string }> }) {
  const p = await load(showProgram, { id: (await params).id })
  return (
    <Act back={paths.program(p.id)} title={<>Change {p.name}</>} foot="Counts from now on. What was confirmed and raised stays as it is.">
      <Form action={change} hidden={{ programId: p.id }}>
        <Field name="name" label="Name" max={120} defaultValue={p.name} />
        <MoneyField name="minimum" label="Minimum per payout" currency={p.currency} defaultValue={decimalText(p.minimum)} hint={minimumHint} />
        <SelectField name="confirmation" label="Computed awards are confirmed" hint={confirmationHint} options={confirmations} defaultValue={p.confirmation} />
        <Submit primary wide size="large">
          Save
        </Submit>
      </Form>
    </Act>
  )
}
