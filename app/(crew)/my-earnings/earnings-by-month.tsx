import { Bars } from '@/app/_ui/chart/bars.tsx'
import { dayText, moneyText, numberText } from '@/app/_ui/format.ts'
import type { Place } from '@/app/_ui/place.ts'
import type { MonthSum } from '@/lib/incentives/list-earnings.ts'
import type { Day } from '@/lib/kernel/day.ts'
import { add, decimalText, zero } from '@/lib/kernel/money.ts'

/** Months that fit beside one another on a phone. */
const shown = 6
/** Earnings by month, the one on show accented. Bars are drawn from amounts rounded to whole units; the table has every cent. */
export function EarningsByMonth({ months, current, place }: { months: readonly MonthSum[]; current: string; place: Place }) {
  const last = months.slice(-shown),
    first = months[0]
  if (!first || months.every((month) => month.amount.minor === 0n)) return null
  const year = months.map((month) => month.amount).reduce(add, zero(first.amount.currency))
  return (
    <>
      <h2>Month by month</h2>
      <Bars
        head={['Month', 'Earned']}
        format={(value) => numberText(Math.round(value), place)}
        height={220}
        bars={last.map((month) => ({
          label:
            dayText(`${month.month}-01` as Day, place, 'month')
              .split(' ')[0]
              ?.slice(0, 3) ?? month.month,
          value: Number(decimalText(month.amount)),
          said: moneyText(month.amount, place),
          ...(month.month === current ? { tone: 'now' as const } : {}),
        }))}
        caption={
          <>
            <b>{moneyText(year, place, { code: true })} in twelve months.</b> A month is the one in which the period of an award ends.
          </>
        }
      />
    </>
  )
}
