import { parseAddress, writeRange } from '../../kernel/network-range.ts'

/**
 * The network that a person comes from, as a list and an alert name it: 24 bits of IPv4, 48 of IPv6. Wider than what throttles count by,
 * since a home gets another address tomorrow and stays where it is. Empty for what is no address.
 */
export function networkOfAddress(ip: string): string {
  const address = parseAddress(ip)
  if (!address) return ''
  const length = address.bits === 32 ? 24 : 48,
    host = (1n << BigInt(address.bits - length)) - 1n
  return writeRange({ bits: address.bits, length, first: address.value & ~host })
}
