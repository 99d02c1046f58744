'use client'

import type { ReactElement, ReactNode } from 'react'
import { Tooltip } from '@base-ui/react/tooltip'

/** What a bare icon does, and its key. Never the only place of something that must be known. */
export function Tip({ text, keys, children }: { text: ReactNode; keys?: string; children: ReactElement }) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger render={children} />
      <Tooltip.Portal>
        <Tooltip.Positioner className="menu-positioner" sideOffset={6}>
          <Tooltip.Popup className="tip">
            {text}
            {keys && <kbd className="key">{keys.toUpperCase()}</kbd>}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}
