import { Refusal } from '../kernel/refusal.ts'
import type { LiveCtx } from './live-ctx.ts'
import { admits, isBreakGlass, keptOut, networkRefusal, readRanges } from './network.ts'
import type { Caller } from './operation.ts'
import type { Entered } from './passage.ts'
import { noteBreakGlass } from './refused.ts'

/**
 * Judged at every call, before the right to it: a stolen cookie is worth nothing outside the networks that were allowed. A key
 * for programs is judged by the lists of the member for whom it acts, without the way in that is left to people, and by its own. Tokens of providers do not: they come from a provider's cloud, and
 * that somebody has left must arrive (docs/decisions/0017-provisioning-keeps-people-beside-members.md).
 * @throws Refusal that names the address and whose list it is
 */
export function demandNetwork(caller: Caller, entered: Entered, ctx: LiveCtx): void {
  if (caller.door.kind === 'key') return demandKeyNetwork(caller, entered, ctx)
  if (caller.door.kind !== 'session' || !entered.networks) return
  const scope = keptOut(readRanges(entered.networks), caller.place.ip)
  if (scope === undefined) return
  if (isBreakGlass(ctx.settings.policy, { id: ctx.actor.memberId, role: ctx.actor.role })) {
    noteBreakGlass(caller, ctx)
    return
  }
  throw networkRefusal(scope, caller.place.ip, ctx.settings.company)
}
/** Break-glass is for somebody whom a wrong list locked out: no program is in that need. */
function demandKeyNetwork(caller: Caller, entered: Entered, ctx: LiveCtx): void {
  const stored = entered.key_networks ?? [],
    own = (typeof stored === 'string' ? JSON.parse(stored) : stored) as string[],
    scope = entered.networks ? keptOut(readRanges(entered.networks), caller.place.ip) : undefined
  if (scope !== undefined) throw networkRefusal(scope, caller.place.ip, ctx.settings.company)
  if (own.length > 0 && !admits(own, caller.place.ip))
    throw new Refusal(
      'forbidden',
      `The address ${caller.place.ip === '' ? 'of this request could not be read, and this key' : `${caller.place.ip} is not among the networks of this key, which`} works from those alone.`,
      { network: 'key' },
    )
}
