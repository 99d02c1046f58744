import type { ReactNode } from 'react'
import { X } from 'lucide-react'
import { buttonClass } from './button-class.ts'
import { LinkButton } from './button.tsx'
import { Facts, type Fact } from './docket.tsx'
import { Go } from './go.tsx'
import { Icon } from './icon.tsx'
import { ModalWhenAwake } from './modal.client.tsx'

interface ActProps {
  /** The act with its amount and payee. */
  title: ReactNode
  /** Where closing leads. */
  back: string
  facts?: readonly Fact[]
  /** What is being signed: shown short at the foot. */
  foot?: ReactNode
  wide?: boolean
  cancel?: string
  children: ReactNode
}

/**
 * An act with a signature or a loss, at an address of its own: a dialog over whatever the page shows beneath it. It is rendered by the
 * server, is complete without script, and becomes modal when script arrives.
 */
export function Act({ title, back, facts, foot, wide, cancel = 'Cancel', children }: ActProps) {
  return (
    <>
      <Go href={back} className="scrim" tabIndex={-1} aria-hidden="true" scroll={false} />
      <ModalWhenAwake back={back} wide={wide ?? false}>
        <div className="dialog-head">
          <h2 id="act-title">{title}</h2>
          <Go href={back} scroll={false} className={buttonClass({ quiet: true }, 'square')} aria-label="Close">
            <Icon of={X} />
          </Go>
        </div>
        <div className="dialog-body">
          {facts && <Facts tight items={facts} />}
          {children}
        </div>
        <div className="dialog-foot">
          <span className="min-w-0">{foot}</span>
          <LinkButton href={back}>{cancel}</LinkButton>
        </div>
      </ModalWhenAwake>
    </>
  )
}
