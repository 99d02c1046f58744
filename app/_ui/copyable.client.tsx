'use client'

import { useState } from 'react'

/**
 * An id or a digest that people carry elsewhere. The whole text is copied even where a short form is shown.
 * @param props.label what the button is called; without one, by what is shown. Never the text of a secret, which would be read out.
 */
export function Copyable({ text, short, label }: { text: string; short?: string; label?: string }) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), 1600)
  }
  return (
    <span className="copyable">
      <span className="mono" title={short ? text : undefined}>
        {short ?? text}
      </span>
      <button type="button" onClick={copy} aria-label={label ?? `Copy ${short ?? text}`}>
        <Sign of={copied ? 'M20 6.5 9.5 17 4 11.5' : 'M9 9h11v12H9zM4 15V3h11'} />
      </button>
      <span className="visually-hidden" role="status">
        {copied ? 'Copied' : ''}
      </span>
    </span>
  )
}

/** Drawn here and not taken from the set of icons, whose runtime every phone would load for these two. */
function Sign({ of }: { of: string }) {
  return (
    <svg
      className="icon small"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={of} />
    </svg>
  )
}
