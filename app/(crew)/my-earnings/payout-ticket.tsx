import { Go } from '@/app/_ui/go.tsx'
import { Money } from '@/app/_ui/money.tsx'
import type { Place } from '@/app/_ui/place.ts'
import { Ticket } from '@/app/_ui/shell/crew.tsx'
import type { MyPayout } from '@/lib/incentives/earning.ts'
import { Arrival, PayoutState } from './words.tsx'

/** A payout as a ticket: how much, when, to which account, and where it stands. */
export function PayoutTicket({ payout, place, href }: { payout: MyPayout; place: Place; href?: string }) {
  const ticket = (
    <Ticket number={payout.number}>
      <span className="font-medium">
        <Money of={payout.amount} place={place} /> <Arrival payout={payout} place={place} />
      </span>
      <span className="caption quiet">
        {payout.account ? (
          <>
            to your account <span className="mono">{payout.account}</span>
          </>
        ) : payout.rail === 'payroll_csv' ? (
          'with your pay'
        ) : (
          'no bank detail yet'
        )}
      </span>
      <span className="caption">
        <PayoutState payout={payout} place={place} />
      </span>
    </Ticket>
  )
  return href ? (
    <Go className="block" href={href}>
      {ticket}
    </Go>
  ) : (
    ticket
  )
}
