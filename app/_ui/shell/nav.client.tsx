'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { Fragment, type ReactNode } from 'react'

export interface NavItem {
  readonly label: string
  readonly href: string
  readonly icon: ReactNode
  readonly count?: number | undefined
  /** The count is of things that wait for this person. */
  readonly due?: boolean
  /** Other paths that belong to this place. */
  readonly also?: readonly string[]
  /** The letter after `g`. */
  readonly go?: string
}
export interface NavGroup { readonly label?: string; readonly items: readonly NavItem[] }

const within = (path: string, place: string): boolean => path === place || path.startsWith(`${place}/`)

/** The places of the desk. The current one is marked in the browser, because layouts are not rendered again on navigation. */
export function SideNav({ groups }: { groups: readonly NavGroup[] }) {
  const path = usePathname()
  const places = groups.flatMap((group) => group.items)
  // The longest place that holds this path wins, so that /ledger/entries does not mark two.
  const current = places.filter((item) => within(path, item.href) || item.also?.some((other) => within(path, other))).sort((a, b) => b.href.length - a.href.length)[0]
  return (
    <div className="side-nav">
      {groups.map((group, i) => (
        <Fragment key={group.label ?? i}>
          {group.label && <h2>{group.label}</h2>}
          <ul>
            {group.items.map((item) => (
              <li key={item.href}>
                <Link href={item.href} prefetch={false} aria-current={item === current ? 'page' : undefined}>
                  {item.icon}{item.label}
                  {Boolean(item.count) && <span className={item.due ? 'count due' : 'count'}>{item.count}{item.due && <span className="visually-hidden"> waiting for you</span>}</span>}
                </Link>
              </li>
            ))}
          </ul>
        </Fragment>
      ))}
    </div>
  )
}
