import { personalCsvHandlers } from '@/app/_bind/handler.ts'
import { exportReview } from '@/lib/tenancy/review/list-lines.ts'

export const { GET, POST } = personalCsvHandlers(exportReview, (query, params) => ({ ...query, reviewId: params['id'] ?? '' }))
