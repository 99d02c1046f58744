import { z } from 'zod'
import { job } from '../access/job.ts'
import type { JobBinding } from '../jobs/run-job.ts'
import type { Schedule } from '../jobs/schedule.ts'
import { closeDelegations } from './delegation.ts'
import { sendDigest } from './send-digest.ts'

const digest = job('tenancy.sendDigest', z.strictObject({})), delegations = job('tenancy.closeDelegations', z.strictObject({}))
export const jobs: readonly JobBinding[] = [{ kind: digest, operation: sendDigest }, { kind: delegations, operation: closeDelegations }]
/** Hourly, because seven in the morning and the end of a day are different moments in each tenant's zone. */
export const schedules: readonly Schedule[] = [
  { name: 'digest', cron: '3 * * * *', tenants: 'companies', kind: digest, payload: {} }, { name: 'delegation clocks', cron: '1 * * * *', tenants: 'companies', kind: delegations, payload: {} },
]
