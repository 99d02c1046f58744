import type { ImportOutcome } from '@/lib/incentives/statement.ts'

/** What an import did, in one sentence for the form. */
export function importedWords(outcome: ImportOutcome): string {
  if (outcome.reading !== undefined)
    return outcome.same
      ? 'This file is being read already. Its page tells how far it is.'
      : 'The file is here and is being read in the background. Its page tells what it did.'
  const known = outcome.known.map((s) => s.number).join(', ')
  if (outcome.same) return `This file was imported before as ${known}. Nothing was changed.`
  const parts = outcome.statements.map(
    (s) => `${s.number}: ${count(s.lines, 'line')}, ${s.settled} settled, ${s.returned} returned, ${s.waiting} waiting in the queue`,
  )
  return `${parts.join('; ')}.${known === '' ? '' : ` ${known} had been imported before and was left as it is.`}`
}
const count = (n: number, noun: string): string => `${n} ${n === 1 ? noun : `${noun}s`}`
