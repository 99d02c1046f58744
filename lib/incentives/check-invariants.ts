import { z } from 'zod'
import { event } from '../access/event.ts'
import { job } from '../access/job.ts'
import { command, query } from '../access/operation.ts'
import { violations } from './invariants.sql.ts'

export const invariantsBroken = event(
  'ledger.invariants_broken',
  'tenant',
  z.strictObject({ broken: z.array(z.string().max(200)) }),
  (d) => `found the ledger broken: ${d.broken.join('; ')}`,
)
/** What is broken now, for a person who may read the ledger. */
export const readInvariants = query({
  name: 'incentives.readInvariants',
  needs: 'ledger.read',
  input: z.strictObject({}),
  run: async (ctx) => ({ violations: await violations(ctx) }),
})
/** The same by the clock: a broken invariant becomes an event that nobody can miss. */
export const checkInvariants = command({
  name: 'incentives.checkInvariants',
  needs: 'job',
  input: z.strictObject({}),
  run: async (ctx) => {
    const found = await violations(ctx)
    if (found.length === 0) ctx.unchanged('every invariant holds')
    else ctx.record(invariantsBroken, ctx.tenant, { broken: found.map((v) => `${v.invariant}: ${v.count}`) })
    return { violations: found }
  },
})
export const checkInvariantsJob = job('incentives.checkInvariants', z.strictObject({}))
