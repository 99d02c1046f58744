// Addresses and ranges of addresses, IPv4 and IPv6, as numbers. Pure, and used by the form's judge and by every request alike.

/** An address as a number, with its family. An IPv4 address that comes wrapped in IPv6 (RFC 4291 §2.5.5.2) is that IPv4 address. */
export interface Address {
  readonly bits: 32 | 128
  readonly value: bigint
}
export interface NetworkRange {
  readonly bits: 32 | 128
  readonly length: number
  readonly first: bigint
}

function parseFour(text: string): bigint | undefined {
  // Without leading zeros, which some readers take for octal: an address must have one meaning.
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1)
  if (!parts || parts.some((part) => Number(part) > 255 || (part.length > 1 && part.startsWith('0')))) return undefined
  return parts.reduce((n, part) => (n << 8n) | BigInt(part), 0n)
}
function parseSix(text: string): bigint | undefined {
  if (!/^[0-9a-f:.]{2,45}$/i.test(text) || text.split('::').length > 2) return undefined
  let body = text
  const tail = /(?:^|:)([0-9.]+\.[0-9.]+)$/.exec(text)?.[1]
  if (tail !== undefined) {
    // the last two groups may be written as IPv4
    const four = parseFour(tail)
    if (four === undefined) return undefined
    body = `${text.slice(0, text.length - tail.length)}${(four >> 16n).toString(16)}:${(four & 0xffffn).toString(16)}`
  }
  const halves = body.split('::').map((half) => (half === '' ? [] : half.split(':')))
  const [left = [], right = []] = halves,
    missing = 8 - left.length - right.length
  if (halves.length === 1 ? left.length !== 8 : missing < 1) return undefined
  const groups = halves.length === 1 ? left : [...left, ...Array<string>(missing).fill('0'), ...right]
  if (groups.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return undefined
  return groups.reduce((n, group) => (n << 16n) | BigInt(`0x${group}`), 0n)
}
const isMapped = (value: bigint): boolean => value >> 32n === 0xffffn

/** Undefined for whatever is not exactly one address: no zone, no port, no other base. */
export function parseAddress(text: string): Address | undefined {
  const four = parseFour(text)
  if (four !== undefined) return { bits: 32, value: four }
  const six = parseSix(text)
  if (six === undefined) return undefined
  return isMapped(six) ? { bits: 32, value: six & 0xffffffffn } : { bits: 128, value: six }
}
/** What is wrong with a range, as a sentence about it; otherwise the range. One address is the range of itself. */
export function parseRange(text: string): NetworkRange | { readonly fault: string } {
  const [body = '', length, ...more] = text.split('/'),
    shown = text.slice(0, 60)
  const address = parseAddress(body)
  if (more.length > 0) return { fault: `“${shown}” has more than one “/”.` }
  if (!address) return { fault: `“${body.slice(0, 60)}” is not an address. Write one like 203.0.113.7 or 2001:db8::7.` }
  const mapped = body.includes(':') && address.bits === 32,
    widest = mapped ? 128 : address.bits
  if (length !== undefined && (!/^\d{1,3}$/.test(length) || Number(length) > widest))
    return { fault: `“${shown}” ends in “/${length.slice(0, 10)}”. ${widest === 32 ? 'An IPv4 range ends in /0 to /32' : 'An IPv6 range ends in /0 to /128'}.` }
  const given = length === undefined ? widest : Number(length)
  if (mapped && given < 96) return { fault: `“${shown}” reaches over IPv4 and IPv6. Write one range for each.` }
  const bits = mapped ? given - 96 : given,
    host = (1n << BigInt(address.bits - bits)) - 1n
  // 10.0.0.7/8 is mostly a slip: who meant one address must not let in sixteen million.
  if ((address.value & host) !== 0n)
    return {
      fault: `“${shown}” has digits beyond its length. Did you mean ${writeRange({ bits: address.bits, length: bits, first: address.value & ~host })} or ${writeRange({ bits: address.bits, length: address.bits, first: address.value })}?`,
    }
  return { bits: address.bits, length: bits, first: address.value }
}
/** The one way a range is written: IPv6 as RFC 5952 wants it, and an address of its own without a length. */
export function writeRange(range: NetworkRange): string {
  const text = range.bits === 32 ? [24n, 16n, 8n, 0n].map((shift) => (range.first >> shift) & 0xffn).join('.') : writeSix(range.first)
  return range.length === range.bits ? text : `${text}/${range.length}`
}
function writeSix(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, i) => ((value >> BigInt(112 - i * 16)) & 0xffffn).toString(16))
  let at = -1,
    longest = 1
  for (let i = 0; i < 8; i++) {
    let n = 0
    while (i + n < 8 && groups[i + n] === '0') n++
    if (n > longest) {
      at = i
      longest = n
    }
  }
  return at < 0 ? groups.join(':') : `${groups.slice(0, at).join(':')}::${groups.slice(at + longest).join(':')}`
}
/** Whether the address lies in the range. The families never meet: a range of one says nothing about the other. */
export const isWithin = (address: Address, range: NetworkRange): boolean => {
  if (address.bits !== range.bits) return false
  const shift = BigInt(range.bits - range.length)
  return address.value >> shift === range.first >> shift
}
