import { load } from '@/app/_bind/load.ts'
import { Act } from '@/app/_ui/act.tsx'
import { SwitchField } from '@/app/_ui/choice.client.tsx'
import { Field } from '@/app/_ui/field.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showPayee } from '@/lib/incentives/list-payees.ts'
import { change } from '../../actions.ts'
import { PayeeView } from '../payee-view.tsx'

export const metadata = { title: 'Change a payee' }

export default async function ChangePayeePage({ params }: { params: Promise<{ id: string }> }) {
  const payee = await load(showPayee, { id: (await params).id })
  return (
    <>
      <PayeeView payee={payee} />
      <Act title={`Change ${payee.name}`} back={paths.payee(payee.id)} facts={[['Payee', payee.number]]}>
        <Form action={change} hidden={{ payeeId: payee.id }} label="Change">
          <Field name="name" label="Name" max={120} defaultValue={payee.name} />
          <Field name="email" label="E-mail" optional kind="email" max={200} autoComplete="off" defaultValue={payee.email ?? undefined} />
          <SwitchField name="isActive:bool" label="Active" note="Payouts to an inactive payee are held with that reason." defaultChecked={payee.isActive} />
          <Submit primary wide>
            Save
          </Submit>
        </Form>
      </Act>
    </>
  )
}
