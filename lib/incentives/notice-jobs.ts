import { z } from 'zod'
import { job } from '../access/job.ts'
import type { Subscription } from '../access/ports.ts'
import type { JobBinding } from '../jobs/run-job.ts'
import type { Schedule } from '../jobs/schedule.ts'
import { NoticeOfEvent } from '../tenancy/notice-cause.ts'
import { booksJob, compareNightly, tellOfBooks } from './compare-nightly.ts'
import { tellApprovers } from './tell-approvers.ts'
import { tellConfirmers } from './tell-confirmers.ts'
import { markOverdueDisputes, tellOfDispute, tellOfRedemption } from './tell-of-wallet.ts'
import { payoutNews, tellOfBankDetail, tellPayees } from './tell-payees.ts'

const approvers = job('incentives.tellApprovers', NoticeOfEvent),
  confirmers = job('incentives.tellConfirmers', NoticeOfEvent),
  payees = job('incentives.tellPayees', NoticeOfEvent),
  bankDetail = job('incentives.tellOfBankDetail', NoticeOfEvent)
const dispute = job('incentives.tellOfDispute', NoticeOfEvent),
  redemption = job('incentives.tellOfRedemption', NoticeOfEvent),
  books = job('incentives.tellOfBooks', NoticeOfEvent),
  overdue = job('incentives.markOverdueDisputes', z.strictObject({}))

export const jobs: readonly JobBinding[] = [
  { kind: approvers, operation: tellApprovers },
  { kind: confirmers, operation: tellConfirmers },
  { kind: payees, operation: tellPayees },
  { kind: bankDetail, operation: tellOfBankDetail },
  { kind: dispute, operation: tellOfDispute },
  { kind: redemption, operation: tellOfRedemption },
  { kind: overdue, operation: markOverdueDisputes },
  { kind: booksJob, operation: compareNightly },
  { kind: books, operation: tellOfBooks },
]
/** Who is told after which event. What comes in numbers is gathered for a minute. */
export const subscriptions: readonly Subscription[] = [
  ...['payout.raised', 'payout.resumed'].map((event) => ({ event, kind: approvers, gatherSeconds: 60 })),
  ...['award.computed', 'award.nominated'].map((event) => ({ event, kind: confirmers, gatherSeconds: 60 })),
  ...payoutNews.map((event) => ({ event, kind: payees, gatherSeconds: 60 })),
  ...['bank_detail.entered', 'bank_detail.confirmed'].map((event) => ({ event, kind: bankDetail })),
  ...['dispute.opened', 'dispute.upheld', 'dispute.rejected', 'dispute.overdue'].map((event) => ({ event, kind: dispute })),
  { event: 'books.differ', kind: books },
  ...['redemption.requested', 'redemption.fulfilled', 'redemption.cancelled'].map((event) => ({ event, kind: redemption })),
]
export const schedules: readonly Schedule[] = [
  { name: 'dispute clocks', cron: '25 * * * *', tenants: 'companies', kind: overdue, payload: {} },
  { name: 'nightly books', cron: '37 * * * *', tenants: 'companies', kind: booksJob, payload: {} },
]
