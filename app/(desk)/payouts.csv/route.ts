import { csvHandler } from '@/app/_bind/handler.ts'
import { exportPayouts } from '@/lib/incentives/list-payouts.ts'

export const GET = csvHandler(exportPayouts)
