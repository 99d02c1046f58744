import { load } from '@/app/_bind/load.ts'
import { Act } from '@/app/_ui/act.tsx'
import { SelectField } from '@/app/_ui/choice.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { listChoices, showPayee } from '@/lib/incentives/list-payees.ts'
import { link } from '../../actions.ts'
import { PayeeView } from '../payee-view.tsx'

export const metadata = { title: 'Link a payee' }

export default async function LinkPayeePage({ params }: { params: Promise<{ id: string }> }) {
  const payee = await load(showPayee, { id: (await params).id }),
    { members } = await load(listChoices, {})
  return (
    <>
      <PayeeView payee={payee} />
      <Act
        title={`Who is ${payee.name}?`}
        back={paths.payee(payee.id)}
        facts={[
          ['Payee', payee.number],
          ['Signs in as', payee.member?.name ?? 'nobody yet'],
        ]}
      >
        <Form action={link} hidden={{ payeeId: payee.id }} label="Link">
          <SelectField
            name="memberId"
            label="Member"
            optional
            defaultValue={payee.member?.id}
            options={members.map((m) => ({ value: m.id, label: m.name }))}
            hint="The member sees these earnings, and never approves or releases them. Somebody else than the member makes the link."
          />
          <Submit primary wide>
            Save
          </Submit>
        </Form>
      </Act>
    </>
  )
}
