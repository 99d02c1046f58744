import { pool } from '../../db/client.ts'
import { systemClock } from '../kernel/clock.ts'
import type { Door, Entered } from './passage.ts'
import { ports } from './ports.ts'

/**
 * Idle time is judged on the session row; it is written at most once a minute, beside the request and never in front of it. Another address
 * is written at once: who would be kept out by a list of networks is told by where each session was last used.
 */
const touchSecondsMin = 60
const busy = new Set<string>()
export function touchSession(entered: Entered, ip: string): void {
  const id = entered.session_id
  if (!id || !entered.seen_at || busy.has(id)) return
  if (entered.seen_ip === ip && systemClock.now().getTime() - new Date(entered.seen_at).getTime() < touchSecondsMin * 1000) return
  busy.add(id)
  pool('auth')`update identity.sessions set last_seen_at = now(), last_ip = ${ip} where id = ${id} and ended_at is null`
    .then(
      () => undefined,
      (error: unknown) => ports.onError(error, 'session touch'),
    )
    .finally(() => busy.delete(id))
}
/** When a key was used last, and from where: written by its own door, at most once a minute. */
export function touchKey(door: Door, entered: Entered, ip: string): void {
  const id = entered.key_id
  if (door.kind !== 'key' || !id || busy.has(id)) return
  if (entered.used_at && systemClock.now().getTime() - new Date(entered.used_at).getTime() < touchSecondsMin * 1000) return
  busy.add(id)
  pool('app')`select scope.touch_key(${door.secret}, ${door.tenant}::uuid, ${ip})`
    .then(
      () => undefined,
      (error: unknown) => ports.onError(error, 'key touch'),
    )
    .finally(() => busy.delete(id))
}
