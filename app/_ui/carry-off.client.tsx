'use client'

import { useState } from 'react'
import { buttonClass } from './button-class.ts'

/** Copies codes as lines, to be kept somewhere else. */
export function CopyCodes({ codes }: { codes: readonly string[] }) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(codes.join('\n'))
    setCopied(true)
    setTimeout(() => setCopied(false), 1600)
  }
  return (
    <button type="button" className={buttonClass({})} onClick={copy}>
      <span aria-live="polite">{copied ? 'Copied' : 'Copy all codes'}</span>
    </button>
  )
}
/** Prints the page as it stands; what is only for the screen is left out by its styles. */
export function PrintButton() {
  return (
    <button type="button" className={buttonClass({}, 'no-print')} onClick={() => window.print()}>
      <span>Print…</span>
    </button>
  )
}
