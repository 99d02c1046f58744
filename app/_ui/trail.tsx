import type { ReactNode } from 'react'
import { classes } from './class-names.ts'
import { Bob, Mark, type MarkShape } from './mark.tsx'
import { Moment } from './moment.tsx'
import type { Place } from './place.ts'

export interface TrailItem {
  readonly id: string
  readonly mark: MarkShape
  /** One sentence. */
  readonly what: ReactNode
  /** One moment, or words such as “not yet”. */
  readonly when?: Date | string | undefined
  /** At most one grey line. */
  readonly sub?: ReactNode
  /** Not reached yet: drawn dashed. */
  readonly ahead?: boolean | undefined
  /** The work itself, at the bottom: here the bob hangs. */
  readonly bob?: boolean | undefined
}

/** The plumb line: newest and unreached on top, down to the work. */
export function Trail({ items, place }: { items: readonly TrailItem[]; place: Place }) {
  return (
    <ol className="trail">
      {items.map((item) => (
        <li key={item.id} className={classes(item.ahead && 'ahead', item.ahead && item.mark === 'quarter' && 'waiting')}>
          {item.bob ? <Bob /> : <Mark shape={item.mark} />}
          <div className="what">
            <span>{item.what}</span>
            {item.when !== undefined && <span className="when">{typeof item.when === 'string' ? item.when : <Moment at={item.when} place={place} />}</span>}
          </div>
          {item.sub && <div className="sub">{item.sub}</div>}
        </li>
      ))}
    </ol>
  )
}
