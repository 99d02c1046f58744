'use client'

import { useState } from 'react'
import { Check, Copy } from 'lucide-react'
import { Icon } from './icon.tsx'

/** An id or a digest that people carry elsewhere. The whole text is copied even where a short form is shown. */
export function Copyable({ text, short, label = 'Copy' }: { text: string; short?: string; label?: string }) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), 1600)
  }
  return (
    <span className="copyable">
      <span className="mono" title={short ? text : undefined}>{short ?? text}</span>
      <button type="button" onClick={copy} aria-label={`${label} ${text}`}><Icon of={copied ? Check : Copy} small /></button>
      <span className="visually-hidden" role="status">{copied ? 'Copied' : ''}</span>
    </span>
  )
}
