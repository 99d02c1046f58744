import { lt } from 'drizzle-orm'
import { z } from 'zod'
import { signIns } from '../../../db/schema/watch.ts'
import { command } from '../../access/operation.ts'

/** So long the list of sign-ins reaches back: a year, and the month in which somebody looks at it. */
export const signInsKeptDays = 400
/** Each night: what is older leaves the list. The log keeps its own record of every attempt. */
export const forgetSignIns = command({
  name: 'tenancy.forgetSignIns',
  needs: 'job',
  input: z.strictObject({}),
  run: async (ctx): Promise<{ readonly forgotten: number }> => {
    const gone = await ctx.tx
      .delete(signIns)
      .where(lt(signIns.at, new Date(ctx.now.getTime() - signInsKeptDays * 86_400_000)))
      .returning({ id: signIns.id })
    ctx.unchanged('the list is made from the log, which stays as it is')
    return { forgotten: gone.length }
  },
})
