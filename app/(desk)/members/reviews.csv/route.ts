import { csvHandler } from '@/app/_bind/handler.ts'
import { exportReviews } from '@/lib/tenancy/review/list-reviews.ts'

export const GET = csvHandler(exportReviews)
