import { Printer } from 'lucide-react'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Docket } from '@/app/_ui/docket.tsx'
import { Mono, TextLink } from '@/app/_ui/link.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Money } from '@/app/_ui/money.tsx'
import { Columns, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Status } from '@/app/_ui/status.tsx'
import { Trail } from '@/app/_ui/trail.tsx'
import type { PayoutPage } from '@/lib/incentives/show-payout.ts'
import { consequenceOf, stateWordsOf } from './payout-words.ts'
import { PayoutFacts } from './facts.tsx'
import { SealNote, trailOf } from './payout-trail.tsx'

/** A payout as a record: what it is and what you may do at the top, facts left, the trail from the bank line down to the work right. */
export function PayoutDocket({ payout }: { payout: PayoutPage }) {
  const { place, may } = payout
  const acts = (
    <>
      {may.print && (
        <LinkButton size="large" quiet href={paths.evidencePack(payout.id)} icon={Printer}>
          Evidence pack
        </LinkButton>
      )}
      {may.reissue && (
        <LinkButton size="large" primary href={paths.payoutAct(payout.id, 'reissue')}>
          Reissue…
        </LinkButton>
      )}
      {may.hold && (
        <LinkButton size="large" href={paths.payoutAct(payout.id, 'hold')} keys="h">
          Hold…
        </LinkButton>
      )}
      {may.resume && (
        <LinkButton size="large" primary href={paths.payoutAct(payout.id, 'resume')} why={may.whyNotResume}>
          Resume…
        </LinkButton>
      )}
      {may.reject && (
        <LinkButton size="large" href={paths.payoutAct(payout.id, 'reject')} keys="r">
          Reject…
        </LinkButton>
      )}
      {may.approve?.may && (
        <LinkButton size="large" primary href={paths.payoutAct(payout.id, 'approve')} keys="a">
          Approve…
        </LinkButton>
      )}
    </>
  )
  return (
    <Page crumbs={[{ label: 'Payouts', href: paths.payouts() }, { label: payout.number }]}>
      <Docket
        number={payout.number}
        noun="Payout"
        stub={
          <>
            Raised <Moment at={payout.raisedAt} place={place} show="day" />
            <br />
            by {payout.raisedBy.name}
          </>
        }
        figure={<Money of={payout.amount} place={place} code />}
        about={
          <>
            to {may.payee ? <TextLink href={paths.payee(payout.payee.id)}>{payout.payee.name}</TextLink> : payout.payee.name}
            {payout.bankDetail.masked ? (
              <>
                , account <Mono>{payout.bankDetail.masked}</Mono>
                {payout.bankDetail.bankName ? ` at ${payout.bankDetail.bankName}` : ''}
              </>
            ) : null}
          </>
        }
        acts={acts}
        status={<Status noun="payout" state={payout.state} words={stateWordsOf(payout)} strong />}
        consequence={consequenceOf(payout)}
      />
      <Columns
        aside={
          <Section title="Trail" note="from the bank line down to the work">
            <Trail items={trailOf(payout)} place={place} />
            <SealNote payout={payout} />
          </Section>
        }
      >
        <PayoutFacts payout={payout} />
      </Columns>
    </Page>
  )
}
