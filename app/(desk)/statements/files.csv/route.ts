import { csvHandler } from '@/app/_bind/handler.ts'
import { exportStatements } from '@/lib/incentives/list-statements.ts'

export const GET = csvHandler(exportStatements)
