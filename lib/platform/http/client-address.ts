import { isIP } from 'node:net'

/** `::ffff:10.0.0.1` and `10.0.0.1` are the same caller; a zone index or port is no part of the address. */
export function normalizeAddress(value: string): string | undefined {
  let address = value.trim()
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(address)
  if (bracketed?.[1] !== undefined) address = bracketed[1]
  else if (/^\d+\.\d+\.\d+\.\d+:\d+$/.test(address)) address = address.slice(0, address.lastIndexOf(':'))
  address = address.replace(/%.*$/, '').toLowerCase()
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(address)
  if (mapped?.[1] !== undefined) address = mapped[1]
  return isIP(address) === 0 ? undefined : address
}

/**
 * The caller's address. With N trusted proxies it is the N-th entry of X-Forwarded-For from the right; entries further left are written by
 * the caller and would let a stranger choose whose throttle and whose allow-list applies. Without trusted proxies the header is ignored.
 */
export function clientAddress(socketAddress: string | undefined, forwardedFor: string | undefined, trustedProxies: number): string {
  const direct = normalizeAddress(socketAddress ?? '') ?? '0.0.0.0'
  if (trustedProxies === 0) return direct
  const chain = (forwardedFor ?? '').split(',').map((part) => part.trim())
  return normalizeAddress(chain[chain.length - trustedProxies] ?? '') ?? direct
}

/** The network a throttle counts by: /24 for IPv4, /56 for IPv6, since one household or server owns at least that many addresses. */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return `${address.split('.').slice(0, 3).join('.')}.0/24`
  const [head = '', tail = ''] = address.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === '' ? [] : tail.split(':')
  const groups = address.includes('::') ? [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right] : left
  const fourth = (Number.parseInt(groups[3] ?? '0', 16) & 0xff00).toString(16)
  return `${groups
    .slice(0, 3)
    .map((group) => Number.parseInt(group || '0', 16).toString(16))
    .join(':')}:${fourth}::/56`
}
