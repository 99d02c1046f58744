/** Shorter ones find too much; longer ones are digests and the like, which nobody types. The longest are the letters of an id. */
const lettersMin = 2,
  lettersMax = 26
const wordsPerEventMax = 60

/**
 * The words by which a text is found: letters and digits without case and marks, so that “nguyen” finds Nguyễn. The same for what is
 * stored and what is asked.
 */
export function wordsOf(text: string): string[] {
  const plain = text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
  return [...new Set((plain.match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => word.length >= lettersMin && word.length <= lettersMax))]
}

/** The words of an event: its name, what it is about, and every text in its detail. Personal values are not among them: they can be erased. */
export function wordsOfEvent(event: string, subjectKind: string, detail: string): string[] {
  const texts: string[] = [event, subjectKind.replaceAll(/([A-Z])/g, ' $1')]
  collect(JSON.parse(detail), texts)
  return wordsOf(texts.join(' ')).slice(0, wordsPerEventMax)
}
function collect(value: unknown, texts: string[]): void {
  if (typeof value === 'string' || typeof value === 'number') texts.push(String(value))
  else if (Array.isArray(value)) for (const item of value) collect(item, texts)
  else if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) collect(item, texts)
}
