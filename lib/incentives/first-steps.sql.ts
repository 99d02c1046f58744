import type { ReadCtx } from '../access/ctx.ts'

export interface Begun {
  readonly people: boolean
  readonly work: boolean
  readonly program: boolean
  readonly payer: boolean
  readonly computed: boolean
  readonly raised: boolean
}
/** What a company has begun with: each answer is the first row that an index finds. */
export async function readBegun(ctx: ReadCtx): Promise<Begun | undefined> {
  const [row] = await ctx.sql<Begun>`
    select exists (select 1 from public.members where tenant_id = ${ctx.tenant}::uuid and id is distinct from ${ctx.actor.memberId}::uuid) as people,
      exists (select 1 from public.work_records where tenant_id = ${ctx.tenant}::uuid) as work,
      exists (select 1 from public.programs where tenant_id = ${ctx.tenant}::uuid) as program,
      exists (select 1 from public.originators where tenant_id = ${ctx.tenant}::uuid) as payer,
      exists (select 1 from public.award_runs where tenant_id = ${ctx.tenant}::uuid) as computed,
      exists (select 1 from public.payouts where tenant_id = ${ctx.tenant}::uuid) as raised`
  return row
}
