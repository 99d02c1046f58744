import { ChevronLeft, ChevronRight } from 'lucide-react'
import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { countText, dayText, listText } from '@/app/_ui/format.ts'
import { Go } from '@/app/_ui/go.tsx'
import { Icon } from '@/app/_ui/icon.tsx'
import { Money } from '@/app/_ui/money.tsx'
import { paths } from '@/app/_ui/paths.ts'
import type { Place } from '@/app/_ui/place.ts'
import { CrewList, CrewRow } from '@/app/_ui/shell/crew.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { listEarnings, type Earnings } from '@/lib/incentives/list-earnings.ts'
import { money } from '@/lib/kernel/money.ts'
import type { Day } from '@/lib/kernel/day.ts'
import { Balance } from './balance.tsx'
import { EarningsByMonth } from './earnings-by-month.tsx'
import { MyPage } from './frame.tsx'
import { Lines } from './lines.tsx'
import { NotLinked } from './not-linked.tsx'
import { PayoutTicket } from './payout-ticket.tsx'

export const metadata = { title: 'My earnings' }

export default async function MyEarningsPage({ searchParams }: { searchParams: Promise<{ month?: string | string[] }> }) {
  const { month } = await searchParams
  const mine = await load(listEarnings, typeof month === 'string' && month ? { month } : {})
  if (!mine.payee)
    return (
      <MyPage title="Earnings">
        <NotLinked person={mine.person} />
      </MyPage>
    )
  const { place } = mine
  return (
    <MyPage title="Earnings">
      <Period mine={mine} place={place} />
      {(mine.totals.length > 0 ? mine.totals : [money(0n, mine.currency)]).map((total) => (
        <div key={total.currency} className="crew-figure">
          <Money of={total} place={place} code />
        </div>
      ))}
      <p className="quiet mt-1">{summary(mine, place)}</p>
      {mine.arriving.map((payout) => (
        <PayoutTicket key={payout.id} payout={payout} place={place} href={paths.myPayout(payout.id)} />
      ))}
      <Balance balances={mine.balances} held={mine.held} place={place} />
      {mine.earnings.length > 0 && (
        <>
          <h2>Why you earned it</h2>
          <Lines earnings={mine.earnings} place={place} />
        </>
      )}
      {mine.arrived.length > 0 && (
        <>
          <h2>Arrived</h2>
          <CrewList>
            {mine.arrived.map((payout) => (
              <CrewRow
                key={payout.id}
                href={paths.myPayout(payout.id)}
                title={payout.settledAt ? <Moment at={payout.settledAt} place={place} show="day" /> : payout.number}
                right={<Money of={payout.amount} place={place} />}
                said={
                  <>
                    Payout {payout.number}
                    {payout.account ? (
                      <>
                        , to account <span className="mono">{payout.account}</span>
                      </>
                    ) : null}
                  </>
                }
              />
            ))}
          </CrewList>
          <div className="crew-acts">
            <LinkButton href={paths.myPayouts()}>All payouts</LinkButton>
          </div>
        </>
      )}
      <EarningsByMonth months={mine.chart} current={mine.month} place={place} />
      <p className="caption quiet mt-4">Nobody can change these lines unseen. A correction appears as a new line with its reason.</p>
    </MyPage>
  )
}
function Period({ mine, place }: { mine: Earnings; place: Place }) {
  const name = dayText(`${mine.month}-01` as Day, place, 'month')
  const to = (month: string) => `${paths.myEarnings()}?month=${month}`
  return (
    <div className="crew-period">
      {mine.previousMonth ? (
        <Go href={to(mine.previousMonth)} aria-label="Month before">
          <Icon of={ChevronLeft} />
        </Go>
      ) : (
        <span className="no-more" aria-hidden="true">
          <Icon of={ChevronLeft} />
        </span>
      )}
      <span className="font-medium">
        {name}
        {mine.isNow ? ' so far' : ''}
      </span>
      {mine.nextMonth ? (
        <Go href={to(mine.nextMonth)} aria-label="Month after">
          <Icon of={ChevronRight} />
        </Go>
      ) : (
        <span className="no-more" aria-hidden="true">
          <Icon of={ChevronRight} />
        </span>
      )}
    </div>
  )
}
/** “31 records in two programs, one correction”. */
function summary(mine: Earnings, place: Place): string {
  const records = mine.earnings.reduce((n, earning) => n + (earning.state === 'declined' ? 0 : earning.records), 0),
    programs = new Set(mine.earnings.map((earning) => earning.program)).size
  const nominations = mine.earnings.filter((earning) => earning.kind === 'nomination').length,
    corrections = mine.earnings.filter((earning) => earning.kind === 'adjustment' || earning.kind === 'clawback').length
  const parts = [
    ...(records > 0 ? [`${countText(records, 'piece', place, 'pieces')} of work${programs > 1 ? ` in ${countText(programs, 'program', place)}` : ''}`] : []),
    ...(nominations > 0 ? [countText(nominations, 'nomination', place)] : []),
    ...(corrections > 0 ? [countText(corrections, 'correction', place)] : []),
  ]
  return parts.length > 0 ? listText(parts).replace(/^./, (first) => first.toUpperCase()) : 'Nothing was awarded in this month.'
}
