import { LinkButton } from '@/app/_ui/button.tsx'
import { Docket, Facts } from '@/app/_ui/docket.tsx'
import { Mono, TextLink } from '@/app/_ui/link.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Money } from '@/app/_ui/money.tsx'
import { Columns, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Status } from '@/app/_ui/status.tsx'
import { Trail, type TrailItem } from '@/app/_ui/trail.tsx'
import type { showRedemption } from '@/lib/incentives/list-redemptions.ts'

export type Shown = Awaited<ReturnType<typeof showRedemption.invoke>>
const entryWords: Readonly<Record<string, string>> = {
  'redemption.held': 'held from the balance',
  'redemption.fulfilled': 'became redeemed goods',
  'redemption.held.reversal': 'gave the amount back',
}

/** A redemption as a record, from the request to the end. */
export function RedemptionDocket({ redemption: r }: { redemption: Shown }) {
  const { place } = r,
    what = r.quantity > 1 ? `${r.quantity} × ${r.item.name}` : r.item.name
  const acts =
    r.state === 'requested' ? (
      <>
        <LinkButton size="large" href={paths.redemptionAct(r.id, 'cancel')} keys="r" why={r.mayDecide ? undefined : r.notYours}>
          Cancel…
        </LinkButton>
        {r.mayDecide && (
          <LinkButton size="large" primary href={paths.redemptionAct(r.id, 'fulfil')} keys="a">
            Handed out…
          </LinkButton>
        )}
      </>
    ) : undefined
  return (
    <Page crumbs={[{ label: 'Rewards', href: paths.redemptions() }, { label: r.number }]}>
      <Docket
        number={r.number}
        noun="Redemption"
        stub={
          <>
            Requested <Moment at={r.at} place={place} show="day" />
            {r.requestedBy ? (
              <>
                <br />
                by {r.requestedBy}
              </>
            ) : null}
          </>
        }
        figure={<Money of={r.amount} place={place} code />}
        about={
          <>
            for <TextLink href={paths.catalogueItem(r.item.id)}>{what}</TextLink>,{' '}
            {r.mayOpen.payee ? <TextLink href={paths.payee(r.payee.id)}>{r.payee.name}</TextLink> : r.payee.name}
          </>
        }
        acts={acts}
        status={<Status noun="redemption" state={r.state} strong />}
        consequence={
          r.state === 'requested'
            ? 'The amount is held: no payout takes it, and nothing else can be redeemed with it.'
            : r.state === 'cancelled'
              ? `Cancelled: ${r.reason ?? ''}`
              : 'The held amount became redeemed goods.'
        }
      />
      <Columns
        aside={
          <Section title="Trail">
            <Trail items={trailOf(r)} place={place} />
          </Section>
        }
      >
        <Facts
          boxed
          items={[
            [
              'Item',
              <TextLink key="i" href={paths.catalogueItem(r.item.id)}>
                {r.item.name}
              </TextLink>,
            ],
            ['Quantity', String(r.quantity)],
            ['Payee', r.payee.name],
            r.decidedBy ? [r.state === 'cancelled' ? 'Cancelled by' : 'Handed out by', r.decidedBy] : null,
            r.reason ? ['Reason', r.reason] : null,
            r.payouts.length > 0
              ? [
                  'Payouts',
                  <span key="p" className="grid gap-1">
                    {r.payouts.map((payout) => (
                      <span key={`${payout.id} ${payout.amount.minor}`}>
                        {payout.amount.minor < 0n ? 'deducted by' : 'given back by'}{' '}
                        {r.mayOpen.payout ? (
                          <TextLink href={paths.payout(payout.id)}>
                            <Mono>{payout.number}</Mono>
                          </TextLink>
                        ) : (
                          <Mono>{payout.number}</Mono>
                        )}
                      </span>
                    ))}
                    {r.comesBack && <span>given back with the next payout</span>}
                  </span>,
                ]
              : null,
            r.entries.length > 0
              ? [
                  'Ledger',
                  <span key="l" className="grid gap-1">
                    {r.entries.map((entry) => (
                      <span key={entry.id}>
                        <TextLink href={paths.journalEntry(entry.id)}>
                          <Mono>{entry.number}</Mono>
                        </TextLink>{' '}
                        {entryWords[entry.kind] ?? entry.kind}
                      </span>
                    ))}
                  </span>,
                ]
              : null,
          ]}
        />
      </Columns>
    </Page>
  )
}
const trailOf = (r: Shown): TrailItem[] => [
  ...(r.state === 'requested' ? [{ id: 'ahead', mark: 'quarter' as const, ahead: true, what: 'Handed out', when: 'not yet' }] : []),
  ...(r.state !== 'requested' && r.decidedAt
    ? [
        {
          id: 'decided',
          mark: r.state === 'fulfilled' ? ('disc' as const) : ('slash' as const),
          what: r.state === 'fulfilled' ? `Handed out${r.decidedBy ? ` by ${r.decidedBy}` : ''}` : `Cancelled${r.decidedBy ? ` by ${r.decidedBy}` : ''}`,
          when: r.decidedAt,
          ...(r.reason ? { sub: r.reason } : {}),
        },
      ]
    : []),
  { id: 'requested', mark: 'disc', bob: true, what: `${r.requestedBy ?? r.payee.name} redeemed it`, when: r.at, sub: 'held from the balance' },
]
