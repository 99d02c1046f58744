import { csvHandler } from '@/app/_bind/handler.ts'
import { exportNotifications } from '@/lib/tenancy/list-notifications.ts'

export const GET = csvHandler(exportNotifications)
