import { lookAt } from '@/app/_bind/flow.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Copyable } from '@/app/_ui/copyable.client.tsx'
import { Facts } from '@/app/_ui/docket.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Ask } from '@/app/_ui/shell/gate.tsx'
import { Status } from '@/app/_ui/status.tsx'
import { showReportState } from '@/lib/identity/report-vulnerability.ts'

export const metadata = { title: 'A reported vulnerability' }
export default async function ReportStatePage({ params }: { params: Promise<{ reference: string }> }) {
  const state = await lookAt(showReportState, { reference: (await params).reference })
  if (!state)
    return (
      <Ask
        title="No report has this reference"
        said="Check its letters and digits, such as VR-7KQ2-M9XT-HB. After many wrong ones it takes a while until another is looked at."
      >
        <LinkButton href={paths.report()} primary>
          Report a vulnerability
        </LinkButton>
      </Ask>
    )
  const place = { locale: 'en-US', zone: state.zone, now: state.now },
    isOpen = state.acknowledgedAt === null,
    isLate = (state.acknowledgedAt ?? state.now) > state.dueAt
  return (
    <Ask
      title={isOpen ? 'Your report has arrived' : 'A person has read your report'}
      said={
        isOpen
          ? isLate
            ? 'It should have been acknowledged by now and was not. Those who run this installation see that, too.'
            : 'No person has read it yet. Keep the reference: with it you can come back to this page, which shows when that has happened and nothing of what you wrote.'
          : 'It was acknowledged and is being looked into. If you left an e-mail address, answers go there.'
      }
    >
      <Facts
        boxed
        items={[
          ['Reference', <Copyable key="r" text={state.reference} label="Copy the reference" />],
          ['Arrived', <Moment key="a" at={state.receivedAt} place={place} />],
          state.acknowledgedAt === null
            ? ['Acknowledged by', <Moment key="d" at={state.dueAt} place={place} />]
            : ['Acknowledged', <Moment key="k" at={state.acknowledgedAt} place={place} />],
          [
            'State',
            <Status
              key="s"
              noun="report"
              state={isOpen ? (isLate ? 'overdue' : 'open') : isLate ? 'late' : 'in_time'}
              {...(isOpen && !isLate ? { words: 'Waits for a person' } : {})}
            />,
          ],
        ]}
      />
      <LinkButton href={paths.report()}>Report another</LinkButton>
    </Ask>
  )
}
