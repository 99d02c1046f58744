import { z } from 'zod'
import { job } from '../access/job.ts'
import type { Subscription } from '../access/ports.ts'
import type { JobBinding } from '../jobs/run-job.ts'
import type { Schedule } from '../jobs/schedule.ts'
import { expireAccess, expireAccessJob } from './access/end-grants.ts'
import { tellOfAccess } from './access/tell-of-access.ts'
import { repeatDueReviews } from './review/repeat-reviews.ts'
import { remindReviewers, tellOfReview } from './review/tell-of-review.ts'
import { closeDelegations } from './delegation.ts'
import { recheckDomains } from './domains.ts'
import { NoticeOfEvent } from './notice-cause.ts'
import { sendDigest } from './send-digest.ts'
import { forgetAnswers } from './keys/forget-answers.ts'
import { rereadScimRoles } from './scim/reread-roles.ts'
import { tellOfBreakGlass } from './tell-of-break-glass.ts'
import { tellOfSupport } from './support/tell-of-support.ts'
import { tellOfCopiedPasskey } from './tell-of-copied-passkey.ts'
import { tellOfSignIn } from './tell-of-sign-in.ts'
import { forgetSignIns } from './watch/forget-sign-ins.ts'
import { attemptEvents } from './watch/read-attempts.ts'
import { exportEvents, watchExports } from './watch/watch-exports.ts'
import { watchSignIns } from './watch/watch-sign-ins.ts'

const digest = job('tenancy.sendDigest', z.strictObject({})),
  delegations = job('tenancy.closeDelegations', z.strictObject({})),
  signIn = job('tenancy.tellOfSignIn', NoticeOfEvent),
  breakGlass = job('tenancy.tellOfBreakGlass', NoticeOfEvent),
  support = job('tenancy.tellOfSupport', NoticeOfEvent),
  copied = job('tenancy.tellOfCopiedPasskey', NoticeOfEvent),
  domains = job('tenancy.recheckDomains', z.strictObject({})),
  groupRoles = job('tenancy.rereadScimRoles', NoticeOfEvent),
  access = job('tenancy.tellOfAccess', NoticeOfEvent),
  review = job('tenancy.tellOfReview', NoticeOfEvent),
  reviewDue = job('tenancy.remindReviewers', z.strictObject({})),
  reviewsAnew = job('tenancy.repeatDueReviews', z.strictObject({})),
  signIns = job('tenancy.watchSignIns', NoticeOfEvent),
  exports = job('tenancy.watchExports', NoticeOfEvent)
const watchSeconds = 3,
  answers = job('tenancy.forgetAnswers', z.strictObject({})),
  oldSignIns = job('tenancy.forgetSignIns', z.strictObject({}))
export const jobs: readonly JobBinding[] = [
  { kind: digest, operation: sendDigest },
  { kind: delegations, operation: closeDelegations },
  { kind: signIn, operation: tellOfSignIn },
  { kind: breakGlass, operation: tellOfBreakGlass },
  { kind: support, operation: tellOfSupport },
  { kind: copied, operation: tellOfCopiedPasskey },
  { kind: domains, operation: recheckDomains },
  { kind: groupRoles, operation: rereadScimRoles },
  { kind: access, operation: tellOfAccess },
  { kind: expireAccessJob, operation: expireAccess },
  { kind: review, operation: tellOfReview },
  { kind: reviewDue, operation: remindReviewers },
  { kind: reviewsAnew, operation: repeatDueReviews },
  { kind: signIns, operation: watchSignIns },
  { kind: exports, operation: watchExports },
  { kind: answers, operation: forgetAnswers },
  { kind: oldSignIns, operation: forgetSignIns },
]
export const subscriptions: readonly Subscription[] = [
  { event: 'session.started', kind: signIn },
  { event: 'sso.break_glass_used', kind: breakGlass },
  { event: 'support.entered', kind: support },
  { event: 'factor.counter_back', kind: copied },
  { event: 'sso.groups_mapped', kind: groupRoles },
  { event: 'sso.changed', kind: groupRoles },
  ...['access_request.asked', 'access_request.approved', 'access_request.refused', 'access_request.ended', 'access_request.expired'].map((event) => ({
    event,
    kind: access,
  })),
  // A flood of refusals is entered and judged once every few seconds.
  ...attemptEvents.map((event) => ({ event, kind: signIns, gatherSeconds: watchSeconds })),
  ...exportEvents.map((event) => ({ event, kind: exports })),
  { event: 'review.opened', kind: review },
  { event: 'review.closed', kind: review },
  { event: 'review.not_repeated', kind: review },
]
/** Hourly, because seven in the morning and the end of a day are different moments in each tenant's zone. */
export const schedules: readonly Schedule[] = [
  { name: 'digest', cron: '3 * * * *', tenants: 'every', kind: digest, payload: {} },
  { name: 'delegation clocks', cron: '1 * * * *', tenants: 'companies', kind: delegations, payload: {} },
  { name: 'access', cron: '11 * * * *', tenants: 'companies', kind: expireAccessJob, payload: {} },
  { name: 'reviews anew', cron: '59 5 * * *', tenants: 'companies', kind: reviewsAnew, payload: {} },
  { name: 'reviews', cron: '29 6 * * *', tenants: 'companies', kind: reviewDue, payload: {} },
  { name: 'domains', cron: '37 4 * * *', tenants: 'companies', kind: domains, payload: {} },
  { name: 'old sign-ins', cron: '19 5 * * *', tenants: 'companies', kind: oldSignIns, payload: {} },
  { name: 'answers to programs', cron: '11 5 * * *', tenants: 'companies', kind: answers, payload: {} },
]
