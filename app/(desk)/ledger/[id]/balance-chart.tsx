import { BalanceLine } from '@/app/_ui/chart/balance.tsx'
import { dayText, moneyText, momentText } from '@/app/_ui/format.ts'
import type { Place } from '@/app/_ui/place.ts'
import { dayOf } from '@/lib/kernel/day.ts'
import { money } from '@/lib/kernel/money.ts'
import type { BalancePicture } from '@/lib/incentives/show-balance.ts'

/** The balance in steps; at a chosen moment the plumb line hangs, and what came later is dashed. */
export function BalanceChart({ picture, until, place }: { picture: BalancePicture; until: string | undefined; place: Place }) {
  const first = picture.steps[0],
    last = picture.steps[picture.steps.length - 1]
  if (!first || !last) return null
  const { currency } = picture.balance
  // A liability rises by credits: drawn by its own side, so that more is up.
  const side = picture.balance.minor < 0n || last.balance.minor < 0n ? -1n : 1n
  const asOf = until ? new Date(until) : undefined
  const end = asOf && asOf > last.at ? asOf : last.at > place.now ? last.at : place.now
  const short = (value: number): string => moneyText(money(BigInt(Math.round(value)), currency), place).replace(/[.,]\d\d(?=\D*$)/, '')
  return (
    <div className="mb-6">
      <BalanceLine
        points={picture.steps.map((step) => ({ at: step.at, value: Number(step.balance.minor * side), label: `${momentText(step.at, place)}, ${step.entry}` }))}
        from={first.at}
        until={end}
        fromLabel={dayText(dayOf(first.at, place.zone), place)}
        untilLabel={dayText(dayOf(end, place.zone), place)}
        format={short}
        {...(asOf ? { asOf: { at: asOf, label: momentText(asOf, place) } } : {})}
        caption={
          <>
            <b>
              {moneyText(money(picture.balance.minor * side, currency), place)} {asOf ? `at ${momentText(asOf, place)}` : 'now'}.
            </b>{' '}
            {picture.later > 0 ? 'What came later is dashed and not counted.' : 'Each step is one entry.'}
          </>
        }
      />
    </div>
  )
}
