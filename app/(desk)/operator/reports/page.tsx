import { load } from '@/app/_bind/load.ts'
import { Empty } from '@/app/_ui/empty.tsx'
import { capital, countText } from '@/app/_ui/format.ts'
import { Mono, TextLink } from '@/app/_ui/link.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Headline, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Status } from '@/app/_ui/status.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { listReports, type ReportView } from '@/lib/tenancy/reports.ts'
import { severityWords } from '../report-words.ts'
import { OperatorTabs } from '../tabs.tsx'

export const metadata = { title: 'Reports' }
export default async function ReportsPage() {
  const { reports, formUrl, contact, place } = await load(listReports, {}), waiting = reports.filter((report) => report.acknowledgedAt === null), overdue = waiting.filter((report) => report.state === 'overdue').length
  return (
    <Page crumbs={[{ label: 'Installation' }, { label: 'Reports' }]} tabs={<OperatorTabs at="reports" />} about="Vulnerabilities that strangers report. Each is to be acknowledged within one business day."
      headline={<Headline>{waiting.length === 0 ? <>No report waits.</> : <>{capital(countText(waiting.length, 'report waits', place, 'reports wait'))}{overdue > 0 ? <>; {countText(overdue, 'is', place, 'are')} overdue</> : null}.</>}</Headline>}>
      <Table<ReportView> caption="Vulnerability reports" rows={reports} rowKey={(r) => r.id} rowHref={(r) => paths.operatorReport(r.id)} rowTone={(r) => (r.acknowledgedAt === null ? undefined : 'off')}
        empty={<Empty.Yet title="Nobody has reported anything." act={<TextLink href={paths.report()}>See the form</TextLink>}>The form is open to everyone and named in security.txt.</Empty.Yet>} columns={[
          { id: 'what', header: 'Report', priority: 1, strong: true, link: true, wraps: true, cell: (r) => r.what }, { id: 'state', header: 'State', priority: 2, cell: (r) => <Status noun="report" state={r.state} /> },
          { id: 'severity', header: 'As they see it', priority: 3, cell: (r) => severityWords[r.severity] }, { id: 'reference', header: 'Reference', cell: (r) => <Mono>{r.reference}</Mono> },
          { id: 'received', header: 'Arrived', quiet: true, cell: (r) => <Moment at={r.receivedAt} place={place} show="near" /> }, { id: 'due', header: 'Acknowledge by', align: 'end', priority: 4, cell: (r) => <Moment at={r.dueAt} place={place} /> },
        ]} />
      <Section title="Where they come from"><p className="text-ink-2">The form at <TextLink href={paths.report()}>{formUrl}</TextLink>, named in <TextLink href={paths.securityTxt()} external>security.txt</TextLink>{contact === undefined ? '; no further contact is set (PLUMBLINE_SECURITY_CONTACT)' : <> beside <Mono>{contact}</Mono></>}. Business days are Monday to Friday in {place.zone}.</p></Section>
    </Page>
  )
}
