import { csvHandler } from '@/app/_bind/handler.ts'
import { exportWork } from '@/lib/incentives/list-work.ts'

export const GET = csvHandler(exportWork)
