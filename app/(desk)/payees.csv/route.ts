import { personalCsvHandler } from '@/app/_bind/handler.ts'
import { exportPayees } from '@/lib/incentives/list-payees.ts'

export const GET = personalCsvHandler(exportPayees)
