'use client'

import type { ReactElement, ReactNode } from 'react'
import { Menu as Base } from '@base-ui/react/menu'
import { Ellipsis } from 'lucide-react'
import { buttonClass } from './button-class.ts'
import { classes } from './class-names.ts'
import { Go } from './go.tsx'
import { Icon } from './icon.tsx'

export interface MenuItem {
  readonly label: string
  readonly note?: string
  readonly href?: string
  readonly onPress?: () => void
  /** Why it cannot be chosen: shown below the words. */
  readonly why?: string | undefined
  readonly keys?: string
  readonly danger?: boolean
  readonly icon?: ReactNode
  readonly current?: boolean
}
export type MenuEntry = MenuItem | 'line' | { readonly heading: string }

/** Acts that do not deserve a button. What is not allowed stays and says why. */
export function Menu({
  label,
  items,
  trigger,
  align = 'end',
}: {
  label: string
  items: readonly MenuEntry[]
  trigger?: ReactElement
  align?: 'start' | 'end'
}) {
  return (
    <Base.Root>
      {trigger ? (
        <Base.Trigger render={trigger} />
      ) : (
        <Base.Trigger className={buttonClass({ quiet: true, size: 'large' }, 'square')} aria-label={label} title={label}>
          <Icon of={Ellipsis} />
        </Base.Trigger>
      )}
      <Base.Portal>
        <Base.Positioner className="menu-positioner" sideOffset={4} align={align}>
          <Base.Popup className="menu" aria-label={label}>
            {items.map((item, i) =>
              item === 'line' ? (
                <Base.Separator key={i} className="menu-line" />
              ) : 'heading' in item ? (
                <div key={i} className="menu-label">
                  {item.heading}
                </div>
              ) : (
                <Item key={i} item={item} />
              ),
            )}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

function Item({ item }: { item: MenuItem }) {
  const words = (
    <>
      {item.icon}
      <span className="min-w-0">
        {item.label}
        {(item.why ?? item.note) && <span className="note">{item.why ?? item.note}</span>}
      </span>
      {item.keys && <kbd className="key">{item.keys.toUpperCase()}</kbd>}
    </>
  )
  const className = classes('menu-item', item.danger && 'danger', item.current && 'font-medium')
  if (item.href && !item.why)
    return (
      <Base.LinkItem className={className} aria-current={item.current ? 'true' : undefined} render={<Go href={item.href} />} closeOnClick>
        {words}
      </Base.LinkItem>
    )
  return (
    <Base.Item className={className} disabled={Boolean(item.why)} onClick={item.onPress}>
      {words}
    </Base.Item>
  )
}
