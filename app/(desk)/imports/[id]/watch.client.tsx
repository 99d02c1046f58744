'use client'

import { useRouter } from 'next/navigation'
import { useEffect } from 'react'

const everyMs = 1_000
/** Asks the server again while something is under way; not while the page is out of sight. */
export function Watch() {
  const router = useRouter()
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) router.refresh()
    }, everyMs)
    return () => clearInterval(timer)
  }, [router])
  return (
    <noscript>
      <p className="text-ink-2">Reload the page to see how far it is.</p>
    </noscript>
  )
}
