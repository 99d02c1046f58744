'use server'
import { action } from '@/app/_bind/action.ts'
import { paths } from '@/app/_ui/paths.ts'
import { openDispute } from '@/lib/incentives/open-dispute.ts'
import { redeem as redeemItem } from '@/lib/incentives/redeem.ts'
import { withdrawDispute } from '@/lib/incentives/withdraw-dispute.ts'

export const dispute = action(openDispute, { then: (done) => paths.myAward(done.awardId) })
export const withdraw = action(withdrawDispute, { then: (done) => paths.myAward(done.awardId) })
export const redeem = action(redeemItem, { then: () => paths.myRewards() })
