import { load } from '@/app/_bind/load.ts'
import { Act } from '@/app/_ui/act.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { Money } from '@/app/_ui/money.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showRedemption } from '@/lib/incentives/list-redemptions.ts'
import { fulfil } from '../../actions.ts'
import { RedemptionDocket } from '../docket.tsx'

export const metadata = { title: 'Hand out' }
export default async function FulfilPage({ params }: { params: Promise<{ id: string }> }) {
  const redemption = await load(showRedemption, { id: (await params).id })
  return (
    <>
      <RedemptionDocket redemption={redemption} />
      <Act
        back={paths.redemption(redemption.id)}
        title={
          <>
            Hand {redemption.item.name} to {redemption.payee.name}
          </>
        }
        foot="It cannot be taken back here afterwards."
        facts={[
          ['Redemption', redemption.number],
          ['Quantity', String(redemption.quantity)],
          ['Amount', <Money key="a" of={redemption.amount} place={redemption.place} code />],
        ]}
      >
        <Form action={fulfil} hidden={{ id: redemption.id }}>
          <Submit primary wide size="large">
            It was handed out
          </Submit>
        </Form>
      </Act>
    </>
  )
}
