import { load } from '@/app/_bind/load.ts'
import { Empty } from '@/app/_ui/empty.tsx'
import { moneyText } from '@/app/_ui/format.ts'
import { Moment } from '@/app/_ui/moment.tsx'
import { Money, Moneys } from '@/app/_ui/money.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { CrewList, CrewRow } from '@/app/_ui/shell/crew.tsx'
import { Status } from '@/app/_ui/status.tsx'
import { listRewards } from '@/lib/incentives/list-rewards.ts'
import { zero } from '@/lib/kernel/money.ts'
import { MyPage } from '../frame.tsx'

export const metadata = { title: 'Rewards' }
export default async function RewardsPage() {
  const { items, redeemed, balances, held, place, currency, hasPayee } = await load(listRewards, {})
  return (
    <MyPage title="Rewards" back={{ href: paths.myEarnings(), label: 'Earnings' }}>
      <p className="quiet">Your balance</p>
      {(balances.length > 0 ? balances : [zero(currency)]).map((balance) => (
        <div key={balance.currency} className="crew-figure">
          <Money of={balance} place={place} code />
        </div>
      ))}
      {held.length > 0 && (
        <p className="quiet mt-1">
          <Moneys of={held} place={place} /> more is held for what you redeemed.
        </p>
      )}
      <h2>What it buys</h2>
      {items.length === 0 ? (
        <Empty.Yet title="Nothing is offered yet.">The office keeps the catalogue. Your balance is paid out with the next payout as usual.</Empty.Yet>
      ) : (
        <CrewList>
          {items.map((item) => (
            <CrewRow
              key={item.id}
              {...(hasPayee ? { href: paths.myReward(item.id) } : {})}
              title={item.name}
              right={<Money of={item.price} place={place} code={item.price.currency !== currency} />}
              said={item.description || undefined}
              status={
                item.isTaken ? (
                  <Status noun="redemption" state="fulfilled" words="You have had yours" />
                ) : item.missing ? (
                  <Status noun="check" state="waiting" words={`${moneyText(item.missing, place)} more to go`} />
                ) : undefined
              }
            />
          ))}
        </CrewList>
      )}
      {redeemed.length > 0 && (
        <>
          <h2>Redeemed</h2>
          <CrewList>
            {redeemed.map((one) => (
              <CrewRow
                key={one.id}
                title={one.quantity > 1 ? `${one.quantity} × ${one.item}` : one.item}
                right={<Money of={one.amount} place={place} />}
                said={
                  <>
                    {one.number}, <Moment at={one.at} place={place} show="day" />
                  </>
                }
                status={
                  <Status
                    noun="redemption"
                    state={one.state}
                    words={
                      one.state === 'requested'
                        ? 'The office prepares it'
                        : one.state === 'cancelled'
                          ? `Cancelled, the amount is back: ${one.reason ?? ''}`
                          : 'Handed out'
                    }
                  />
                }
              />
            ))}
          </CrewList>
        </>
      )}
    </MyPage>
  )
}
