import { LinkButton } from '@/app/_ui/button.tsx'
import { Docket, Facts } from '@/app/_ui/docket.tsx'
import { dayText, listText } from '@/app/_ui/format.ts'
import { Mono, TextLink } from '@/app/_ui/link.tsx'
import { Menu } from '@/app/_ui/menu.client.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Money } from '@/app/_ui/money.tsx'
import { Columns, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Status } from '@/app/_ui/status.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import type { showPayee } from '@/lib/incentives/list-payees.ts'
import { NewestWork } from './newest-work.tsx'

export type Payee = Awaited<ReturnType<typeof showPayee.invoke>>

/** A payee as the desk sees one: who, where the money goes, what was earned and done. */
export function PayeeView({ payee }: { payee: Payee }) {
  const { place, may, bank } = payee
  return (
    <Page crumbs={[{ label: 'Payees', href: paths.payees() }, { label: payee.name }]}>
      <Docket
        number={payee.number}
        noun="Payee"
        stub={
          <>
            Added <Moment at={payee.addedAt} place={place} show="day" />
            <br />
            {{ hand: 'by hand', import: 'by an import', member: 'as a member', demo: 'by the demo' }[payee.source]}
          </>
        }
        title={payee.name}
        about={
          payee.owed.length === 0 ? (
            'Nothing is owed.'
          ) : (
            <>
              Owed{' '}
              {payee.owed.map((m, i) => (
                <span key={m.currency}>
                  {i > 0 ? ' and ' : ''}
                  <Money of={m} place={place} code />
                </span>
              ))}
            </>
          )
        }
        acts={
          <>
            {may.bank && (
              <LinkButton size="large" href={paths.payeeBank(payee.id)}>
                Bank detail…
              </LinkButton>
            )}
            {may.change && (
              <>
                <LinkButton size="large" href={paths.payeeAct(payee.id, 'change')}>
                  Change…
                </LinkButton>
                <Menu
                  label="More"
                  items={[
                    { label: payee.member ? 'Change the member…' : 'Link to a member…', href: paths.payeeAct(payee.id, 'link') },
                    { label: 'Merge…', href: paths.payeeAct(payee.id, 'merge'), ...(payee.state === 'merged' ? { why: 'Merged already' } : {}) },
                  ]}
                />
              </>
            )}
          </>
        }
        status={<Status noun="payee" state={payee.state} strong />}
        consequence={
          payee.into ? (
            <>
              The same person as <TextLink href={paths.payee(payee.into.id)}>{payee.into.name}</TextLink>; nothing was moved.
            </>
          ) : payee.state === 'inactive' ? (
            'Payouts to this payee are held.'
          ) : undefined
        }
      />
      <Columns
        asideLabel="Work and crews"
        aside={
          <>
            <NewestWork of={payee} />
            <Section title="Crews">
              {payee.crews.length === 0 ? (
                <p className="text-ink-2">On no crew.</p>
              ) : (
                <Facts
                  tight
                  items={payee.crews.map((c) => [
                    c.name,
                    <span key={c.id}>
                      <TextLink href={paths.crew(c.id)}>share {c.share}</TextLink>
                      {c.joinedOn ? `, since ${dayText(c.joinedOn, place)}` : ''}
                    </span>,
                  ])}
                />
              )}
            </Section>
          </>
        }
      >
        <Facts
          boxed
          items={[
            ['Key in files', <Mono key="k">{payee.key}</Mono>],
            payee.email !== null && ['E-mail', payee.email],
            [
              'Signs in as',
              payee.member ? (
                may.seeMembers ? (
                  <TextLink key="m" href={paths.member(payee.member.id)}>
                    {payee.member.isYou ? 'You' : payee.member.name}
                  </TextLink>
                ) : payee.member.isYou ? (
                  'You'
                ) : (
                  payee.member.name
                )
              ) : may.change && payee.state === 'active' ? (
                <>
                  nobody yet: <TextLink href={paths.payeeAct(payee.id, 'link')}>link to a member…</TextLink>
                </>
              ) : (
                'nobody yet'
              ),
            ],
            [
              'Bank account',
              bank ? (
                <>
                  <Mono>{bank.masked}</Mono>
                  {bank.confirmedAt ? (bank.heldUntil > place.now ? ', held after a change' : '') : ', not confirmed yet'}
                </>
              ) : (
                'none yet'
              ),
            ],
            payee.merged.length > 0 && ['Merged into this', listText(payee.merged.map((m) => `${m.name} (${m.number})`))],
          ]}
        />
        {may.seeAwards && (
          <Section
            title="Newest awards"
            act={
              <TextLink accent href={`${paths.awards()}?payee=${payee.id}`}>
                All awards
              </TextLink>
            }
          >
            {payee.awards.length === 0 ? <p className="text-ink-2">No award so far.</p> : <Awards of={payee} />}
          </Section>
        )}
      </Columns>
    </Page>
  )
}
function Awards({ of }: { of: Payee }) {
  return (
    <Table<Payee['awards'][number]>
      plain
      caption="Newest awards"
      rows={of.awards}
      rowKey={(a) => a.id}
      columns={[
        {
          id: 'number',
          header: 'Award',
          priority: 3,
          cell: (a) => (
            <TextLink href={paths.award(a.id)}>
              <span className="mono">{a.number}</span>
            </TextLink>
          ),
        },
        { id: 'program', header: 'Program', priority: 1, strong: true, cell: (a) => a.program },
        { id: 'from', header: 'Period', quiet: true, cell: (a) => dayText(a.from, of.place, a.period === 'week' ? 'short' : 'month') },
        { id: 'state', header: 'State', priority: 4, cell: (a) => <Status noun="award" state={a.state} /> },
        { id: 'amount', header: 'Amount', align: 'end', priority: 2, cell: (a) => <Money of={a.amount} place={of.place} code /> },
      ]}
    />
  )
}
