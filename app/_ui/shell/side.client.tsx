'use client'

import { usePathname } from 'next/navigation'
import { useEffect, type MouseEvent, type ReactNode } from 'react'

const side = (): HTMLElement | null => document.getElementById('side')
function openSide(event: MouseEvent): void {
  const element = side()
  if (!element) return
  event.preventDefault()
  element.dataset['open'] = ''
  element.focus()
}
function closeSide(event?: MouseEvent): void {
  event?.preventDefault()
  const element = side()
  if (element) delete element.dataset['open']
}

/** Opens the places on a phone. Without script the link itself does, through `:target`. */
export function SideButton({ children }: { children: ReactNode }) {
  const path = usePathname()
  useEffect(() => closeSide(), [path])
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && side()?.dataset['open'] !== undefined) closeSide()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [])
  return (
    <a className="menu-button" href="#side" onClick={openSide} aria-label="Menu">
      {children}
    </a>
  )
}
export function SideScrim() {
  return <a className="side-scrim" href="#main" onClick={closeSide} aria-label="Close the menu" tabIndex={-1} />
}
