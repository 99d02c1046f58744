import { load } from '@/app/_bind/load.ts'
import { showReport } from '@/lib/tenancy/reports.ts'
import { ReportDocket } from './docket.tsx'

export const metadata = { title: 'Report' }
export default async function OperatorReportPage({ params }: { params: Promise<{ id: string }> }) {
  return <ReportDocket report={await load(showReport, { reportId: (await params).id })} />
}
