'use server'
import { action } from '@/app/_bind/action.ts'
import { paths } from '@/app/_ui/paths.ts'
import { closeReview, decideLines } from '@/lib/tenancy/review/decide-lines.ts'
import { openReview } from '@/lib/tenancy/review/open-review.ts'
import { repeatReview } from '@/lib/tenancy/review/repeat-reviews.ts'

export const open = action(openReview, { then: (done) => paths.review(done.id) })
export const decide = action(decideLines, { then: (done) => paths.review(done.id) })
export const repeat = action(repeatReview, { then: (done) => paths.review(done.id) })
export const close = action(closeReview, { then: (done) => paths.review(done.id) })
