import { csvHandler } from '@/app/_bind/handler.ts'
import { exportCatalogue } from '@/lib/incentives/list-catalogue.ts'

export const GET = csvHandler(exportCatalogue)
