import { typing } from './typing.ts'

export interface Go {
  readonly key: string
  readonly href: string
  readonly label: string
}
const goMilliseconds = 1200

/**
 * What a single key means outside of fields: `g` then a letter goes to a place, `?` opens the sheet, `/` goes to the search of the list,
 * and any other key presses the visible control that names it.
 */
export function pressKey(event: KeyboardEvent, go: readonly Go[], wentAt: number): false | true | 'go' | 'help' | Go {
  if (typing(event) || event.key.length !== 1) return false
  const key = event.key.toLowerCase()
  if (wentAt > 0 && event.timeStamp - wentAt < goMilliseconds) return go.find((g) => g.key === key) ?? false
  if (key === 'g') return 'go'
  if (event.key === '?') return 'help'
  if (key === '/') {
    const search = document.querySelector<HTMLElement>('[data-search]') ?? document.querySelector<HTMLElement>('.filters summary.add')
    if (search) {
      search.focus()
      if (search.tagName === 'SUMMARY') search.click()
    }
    return Boolean(search)
  }
  const named = [...document.querySelectorAll<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)].filter((element) => element.offsetParent !== null)
  // The selection bar comes after the page's own acts and is the nearer meaning while rows are chosen.
  const control = named[named.length - 1]
  control?.click()
  return Boolean(control)
}
