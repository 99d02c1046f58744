'use server'
import { action } from '@/app/_bind/action.ts'
import { paths } from '@/app/_ui/paths.ts'
import { cancelRedemption } from '@/lib/incentives/cancel-redemption.ts'
import { fulfilRedemption } from '@/lib/incentives/fulfil-redemption.ts'

export const fulfil = action(fulfilRedemption, { then: (done) => paths.redemption(done.id) })
export const cancel = action(cancelRedemption, { then: (done) => paths.redemption(done.id) })
