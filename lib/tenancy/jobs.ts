import { z } from 'zod'
import { job } from '../access/job.ts'
import type { Subscription } from '../access/ports.ts'
import type { JobBinding } from '../jobs/run-job.ts'
import type { Schedule } from '../jobs/schedule.ts'
import { closeDelegations } from './delegation.ts'
import { recheckDomains } from './domains.ts'
import { NoticeOfEvent } from './notice-cause.ts'
import { sendDigest } from './send-digest.ts'
import { rereadScimRoles } from './scim/reread-roles.ts'
import { tellOfBreakGlass } from './tell-of-break-glass.ts'
import { tellOfSignIn } from './tell-of-sign-in.ts'

const digest = job('tenancy.sendDigest', z.strictObject({})), delegations = job('tenancy.closeDelegations', z.strictObject({})), signIn = job('tenancy.tellOfSignIn', NoticeOfEvent), breakGlass = job('tenancy.tellOfBreakGlass', NoticeOfEvent), domains = job('tenancy.recheckDomains', z.strictObject({})), groupRoles = job('tenancy.rereadScimRoles', NoticeOfEvent)
export const jobs: readonly JobBinding[] = [{ kind: digest, operation: sendDigest }, { kind: delegations, operation: closeDelegations }, { kind: signIn, operation: tellOfSignIn }, { kind: breakGlass, operation: tellOfBreakGlass }, { kind: domains, operation: recheckDomains }, { kind: groupRoles, operation: rereadScimRoles }]
export const subscriptions: readonly Subscription[] = [{ event: 'session.started', kind: signIn }, { event: 'sso.break_glass_used', kind: breakGlass }, { event: 'sso.groups_mapped', kind: groupRoles }, { event: 'sso.changed', kind: groupRoles }]
/** Hourly, because seven in the morning and the end of a day are different moments in each tenant's zone. */
export const schedules: readonly Schedule[] = [
  { name: 'digest', cron: '3 * * * *', tenants: 'every', kind: digest, payload: {} }, { name: 'delegation clocks', cron: '1 * * * *', tenants: 'companies', kind: delegations, payload: {} },
  { name: 'domains', cron: '37 4 * * *', tenants: 'companies', kind: domains, payload: {} },
]
