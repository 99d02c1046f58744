import { z } from 'zod'
import { job } from '../access/job.ts'

/** Reads a file from the bank that was received whole. A file that was read already is left as it is. */
export const readStatementFileJob = job('incentives.readStatementFile', z.strictObject({ statementFileId: z.uuid() }))
