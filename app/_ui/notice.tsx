import type { ReactNode } from 'react'
import { classes } from './class-names.ts'
import { Mark, type MarkShape } from './mark.tsx'

export type Tone = 'good' | 'warn' | 'bad' | 'hold' | 'accent'
const shapeOf: Record<Tone, MarkShape> = { good: 'disc', warn: 'quarter', bad: 'triangle', hold: 'square', accent: 'half' }

/** The state of the whole screen; one per screen. */
export function Notice({ tone, title, act, live, children }: { tone: Tone; title?: ReactNode; act?: ReactNode; live?: boolean; children?: ReactNode }) {
  return (
    <div className={classes('notice', tone)} role={live ? (tone === 'bad' ? 'alert' : 'status') : undefined}>
      <Mark shape={shapeOf[tone]} />
      <div>
        {title && <strong>{title}</strong>}
        {title && children ? ' ' : null}
        {children}
      </div>
      {act && <span className="act">{act}</span>}
    </div>
  )
}

/** A fact about one cell. */
export function Pip({ tone, children }: { tone?: Tone; children: ReactNode }) {
  return <span className={classes('pip', tone)}>{children}</span>
}
