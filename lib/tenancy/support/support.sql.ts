// The functions around an operator who is let in: whom there is, who lets this operator in, and whose sessions end.
import type { Ctx, ReadCtx } from '../../access/ctx.ts'

export interface OperatorRow {
  readonly account_id: string
  readonly name: string
  readonly email: string
}
export async function findOperator(ctx: ReadCtx, email: string): Promise<OperatorRow | undefined> {
  return (await ctx.sql<OperatorRow>`select * from scope.find_operator(${email})`)[0]
}
export interface OwnGrantRow {
  readonly tenant_id: string
  readonly company: string
  readonly id: string
  readonly number: string
  readonly reason: string
  readonly granted_at: string
  readonly ends_at: string
  readonly entered_at: string | null
  readonly last_used_at: string | null
}
export const ownGrants = (ctx: ReadCtx): Promise<OwnGrantRow[]> => ctx.sql<OwnGrantRow>`select * from scope.own_support_grants()`
/** In the same transaction: the next request under any of them finds no session. */
export async function endSupportSessions(ctx: Ctx, grantId: string, why: string): Promise<number> {
  const [row] = await ctx.sql<{ n: number }>`select platform.end_support_sessions(${grantId}::uuid, ${why}) as n`
  return row?.n ?? 0
}
