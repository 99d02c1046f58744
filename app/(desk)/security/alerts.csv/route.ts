import { personalCsvHandlers } from '@/app/_bind/handler.ts'
import { exportAlerts } from '@/lib/tenancy/watch/list-alerts.ts'

export const { GET, POST } = personalCsvHandlers(exportAlerts)
