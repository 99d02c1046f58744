import { load } from '@/app/_bind/load.ts'
import { Act } from '@/app/_ui/act.tsx'
import { AreaField } from '@/app/_ui/value-fields.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { Money } from '@/app/_ui/money.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showPayout } from '@/lib/incentives/show-payout.ts'
import { reject } from '../../actions.ts'
import { PayoutDocket } from '../docket.tsx'

export const metadata = { title: 'Reject payout' }
export default async function RejectPage({ params }: { params: Promise<{ id: string }> }) {
  const payout = await load(showPayout, { id: (await params).id })
  return (
    <>
      <PayoutDocket payout={payout} />
      <Act
        back={paths.payout(payout.id)}
        title={
          <>
            Reject <Money of={payout.amount} place={payout.place} /> to {payout.payee.name}
          </>
        }
        foot="Its awards wait for another payout. The ledger entry is reversed."
      >
        <Form action={reject} hidden={{ 'payoutIds[]': payout.id }}>
          <AreaField name="reason" label="Reason" hint="The payee and the auditor read it." rows={3} max={500} />
          <Submit danger wide size="large">
            Reject
          </Submit>
        </Form>
      </Act>
    </>
  )
}
