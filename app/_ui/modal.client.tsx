'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useRef, type ReactNode } from 'react'

/** An open `<dialog>` from the server that turns modal: focus stays inside, the page beneath is inert, Escape goes back. */
export function ModalWhenAwake({ back, wide, children }: { back: string; wide: boolean; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const router = useRouter()
  useEffect(() => {
    const element = dialog.current
    if (!element) return
    element.close()
    element.showModal()
    element.querySelector<HTMLElement>('[autofocus], .code-field input, .field-control:required, button[type="submit"]')?.focus()
    return () => element.close()
  }, [])
  return (
    <dialog ref={dialog} open className={wide ? 'dialog wide' : 'dialog'} aria-labelledby="act-title"
      onCancel={(event) => { event.preventDefault(); router.push(back, { scroll: false }) }}>
      {children}
    </dialog>
  )
}
