import { eq } from 'drizzle-orm'
import { ssoGroupRoles } from '../../db/schema/sign-in.ts'
import { command } from '../access/operation.ts'
import { one } from '../kernel/assert.ts'
import { newUuid } from '../kernel/id.ts'
import { groupsMapped } from './sso-change-events.ts'
import { holdConnection } from './sso-connection.ts'
import { demandMappable, groupsOf, holdRoles, mappableRoles, mapped, readLines } from './sso-roles.ts'
import { SetGroupRoles } from './sso-inputs.ts'
import { type Done } from './sso-change.ts'
import { done } from './sso-change.ts'

const groupsMax = 200
/** Names in their order, as far as a line of the log holds them, and no half of a sign at its end. */
const inOrder = (groups: readonly string[]): string =>
  groups
    .join(', ')
    .slice(0, 300)
    .replace(/[\ud800-\udbff]$/, '')
export const setGroupRoles = command({
  name: 'tenancy.setGroupRoles',
  needs: 'sign_in.change',
  stepUp: 'anew',
  input: SetGroupRoles,
  run: async (ctx, { connectionId, lines }): Promise<Done & { readonly changed: number }> => {
    const wanted = readLines(lines, await mappableRoles(ctx), groupsMax)
    await holdRoles(
      ctx,
      wanted.map(({ role }) => role.key),
    )
    const row = await holdConnection(ctx, connectionId),
      before = await groupsOf(ctx, row.id),
      had = new Map(before.map((line) => [line.group, line]))
    // The first that fits decides: what only moves to another place is as good as given anew.
    const kept = wanted.filter((line) => had.get(line.groupName)?.key === line.role.key),
      order = before.filter((line) => kept.some(({ groupName }) => groupName === line.group)),
      isMoved = kept.some((line, i) => line.groupName !== order[i]?.group)
    for (const key of [...new Set(wanted.map((line) => line.role.key))].sort())
      await demandMappable(ctx, key, 'lines', !isMoved && wanted.every((line) => line.role.key !== key || kept.includes(line)))
    await ctx.tx.delete(ssoGroupRoles).where(eq(ssoGroupRoles.connectionId, row.id)).returning({ id: ssoGroupRoles.id })
    for (const line of wanted)
      one(
        await ctx.tx
          .insert(ssoGroupRoles)
          .values({ id: newUuid(ctx.now), connectionId: row.id, groupName: line.groupName, ...mapped(line.role), createdAt: ctx.now })
          .returning({ id: ssoGroupRoles.id }),
        'mapped group',
      )
    const after = new Map(wanted.map((line) => [line.groupName, line.role])),
      changes = [...new Set([...had.keys(), ...after.keys()])]
        .filter((group) => had.get(group)?.key !== after.get(group)?.key)
        .map((group) => ({ field: group, before: had.get(group)?.role ?? 'no role', after: after.get(group)?.name ?? 'no role' }))
    if (isMoved) changes.push({ field: 'order', before: inOrder(order.map(({ group }) => group)), after: inOrder(kept.map(({ groupName }) => groupName)) })
    if (changes.length === 0) ctx.unchanged('nothing differs')
    else ctx.record(groupsMapped, row.id, { connection: row.name, changes })
    return { ...done(row), changed: changes.length }
  },
})
