import { LinkButton } from '@/app/_ui/button.tsx'
import { Money, Moneys } from '@/app/_ui/money.tsx'
import { paths } from '@/app/_ui/paths.ts'
import type { Place } from '@/app/_ui/place.ts'
import { CrewList, CrewRow } from '@/app/_ui/shell/crew.tsx'
import type { Money as Amount } from '@/lib/kernel/money.ts'

/** What is earned and in no payout yet. A debt after a correction is shown as what it is, and what becomes of it. */
export function Balance({ balances, held, place }: { balances: readonly Amount[]; held: readonly Amount[]; place: Place }) {
  const some = balances.filter((balance) => balance.minor !== 0n)
  return (
    <>
      <h2>Balance</h2>
      <CrewList>
        {(some.length > 0 ? some : balances.slice(0, 1)).map((balance) => (
          <CrewRow
            key={balance.currency}
            title={balance.minor < 0n ? 'Carried' : 'Yours, not yet in a payout'}
            right={<Money of={balance} place={place} code={some.length > 1} />}
            said={
              balance.minor < 0n
                ? 'A correction took back more than your balance held. What you earn next fills it up; nothing is ever drawn from your bank account.'
                : undefined
            }
          />
        ))}
        {balances.length === 0 && <CrewRow title="Yours, not yet in a payout" right="–" />}
        {held.length > 0 && <CrewRow title="Redeemed, waiting for the office" right={<Moneys of={held} place={place} />} />}
      </CrewList>
      <div className="crew-acts">
        <LinkButton href={paths.myRewards()}>Redeem…</LinkButton>
      </div>
    </>
  )
}
