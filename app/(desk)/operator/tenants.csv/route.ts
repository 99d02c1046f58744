import { csvHandler } from '@/app/_bind/handler.ts'
import { exportCompanies } from '@/lib/tenancy/console-lists.ts'

export const GET = csvHandler(exportCompanies)
