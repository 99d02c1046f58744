'use client'

import { usePathname } from 'next/navigation'
import { Fragment, useEffect, useState, type ReactNode } from 'react'
import { Go } from '../go.tsx'
import { paths } from '../paths.ts'

export interface NavItem {
  readonly label: string
  readonly href: string
  readonly icon: ReactNode
  /** Kinds of things that wait for this person here; their count is asked after the page. */
  readonly waits?: readonly string[]
  /** Other paths that belong to this place. */
  readonly also?: readonly string[]
  /** The letter after `g`. */
  readonly go?: string
}
export interface NavGroup {
  readonly label?: string
  readonly items: readonly NavItem[]
}

type Pulse = Readonly<Record<string, number>>
/** What waits, asked again after each page and after each act, which gives the frame new places. Without an answer the last counts stay. */
function usePulse(path: string, groups: readonly NavGroup[]): Pulse {
  const [pulse, setPulse] = useState<Pulse>({})
  useEffect(() => {
    const asking = new AbortController()
    const answer = fetch(paths.pulse(), { signal: asking.signal, headers: { accept: 'application/json' } }).then(async (r) =>
      r.ok ? ((await r.json()) as Pulse) : undefined,
    )
    answer.then(
      (next) => {
        if (next) setPulse(next)
      },
      () => undefined,
    ) // offline or gone on: nothing to show
    return () => asking.abort()
  }, [path, groups])
  return pulse
}
const within = (path: string, place: string): boolean => path === place || path.startsWith(`${place}/`)

/** The places of the desk. The current one is marked in the browser, because layouts are not rendered again on navigation. */
export function SideNav({ groups }: { groups: readonly NavGroup[] }) {
  const path = usePathname()
  const pulse = usePulse(path, groups)
  const places = groups.flatMap((group) => group.items)
  // The longest place that holds this path wins, so that /ledger/entries does not mark two.
  const current = places
    .filter((item) => within(path, item.href) || item.also?.some((other) => within(path, other)))
    .sort((a, b) => b.href.length - a.href.length)[0]
  return (
    <div className="side-nav">
      {groups.map((group, i) => (
        <Fragment key={group.label ?? i}>
          {group.label && <h2>{group.label}</h2>}
          <ul>
            {group.items.map((item) => {
              const count = item.waits?.reduce((n, kind) => n + (pulse[kind] ?? 0), 0) ?? 0
              return (
                <li key={item.href}>
                  <Go href={item.href} aria-current={item === current ? 'page' : undefined}>
                    {item.icon}
                    {item.label}
                    {count > 0 && (
                      <span className="count due">
                        {count}
                        <span className="visually-hidden"> waiting for you</span>
                      </span>
                    )}
                  </Go>
                </li>
              )
            })}
          </ul>
        </Fragment>
      ))}
    </div>
  )
}
