'use client'

import { useEffect, useRef, type ReactNode } from 'react'

/** A `<details>` that floats: it closes on a press outside, on Escape and when its form is sent. Without script it still opens and closes. */
export function FloatingDetails({
  className,
  summary,
  summaryClass,
  label,
  children,
}: {
  className: string
  summary: ReactNode
  summaryClass?: string
  label?: string
  children: ReactNode
}) {
  const details = useRef<HTMLDetailsElement>(null)
  useEffect(() => {
    const close = () => {
      if (details.current) details.current.open = false
    }
    const press = (event: PointerEvent) => {
      if (!details.current?.contains(event.target as Node)) close()
    }
    const key = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || !details.current?.open) return
      close()
      details.current.querySelector('summary')?.focus()
      event.preventDefault()
    }
    // Empty fields stay out of the address.
    const sent = (event: SubmitEvent) => {
      const empty = [...(event.target as HTMLFormElement).elements].filter(
        (e): e is HTMLInputElement | HTMLSelectElement => 'value' in e && 'name' in e && e.name !== '' && e.value === '' && !(e as HTMLInputElement).disabled,
      )
      for (const control of empty) control.disabled = true
      setTimeout(() => {
        for (const control of empty) control.disabled = false
        close()
      })
    }
    const element = details.current
    document.addEventListener('pointerdown', press)
    element?.addEventListener('keydown', key)
    element?.addEventListener('submit', sent)
    return () => {
      document.removeEventListener('pointerdown', press)
      element?.removeEventListener('keydown', key)
      element?.removeEventListener('submit', sent)
    }
  }, [])
  return (
    <details ref={details} className={className}>
      <summary className={summaryClass} aria-label={label}>
        {summary}
      </summary>
      {children}
    </details>
  )
}
