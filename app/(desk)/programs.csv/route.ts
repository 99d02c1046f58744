import { csvHandler } from '@/app/_bind/handler.ts'
import { exportPrograms } from '@/lib/incentives/read-programs.ts'

export const GET = csvHandler(exportPrograms)
