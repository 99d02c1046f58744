import { csvHandler } from '@/app/_bind/handler.ts'
import { exportCrews } from '@/lib/incentives/change-crew.ts'

export const GET = csvHandler(exportCrews)
