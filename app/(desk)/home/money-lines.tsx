import { Bars } from '@/app/_ui/chart/bars.tsx'
import { mostSaid } from '@/app/_ui/chart/most-said.ts'
import { Spark } from '@/app/_ui/chart/spark.tsx'
import { dayText, moneyText, monthText, wholeMoneyText } from '@/app/_ui/format.ts'
import { TextLink } from '@/app/_ui/link.tsx'
import { Money } from '@/app/_ui/money.tsx'
import { Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import type { Place } from '@/app/_ui/place.ts'
import type { MoneyPicture } from '@/lib/incentives/show-money.ts'
import { courseWords, lineWords } from './money-words.ts'

/** For those who do not look after the house: where the money went, month by month. */
export function EarnedByMonth({ money, place }: { money: MoneyPicture; place: Place }) {
  const earned = money.lines.find((line) => line.kind === 'earned')?.months ?? []
  const most = earned.reduce((a, b) => (b.minor > a.minor ? b : a), earned[0] ?? { minor: 0n, currency: money.currency })
  if (most.minor === 0n) return null
  const said = mostSaid(money.months.map((month, i) => ({ name: dayText(month, place, 'month'), minor: earned[i]?.minor ?? 0n })))
  return (
    <Section title="Earned by month">
      <Bars
        head={['Month', 'Earned']}
        format={(value) => wholeMoneyText({ minor: BigInt(value), currency: money.currency }, place)}
        bars={money.months.map((month, i) => ({
          label: monthText(month, place),
          value: Number(earned[i]?.minor ?? 0n),
          said: earned[i] ? moneyText(earned[i], place) : '–',
          ...(i === money.months.length - 1 ? { tone: 'now' as const } : {}),
        }))}
        caption={
          <>
            <b>{said?.words}</b> with {moneyText(most, place)}
            {said?.each}.
          </>
        }
      />
    </Section>
  )
}

/** What money did this month, each line with its course over eight. */
export function MoneyLines({ money, place }: { money: MoneyPicture; place: Place }) {
  const month = money.months[money.months.length - 1]
  return (
    <Section
      title="Money"
      note={month && `${dayText(month, place, 'month')} so far`}
      act={
        <TextLink accent href={paths.ledger()}>
          Open ledger
        </TextLink>
      }
    >
      <ul className="lines">
        {money.lines.map((line) => {
          const now = line.months[line.months.length - 1]
          return (
            <li key={line.kind}>
              <span>{lineWords[line.kind]}</span>
              <Spark values={line.months.map((m) => Number(m.minor))} />
              <span className="text-right strong-figure">{now && <Money of={now} place={place} zero="dash" />}</span>
              <span className="said">{courseWords(line.months, place)}</span>
            </li>
          )
        })}
        <li>
          <span>Owed</span>
          <span className="spark" />
          <span className="text-right strong-figure">
            <Money of={money.owed} place={place} zero="dash" />
          </span>
          <span className="said">to payees, in no open payout</span>
        </li>
      </ul>
    </Section>
  )
}
