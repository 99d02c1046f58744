'use client'

import { add, type Money as Amount } from '../../../lib/kernel/money.ts'
import { buttonClass } from '../button-class.ts'
import { countWord } from '../format.ts'
import { Moneys } from '../money.tsx'
import type { SelectionAct } from './column.ts'

export interface ChosenRow {
  readonly id: string
  readonly minor?: bigint
  readonly currency?: string
}
export interface SelectionBarProps {
  chosen: readonly ChosenRow[]
  noun: readonly [one: string, many: string]
  consequence: string | undefined
  acts: readonly SelectionAct[]
  locale: string
  clear: () => void
}

/** Sums of what is chosen, one for each currency. */
export function sumsOf(rows: readonly ChosenRow[]): Amount[] {
  const sums = new Map<string, Amount>()
  for (const { minor, currency } of rows) {
    if (minor === undefined || currency === undefined) continue
    const was = sums.get(currency)
    sums.set(currency, was ? add(was, { minor, currency }) : { minor, currency })
  }
  return [...sums.values()]
}

/** How many, how much, what will come of it, and the acts; the primary verb carries the count. */
export function SelectionBar({ chosen, noun, consequence, acts, locale, clear }: SelectionBarProps) {
  const sums = sumsOf(chosen)
  const place = { locale }
  const count = chosen.length
  return (
    <div className="selection" role="region" aria-label="Chosen rows">
      <span className="count" role="status">
        <strong>{count || 'Rows'} selected</strong>
        {sums.length > 0 && (
          <>
            , <Moneys of={sums} place={place} />
          </>
        )}
      </span>
      {consequence && (
        <>
          <span className="bar" />
          <span className="consequence">{consequence}</span>
        </>
      )}
      <span className="acts">
        <button type="button" className={buttonClass({ quiet: true })} onClick={clear}>
          Clear
          <kbd className="key" aria-hidden="true">
            Esc
          </kbd>
        </button>
        {acts.map((act) => (
          <button
            key={act.verb}
            type="submit"
            formAction={act.href}
            formMethod="get"
            data-key={act.key}
            aria-keyshortcuts={act.key}
            className={buttonClass({ primary: act.primary ?? false, danger: act.danger ?? false })}
          >
            <span>
              {act.verb}
              {act.primary && count > 0 ? ` ${count === 1 ? `one ${noun[0]}` : countWord(count, place)}` : ''}…
            </span>
            {act.key && (
              <kbd className="key" aria-hidden="true">
                {act.key.toUpperCase()}
              </kbd>
            )}
          </button>
        ))}
      </span>
    </div>
  )
}
