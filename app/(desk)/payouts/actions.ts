'use server'
import { action } from '@/app/_bind/action.ts'
import { paths } from '@/app/_ui/paths.ts'
import { approvePayouts } from '@/lib/incentives/approve-payouts.ts'
import { holdPayout, rejectPayouts, resumePayouts } from '@/lib/incentives/decide-payouts.ts'
import { raiseAllPayouts, raisePayout, reissuePayout } from '@/lib/incentives/raise-payouts.ts'
import { printEvidence } from '@/lib/incentives/show-evidence.ts'

export const approve = action(approvePayouts, {
  then: (done) => (done.approved.length + done.waiting.length === 1 ? paths.payout((done.approved[0] ?? done.waiting[0]) as string) : paths.payouts()),
})
export const reject = action(rejectPayouts, { then: (done) => (done.rejected.length === 1 ? paths.payout(done.rejected[0] as string) : paths.payouts()) })
export const hold = action(holdPayout, { then: (done) => paths.payout(done.id) })
export const resume = action(resumePayouts, {
  then: (done) => (done.resumed.length === 1 ? paths.payout(done.resumed[0] as string) : `${paths.payouts()}?tab=held`),
})
export const raiseOne = action(raisePayout, { then: (payout) => paths.payout(payout.id) })
export const raiseAll = action(raiseAllPayouts, { then: (done) => paths.raisedPayouts(done.request) })
export const reissue = action(reissuePayout, { then: (payout) => paths.payout(payout.id) })
export const print = action(printEvidence, { then: ({ id }) => paths.evidencePack(id) })
