import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { load, loadIfAllowed } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Spark } from '@/app/_ui/chart/spark.tsx'
import { capital, countText, countWord, dayText, plural } from '@/app/_ui/format.ts'
import { TextLink } from '@/app/_ui/link.tsx'
import { Mark } from '@/app/_ui/mark.tsx'
import { Money, Moneys } from '@/app/_ui/money.tsx'
import { Halves, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import type { Place } from '@/app/_ui/place.ts'
import { listWaiting, type WaitingList } from '@/lib/incentives/list-waiting.ts'
import { showMoney, type MoneyPicture } from '@/lib/incentives/show-money.ts'
import { dayOf } from '@/lib/kernel/day.ts'
import { placeOf, readDesk } from '../desk.ts'
import { courseWords, lineWords } from './money-words.ts'
import { House } from './house.tsx'
import { ageWords, waitingWords } from './waiting-words.tsx'

export const metadata: Metadata = { title: 'Home' }

/** A dated page: what waits for the reader, what money did, how the house is. */
export default async function HomePage() {
  const desk = await readDesk()
  if (desk.kind === 'platform') redirect(paths.operator('tenants'))
  if (desk.member.role === 'crew') redirect(paths.myEarnings())
  const [waiting, money] = await Promise.all([load(listWaiting, {}), loadIfAllowed(showMoney, {})])
  const place = placeOf(desk)
  return (
    <Page crumbs={[{ label: 'Home' }]} headline={<DatedHead place={place} waiting={waiting} />}>
      {waiting.items.length > 0 && <div className="bleed mt-5"><WaitingRows waiting={waiting} place={place} /></div>}
      <div className="mt-8">
        <Halves>
          {money && <MoneyLines money={money} place={place} />}
          <House desk={desk} />
        </Halves>
      </div>
    </Page>
  )
}

function DatedHead({ place, waiting }: { place: Place; waiting: WaitingList }) {
  return (
    <>
      <h1 className="dated">{dayText(dayOf(place.now, place.zone), place, 'weekday')}</h1>
      {waiting.total === 0
        ? <p className="headline mt-1">Nothing waits for you.</p>
        : <p className="headline mt-1"><a href="#waiting">{capital(countText(waiting.total, 'thing', place))}</a> {plural(waiting.total, 'waits', 'wait')} for you{waiting.dueSoon > 0 && <>; <strong>{countWord(waiting.dueSoon, place)} {plural(waiting.dueSoon, 'needs', 'need')} an answer</strong> by tomorrow</>}.</p>}
    </>
  )
}

function WaitingRows({ waiting, place }: { waiting: WaitingList; place: Place }) {
  return (
    <ul className="todo-list" id="waiting">
      {waiting.items.map((item) => {
        const words = waitingWords[item.kind]
        const [strong, rest] = words.what(item.count, place)
        return (
          <li key={item.kind}>
            <Mark shape={words.mark} />
            <span className="what"><strong className="font-medium">{strong}</strong> {rest}{item.sums.length > 0 && <>, <Moneys of={item.sums} place={place} /></>}</span>
            <span className="said">{ageWords(item, place)}</span>
            <LinkButton href={words.href}>{words.act}</LinkButton>
          </li>
        )
      })}
    </ul>
  )
}

function MoneyLines({ money, place }: { money: MoneyPicture; place: Place }) {
  const month = money.months[money.months.length - 1]
  return (
    <Section title="Money" note={month && `${dayText(month, place, 'month')} so far`} act={<TextLink accent href={paths.ledger()}>Open ledger</TextLink>}>
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
        <li><span>Owed</span><span className="spark" /><span className="text-right strong-figure"><Money of={money.owed} place={place} zero="dash" /></span><span className="said">to payees at this moment</span></li>
      </ul>
    </Section>
  )
}
