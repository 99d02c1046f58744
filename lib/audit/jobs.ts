import { z } from 'zod'
import { job } from '../access/job.ts'
import type { JobBinding } from '../jobs/run-job.ts'
import type { Schedule } from '../jobs/schedule.ts'
import { mailCheckpoint } from './mail-checkpoint.ts'
import { recordNotices } from './record-notices.sql.ts'

export const mailCheckpointJob = job('audit.mailCheckpoint', z.strictObject({}))
export const jobs: readonly JobBinding[] = [{ kind: mailCheckpointJob, operation: mailCheckpoint }]
export const schedules: readonly Schedule[] = [
  { name: 'audit checkpoint', cron: '40 5 * * *', tenants: 'every', kind: mailCheckpointJob, payload: {} },
  {
    name: 'audit notices',
    cron: '* * * * *',
    run: async () => {
      await recordNotices()
    },
  },
]
