import type { ReactNode } from 'react'
import { Mark } from './mark.tsx'
import { TextLink } from './link.tsx'

export interface Step {
  readonly label: string
  readonly state: 'done' | 'now' | 'ahead'
  readonly href?: string
}

/** Where one is in a task of several pages. */
export function Steps({ label, items }: { label: string; items: readonly Step[] }) {
  return (
    <ol className="steps" aria-label={label}>
      {items.map((step) => (
        <li key={step.label} className={step.state} aria-current={step.state === 'now' ? 'step' : undefined}>
          <Mark shape={step.state === 'done' ? 'disc' : step.state === 'now' ? 'half' : 'ring'} />
          {step.href && step.state === 'done' ? <TextLink href={step.href}>{step.label}</TextLink> : step.label}
        </li>
      ))}
    </ol>
  )
}

/** How far something long has come, in words and as a bar. */
export function Progress({ done, of, label, children }: { done: number; of: number; label: string; children?: ReactNode }) {
  return (
    <div className="progress">
      <progress value={done} max={Math.max(1, of)} aria-label={label} />
      <div className="words">
        <span>{label}</span>
        <span>{children}</span>
      </div>
    </div>
  )
}
