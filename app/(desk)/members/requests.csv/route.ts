import { personalCsvHandlers } from '@/app/_bind/handler.ts'
import { exportAccess } from '@/lib/tenancy/access/list-access.ts'

export const { GET, POST } = personalCsvHandlers(exportAccess)
