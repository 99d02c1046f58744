import { personalCsvHandlers } from '@/app/_bind/handler.ts'
import { exportSignIns } from '@/lib/tenancy/watch/list-sign-ins.ts'

export const { GET, POST } = personalCsvHandlers(exportSignIns)
