import { percentText } from '@/app/_ui/format.ts'
import type { Place } from '@/app/_ui/place.ts'
import type { MoneyLine } from '@/lib/incentives/show-money.ts'
import type { Money } from '@/lib/kernel/money.ts'

export const lineWords: Readonly<Record<MoneyLine['kind'], string>> = { earned: 'Earned', released: 'To the bank', settled: 'Arrived' }
/** Below this a month is as the one before. */
const sameBasisPoints = 300n

/** The month at hand against the whole month before it, in words. */
export function courseWords(months: readonly Money[], place: Place): string {
  const now = months[months.length - 1]?.minor ?? 0n,
    before = months[months.length - 2]?.minor ?? 0n
  if (months.every(({ minor }) => minor === 0n)) return 'nothing yet'
  if (now === 0n && before === 0n) return 'nothing in two months'
  if (before <= 0n) return 'nothing last month'
  if (now === 0n) return 'nothing yet'
  const change = ((now - before) * 10_000n) / before
  if (change > -sameBasisPoints && change < sameBasisPoints) return 'as last month'
  const share = percentText(Number((change < 0n ? -change : change) / 100n) * 100, place)
  return change > 0n ? `${share} over last month` : `${share} under last month`
}
