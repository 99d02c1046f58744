import { z } from 'zod'
import { query } from '../access/operation.ts'
import { failedJobs } from './platform.sql.ts'

const shownMax = 20
/** Background jobs of this company that gave up, newest first. An admin sees them; the operator runs them again. */
export const listFailedJobs = query({
  name: 'tenancy.listFailedJobs',
  needs: 'job.read',
  input: z.strictObject({}),
  run: async (ctx) => {
    const rows = await failedJobs(ctx)
    return {
      count: rows.length,
      jobs: rows.slice(0, shownMax).map((row) => ({ id: row.id, task: row.task, attempts: row.attempts, error: row.last_error, at: new Date(row.updated_at) })),
    }
  },
})
