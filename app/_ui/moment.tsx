import type { Day } from '../../lib/kernel/day.ts'
import { dayOf } from '../../lib/kernel/day.ts'
import { ageText, dayText, exactText, momentText, relativeText } from './format.ts'
import type { Place } from './place.ts'

/** An instant on the tenant's clock; its title says it exactly, with the zone. */
export function Moment({ at, place, show = 'minute' }: { at: Date; place: Place; show?: 'near' | 'minute' | 'second' | 'day' | 'clock' | 'age' }) {
  const words =
    show === 'near'
      ? relativeText(at, place)
      : show === 'age'
        ? ageText(at, place)
        : show === 'day'
          ? dayText(dayOf(at, place.zone), place)
          : momentText(at, place, show)
  return (
    <time dateTime={at.toISOString()} title={exactText(at, place)}>
      {words}
    </time>
  )
}

/** A calendar day; it has no zone and no title. */
export function DayMark({ day, place, show = 'short' }: { day: Day; place: Place; show?: 'short' | 'long' | 'weekday' | 'month' | 'numeric' }) {
  return <time dateTime={day}>{dayText(day, place, show)}</time>
}
