'use client'

import { useMemo, useRef, type ReactNode } from 'react'
import { columnVisibilityFeature, tableFeatures, useTable } from '@tanstack/react-table'
import { buttonClass } from '../button-class.ts'

const features = tableFeatures({ columnVisibilityFeature })
const noRows: { id: string }[] = []
const yearSeconds = 31_536_000

/** Which columns a list shows: sent with the form into the address, and kept in this browser for the next visit. */
export function ColumnChoice({
  cookie,
  columns,
  on,
}: {
  cookie: string
  columns: readonly { id: string; header: ReactNode; standard: boolean }[]
  on: readonly string[]
}) {
  const box = useRef<HTMLDivElement>(null)
  const defined = useMemo(() => columns.map((c) => ({ id: c.id })), [columns])
  const table = useTable({
    features,
    columns: defined,
    data: noRows,
    initialState: { columnVisibility: Object.fromEntries(columns.map((c) => [c.id, on.includes(c.id)])) },
  })
  const visible = table.getVisibleLeafColumns().map((c) => c.id)
  const send = (ids: readonly string[]) => {
    const isSecure = location.protocol === 'https:'
    document.cookie = `${isSecure ? '__Host-' : ''}${cookie}=${ids.join('.')}; path=/; max-age=${yearSeconds}; SameSite=Lax${isSecure ? '; Secure' : ''}`
    box.current?.closest('form')?.requestSubmit()
  }
  const usual = () => {
    table.setColumnVisibility(Object.fromEntries(columns.map((c) => [c.id, c.standard])))
    setTimeout(() => send(columns.filter((c) => c.standard).map((c) => c.id)))
  }
  return (
    <div ref={box} className="form">
      <input type="hidden" name="cols" value={visible.join(',')} />
      <fieldset className="options">
        <legend className="field-label mb-2">Columns</legend>
        {columns.map((c) => {
          const column = table.getColumn(c.id)
          const last = visible.length === 1 && visible[0] === c.id
          return (
            <label key={c.id} className="option">
              <input
                type="checkbox"
                className="tick"
                checked={column?.getIsVisible() ?? false}
                disabled={last}
                onChange={(event) => column?.toggleVisibility(event.target.checked)}
              />
              <span>{c.header}</span>
            </label>
          )
        })}
      </fieldset>
      <div className="form-acts">
        <button type="button" className={buttonClass({ primary: true, size: 'small' })} onClick={() => send(visible)}>
          Show
        </button>
        <button type="button" className={buttonClass({ quiet: true, size: 'small' })} onClick={usual}>
          Usual columns
        </button>
      </div>
    </div>
  )
}
