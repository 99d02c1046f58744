/** Moving through a table by keys: `j` and `k` carry an ink edge from row to row, the focus goes with it. */
const rowsOf = (frame: HTMLElement | null): HTMLElement[] => [...(frame?.querySelectorAll<HTMLElement>('tr[data-row]') ?? [])]
const here = (frame: HTMLElement | null): HTMLElement | undefined => rowsOf(frame).find((row) => row.dataset['here'] !== undefined)

export function moveHere(frame: HTMLElement | null, by: 1 | -1): boolean {
  const rows = rowsOf(frame)
  const was = rows.findIndex((row) => row.dataset['here'] !== undefined)
  const next = rows[was === -1 ? (by === 1 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, was + by))]
  if (!next) return false
  for (const row of rows) {
    delete row.dataset['here']
    row.removeAttribute('tabindex')
  }
  next.dataset['here'] = ''
  next.tabIndex = -1
  next.focus({ preventScroll: true })
  next.scrollIntoView({ block: 'nearest' })
  return true
}
export function toggleHere(frame: HTMLElement | null): boolean {
  const box = here(frame)?.querySelector<HTMLInputElement>('.tick:not(:disabled)')
  box?.click()
  return Boolean(box)
}
/** Opens the record of the row that the keys are on, unless the focus stands on something that Enter presses itself. */
export function followRow(frame: HTMLElement | null): boolean {
  const row = here(frame)
  if (!row || (document.activeElement !== row && document.activeElement !== document.body)) return false
  const link = row.querySelector<HTMLElement>('a.row-link')
  link?.click()
  return Boolean(link)
}
