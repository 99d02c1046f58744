import type { Metadata } from 'next'
import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { localText, periodText, shortDigest } from '@/app/_ui/format.ts'
import { DayMark, Moment } from '@/app/_ui/moment.tsx'
import { Money } from '@/app/_ui/money.tsx'
import { whyNotText } from '@/app/_ui/passing-words.ts'
import { paths } from '@/app/_ui/paths.ts'
import type { Place } from '@/app/_ui/place.ts'
import { CrewList, CrewRow } from '@/app/_ui/shell/crew.tsx'
import { Status } from '@/app/_ui/status.tsx'
import { SubmitButton } from '@/app/_ui/submit.client.tsx'
import { showEarning } from '@/lib/incentives/show-earning.ts'
import { money } from '@/lib/kernel/money.ts'
import { withdraw } from '../../actions.ts'
import { MyPage } from '../../frame.tsx'
import { Arithmetic } from '../../lines.tsx'
import { WhereItIs } from '../../words.tsx'

export const metadata: Metadata = { title: 'Award' }

/** One award to the last step: the arithmetic, the work it counted, what was corrected, what was disputed and answered. */
export default async function MyAwardPage({ params }: { params: Promise<{ id: string }> }) {
  const { earning, corrections, records, uncounted, disputes, place, mayDispute } = await load(showEarning, { id: (await params).id })
  const sum = corrections
    .filter((one) => one.state !== 'declined')
    .reduce((total, one) => money(total.minor + one.amount.minor, total.currency), earning.amount)
  return (
    <MyPage
      title={earning.program}
      back={{ href: `${paths.myEarnings()}?month=${earning.to.slice(0, 7)}`, label: 'Earnings' }}
      act={mayDispute ? <LinkButton href={paths.myDispute(earning.id)}>Dispute a line…</LinkButton> : undefined}
    >
      <p className="quiet">
        {periodText(earning.from, earning.to, place)} · <span className="mono">{earning.number}</span>
      </p>
      <div className="crew-figure">
        <Money of={sum} place={place} code />
      </div>
      <p className="mt-2">
        <WhereItIs earning={earning} place={place} />
      </p>
      {earning.payout && (
        <p className="mt-1 caption">
          <a className="text-link" href={paths.myPayout(earning.payout.payoutId)}>
            Payout {earning.payout.number}
          </a>
        </p>
      )}
      <h2>How it was reckoned</h2>
      <Arithmetic earning={earning} corrections={corrections.filter((one) => one.state !== 'declined')} sum={sum} place={place} acts={false} />
      {disputes.length > 0 && (
        <>
          <h2>Disputed</h2>
          <CrewList>
            {disputes.map((dispute) => (
              <CrewRow
                key={dispute.id}
                title={`“${localText(dispute.line, place)}”`}
                said={
                  <>
                    {dispute.number}, <Moment at={dispute.at} place={place} show="day" />: {dispute.reason}
                  </>
                }
                status={
                  <Status
                    noun="dispute"
                    state={dispute.state}
                    words={
                      dispute.state === 'open' ? (
                        <>
                          Answer by <DayMark day={dispute.dueOn} place={place} show="weekday" />
                        </>
                      ) : dispute.outcome ? (
                        `${dispute.state === 'upheld' ? 'Upheld' : 'Rejected'}: ${dispute.outcome}`
                      ) : (
                        'You took it back'
                      )
                    }
                  />
                }
              >
                {dispute.state === 'open' && (
                  <div className="crew-acts mb-3">
                    <SubmitButton action={withdraw} hidden={{ id: dispute.id }}>
                      Take it back
                    </SubmitButton>
                  </div>
                )}
              </CrewRow>
            ))}
          </CrewList>
        </>
      )}
      {records.length > 0 && (
        <>
          <h2 id="records">The work it counts</h2>
          <CrewList>
            {records.map((record) => (
              <WorkRow key={record.id} record={record} place={place} />
            ))}
          </CrewList>
          {records.length < earning.records && (
            <p className="caption quiet mt-2">
              The first {records.length} of {earning.records}.
            </p>
          )}
        </>
      )}
      {uncounted.length > 0 && (
        <>
          <h2 id="uncounted">Work that did not count</h2>
          <CrewList>
            {uncounted.map((record) => (
              <WorkRow key={record.id} record={record} place={place} why={whyNotText(record)} />
            ))}
          </CrewList>
          {mayDispute && <p className="caption quiet mt-2">If one of these should count, dispute it: the office answers.</p>}
        </>
      )}
      <p className="caption quiet mt-4">
        Stored with the award and sealed:{' '}
        <span className="mono" title={earning.digest}>
          {shortDigest(earning.digest)}
        </span>
      </p>
    </MyPage>
  )
}
/** One piece of work, and for what did not count why. */
function WorkRow({
  record: { key, number, kind, countedAt },
  place,
  why,
}: {
  record: { readonly key: string; readonly number: string; readonly kind: string; readonly countedAt: Date | null }
  place: Place
  why?: string
}) {
  return (
    <CrewRow
      title={key}
      right={<span className="mono caption">{number}</span>}
      said={
        <>
          {kind}
          {countedAt ? (
            <>
              , done <Moment at={countedAt} place={place} />
            </>
          ) : null}
          {why && (
            <>
              <br />
              {why}
            </>
          )}
        </>
      }
    />
  )
}
