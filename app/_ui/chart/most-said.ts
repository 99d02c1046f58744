import { listText } from '../format.ts'

/**
 * Which bars are the highest, as the sentence under a chart begins: “May carries the most” with …, or several that are equal with … each.
 * @returns undefined where there is nothing to compare
 */
export function mostSaid(bars: readonly { readonly name: string; readonly minor: bigint }[]): { readonly words: string; readonly each: string } | undefined {
  const held = bars.filter((bar) => bar.minor > 0n),
    most = held.reduce((a, b) => (b.minor > a ? b.minor : a), 0n),
    names = held.filter((bar) => bar.minor === most).map(({ name }) => name)
  if (names.length === 0) return undefined
  if (held.length === 1) return { words: `${names[0]} is the only one so far`, each: '' }
  return names.length === 1 ? { words: `${names[0]} carries the most`, each: '' } : { words: `${listText(names)} carry the most`, each: ' each' }
}
