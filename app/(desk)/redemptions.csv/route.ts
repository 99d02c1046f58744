import { csvHandler } from '@/app/_bind/handler.ts'
import { exportRedemptions } from '@/lib/incentives/list-redemptions.ts'

export const GET = csvHandler(exportRedemptions)
