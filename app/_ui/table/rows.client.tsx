'use client'

import { createElement, useMemo, type ReactNode } from 'react'
import { Go } from '../go.tsx'
import { Mark, type MarkShape } from '../mark.tsx'
import type { Packed } from './packed.ts'

export interface PackedRow {
  readonly id: string
  readonly href?: string
  readonly tone?: string
  readonly open?: true
  /** Whether it may be chosen; if not, why. */
  readonly may?: string | true
  readonly cells: readonly (readonly Packed[])[]
}
/** The attributes of a column's cells; `link`: the cell leads to the row. */
export interface PackedColumn {
  readonly id: string
  readonly className?: string
  readonly priority?: number
  readonly link?: true
}

/** The rows of a list, from data that is a fraction of the elements it stands for. `packed` is JSON of `PackedRow[]`, written by our own table. */
export function Rows({ packed, columns, tick }: { packed: string; columns: readonly PackedColumn[]; tick?: string }) {
  const rows = useMemo(() => JSON.parse(packed) as readonly PackedRow[], [packed])
  return rows.map((row) => (
    <tr key={row.id} role="row" data-row={row.id} className={row.tone} data-open={row.open && ''}>
      {tick !== undefined && (
        <td role="cell" className="tick-cell">
          <input
            type="checkbox"
            className="tick"
            name={tick}
            value={row.id}
            disabled={row.may !== true}
            aria-label={row.may === true ? 'Choose this row' : `Cannot be chosen: ${row.may ?? ''}`}
          />
        </td>
      )}
      {columns.map((column, i) => {
        const cell = drawAll(row.cells[i] ?? [])
        return (
          <td key={column.id} role="cell" data-priority={column.priority} className={column.className}>
            {column.link && row.href !== undefined ? (
              <Go className="row-link" href={row.href}>
                {cell}
              </Go>
            ) : (
              cell
            )}
          </td>
        )
      })}
    </tr>
  ))
}
const drawAll = (parts: readonly Packed[]): ReactNode => (parts.length === 1 ? draw(parts[0] as Packed, 0) : parts.map(draw))
function draw(part: Packed, key: number): ReactNode {
  if (typeof part === 'string') return part
  const [tag, attributes, ...inside] = part
  if (tag === '@') return <Mark key={key} shape={inside[0] as MarkShape} {...(attributes === '' ? {} : { className: attributes as string })} />
  return createElement(tag, { key, ...(typeof attributes !== 'string' ? attributes : attributes === '' ? {} : { className: attributes }) }, ...inside.map(draw))
}
