import type { AuditEvent } from '../access/event.ts'
import { LiveCtx } from '../access/live-ctx.ts'
import type { Caller } from '../access/operation.ts'
import { Passage } from '../access/passage.ts'
import type { Permission } from '../access/permissions.ts'
import { systemClock } from '../kernel/clock.ts'

/**
 * An event of the caller's in a transaction of its own: for what outlives the transaction that it is about, such as an export whose reading
 * was given up. Throws what the door throws when the caller's session has ended meanwhile.
 */
export async function recordApart<D>(caller: Caller, needs: Permission, event: AuditEvent<D>, subject: string, detail: NoInfer<D>): Promise<void> {
  const passage = await Passage.open(caller.door, false)
  try {
    const ctx = new LiveCtx(passage, caller.door, await passage.entered, caller.place, caller.clock ?? systemClock, needs, caller.systemName ?? 'system')
    ctx.record(event, subject, detail)
    await passage.commit(ctx.flush())
  } catch (error) {
    await passage.rollback()
    throw error
  }
}
