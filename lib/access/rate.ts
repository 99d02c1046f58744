import { systemClock } from '../kernel/clock.ts'
import { Refusal } from '../kernel/refusal.ts'
import { sha256Hex } from '../kernel/digest.ts'
import type { Caller } from './operation.ts'

/** Calls of one session a minute and process: far above what a person does, far below what hurts others. */
const callsPerMinuteMax = 1_200
/** Requests of one provisioning token: what the large providers send at most. */
const tokenRequestsPerMinuteMax = 1_500
const windows = new Map<string, { minute: number; count: number }>()

/** Stops a session that floods. Attempts to guess secrets have their own, shared counters in Postgres (lib/identity). */
export function admitRate(caller: Caller): void {
  if (caller.door.kind === 'session') admit(caller.door.secret, callsPerMinuteMax, 'Too many requests from this session. Wait a minute.')
}
/** Asked once for each request, before anything of it is read. @throws Refusal */
export const admitToken = (token: string): void => admit(token, tokenRequestsPerMinuteMax, 'Too many requests by this token. Wait a minute.')
function admit(secret: string, most: number, sentence: string): void {
  const minute = Math.floor(systemClock.now().getTime() / 60_000)
  if (windows.size > 20_000) for (const [key, w] of windows) if (w.minute !== minute) windows.delete(key)
  const key = sha256Hex(secret).slice(0, 24)
  const window = windows.get(key)
  if (!window || window.minute !== minute) {
    windows.set(key, { minute, count: 1 })
    return
  }
  if (++window.count > most) throw new Refusal('too_many', sentence, {}, 60)
}
