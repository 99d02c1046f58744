import { csvHandler } from '@/app/_bind/handler.ts'
import { exportDisputes } from '@/lib/incentives/list-disputes.ts'

export const GET = csvHandler(exportDisputes)
