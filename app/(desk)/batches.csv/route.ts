import { csvHandler } from '@/app/_bind/handler.ts'
import { exportBatches } from '@/lib/incentives/list-batches.ts'

export const GET = csvHandler(exportBatches)
