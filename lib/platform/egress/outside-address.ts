import { BlockList, isIP } from 'node:net'

/**
 * What of IPv4 is no machine of the open internet (IANA’s list of special-purpose addresses, RFC 6890): this host, private and shared networks, loopback,
 * link-local with its metadata services, protocol and documentation blocks, benchmarks, multicast and what is reserved.
 */
const insideIpv4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const
/**
 * Of IPv6 only global unicast (2000::/3) is outside, and of that not what carries another address inside it or is no machine: Teredo, ORCHID
 * and the rest of 2001::/23, documentation, 6to4. Mapped (::ffff:0:0/96), compatible (::/96), translated (64:ff9b::/96), unique local,
 * link-local and multicast addresses are no global unicast to begin with.
 */
const outsideIpv6 = ['2000::', 3] as const
const insideIpv6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const

const inside = new BlockList(),
  outside = new BlockList()
for (const [net, bits] of insideIpv4) inside.addSubnet(net, bits, 'ipv4')
for (const [net, bits] of insideIpv6) inside.addSubnet(net, bits, 'ipv6')
outside.addSubnet(outsideIpv6[0], outsideIpv6[1], 'ipv6')

/** Is this plain address (no brackets, no zone) a machine of the open internet? Anything that is no address at all is not. */
export function isOutside(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return !inside.check(address, 'ipv4')
  // A zone (`fe80::1%eth0`) names an interface of this machine.
  return family === 6 && !address.includes('%') && outside.check(address, 'ipv6') && !inside.check(address, 'ipv6')
}
