import { load } from '@/app/_bind/load.ts'
import { Act } from '@/app/_ui/act.tsx'
import { ComboboxField } from '@/app/_ui/combobox.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { listChoices, showPayee } from '@/lib/incentives/list-payees.ts'
import { merge } from '../../actions.ts'
import { PayeeView } from '../payee-view.tsx'

export const metadata = { title: 'Merge payees' }

export default async function MergePayeePage({ params }: { params: Promise<{ id: string }> }) {
  const payee = await load(showPayee, { id: (await params).id }),
    { payees } = await load(listChoices, {})
  return (
    <>
      <PayeeView payee={payee} />
      <Act title={`${payee.name} is the same person as …`} back={paths.payee(payee.id)} facts={[['This record', `${payee.number}, ${payee.name}`]]}>
        <Form action={merge} hidden={{ payeeId: payee.id }} label="Merge">
          <ComboboxField
            name="intoId"
            label="The payee that stays"
            options={payees.filter((p) => p.id !== payee.id).map((p) => ({ value: p.id, label: p.name, note: p.number }))}
          />
          <p className="text-ink-2">Work, awards, payouts and the ledger stay where they are; the two are linked, and whoever signs in sees both.</p>
          <Submit primary wide>
            Merge
          </Submit>
        </Form>
      </Act>
    </>
  )
}
