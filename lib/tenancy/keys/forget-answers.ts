import { lt } from 'drizzle-orm'
import { z } from 'zod'
import { apiAnswers } from '../../../db/schema/api.ts'
import { command } from '../../access/operation.ts'

/** A program that has not heard of its act for so long asks what became of it, and does not repeat it. */
export const answersKeptDays = 30
export const forgetAnswers = command({
  name: 'tenancy.forgetAnswers',
  needs: 'job',
  input: z.strictObject({}),
  run: async (ctx): Promise<{ readonly forgotten: number }> => {
    const gone = await ctx.tx
      .delete(apiAnswers)
      .where(lt(apiAnswers.createdAt, new Date(ctx.now.getTime() - answersKeptDays * 86_400_000)))
      .returning({ id: apiAnswers.id })
    ctx.unchanged('what programs were answered is no record of the company; the acts are, by themselves')
    return { forgotten: gone.length }
  },
})
