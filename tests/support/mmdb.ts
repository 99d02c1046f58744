// Writes a small file in the MMDB format (MaxMind DB 2.0), so that tests bring places of their own and none is shipped.
import { parseAddress, parseRange } from '../../lib/kernel/network-range.ts'

type Value = string | number | { readonly double: number } | { readonly [key: string]: Value } | readonly Value[]
const types = { pointer: 1, text: 2, double: 3, uint16: 5, uint32: 6, map: 7, uint64: 9, array: 11 } as const
function head(type: number, size: number): Buffer {
  const parts = size < 29 ? [size] : size < 285 ? [29, size - 29] : [30, (size - 285) >> 8, (size - 285) & 0xff],
    [first = 0, ...rest] = parts
  return type > 7 ? Buffer.from([first, type - 7, ...rest]) : Buffer.from([(type << 5) | first, ...rest])
}
function written(value: Value, bits: 16 | 32 | 64 = 32): Buffer {
  if (typeof value === 'string') {
    const body = Buffer.from(value)
    return Buffer.concat([head(types.text, body.length), body])
  }
  if (typeof value === 'number') {
    const body = Buffer.alloc(bits / 8)
    if (bits === 64) body.writeBigUInt64BE(BigInt(value))
    else body.writeUIntBE(value, 0, bits / 8)
    return Buffer.concat([head(bits === 16 ? types.uint16 : bits === 32 ? types.uint32 : types.uint64, body.length), body])
  }
  if (Array.isArray(value)) return Buffer.concat([head(types.array, value.length), ...(value as readonly Value[]).map((item) => written(item))])
  if ('double' in value && typeof value.double === 'number') {
    const body = Buffer.alloc(8)
    body.writeDoubleBE(value.double)
    return Buffer.concat([head(types.double, 8), body])
  }
  const pairs = Object.entries(value as { readonly [key: string]: Value })
  return Buffer.concat([head(types.map, pairs.length), ...pairs.flatMap(([key, inner]) => [written(key), written(inner)])])
}
export interface Written {
  readonly city?: string
  readonly country?: string
  readonly latitude?: number
  readonly longitude?: number
}
const recordOf = ({ city, country, latitude, longitude }: Written): Value => ({
  ...(city === undefined ? {} : { city: { names: { en: city } } }),
  ...(country === undefined ? {} : { country: { iso_code: country.slice(0, 2).toUpperCase(), names: { en: country } } }),
  ...(latitude === undefined || longitude === undefined ? {} : { location: { latitude: { double: latitude }, longitude: { double: longitude } } }),
})
interface Node {
  left: Node | number | undefined
  right: Node | number | undefined
}
const node = (): Node => ({ left: undefined, right: undefined })

/** A database of ranges (`81.2.69.0/24`, `2a02::/16`) and what is there. The ranges must not lie inside one another. */
export function mmdb(ranges: Readonly<Record<string, Written>>): Buffer {
  const root = node(),
    bodies: Buffer[] = [],
    places = Object.entries(ranges)
  let offset = 0
  for (const [text, place] of places) {
    const range = parseRange(text)
    if ('fault' in range || !parseAddress(text.split('/')[0] as string)) throw new Error(`not a range: ${text}`)
    const length = range.bits === 32 ? range.length + 96 : range.length,
      value = range.first
    let at = root
    for (let bit = 0; bit < length; bit++) {
      const side = (value >> BigInt(127 - bit)) & 1n ? 'right' : 'left'
      if (bit === length - 1) {
        at[side] = offset
        break
      }
      const next = at[side]
      at = typeof next === 'object' ? next : (at[side] = node())
    }
    const body = written(recordOf(place))
    bodies.push(body)
    offset += body.length
  }
  const nodes: Node[] = [],
    number = new Map<Node, number>(),
    queue = [root]
  for (let next = queue.shift(); next; next = queue.shift()) {
    number.set(next, nodes.length)
    nodes.push(next)
    for (const child of [next.left, next.right]) if (typeof child === 'object') queue.push(child)
  }
  const tree = Buffer.alloc(nodes.length * 6),
    pointer = (child: Node | number | undefined): number =>
      child === undefined ? nodes.length : typeof child === 'number' ? nodes.length + 16 + child : (number.get(child) as number)
  nodes.forEach((one, i) => {
    tree.writeUIntBE(pointer(one.left), i * 6, 3)
    tree.writeUIntBE(pointer(one.right), i * 6 + 3, 3)
  })
  const pairs: readonly (readonly [string, Buffer])[] = [
    ['binary_format_major_version', written(2, 16)],
    ['binary_format_minor_version', written(0, 16)],
    ['build_epoch', written(1_779_000_000, 64)],
    ['database_type', written('Test-City')],
    ['description', written({ en: 'made by a test' })],
    ['ip_version', written(6, 16)],
    ['languages', written(['en'])],
    ['node_count', written(nodes.length, 32)],
    ['record_size', written(24, 16)],
  ]
  const metadata = Buffer.concat([head(types.map, pairs.length), ...pairs.flatMap(([key, body]) => [written(key), body])])
  return Buffer.concat([tree, Buffer.alloc(16), ...bodies, Buffer.from('abcdef', 'hex'), Buffer.from('MaxMind.com'), metadata])
}
