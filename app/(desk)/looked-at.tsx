import type { ReactNode } from 'react'
import { momentText } from '@/app/_ui/format.ts'
import { TextLink } from '@/app/_ui/link.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { paths } from '@/app/_ui/paths.ts'
import type { Desk } from '@/lib/tenancy/show-desk.ts'
import { placeOf } from './desk.ts'

/** On every page of whoever releases money or runs the installation, while it stands still after a restore. */
export function PausedLine({ desk }: { desk: Desk }) {
  if (!desk.isPaused) return null
  const runs = desk.reaches['installation.change'] === 'all'
  return (
    <div className="looking" role="region" aria-label="Paused">
      <Notice
        tone="hold"
        title="This installation was restored from a backup and is paused."
        act={
          runs ? (
            <TextLink accent href={paths.operator('health')}>
              Health
            </TextLink>
          ) : undefined
        }
      >
        {runs ? 'No mail leaves and no batch is released until you resume it.' : 'No mail leaves and no batch is released until its operator resumes it.'}
      </Notice>
    </div>
  )
}
/**
 * On every page of a company that an operator looks at: to its people that somebody does, to the operator where they are. `leave` is how the
 * operator goes; apart, because it brings script that the page of a technician shall not load.
 */
export function LookedAt({ desk, leave }: { desk: Desk; leave: ReactNode }) {
  const place = placeOf(desk)
  if (desk.support) {
    return (
      <div className="looking own" role="region" aria-label="Support">
        <Notice tone="accent" title={`You look at ${desk.company}, under ${desk.support.number}.`} act={leave}>
          Until {momentText(desk.support.until, place, 'minute')}. You change nothing; what you open stands in its log.
        </Notice>
      </div>
    )
  }
  if (desk.looking.length === 0) return null
  return (
    <div className="looking" role="region" aria-label="Support">
      {desk.looking.map((one) => (
        <Notice
          key={one.number}
          tone="accent"
          title={`${one.operator}, an operator of this installation, looks at ${desk.company} now.`}
          act={
            desk.reaches['company.read'] === 'all' ? (
              <TextLink accent href={paths.settings('support')}>
                Support
              </TextLink>
            ) : undefined
          }
        >
          By {one.number}, until {momentText(one.until, place, 'minute')}; they change nothing.
        </Notice>
      ))}
    </div>
  )
}
