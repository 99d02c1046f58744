import { personalCsvHandlers } from '@/app/_bind/handler.ts'
import { exportOutbox } from '@/lib/tenancy/console-lists.ts'

export const { GET, POST } = personalCsvHandlers(exportOutbox)
