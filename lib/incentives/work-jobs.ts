import { z } from 'zod'
import { job } from '../access/job.ts'

/** One slice of a dry run or of an import. The place in the file is part of the payload: a slice that was done already does nothing. */
export const advanceImportJob = job('incentives.advanceImport', z.strictObject({ importId: z.uuid(), attempt: z.int(), byteAt: z.int() }))
