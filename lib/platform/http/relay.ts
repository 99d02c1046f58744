import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** Who a request comes from and what it is called. */
export interface Told {
  readonly requestId: string
  readonly ip: string
}
export const relayHeader = 'x-relay'
/** The framework's second request follows its first at once. */
const millisecondsMax = 60_000
const key = randomBytes(32)
const macOf = (text: string): string => createHmac('sha256', key).update(text).digest('base64url')

/**
 * An action that is posted to a page which does not carry it is sent on by the framework, to itself: a request of our own machine, under
 * which anybody could hide an address from the log and from the counters of attempts. So each request carries what we found out about it,
 * in a header that the framework copies and that only this process can write.
 */
export const writeRelay = ({ requestId, ip }: Told, now: number): string => {
  const text = `${requestId} ${ip} ${now}`
  return `${text} ${macOf(text)}`
}
/** What this process said about the request that this one continues; undefined for anything else. */
export function readRelay(header: string | undefined, now: number): Told | undefined {
  const [requestId = '', ip = '', at = '', mac = ''] = (header ?? '').split(' ')
  const given = Buffer.from(mac),
    due = Buffer.from(macOf(`${requestId} ${ip} ${at}`))
  if (given.length !== due.length || !timingSafeEqual(given, due)) return undefined
  return now - Number(at) > millisecondsMax ? undefined : { requestId, ip }
}
