'use client'

import { type ReactElement, type ReactNode } from 'react'
import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { buttonClass } from './button-class.ts'
import { Icon } from './icon.tsx'

interface DialogProps {
  /** The element that opens it, a `<Button>`. */
  trigger?: ReactElement
  open?: boolean
  onOpenChange?: (open: boolean) => void
  title: ReactNode
  foot?: ReactNode
  wide?: boolean
  children: ReactNode
}

/** A dialog for something small within a page. An act with a signature or a loss has an address instead: `<Act>`. */
export function Dialog({ trigger, open, onOpenChange, title, foot, wide, children }: DialogProps) {
  return (
    <Base.Root {...(open === undefined ? {} : { open })} {...(onOpenChange ? { onOpenChange: (next: boolean) => onOpenChange(next) } : {})}>
      {trigger && <Base.Trigger render={trigger} />}
      <Base.Portal>
        <Base.Backdrop className="scrim" />
        <Base.Popup className={wide ? 'dialog wide' : 'dialog'}>
          <div className="dialog-head">
            <Base.Title render={<h2>{title}</h2>} />
            <Base.Close className={buttonClass({ quiet: true }, 'square')} aria-label="Close">
              <Icon of={X} />
            </Base.Close>
          </div>
          <div className="dialog-body">{children}</div>
          {foot && <div className="dialog-foot">{foot}</div>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
