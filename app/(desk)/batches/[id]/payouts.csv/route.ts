import { csvHandler } from '@/app/_bind/handler.ts'
import { exportBatchPayouts } from '@/lib/incentives/list-batches.ts'

export const GET = csvHandler(exportBatchPayouts, (_query, params) => ({ batchId: params['id'] }))
