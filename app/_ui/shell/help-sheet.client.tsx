'use client'

import { Dialog } from '../dialog.client.tsx'
import { TextLink } from '../link.tsx'
import { paths } from '../paths.ts'
import type { Go } from './press-key.ts'

/** The keys, the same in the same place on every page. */
export function HelpSheet({
  open,
  onOpenChange,
  go,
  keys,
  apple,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
  go: readonly Go[]
  keys: boolean
  apple: boolean
}) {
  const rows: [string, string[]][] = [
    ['Find or act', [apple ? '⌘' : 'Ctrl', 'K']],
    ...(keys
      ? ([
          ['Search or filter this list', ['/']],
          ['Next row, previous row', ['j', 'k']],
          ['Choose the row', ['x']],
          ['Open the row', ['Enter']],
          ['Close, clear', ['Esc']],
          ['This sheet', ['?']],
          ...go.map((g): [string, string[]] => [g.label, ['g', g.key]]),
        ] as [string, string[]][])
      : []),
  ]
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Keys and help"
      foot={
        <span>
          {keys ? 'Single keys can be switched off in ' : 'Single keys are switched off; on again in '}
          <TextLink href={paths.account('profile')}>your profile</TextLink>.
        </span>
      }
    >
      <dl className="keys-list">
        {rows.map(([words, held]) => (
          <div key={words} className="contents">
            <dt>{words}</dt>
            <dd>
              {held.map((k) => (
                <kbd key={k} className="key">
                  {k}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <p className="text-ink-2">
        A button with a letter on it is pressed by that letter. Something broken or unsafe? <TextLink href={paths.report()}>Report it</TextLink>.
      </p>
    </Dialog>
  )
}
