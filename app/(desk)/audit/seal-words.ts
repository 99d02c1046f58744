import { capital, countText, numberText, relativeText } from '@/app/_ui/format.ts'
import type { Place } from '@/app/_ui/place.ts'

/** Why the log holds more than the seal says: what was committed since, and since when it waits. */
export function waitingWords({ count, isMore, since }: { readonly count: number; readonly isMore: boolean; readonly since: Date }, place: Place): string {
  const events = isMore
    ? `More than ${numberText(count - 1, place)} newer events wait`
    : `${capital(countText(count, 'newer event', place))} ${count === 1 ? 'waits' : 'wait'}`
  return `${events} to be sealed, the oldest from ${relativeText(since, place)}. Sealing takes seconds; after a minute the sealer stands still: tell whoever runs this installation.`
}

/** What is in the file that leaves. */
export const auditSealWords = {
  csv: 'A CSV file, UTF-8. It is written while you download it, so a long log takes a while.',
  bundle: 'A ZIP archive: the events as CSV, their proofs, the signed checkpoints, and VERIFY.txt, which says how to check it without us.',
} as const
