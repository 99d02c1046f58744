import { load } from '@/app/_bind/load.ts'
import { Empty } from '@/app/_ui/empty.tsx'
import { readList, type SearchParams } from '@/app/_ui/list-url.ts'
import { Money } from '@/app/_ui/money.tsx'
import { Pager } from '@/app/_ui/pager.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { CrewList, CrewRow } from '@/app/_ui/shell/crew.tsx'
import { listMyPayouts } from '@/lib/incentives/list-earnings.ts'
import { MyPage } from '../frame.tsx'
import { PayoutState } from '../words.tsx'

export const metadata = { title: 'My payouts' }
export default async function MyPayoutsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const url = readList(paths.myPayouts(), await searchParams, {})
  const { rows, next, previous, place } = await load(listMyPayouts, url.query)
  return (
    <MyPage title="All payouts" back={{ href: paths.myEarnings(), label: 'Earnings' }}>
      {rows.length === 0 ? (
        <Empty.Yet title="No payout yet.">What is confirmed is paid out when finance raises payouts; you are told.</Empty.Yet>
      ) : (
        <CrewList>
          {rows.map((payout) => (
            <CrewRow
              key={payout.id}
              href={paths.myPayout(payout.id)}
              title={payout.number}
              right={<Money of={payout.amount} place={place} code />}
              status={<PayoutState payout={payout} place={place} />}
            />
          ))}
        </CrewList>
      )}
      <Pager url={url} next={next} previous={previous} />
    </MyPage>
  )
}
