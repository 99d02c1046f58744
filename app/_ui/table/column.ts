import type { ReactNode } from 'react'
import type { Money } from '@/lib/kernel/money.ts'
import type { Place } from '../place.ts'

/** One column of a list: how it is headed, drawn, ordered, exported, and what becomes of it on a phone. */
export interface Column<Row> {
  readonly id: string
  readonly header: ReactNode
  readonly cell: (row: Row) => ReactNode
  /** `end` for figures. */
  readonly align?: 'start' | 'end' | 'center'
  readonly sortable?: boolean
  /** On phones: 1 first line left, 2 first line right, 3 second line left, 4 second line right; without one the column stays on the desk. */
  readonly priority?: 1 | 2 | 3 | 4
  /** The export's cell as plain text; without one the column is not exported. */
  readonly csv?: (row: Row) => string
  /** Off until chosen. */
  readonly hidden?: boolean
  readonly strong?: boolean
  readonly quiet?: boolean
  /** Long words: break into lines, or cut with an ellipsis. */
  readonly wraps?: boolean
  readonly clips?: boolean
  /** Carries the link to the record (otherwise the column of priority 1, or the first). The cell then holds no link of its own. */
  readonly link?: boolean
}

export interface RowGroup<Row> {
  readonly label: ReactNode
  readonly rows: readonly Row[]
  readonly sums?: ReactNode
}

/** An act on the chosen rows: a GET form, so that the page it opens has an address and works without script. */
export interface SelectionAct {
  readonly verb: string
  readonly href: string
  readonly key?: string
  readonly primary?: boolean
  readonly danger?: boolean
}
export interface Selection<Row> {
  /** The name of the parameter that repeats for each chosen row. */
  readonly name: string
  readonly noun: readonly [one: string, many: string]
  /** True, or why this row cannot be chosen. */
  readonly may: (row: Row) => true | string
  readonly amount?: (row: Row) => Money
  readonly consequence?: string
  readonly acts: readonly SelectionAct[]
  readonly place: Pick<Place, 'locale'>
}
