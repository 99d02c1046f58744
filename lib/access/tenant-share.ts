import { Refusal } from '../kernel/refusal.ts'

/**
 * Connections that one company's requests hold at the same moment, of the twelve that a process has: whoever keeps them all busy (slow name servers,
 * rows that wait for one another) keeps their own company waiting and no other.
 */
export const heldByTenantMax = 9
const waitMillisecondsMax = 2_000

interface Share {
  held: number
  readonly waiting: (() => void)[]
}
const shares = new Map<string, Share>()

/**
 * Waits for a place in the company's share.
 * @returns gives it back; any number of times counts as once
 * @throws Refusal after two seconds
 */
export async function takeShare(tenant: string): Promise<() => void> {
  const share = shares.get(tenant) ?? { held: 0, waiting: [] }
  shares.set(tenant, share)
  if (share.held < heldByTenantMax) share.held++
  else await inLine(share) // whoever leaves hands the place on
  let isGiven = true
  return () => {
    if (!isGiven) return
    isGiven = false
    const next = share.waiting.shift()
    if (next) {
      next()
      return
    }
    if (--share.held === 0) shares.delete(tenant)
  }
}
function inLine(share: Share): Promise<void> {
  return new Promise((resolve, reject) => {
    const enter = (): void => {
      clearTimeout(timer)
      resolve()
    }
    const timer = setTimeout(() => {
      share.waiting.splice(share.waiting.indexOf(enter), 1)
      reject(new Refusal('unavailable', 'Your company is asking for more at once than it is served. Try again in a few seconds.', {}, 2))
    }, waitMillisecondsMax)
    share.waiting.push(enter)
  })
}
