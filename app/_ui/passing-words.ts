import type { PassingReason } from '@/lib/incentives/evaluate-rule.ts'
import { capital } from './format.ts'

/** Why a record did not count, behind “3 records: …”. */
export const whyText: Readonly<Record<PassingReason, string>> = {
  open: 'not closed yet',
  'other period': 'closed in another period',
  conditions: 'a condition was not met',
  'no payee': 'no payee is named',
  'no crew': 'no crew is named',
  'empty crew': 'nobody was on the crew',
  'not in the audience': 'the program is not for that payee',
  'no quantity': 'no quantity is given',
  'no value': 'no value is given',
  'other currency': 'the value is in another currency',
}

/** The same as a sentence of its own, with the conditions that were missed. Without a reason it counts by the rule and came too late for the award. */
export function whyNotText({ why, unmet }: { readonly why: PassingReason | undefined; readonly unmet: readonly string[] }): string {
  if (why === undefined) return 'Counts by the rule; it was recorded or corrected after this was computed'
  return unmet.length > 0 ? unmet.join('. ') : capital(whyText[why])
}
