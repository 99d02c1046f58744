import { randomUUID } from 'node:crypto'
import { load } from '@/app/_bind/load.ts'
import { SelectField } from '@/app/_ui/choice.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { Money } from '@/app/_ui/money.tsx'
import { moneyText } from '@/app/_ui/format.ts'
import { paths } from '@/app/_ui/paths.ts'
import { MarkedText } from '@/app/_ui/status.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showReward } from '@/lib/incentives/list-rewards.ts'
import { money } from '@/lib/kernel/money.ts'
import { redeem } from '../../actions.ts'
import { MyPage } from '../../frame.tsx'

export const metadata = { title: 'Redeem' }
/** Choices in the list of quantities; whoever needs more redeems again. */
const quantitiesMax = 10

export default async function RewardPage({ params }: { params: Promise<{ id: string }> }) {
  const { item, balance, most, why, missing, place } = await load(showReward, { id: (await params).id })
  const times = (n: number) => money(item.price.minor * BigInt(n), item.price.currency)
  const options = Array.from({ length: Math.min(most, quantitiesMax) }, (_, i) => ({
    value: String(i + 1),
    label: i === 0 ? `One, ${moneyText(item.price, place)}` : `${i + 1}, ${moneyText(times(i + 1), place)}`,
  }))
  return (
    <MyPage title={item.name} back={{ href: paths.myRewards(), label: 'Rewards' }}>
      <div className="crew-figure">
        <Money of={item.price} place={place} code />
      </div>
      {item.description && <p className="quiet mt-1">{item.description}</p>}
      <p className="mt-4">
        Your balance is <Money of={balance} place={place} code />
        {most > 0 ? (
          <>
            ; <Money of={money(balance.minor - item.price.minor, balance.currency)} place={place} /> stays yours.
          </>
        ) : (
          '.'
        )}
        {item.stock !== null && item.stock > 0 ? ` ${item.stock} left.` : ''}
      </p>
      {why ? (
        <p className="mt-3">
          <MarkedText shape="slash">
            {why}
            {missing ? `: ${moneyText(missing, place)} is missing` : ''}
          </MarkedText>
        </p>
      ) : (
        <Form action={redeem} hidden={{ itemId: item.id, key: randomUUID() }} className="mt-4">
          {options.length > 1 ? (
            <SelectField name="quantity" label="How many?" options={options} defaultValue="1" />
          ) : (
            <input type="hidden" name="quantity" value="1" />
          )}
          <p className="caption quiet">The amount is held now. The office hands it out, or gives the amount back with a reason.</p>
          <Submit primary wide size="large">
            Redeem
          </Submit>
        </Form>
      )}
    </MyPage>
  )
}
