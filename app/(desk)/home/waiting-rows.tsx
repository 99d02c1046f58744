import { LinkButton } from '@/app/_ui/button.tsx'
import { capital, countText, countWord, dayText, plural } from '@/app/_ui/format.ts'
import { Mark } from '@/app/_ui/mark.tsx'
import { Moneys } from '@/app/_ui/money.tsx'
import type { Place } from '@/app/_ui/place.ts'
import type { WaitingList } from '@/lib/incentives/list-waiting.ts'
import { dayOf } from '@/lib/kernel/day.ts'
import { ageWords, waitingWords } from './waiting-words.tsx'

/** The day, and in one sentence what it asks. */
export function DatedHead({ place, waiting }: { place: Place; waiting: WaitingList }) {
  return (
    <>
      <h1 className="dated">{dayText(dayOf(place.now, place.zone), place, 'weekday')}</h1>
      {waiting.total === 0 ? (
        <p className="headline mt-1">Nothing waits for you.</p>
      ) : (
        <p className="headline mt-1">
          <a href="#waiting">{capital(countText(waiting.total, 'thing', place))}</a> {plural(waiting.total, 'waits', 'wait')} for you
          {waiting.dueSoon > 0 && (
            <>
              ;{' '}
              <strong>
                {countWord(waiting.dueSoon, place)} {plural(waiting.dueSoon, 'needs', 'need')} an answer
              </strong>{' '}
              by tomorrow
            </>
          )}
          .
        </p>
      )}
    </>
  )
}

/** Queues, the most pressing first; each ends with the act that answers it. */
export function WaitingRows({ waiting, place }: { waiting: WaitingList; place: Place }) {
  return (
    <ul className="todo-list" id="waiting">
      {waiting.items.map((item) => {
        const words = waitingWords[item.kind]
        const [strong, rest] = words.what(item.count, place)
        return (
          <li key={item.kind}>
            <Mark shape={words.mark} />
            <span className="what">
              <strong className="font-medium">{strong}</strong> {rest}
              {item.sums.length > 0 && (
                <>
                  , <Moneys of={item.sums} place={place} />
                </>
              )}
            </span>
            <span className="said">{ageWords(item, place)}</span>
            <LinkButton href={words.href}>{words.act}</LinkButton>
          </li>
        )
      })}
    </ul>
  )
}
