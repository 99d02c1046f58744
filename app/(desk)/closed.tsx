import type { ReactNode } from 'react'
import { TextLink } from '@/app/_ui/link.tsx'
import { Mark } from '@/app/_ui/mark.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { closedSentence, opens, plans, planThatOpens, type Feature } from '@/lib/access/plans.ts'
import { readDesk } from './desk.ts'

/** Beside a button, and in full. */
export interface Closed {
  readonly short: string
  readonly sentence: string
}
/** What the company's plan says to this feature; undefined: it is open. It only shows: the operation is judged by itself. */
export async function closedBy(feature: Feature): Promise<Closed | undefined> {
  const { plan } = await readDesk()
  return opens(plan, feature) ? undefined : { short: `The plan ${plans[planThatOpens(feature)].name} opens it`, sentence: closedSentence(plan, feature) }
}
/** In place of what would begin it: which plan opens it, and what becomes of what there is. */
export function ClosedNotice({ closed, children }: { closed: Closed; children?: ReactNode }) {
  return (
    <Notice
      tone="hold"
      title="Closed to this company."
      act={
        <TextLink accent href={paths.settings('plan')}>
          Your plan
        </TextLink>
      }
    >
      {closed.sentence}
      {children ? <> {children}</> : null}
    </Notice>
  )
}
/** A place that is closed keeps its name and is marked. */
export function ClosedLabel({ children }: { children: ReactNode }) {
  return (
    <span className="relative inline-flex items-center gap-1.5">
      {children}
      <Mark shape="slash" />
      <span className="visually-hidden"> (not in your plan)</span>
    </span>
  )
}
