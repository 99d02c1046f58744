import { load } from '@/app/_bind/load.ts'
import { Act } from '@/app/_ui/act.tsx'
import { AreaField } from '@/app/_ui/value-fields.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showPayout } from '@/lib/incentives/show-payout.ts'
import { hold } from '../../actions.ts'
import { PayoutDocket } from '../docket.tsx'

export const metadata = { title: 'Hold payout' }
export default async function HoldPage({ params }: { params: Promise<{ id: string }> }) {
  const payout = await load(showPayout, { id: (await params).id })
  return (
    <>
      <PayoutDocket payout={payout} />
      <Act back={paths.payout(payout.id)} title={<>Hold {payout.number}</>} foot="It goes on in the state it came from when it is resumed.">
        <Form action={hold} hidden={{ payoutId: payout.id }}>
          <AreaField name="reason" label="Reason" rows={3} max={500} />
          <Submit primary wide size="large">
            Hold
          </Submit>
        </Form>
      </Act>
    </>
  )
}
