import type { Metadata } from 'next'
import { load } from '@/app/_bind/load.ts'
import { periodText } from '@/app/_ui/format.ts'
import { DayMark } from '@/app/_ui/moment.tsx'
import { Money } from '@/app/_ui/money.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { CrewList, CrewRow } from '@/app/_ui/shell/crew.tsx'
import { Trail, type TrailItem } from '@/app/_ui/trail.tsx'
import { showMyPayout } from '@/lib/incentives/show-earning.ts'
import { MyPage } from '../../frame.tsx'
import { PayoutTicket } from '../../payout-ticket.tsx'

export const metadata: Metadata = { title: 'My payout' }
type Shown = Awaited<ReturnType<typeof showMyPayout.invoke>>

export default async function MyPayoutPage({ params }: { params: Promise<{ id: string }> }) {
  const shown = await load(showMyPayout, { id: (await params).id }),
    { payout, lines, place } = shown
  return (
    <MyPage title={payout.number} back={{ href: paths.myEarnings(), label: 'Earnings' }}>
      <PayoutTicket payout={payout} place={place} />
      <h2>What it pays</h2>
      <CrewList>
        {lines.map((line, i) =>
          line.award ? (
            <CrewRow
              key={line.award.id}
              href={paths.myAward(line.award.id)}
              title={line.award.program}
              right={<Money of={line.amount} place={place} />}
              said={
                line.award.from && line.award.to ? (
                  <>
                    {periodText(line.award.from, line.award.to, place)}
                    {line.award.kind === 'clawback' || line.award.kind === 'adjustment' ? `, correction: ${line.award.reason ?? ''}` : ''}
                  </>
                ) : undefined
              }
            />
          ) : (
            <CrewRow
              key={i}
              title={line.amount.minor < 0n ? 'Redeemed before' : 'Redemption given back'}
              right={<Money of={line.amount} place={place} />}
              said={line.redemption ?? undefined}
            />
          ),
        )}
      </CrewList>
      <h2>Its way</h2>
      <Trail place={place} items={wayOf(shown)} />
    </MyPage>
  )
}
/** From the newest, or what is still to come, down to the day it was raised. */
function wayOf({ payout, approvedAt, rejectedAt, reissuedAs, place }: Shown): TrailItem[] {
  const ahead = payout.state === 'raised' || payout.state === 'approved' || payout.state === 'released' || payout.state === 'held'
  return [
    ...(reissuedAs
      ? [
          {
            id: 'anew',
            mark: 'half' as const,
            what: (
              <>
                Paid anew as{' '}
                <a className="text-link" href={paths.myPayout(reissuedAs.id)}>
                  {reissuedAs.number}
                </a>
              </>
            ),
          },
        ]
      : []),
    ...(payout.returnedAt
      ? [{ id: 'returned', mark: 'triangle' as const, what: 'Came back from the bank', when: payout.returnedAt, sub: payout.returnReason ?? undefined }]
      : []),
    ...(payout.settledAt ? [{ id: 'settled', mark: 'disc' as const, what: 'Arrived, says the bank’s statement', when: payout.settledAt }] : []),
    ...(ahead
      ? [
          {
            id: 'ahead',
            mark: 'ring' as const,
            ahead: true,
            what: payout.arrivesOn ? (
              <>
                Arrives <DayMark day={payout.arrivesOn} place={place} show="weekday" />
              </>
            ) : (
              'Arrives'
            ),
            when: payout.arrivesOn ? '' : 'day not known yet',
          },
        ]
      : []),
    ...(payout.releasedAt
      ? [
          {
            id: 'released',
            mark: 'disc' as const,
            what: payout.rail === 'payroll_csv' ? 'Put on the payroll list' : 'Sent to the bank',
            when: payout.releasedAt,
          },
        ]
      : []),
    ...(payout.state === 'held' ? [{ id: 'held', mark: 'square' as const, what: 'Held', sub: payout.holdReason ?? undefined }] : []),
    ...(rejectedAt ? [{ id: 'rejected', mark: 'slash' as const, what: 'Rejected; its awards wait for another payout', when: rejectedAt }] : []),
    ...approvedAt
      .toReversed()
      .map((at, i) => ({
        id: `approved-${i}`,
        mark: 'disc' as const,
        what: payout.approvalsNeeded > 1 ? `Approved, ${approvedAt.length - i} of ${payout.approvalsNeeded}` : 'Approved',
        when: at,
      })),
    { id: 'raised', mark: 'disc', bob: true, what: 'Raised by the office', when: payout.raisedAt },
  ]
}
