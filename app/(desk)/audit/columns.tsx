import { numberText, zoneText } from '@/app/_ui/format.ts'
import { Mark } from '@/app/_ui/mark.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import type { Place } from '@/app/_ui/place.ts'
import type { Column } from '@/app/_ui/table/column.ts'
import type { EventItem } from '@/lib/audit/search-events.ts'
import { Actor } from './actor.tsx'
import { Said } from './subject.tsx'

export const columns = (place: Place, isNarrow: boolean): Column<EventItem>[] => [
  {
    id: 'moment',
    header: `Moment ${zoneText(place.now, place)}`,
    quiet: true,
    priority: 4,
    link: true,
    cell: (row) => <Moment at={row.at} place={place} show="second" />,
  },
  { id: 'person', header: 'Person, role then', strong: true, priority: 3, cell: (row) => <Actor actor={row.actor} /> },
  {
    id: 'what',
    header: 'What happened',
    priority: 1,
    cell: (row) => (
      <span className={`block md:truncate ${isNarrow ? 'md:max-w-[44ch]' : 'md:max-w-[88ch]'}`}>
        {row.isAdverse && (
          <span className="text-bad">
            <Mark shape="triangle" />{' '}
          </span>
        )}
        <Said parts={row.said} />
      </span>
    ),
  },
  { id: 'place', header: 'Place', hidden: isNarrow, quiet: true, cell: (row) => (row.ip ? <span className="mono">{row.ip}</span> : '') },
  {
    id: 'entry',
    header: 'Entry',
    align: 'end',
    hidden: true,
    cell: (row) => (row.entry === undefined ? <span className="text-ink-3">sealing</span> : <span className="mono">{numberText(row.entry, place)}</span>),
  },
]
