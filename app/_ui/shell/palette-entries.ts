import type { ReactNode } from 'react'

export interface PaletteEntry {
  readonly id: string
  readonly kind: 'place' | 'act' | 'record'
  readonly label: string
  /** A few grey words: the noun of a record, the group of a place. */
  readonly said?: string | undefined
  readonly href?: string | undefined
  readonly press?: () => void
  readonly keys?: string | undefined
  /** Other words by which people look for it. */
  readonly also?: string | undefined
  /** Why it is not available. */
  readonly why?: string | undefined
  readonly icon?: ReactNode
}
export interface PaletteGroup {
  readonly label: string
  readonly items: readonly PaletteEntry[]
}

const plain = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()

/** Entries whose words hold every word of the query, those that begin with it first. */
export function rank(entries: readonly PaletteEntry[], query: string): readonly PaletteEntry[] {
  const asked = plain(query.trim()).split(/\s+/).filter(Boolean)
  if (asked.length === 0) return entries
  const scored: { entry: PaletteEntry; score: number }[] = []
  for (const entry of entries) {
    const label = plain(entry.label)
    const all = `${label} ${plain(entry.also ?? '')} ${plain(entry.said ?? '')}`
    if (!asked.every((word) => all.includes(word))) continue
    scored.push({ entry, score: label.startsWith(asked[0] as string) ? 0 : label.includes(` ${asked[0]}`) ? 1 : 2 })
  }
  return scored.sort((a, b) => a.score - b.score).map((s) => s.entry)
}

/** The acts that the page at hand offers, read from its head and its dockets, those withheld with their reason. */
export function pageActs(): readonly PaletteEntry[] {
  const found = document.querySelectorAll<HTMLElement>('.page-acts :is(a, button, [aria-disabled]), .docket-acts :is(a, button, [aria-disabled])')
  return [...found]
    .map((element, i): PaletteEntry => {
      const why = element.closest('.withheld')?.querySelector('.why')?.textContent ?? undefined
      const words = element.querySelector('span')?.textContent || element.getAttribute('aria-label') || element.textContent || ''
      return { id: `page-${i}`, kind: 'act', label: words, why, keys: element.dataset['key']?.toUpperCase(), press: () => element.click() }
    })
    .filter((entry) => entry.label !== '')
}
