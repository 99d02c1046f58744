import { byEvent } from './access/follow-ups.ts'
import { ports, type Subscription } from './access/ports.ts'
import type { IdentityOperation } from './access/identity-act.ts'
import type { Operation } from './access/operation.ts'
import { jobs as auditJobs, schedules as auditSchedules } from './audit/jobs.ts'
import { operations as audit } from './audit/operations.ts'
import { identityActs, operations as identity } from './identity/operations.ts'
import { proveFactorForAct } from './identity/prove-act.ts'
import { sweepIdentity } from './identity/sweep.ts'
import { jobs as awardJobs, operations as awards, subscriptions as awardSubscriptions } from './incentives/award-operations.ts'
import { jobs as bankJobs, operations as bank } from './incentives/bank-operations.ts'
import { checkInvariants, checkInvariantsJob } from './incentives/check-invariants.ts'
import { operations as desk } from './incentives/desk-operations.ts'
import { jobs as noticeJobs, schedules as noticeSchedules, subscriptions as noticeSubscriptions } from './incentives/notice-jobs.ts'
import { operations as payouts } from './incentives/payout-operations.ts'
import { operations as wallet } from './incentives/wallet-operations.ts'
import { jobs as workJobs, operations as work } from './incentives/work-operations.ts'
import { config } from './config.ts'
import { mailLoop } from './jobs/deliver-mail.ts'
import { textLoop } from './jobs/deliver-texts.ts'
import { ensurePartitions, type Schedule } from './jobs/schedule.ts'
import type { JobBinding } from './jobs/run-job.ts'
import { jobs as tenancyJobs, schedules as tenancySchedules, subscriptions as tenancySubscriptions } from './tenancy/jobs.ts'
import { identityActs as tenancyActs, operations as tenancy } from './tenancy/operations.ts'

/** The composition root: everything that exists. What is not listed here cannot be called, scheduled, proven or shown. */
export const operations: readonly Operation<unknown, unknown>[] = [
  ...identity,
  ...tenancy,
  ...audit,
  ...work,
  ...awards,
  ...payouts,
  ...bank,
  ...wallet,
  ...desk,
]
export const identityOperations: readonly IdentityOperation<unknown, unknown>[] = [...identityActs, ...tenancyActs]

/** Which operation a background job runs. The payload is the operation's input. */
export const jobs: readonly JobBinding[] = [
  { kind: checkInvariantsJob, operation: checkInvariants },
  ...workJobs,
  ...awardJobs,
  ...bankJobs,
  ...noticeJobs,
  ...tenancyJobs,
  ...auditJobs,
]
/** What happens by the clock (UTC): each slot once, however many workers run. */
export const schedules: readonly Schedule[] = [
  { name: 'audit partitions', cron: '17 2 * * *', run: ensurePartitions },
  { name: 'identity sweep', cron: '43 3 * * *', run: () => sweepIdentity.invoke({ place: { requestId: 'schedule', ip: '', agent: '' } }, {}) },
  { name: 'ledger invariants', cron: '23 * * * *', tenants: 'companies', kind: checkInvariantsJob, payload: {} },
  ...tenancySchedules,
  ...noticeSchedules,
  ...auditSchedules,
]
/** What happens after an event, through the outbox: never by import from the domain that caused it. */
export const subscriptions: readonly Subscription[] = [...awardSubscriptions, ...noticeSubscriptions, ...tenancySubscriptions]

/**
 * What a worker does beside the queue. Mail and text messages leave where a server and a gateway for them are configured; otherwise they stay
 * in the outbox, which the operator reads in development (production refuses to start without a mail server, and offers no text messages without a gateway).
 */
export async function loops(): Promise<readonly ((stop: AbortSignal) => Promise<void>)[]> {
  const { smtpUrl, from } = config().mail,
    { gateway } = config().sms,
    out: ((stop: AbortSignal) => Promise<void>)[] = []
  if (smtpUrl !== undefined) out.push(mailLoop((await import('./platform/mail/smtp.ts')).smtpMailer(smtpUrl, from)))
  if (gateway !== undefined) out.push(textLoop((await import('./platform/sms/gateway.ts')).gatewayTexter(gateway)))
  return out
}

ports.subscriptions = byEvent(subscriptions)
ports.proveFactor = proveFactorForAct
