import { and, asc, ilike, ne, or } from 'drizzle-orm'
import { z } from 'zod'
import { members } from '../../db/schema/tenancy.ts'
import { query } from '../access/operation.ts'
import { encodeId, type Id } from '../kernel/id.ts'

const foundMax = 5

/** Members by name, mail address or number, for the palette; nothing without the right to see members. */
export const findMembers = query({
  name: 'tenancy.findMembers',
  needs: 'home.read',
  input: z.strictObject({ q: z.string().trim().min(1, 'Type a number or a name.').max(80) }),
  run: async (ctx, { q }): Promise<readonly { id: Id<'member'>; name: string; role: string }[]> => {
    if (ctx.reach('member.read') !== 'all' || q.length < 2) return []
    const like = `%${q.replaceAll(/[\\%_]/g, (c) => `\\${c}`)}%`
    const rows = await ctx.tx
      .select({ id: members.id, name: members.name, role: members.role })
      .from(members)
      .where(and(ne(members.state, 'ended'), or(ilike(members.name, like), ilike(members.email, like), ilike(members.number, like))))
      .orderBy(asc(members.name))
      .limit(foundMax)
    return rows.map((row) => ({ ...row, id: encodeId('member', row.id) }))
  },
})
