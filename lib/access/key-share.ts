import { pool } from '../../db/client.ts'
import { systemClock } from '../kernel/clock.ts'
import { sha256Hex } from '../kernel/digest.ts'
import { Refusal } from '../kernel/refusal.ts'
import { translate } from './passage.ts'

/** What one key may ask in a minute, by all servers together. */
export const keyRequestsPerMinuteMax = 600
/** So many are taken from Postgres at once and handed out here: one write for that many requests. */
const shareSize = 20
/** `refusal`: the minute is used up. */
export interface Admitted {
  readonly allowance: Allowance
  readonly refusal?: Refusal
}
/** What a program is told of its limit with every answer. */
export interface Allowance {
  readonly limit: number
  readonly remaining: number
  readonly resetSeconds: number
}
interface Share {
  left: number
  readonly elsewhere: number
  readonly until: number
}
const shares = new Map<string, Share>()

/**
 * Counts one request of a key, before anything of it is read. Guesses are counted elsewhere: what opens nothing has no share.
 * @returns undefined: the key opens nothing
 */
export async function admitKey(secret: string, tenant: string): Promise<Admitted | undefined> {
  const id = sha256Hex(secret).slice(0, 32),
    at = systemClock.now().getTime(),
    held = shares.get(id)
  if (held && held.until > at && held.left > 0) {
    held.left -= 1
    return {
      allowance: { limit: keyRequestsPerMinuteMax, remaining: held.elsewhere + held.left, resetSeconds: Math.max(1, Math.ceil((held.until - at) / 1000)) },
    }
  }
  if (shares.size > 10_000) for (const [key, share] of shares) if (share.until <= at) shares.delete(key)
  const row = await takeShare(secret, tenant)
  if (!row) {
    shares.delete(id)
    return undefined
  }
  const resetSeconds = row.reset_seconds
  if (row.taken === 0)
    return {
      refusal: new Refusal(
        'too_many',
        `This key has asked ${keyRequestsPerMinuteMax} times within this minute. Go on in ${resetSeconds} seconds.`,
        {},
        resetSeconds,
      ),
      allowance: { limit: keyRequestsPerMinuteMax, remaining: 0, resetSeconds },
    }
  // Another request may have taken a share meanwhile: what is left of it is not lost.
  const beside = shares.get(id),
    kept = beside && beside.until > at ? beside.left : 0
  shares.set(id, { left: row.taken - 1 + kept, elsewhere: row.remaining, until: at + resetSeconds * 1000 })
  return { allowance: { limit: keyRequestsPerMinuteMax, remaining: row.remaining + row.taken - 1, resetSeconds } }
}
async function takeShare(
  secret: string,
  tenant: string,
): Promise<{ readonly taken: number; readonly remaining: number; readonly reset_seconds: number } | undefined> {
  try {
    return (
      await pool('app')<
        { taken: number; remaining: number; reset_seconds: number }[]
      >`select * from scope.take_key_share(${secret}, ${tenant}::uuid, ${shareSize}, ${keyRequestsPerMinuteMax})`
    )[0]
  } catch (error) {
    throw translate(error)
  }
}
