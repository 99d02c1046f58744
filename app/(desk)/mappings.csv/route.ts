import { csvHandler } from '@/app/_bind/handler.ts'
import { exportMappings } from '@/lib/incentives/save-mapping.ts'

export const GET = csvHandler(exportMappings)
