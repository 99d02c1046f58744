import { DayMark, Moment } from '@/app/_ui/moment.tsx'
import { plural } from '@/app/_ui/format.ts'
import type { Place } from '@/app/_ui/place.ts'
import { MarkedText } from '@/app/_ui/status.tsx'
import type { Earning, MyPayout } from '@/lib/incentives/earning.ts'

/** Where the money of an award is, in the words of the person who waits for it. */
export function WhereItIs({ earning, place }: { earning: Earning; place: Place }) {
  const { payout, dispute } = earning
  if (dispute?.state === 'open')
    return (
      <MarkedText shape="square">
        You disputed “{dispute.line}”; answer by <DayMark day={dispute.dueOn} place={place} show="weekday" />
      </MarkedText>
    )
  if (earning.state === 'declined') return <MarkedText shape="slash">Declined{earning.reason ? `: ${earning.reason}` : ''}</MarkedText>
  if (earning.state === 'computed' || earning.state === 'nominated') return <MarkedText shape="quarter">Waiting for confirmation</MarkedText>
  if (earning.state === 'confirmed' || !payout) return <MarkedText shape="half">Confirmed; it comes with the next payout</MarkedText>
  if (payout.state === 'held') return <MarkedText shape="square">Payout held{payout.holdReason ? `: ${payout.holdReason}` : ''}</MarkedText>
  if (payout.state === 'raised') return <MarkedText shape="quarter">In payout {payout.number}, waiting for approval</MarkedText>
  if (payout.state === 'settled')
    return (
      <MarkedText shape="disc">
        Arrived
        {payout.settledAt ? (
          <>
            {' '}
            <Moment at={payout.settledAt} place={place} show="day" />
          </>
        ) : null}
      </MarkedText>
    )
  if (payout.state === 'released')
    return (
      <MarkedText shape="half">
        Released for payment
        {payout.arrivesOn ? (
          <>
            , arrives <DayMark day={payout.arrivesOn} place={place} show="weekday" />
          </>
        ) : null}
      </MarkedText>
    )
  return <MarkedText shape="half">In payout {payout.number}, approved</MarkedText>
}

/** When a payout arrives, as the first line of its ticket. */
export function Arrival({ payout, place }: { payout: MyPayout; place: Place }) {
  if (payout.state === 'returned') return <>came back from the bank</>
  if (payout.state === 'settled')
    return (
      <>
        arrived
        {payout.settledAt ? (
          <>
            {' '}
            <Moment at={payout.settledAt} place={place} show="day" />
          </>
        ) : null}
      </>
    )
  if (payout.arrivesOn && payout.state === 'released')
    return (
      <>
        arrives <DayMark day={payout.arrivesOn} place={place} show="weekday" />
      </>
    )
  return <>{payout.state === 'held' ? 'is held' : 'is on its way'}</>
}
export function PayoutState({ payout, place }: { payout: MyPayout; place: Place }) {
  const list = payout.rail === 'payroll_csv' ? 'in the payroll list' : 'in a bank file',
    left = payout.businessDays,
    days = left === undefined ? '' : left === 0 ? ', today' : `, in ${left} business ${plural(left, 'day')}`
  if (payout.state === 'returned')
    return <MarkedText shape="triangle">{payout.returnReason ?? 'The bank did not take it'}; it is paid anew once that is settled</MarkedText>
  if (payout.state === 'settled') return <MarkedText shape="disc">The bank has confirmed it</MarkedText>
  if (payout.state === 'rejected') return <MarkedText shape="slash">Rejected; its awards wait for another payout</MarkedText>
  if (payout.state === 'held') return <MarkedText shape="square">{payout.holdReason ?? 'Held by the office'}</MarkedText>
  if (payout.state === 'released')
    return (
      <MarkedText shape="half">
        In {payout.rail === 'payroll_csv' ? 'the payroll list' : 'the bank file'}
        {days}
      </MarkedText>
    )
  if (payout.state === 'raised')
    return (
      <MarkedText shape="quarter">
        {payout.approvalsNeeded > 1 ? `Waiting for approval, ${payout.approvals} of ${payout.approvalsNeeded} given` : 'Waiting for approval'}; the day is known
        once it is {list}
      </MarkedText>
    )
  return (
    <MarkedText shape="half">
      Approved
      {payout.arrivesOn ? (
        <>
          , planned for <DayMark day={payout.arrivesOn} place={place} show="weekday" />
        </>
      ) : (
        `; the day is known once it is ${list}`
      )}
    </MarkedText>
  )
}
