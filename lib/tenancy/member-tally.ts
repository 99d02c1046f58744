import { sql } from 'drizzle-orm'
import { memberTallies, type MemberState } from '../../db/schema/tenancy.ts'
import type { ReadCtx } from '../access/ctx.ts'

/** How many members of each state hold each role; pairs that nobody is in are left out. Read from the tally, whatever the size of the company. */
export async function membersByStateAndRole(ctx: ReadCtx): Promise<readonly { readonly state: MemberState; readonly role: string; readonly n: number }[]> {
  const rows = await ctx.tx
    .select({ state: memberTallies.state, role: memberTallies.role, n: sql<string>`sum(${memberTallies.members})` })
    .from(memberTallies)
    .groupBy(memberTallies.state, memberTallies.role)
  return rows.flatMap(({ n, ...row }) => (Number(n) === 0 ? [] : [{ ...row, n: Number(n) }]))
}
