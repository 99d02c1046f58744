import { load } from '@/app/_bind/load.ts'
import { Act } from '@/app/_ui/act.tsx'
import { AreaField } from '@/app/_ui/value-fields.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { showReport } from '@/lib/tenancy/reports.ts'
import { acknowledge } from '../../../actions.ts'
import { ReportDocket } from '../docket.tsx'

export const metadata = { title: 'Acknowledge a report' }
export default async function AcknowledgeReportPage({ params }: { params: Promise<{ id: string }> }) {
  const report = await load(showReport, { reportId: (await params).id })
  return (
    <>
      <ReportDocket report={report} />
      <Act
        back={paths.operatorReport(report.id)}
        title="Acknowledge this report"
        foot="It says that a person has read the report, not that the fault is mended. The log keeps who said so and when."
      >
        {report.mayAcknowledge ? (
          <Form action={acknowledge} hidden={{ reportId: report.id }}>
            <AreaField
              name="answer"
              label="Answer"
              rows={4}
              max={2_000}
              optional
              hint={report.reporterEmail === null ? 'They left no address: it is kept here and mailed to nobody.' : `Mailed to ${report.reporterEmail}.`}
            />
            <Submit primary wide size="large">
              Acknowledge
            </Submit>
          </Form>
        ) : (
          <Notice tone="warn" title="Not now.">
            {report.acknowledgedAt === null ? 'Your role only reads reports.' : `${report.acknowledgedBy ?? 'Somebody'} has acknowledged it.`}
          </Notice>
        )}
      </Act>
    </>
  )
}
