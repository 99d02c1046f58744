'use client'

import { useEffect } from 'react'
import { useRouter } from 'next/navigation'

/** Follows the links of `Go` without a reload. What asks for a new tab or window, or was handled already, is the browser's. */
export function Follow() {
  const router = useRouter()
  useEffect(() => {
    const press = (event: MouseEvent) => {
      if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
      const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[data-go]') : null
      const href = link?.getAttribute('href')
      if (!link || !href || (link.target !== '' && link.target !== '_self')) return
      event.preventDefault()
      router.push(href, { scroll: link.dataset['go'] !== 'still' })
    }
    document.addEventListener('click', press)
    return () => document.removeEventListener('click', press)
  }, [router])
  return null
}
