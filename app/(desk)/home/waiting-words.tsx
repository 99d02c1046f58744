import { capital, countText, dayText, plural, relativeText } from '@/app/_ui/format.ts'
import type { MarkShape } from '@/app/_ui/mark.tsx'
import { paths } from '@/app/_ui/paths.ts'
import type { Place } from '@/app/_ui/place.ts'
import { dayOf, daysBetween } from '@/lib/kernel/day.ts'
import type { Waiting, WaitingKind } from '@/lib/incentives/list-waiting.ts'

interface Words {
  readonly mark: MarkShape
  readonly what: (n: number, place: Place) => readonly [strong: string, rest: string]
  readonly act: string
  readonly href: string
  readonly oldest?: string
}
const counted =
  (one: string, rest: string, restMany = rest, many?: string) =>
  (n: number, place: Place): readonly [string, string] => [capital(countText(n, one, place, many)), n === 1 ? rest : restMany]

/** Each queue in one sentence, and the act that answers it. */
export const waitingWords: Readonly<Record<WaitingKind, Words>> = {
  'payout.approve': { mark: 'quarter', what: counted('payout', 'to approve'), act: 'Approve…', href: `${paths.payouts()}?tab=approve` },
  'payout.returned': {
    mark: 'triangle',
    what: counted('payout', 'came back from the bank'),
    act: 'Reissue…',
    href: `${paths.payouts()}?tab=all&state=returned`,
    oldest: 'since',
  },
  'payout.held': { mark: 'square', what: counted('payout', 'is held', 'are held'), act: 'Look', href: `${paths.payouts()}?tab=held`, oldest: 'since' },
  'bank_detail.confirm': {
    mark: 'quarter',
    what: counted('bank detail', 'waits for a second person', 'wait for a second person'),
    act: 'Confirm…',
    href: `${paths.payees()}?bank=waiting`,
  },
  'dispute.decide': {
    mark: 'square',
    what: counted('dispute', 'waits for an answer', 'wait for an answer'),
    act: 'Answer…',
    href: `${paths.disputes()}?state=open`,
  },
  'statement.match': {
    mark: 'quarter',
    what: counted('bank line', 'matches nothing', 'match nothing'),
    act: 'Match…',
    href: `${paths.statements()}?state=unmatched`,
  },
  'award.confirm': { mark: 'quarter', what: counted('award', 'to confirm'), act: 'Confirm…', href: `${paths.awards()}?state=waiting` },
  'payout.raise': { mark: 'ring', what: counted('confirmed award', 'to raise'), act: 'Raise…', href: paths.newPayout() },
  'batch.release': { mark: 'quarter', what: counted('batch', 'to release', 'to release', 'batches'), act: 'Release…', href: `${paths.batches()}?state=draft` },
  'batch.make': { mark: 'ring', what: counted('approved payout', 'waits for a batch', 'wait for a batch'), act: 'Make batch…', href: paths.newBatch() },
  'redemption.decide': { mark: 'quarter', what: counted('reward', 'to hand over'), act: 'Fulfil…', href: `${paths.redemptions()}?state=requested` },
  'import.confirm': {
    mark: 'ring',
    what: counted('dry run', 'of yours waits for an answer', 'of yours wait for an answer'),
    act: 'Look',
    href: paths.imports(),
  },
}

/** `oldest 2 days ago`, or until when an answer is owed. */
export function ageWords(item: Waiting, place: Place): string {
  if (item.due !== null) {
    const left = daysBetween(dayOf(place.now, place.zone), item.due)
    return left < 0
      ? `overdue since ${dayText(item.due, place)}`
      : left === 0
        ? 'due today'
        : left <= 7
          ? `${left} ${plural(left, 'day')} left`
          : `due ${dayText(item.due, place)}`
  }
  if (item.oldest === null) return ''
  return `${waitingWords[item.kind].oldest ?? (item.count > 1 ? 'oldest' : '')} ${relativeText(item.oldest, place)}`.trim()
}
