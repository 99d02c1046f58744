import type { LiveCtx } from './live-ctx.ts'
import { isBreakGlass, keptOut, networkRefusal, type StoredRange } from './network.ts'
import type { Caller } from './operation.ts'
import type { Entered } from './passage.ts'
import { noteBreakGlass } from './refused.ts'

/**
 * Judged at every call, before the right to it: a stolen cookie is worth nothing outside the networks that were allowed. Keys for programs,
 * when there are any, come through here as well: their door answers `networks` like this one. Tokens of providers do not: they come from a provider's cloud, and
 * that somebody has left must arrive (docs/decisions/0017-provisioning-keeps-people-beside-members.md).
 * @throws Refusal that names the address and whose list it is
 */
export function demandNetwork(caller: Caller, entered: Entered, ctx: LiveCtx): void {
  if (caller.door.kind !== 'session' || !entered.networks) return
  const stored = (typeof entered.networks === 'string' ? JSON.parse(entered.networks) : entered.networks) as StoredRange[]
  const scope = keptOut(stored, caller.place.ip)
  if (scope === undefined) return
  if (isBreakGlass(ctx.settings.policy, { id: ctx.actor.memberId, role: ctx.actor.role })) { noteBreakGlass(caller, ctx); return }
  throw networkRefusal(scope, caller.place.ip, ctx.settings.company)
}
