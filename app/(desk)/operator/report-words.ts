import type { ReportView } from '@/lib/tenancy/reports.ts'

export const severityWords: Readonly<Record<ReportView['severity'], string>> = {
  low: 'Low',
  medium: 'Medium',
  high: 'High',
  critical: 'Critical',
  unsure: 'Not known',
}
