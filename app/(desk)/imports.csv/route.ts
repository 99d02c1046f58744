import { csvHandler } from '@/app/_bind/handler.ts'
import { exportImports } from '@/lib/incentives/show-import.ts'

export const GET = csvHandler(exportImports)
