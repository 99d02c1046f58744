/** True where a single key must keep its plain meaning: in a field, with a modifier, inside a layer, or when the person switched keys off. */
export function typing(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || event.isComposing) return true
  const target = event.target as HTMLElement
  if (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) {
    const tick = target instanceof HTMLInputElement && (target.type === 'checkbox' || target.type === 'radio')
    if (!tick) return true
  }
  if (document.querySelector('[data-keys="off"]')) return true
  return Boolean(document.querySelector('[role="dialog"]:not(.docked), dialog[open], [role="menu"]')) && !target.closest('[role="dialog"], dialog')
}
