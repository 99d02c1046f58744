import { and, count, gt, isNull, ne, type SQL } from 'drizzle-orm'
import { apiKeys } from '../../db/schema/api.ts'
import { ssoConnections } from '../../db/schema/sign-in.ts'
import { members, settings } from '../../db/schema/tenancy.ts'
import { one } from '../kernel/assert.ts'
import type { ReadCtx } from './ctx.ts'
import { closedSentence, fullSentence, mostOf, opens, planRefusal, type Bounded, type Feature } from './plans.ts'

/**
 * Judged beside the right, for people and for programs; what the system does by itself goes on what they began. A key writes only while keys
 * belong to the plan, whatever the call: its reading goes on, because nothing that exists is hidden by a plan.
 * @throws Refusal that says which plan opens it
 */
export function demandPlan(operation: { readonly kind: 'command' | 'query'; readonly feature: Feature | undefined }, ctx: ReadCtx): void {
  const {
    actor,
    settings: { plan },
  } = ctx
  if (actor.kind !== 'member') return
  const asked = [operation.feature, actor.key !== undefined && operation.kind === 'command' ? ('api' as const) : undefined]
  for (const feature of asked) if (feature !== undefined && !opens(plan, feature)) throw planRefusal(closedSentence(plan, feature), feature)
}

type Rows = { readonly from: typeof members | typeof ssoConnections | typeof apiKeys; readonly where: (now: Date) => SQL | undefined }
const counted: Readonly<Record<Bounded, Rows>> = {
  members: { from: members, where: () => ne(members.state, 'ended') },
  connections: { from: ssoConnections, where: () => undefined },
  apiKeys: { from: apiKeys, where: (now) => and(isNull(apiKeys.revokedAt), gt(apiKeys.expiresAt, now)) },
}
/** How many there are now of what a plan can bound. */
export async function countOf(ctx: Pick<ReadCtx, 'tx' | 'now'>, what: Bounded): Promise<number> {
  const { from, where } = counted[what]
  return one(await ctx.tx.select({ n: count() }).from(from).where(where(ctx.now)), 'count').n
}
/**
 * Judges a command that may add to what the plan bounds by what it did: more than the plan has room for, and more than before, is undone with
 * the refusal. So whatever makes room, or adds none, is never refused. The company's row is held meanwhile, so that two at once do not both
 * find the last place.
 */
export async function withinRoom<T>(ctx: ReadCtx, what: Bounded | undefined, run: () => Promise<T>): Promise<T> {
  const {
      actor,
      settings: { plan },
    } = ctx,
    most = what === undefined || actor.kind !== 'member' ? undefined : mostOf(plan, what)
  if (what === undefined || most === undefined) return run()
  await ctx.tx.select({ id: settings.id }).from(settings).for('update')
  const before = await countOf(ctx, what),
    value = await run(),
    after = await countOf(ctx, what)
  if (after > most && after > before) throw planRefusal(fullSentence(plan, what, after), what)
  return value
}
