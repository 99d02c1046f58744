'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useRef, type ReactNode } from 'react'

/** Leaving is a navigation, which drops the focus: it goes to the link that led here, or else to the page. */
function giveBack(opened: string): void {
  if (document.activeElement && document.activeElement !== document.body) return
  const link = [...document.querySelectorAll('a')].find((one) => one.pathname + one.search === opened && one.tabIndex >= 0)
  const target = link ?? document.getElementById('main')
  target?.focus({ preventScroll: true })
}

/** An open `<dialog>` from the server that turns modal: focus stays inside, the page beneath is inert, Escape goes back. */
export function ModalWhenAwake({ back, wide, children }: { back: string; wide: boolean; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const router = useRouter()
  useEffect(() => {
    const element = dialog.current
    if (!element) return
    // Who has begun to write in it before it woke goes on where they were; turning modal moves the focus to what stands first.
    const begun = document.activeElement instanceof HTMLElement && element.contains(document.activeElement) ? document.activeElement : null
    element.close()
    element.showModal()
    const first = '[autofocus], .code-field input, .field-control:required, button[type="submit"]'
    ;(begun ?? element.querySelector<HTMLElement>(first))?.focus()
    const opened = location.pathname + location.search
    return () => {
      element.close()
      requestAnimationFrame(() => giveBack(opened))
    }
  }, [])
  return (
    <dialog
      ref={dialog}
      open
      className={wide ? 'dialog wide' : 'dialog'}
      aria-labelledby="act-title"
      onCancel={(event) => {
        event.preventDefault()
        router.push(back, { scroll: false })
      }}
    >
      {children}
    </dialog>
  )
}
