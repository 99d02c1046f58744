import { csvHandler } from '@/app/_bind/handler.ts'
import { exportFailedJobs } from '@/lib/tenancy/console-lists.ts'

export const GET = csvHandler(exportFailedJobs)
