import type { ComponentType, ReactElement } from 'react'
import { createElement, isValidElement } from 'react'
import { classes } from './class-names.ts'

/** An icon of lucide-react. */
export type IconShape = ComponentType<{ className?: string; strokeWidth?: number | string; 'aria-hidden'?: boolean | 'true' | 'false' }>
type Drawn = readonly (readonly [tag: string, attributes: Readonly<Record<string, string>>])[]

/**
 * The lines of an icon. lucide wraps them in a component of the browser; asking it once for its element and drawing that here keeps its
 * runtime out of the script that every phone would otherwise load.
 */
function linesOf(shape: IconShape): Drawn | undefined {
  const render: unknown = Reflect.get(shape, 'render')
  if (typeof render !== 'function') return undefined
  const element: unknown = render({}, null)
  const icon: unknown = isValidElement<{ icon?: { node?: Drawn } }>(element) ? element.props.icon?.node : undefined
  return Array.isArray(icon) ? (icon as Drawn) : undefined
}

const made = new Map<IconShape, Map<string, ReactElement>>()
/** 16 px beside words. Decoration only: the words carry the meaning. The same element for the same icon: a page sends each once and then refers to it. */
export function Icon({ of: shape, small, className }: { of: IconShape; small?: boolean; className?: string }) {
  const names = classes('icon', small && 'small', className)
  let those = made.get(shape)
  if (!those) made.set(shape, (those = new Map()))
  let icon = those.get(names)
  if (!icon) those.set(names, (icon = drawn(shape, names)))
  return icon
}
function drawn(Shape: IconShape, names: string): ReactElement {
  const lines = linesOf(Shape)
  if (!lines) return <Shape className={names} strokeWidth={1.75} aria-hidden="true" />
  return (
    <svg
      className={names}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {lines.map(([tag, { key, ...attributes }], i) => createElement(tag, { key: key ?? i, ...attributes }))}
    </svg>
  )
}
