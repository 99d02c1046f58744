'use client'

import { useEffect, useMemo, useRef, useState, type ChangeEvent, type MouseEvent, type ReactNode } from 'react'
import { rowSelectionFeature, tableFeatures, useTable, type RowSelectionState } from '@tanstack/react-table'
import { followRow, moveHere, toggleHere } from './row-keys.ts'
import { SelectionBar, type ChosenRow, type SelectionBarProps } from './selection-bar.client.tsx'
import { typing } from '../shell/typing.ts'

interface FrameProps {
  columns: readonly string[]
  selection?: Omit<SelectionBarProps, 'chosen' | 'clear'> & { rows: readonly ChosenRow[]; name: string }
  children: ReactNode
}
const features = tableFeatures({ rowSelectionFeature })

/** Around the server's table: which rows are chosen, which one the keys are on. The markup stays the server's. */
export function TableFrame({ columns, selection, children }: FrameProps) {
  const frame = useRef<HTMLDivElement>(null)
  const [rowSelection, setRowSelection] = useState<RowSelectionState>({})
  const data = useMemo(() => [...(selection?.rows ?? [])], [selection?.rows])
  const defined = useMemo(() => columns.map((id) => ({ id })), [columns])
  const table = useTable({
    features,
    data,
    columns: defined,
    getRowId: (row: ChosenRow) => row.id,
    state: { rowSelection },
    onRowSelectionChange: setRowSelection,
  })
  const chosen = table.getSelectedRowModel().rows.map((row) => row.original)

  // The boxes are plain HTML; what the table state says is written to them, and "all" shows when it is only some.
  useEffect(() => {
    const boxes = frame.current?.querySelectorAll<HTMLInputElement>('td .tick:not(:disabled)') ?? []
    for (const box of boxes) box.checked = Boolean(rowSelection[box.value])
    const all = frame.current?.querySelector<HTMLInputElement>('[data-all]')
    if (all) {
      all.checked = table.getIsAllRowsSelected() && data.length > 0
      all.indeterminate = !all.checked && table.getIsSomeRowsSelected()
    }
  }, [rowSelection, data, table])

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (typing(event)) return
      const done =
        event.key === 'j'
          ? moveHere(frame.current, 1)
          : event.key === 'k'
            ? moveHere(frame.current, -1)
            : event.key === 'x'
              ? toggleHere(frame.current)
              : event.key === 'Enter'
                ? followRow(frame.current)
                : event.key === 'Escape'
                  ? Object.keys(rowSelection).length > 0 && (setRowSelection({}), true)
                  : false
      if (done) event.preventDefault()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [rowSelection])

  const onChange = (event: ChangeEvent<HTMLDivElement>) => {
    const box = event.target as EventTarget
    if (!(box instanceof HTMLInputElement) || !box.classList.contains('tick')) return
    if (box.dataset['all'] !== undefined) table.toggleAllRowsSelected(box.checked)
    else
      setRowSelection((was) => {
        const { [box.value]: _gone, ...rest } = was
        return box.checked ? { ...rest, [box.value]: true } : rest
      })
  }
  const onClick = (event: MouseEvent<HTMLDivElement>) => {
    const target = event.target as HTMLElement
    if (event.defaultPrevented || target.closest('a, button, input, label, summary, form .selection') || getSelection()?.toString()) return
    target.closest('tr[data-row]')?.querySelector<HTMLElement>('a.row-link')?.click()
  }
  const content = (
    <div ref={frame} className="data-table-frame" onChange={onChange} onClick={onClick}>
      {children}
      {selection && <SelectionBar {...selection} chosen={chosen} clear={() => setRowSelection({})} />}
    </div>
  )
  return selection ? <form method="get">{content}</form> : content
}
