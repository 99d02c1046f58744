import { csvHandler } from '@/app/_bind/handler.ts'
import { exportAwardRuns } from '@/lib/incentives/list-award-runs.ts'

export const GET = csvHandler(exportAwardRuns)
