import { csvHandler } from '@/app/_bind/handler.ts'
import { exportReports } from '@/lib/tenancy/reports.ts'

export const GET = csvHandler(exportReports)
