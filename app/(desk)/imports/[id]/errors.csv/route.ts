import { csvHandler } from '@/app/_bind/handler.ts'
import { exportImportErrors } from '@/lib/incentives/show-import.ts'

export const GET = csvHandler(exportImportErrors, (query, params) => ({ ...query, importId: params['id'] }))
