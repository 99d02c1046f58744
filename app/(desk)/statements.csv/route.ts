import { csvHandler } from '@/app/_bind/handler.ts'
import { exportStatementLines } from '@/lib/incentives/list-statements.ts'

export const GET = csvHandler(exportStatementLines)
