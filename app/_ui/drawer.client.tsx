'use client'

import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useEffect, type ReactNode } from 'react'
import { ChevronDown, ChevronUp, X } from 'lucide-react'
import { buttonClass } from './button-class.ts'
import { Icon } from './icon.tsx'

interface DrawerProps {
  /** Where closing leads: the list without it. */
  back: string
  /** The line above the title: the record's number. */
  line?: ReactNode
  title: ReactNode
  about?: ReactNode
  /** Neighbours in the list. */
  previous?: string | undefined
  next?: string | undefined
  foot?: ReactNode
  children: ReactNode
}

/** One entry beside its list. From 1280 px on the list narrows and nothing is covered; below, it floats. Escape closes. */
export function Drawer({ back, line, title, about, previous, next, foot, children }: DrawerProps) {
  const router = useRouter()
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || document.querySelector('[role="dialog"], dialog[open], details[open].filter-open')) return
      router.push(back, { scroll: false })
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [back, router])
  const neighbour = (href: string | undefined, label: string, icon: typeof ChevronUp) =>
    href ? (
      <Link href={href} scroll={false} className={buttonClass({ quiet: true, size: 'small' }, 'square')} aria-label={label}>
        <Icon of={icon} />
      </Link>
    ) : (
      <span className={buttonClass({ quiet: true, size: 'small' }, 'square')} aria-hidden="true" aria-disabled="true">
        <Icon of={icon} />
      </span>
    )
  return (
    <aside className="drawer" aria-labelledby="drawer-title">
      <header className="drawer-head">
        <div className="line">
          <span>{line}</span>
          {(previous || next) && (
            <>
              {neighbour(previous, 'Previous entry', ChevronUp)}
              {neighbour(next, 'Next entry', ChevronDown)}
            </>
          )}
          <Link href={back} scroll={false} className={buttonClass({ quiet: true, size: 'small' }, 'square')} aria-label="Close">
            <Icon of={X} />
          </Link>
        </div>
        <h2 id="drawer-title">{title}</h2>
        {about && <div className="text-caption text-ink-2">{about}</div>}
      </header>
      <div className="drawer-body">{children}</div>
      {foot && <footer className="drawer-foot">{foot}</footer>}
    </aside>
  )
}
