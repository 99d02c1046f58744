import { csvHandler } from '@/app/_bind/handler.ts'
import { exportAwards } from '@/lib/incentives/read-awards.ts'

export const GET = csvHandler(exportAwards)
