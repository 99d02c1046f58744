'use client'

import { useEffect, useRef, useState, type ReactNode } from 'react'

/**
 * Around a table. Where the table is wider than its place the box scrolls, and is then a named place that the keyboard reaches (arrow keys
 * scroll what has the focus). Where everything fits there is nothing to reach, and a box would keep the head from sticking to the window;
 * until it is measured, and without script, the box can be reached.
 */
export function ScrollBox({ label, children }: { label: string; children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null)
  const [isWide, setWide] = useState<boolean>()
  useEffect(() => {
    const element = box.current,
      table = element?.firstElementChild
    if (!element || !table) return
    const watch = new ResizeObserver(() => setWide(table.scrollWidth > element.clientWidth + 1))
    watch.observe(element)
    watch.observe(table)
    return () => watch.disconnect()
  }, [])
  return (
    <div
      ref={box}
      className="data-table-scroll"
      data-wide={isWide ? '' : undefined}
      {...(isWide === false ? {} : { role: 'region', 'aria-label': label, tabIndex: 0 })}
    >
      {children}
    </div>
  )
}
