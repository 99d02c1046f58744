import { Fragment, isValidElement, type ReactElement, type ReactNode } from 'react'
import { Mark, type MarkShape } from '../mark.tsx'

/** Text, or an element as its tag, its attributes (a text alone is the class) and what stands in it. A mark has the tag `@`. */
export type Packed = string | readonly [tag: string, attributes: string | Attributes, ...inside: Packed[]]
type Attributes = Readonly<Record<string, string | number>>

/**
 * What a cell draws, as plain data; undefined where it draws more than text and plain elements, such as a control of the browser. A list of
 * fifty rows written as elements takes four times the room in a page and is written, read and drawn element by element, twice.
 */
export function pack(node: ReactNode): readonly Packed[] | undefined {
  if (node === null || node === undefined || typeof node === 'boolean') return []
  if (typeof node === 'string') return node === '' ? [] : [node]
  if (typeof node === 'number' || typeof node === 'bigint') return [String(node)]
  if (Array.isArray(node)) return packAll(node as readonly ReactNode[])
  return isValidElement<Record<string, unknown>>(node) ? packElement(node) : undefined
}
function packAll(nodes: readonly ReactNode[]): readonly Packed[] | undefined {
  const all: Packed[] = []
  for (const node of nodes) {
    const packed = pack(node)
    if (packed === undefined) return undefined
    for (const part of packed) {
      const last = all.at(-1)
      if (typeof part === 'string' && typeof last === 'string') all[all.length - 1] = last + part
      else all.push(part)
    }
  }
  return all
}
function packElement({ type, props }: ReactElement<Record<string, unknown>>): readonly Packed[] | undefined {
  const inside = props['children'] as ReactNode
  if (type === Fragment) return pack(inside)
  if (type === (Mark as unknown)) return [['@', (props['className'] as string | undefined) ?? '', props['shape'] as MarkShape]]
  // A component of the server is drawn here and now; one of the browser is known by its mark and left to it.
  if (typeof type === 'function') return '$$typeof' in type ? undefined : pack((type as (given: unknown) => ReactNode)(props))
  if (typeof type !== 'string') return undefined
  const attributes: Record<string, string | number> = {}
  for (const [name, value] of Object.entries(props)) {
    if (name === 'children' || value === undefined || value === null) continue
    if (typeof value !== 'string' && typeof value !== 'number') return undefined
    attributes[name] = value
  }
  const packed = pack(inside),
    { className, ...others } = attributes
  return packed && [[type, Object.keys(others).length === 0 ? String(className ?? '') : attributes, ...packed]]
}
