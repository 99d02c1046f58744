import { LinkButton } from '@/app/_ui/button.tsx'
import { Docket, Facts } from '@/app/_ui/docket.tsx'
import { Mono } from '@/app/_ui/link.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import type { Place } from '@/app/_ui/place.ts'
import { Status } from '@/app/_ui/status.tsx'
import type { ReportView } from '@/lib/tenancy/reports.ts'
import { severityWords } from '../../report-words.ts'

interface Report extends ReportView {
  readonly where: string
  readonly details: string
  readonly reporterName: string | null
  readonly reporterEmail: string | null
  readonly answer: string | null
  readonly mayAcknowledge: boolean
  readonly place: Place
}
const consequence: Readonly<Record<ReportView['state'], string | undefined>> = {
  open: 'Its reporter was promised a person’s word by then.',
  overdue: 'Its reporter was promised a person’s word, and the day is over.',
  in_time: undefined,
  late: 'It took longer than the business day that was promised.',
}
/** A report as it was written. Its text is a stranger's: shown as text and never as anything else. */
export function ReportDocket({ report }: { report: Report }) {
  const { place } = report
  return (
    <Page crumbs={[{ label: 'Reports', href: paths.operator('reports') }, { label: report.reference }]}>
      <Docket
        number={report.reference}
        noun="Report"
        title={report.what}
        stub={
          <>
            Arrived <Moment at={report.receivedAt} place={place} />
          </>
        }
        status={<Status noun="report" state={report.state} strong />}
        consequence={consequence[report.state]}
        acts={
          report.acknowledgedAt === null && (
            <LinkButton
              size="large"
              primary
              href={paths.acknowledgeReport(report.id)}
              {...(report.mayAcknowledge ? {} : { why: 'Your role only reads reports' })}
            >
              Acknowledge…
            </LinkButton>
          )
        }
      />
      <Facts
        boxed
        items={[
          [
            'Where',
            <span key="w" className="break-words">
              {report.where}
            </span>,
          ],
          ['Severity as they see it', severityWords[report.severity]],
          ['From', report.reporterName ?? 'did not say'],
          ['E-mail', report.reporterEmail === null ? 'none; nobody can answer' : <Mono key="e">{report.reporterEmail}</Mono>],
          ['Acknowledge by', <Moment key="d" at={report.dueAt} place={place} />],
          report.acknowledgedAt !== null && [
            'Acknowledged',
            <span key="a">
              <Moment at={report.acknowledgedAt} place={place} /> by {report.acknowledgedBy}
            </span>,
          ],
          report.answer !== null && ['Answer', report.answer],
        ]}
      />
      <Section title="How it can be seen">
        <p className="whitespace-pre-wrap break-words">{report.details}</p>
      </Section>
    </Page>
  )
}
