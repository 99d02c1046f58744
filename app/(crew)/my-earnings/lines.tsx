import { LinkButton } from '@/app/_ui/button.tsx'
import { countText, localText } from '@/app/_ui/format.ts'
import { Money } from '@/app/_ui/money.tsx'
import { paths } from '@/app/_ui/paths.ts'
import type { Place } from '@/app/_ui/place.ts'
import { CrewList, CrewRow, CrewSum } from '@/app/_ui/shell/crew.tsx'
import type { Earning } from '@/lib/incentives/earning.ts'
import { money } from '@/lib/kernel/money.ts'
import { WhereItIs } from './words.tsx'

const kindWords: Readonly<Record<Earning['kind'], string>> = { computed: '', nomination: 'Nomination', adjustment: 'Correction', clawback: 'Taken back' }
/** What an award is about, in one grey line. */
const about = (earning: Earning, place: Place): string =>
  [
    [kindWords[earning.kind], earning.records > 0 ? `${countText(earning.records, 'piece', place, 'pieces')} of work` : ''].filter(Boolean).join(', '),
    earning.kind !== 'computed' && earning.reason ? earning.reason : '',
  ]
    .filter(Boolean)
    .join(': ')
    .replace(/^./, (first) => first.toUpperCase())

/** Each award of the month; the first with its arithmetic laid open, the others a press away. */
export function Lines({ earnings, place }: { earnings: readonly Earning[]; place: Place }) {
  const originals = earnings.filter((earning) => !earnings.some((other) => other.id === earning.correctsId))
  return (
    <CrewList>
      {originals.map((earning, i) => {
        const corrections = earnings.filter((other) => other.correctsId === earning.id && other.state !== 'declined')
        const sum = corrections.reduce((total, correction) => money(total.minor + correction.amount.minor, total.currency), earning.amount)
        return (
          <CrewRow
            key={earning.id}
            {...(i === 0 ? {} : { href: paths.myAward(earning.id) })}
            title={earning.program}
            right={<Money of={sum} place={place} />}
            said={about(earning, place)}
            status={<WhereItIs earning={earning} place={place} />}
          >
            {i === 0 && <Arithmetic earning={earning} corrections={corrections} sum={sum} place={place} />}
          </CrewRow>
        )
      })}
    </CrewList>
  )
}
/** The steps that the award stored, and each correction as a line of its own. */
export function Arithmetic({
  earning,
  corrections,
  sum,
  place,
  acts = true,
}: {
  earning: Earning
  corrections: readonly Earning[]
  sum: Earning['amount']
  place: Place
  acts?: boolean
}) {
  const steps = earning.lines.map((line) => [localText(line.words, place), line.amount ? <Money key={line.key} of={line.amount} place={place} /> : ''] as const)
  const later = corrections.map(
    (correction) =>
      [
        `${kindWords[correction.kind] || 'Correction'}: ${correction.reason ?? ''}`,
        <Money key={correction.id} of={correction.amount} place={place} />,
      ] as const,
  )
  return (
    <>
      <CrewSum lines={[...steps, ...later]} total={['Sum', <Money key="sum" of={sum} place={place} />]} />
      {acts && (
        <div className="crew-acts mb-3">
          <LinkButton href={paths.myAward(earning.id)}>
            {earning.records > 0 ? `See ${earning.records} ${earning.records === 1 ? 'record' : 'records'}` : 'See every step'}
          </LinkButton>
          <LinkButton href={paths.myDispute(earning.id)}>Dispute a line…</LinkButton>
        </div>
      )}
    </>
  )
}
