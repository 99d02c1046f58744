import type { z } from 'zod'

/** What may be enqueued: a stored name and the shape of its payload. Which operation it runs is said in lib/registry.ts. */
export interface JobKind<P> {
  readonly name: string
  readonly schema: z.ZodType<P>
  readonly attemptsMax: number
}
export function job<P>(name: string, schema: z.ZodType<P>, attemptsMax = 8): JobKind<P> {
  return { name, schema, attemptsMax }
}
