import { load } from '@/app/_bind/load.ts'
import { Act } from '@/app/_ui/act.tsx'
import { AreaField } from '@/app/_ui/value-fields.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { listText } from '@/app/_ui/format.ts'
import { Money } from '@/app/_ui/money.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showRedemption } from '@/lib/incentives/list-redemptions.ts'
import { cancel } from '../../actions.ts'
import { RedemptionDocket } from '../docket.tsx'

export const metadata = { title: 'Cancel redemption' }
export default async function CancelPage({ params }: { params: Promise<{ id: string }> }) {
  const redemption = await load(showRedemption, { id: (await params).id })
  const deducted = redemption.payouts.filter((payout) => payout.amount.minor < 0n).map((payout) => payout.number)
  return (
    <>
      <RedemptionDocket redemption={redemption} />
      <Act
        back={paths.redemption(redemption.id)}
        title={
          <>
            Give <Money of={redemption.amount} place={redemption.place} code /> back to {redemption.payee.name}
          </>
        }
        foot="The ledger entry is reversed and the stock returns."
        cancel="Keep it"
      >
        <Form action={cancel} hidden={{ id: redemption.id }}>
          {deducted.length > 0 && (
            <p>
              {listText(deducted)} deducted it and stays as it is, whatever has become of it. The amount returns to the balance and is paid with the next
              payout, as a line of its own.
            </p>
          )}
          <AreaField name="reason" label="Reason" hint={`${redemption.payee.name} reads it.`} rows={3} max={1000} />
          <Submit danger wide size="large">
            Cancel redemption
          </Submit>
        </Form>
      </Act>
    </>
  )
}
