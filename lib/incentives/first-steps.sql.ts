import type { ReadCtx } from '../access/ctx.ts'

export interface Begun {
  readonly people: boolean
  readonly work: boolean
  /** Whether a payee is a member, who then sees what was earned. */
  readonly linked: boolean
  readonly program: boolean
  readonly payer: boolean
  /** Whether a bank detail is confirmed, or everybody is paid by the payroll list, which needs none. */
  readonly bank: boolean
  readonly computed: boolean
  readonly raised: boolean
}
/** What a company has begun with: each answer is the first row that an index finds. */
export async function readBegun(ctx: ReadCtx): Promise<Begun | undefined> {
  const [row] = await ctx.sql<Begun>`
    select exists (select 1 from public.members where tenant_id = ${ctx.tenant}::uuid and id is distinct from ${ctx.actor.memberId}::uuid) as people,
      exists (select 1 from public.work_records where tenant_id = ${ctx.tenant}::uuid) as work,
      exists (select 1 from public.payees where tenant_id = ${ctx.tenant}::uuid and member_id is not null) as linked,
      exists (select 1 from public.programs where tenant_id = ${ctx.tenant}::uuid) as program,
      exists (select 1 from public.originators where tenant_id = ${ctx.tenant}::uuid) as payer,
      exists (select 1 from public.bank_details where tenant_id = ${ctx.tenant}::uuid and confirmed_at is not null)
        or coalesce((select bool_and(rail = 'payroll_csv') from public.originators where tenant_id = ${ctx.tenant}::uuid), false) as bank,
      exists (select 1 from public.award_runs where tenant_id = ${ctx.tenant}::uuid) as computed,
      exists (select 1 from public.payouts where tenant_id = ${ctx.tenant}::uuid) as raised`
  return row
}
