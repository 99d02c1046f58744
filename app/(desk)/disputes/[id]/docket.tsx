import { LinkButton } from '@/app/_ui/button.tsx'
import { Docket, Facts } from '@/app/_ui/docket.tsx'
import { localText, periodText } from '@/app/_ui/format.ts'
import { Mono, TextLink } from '@/app/_ui/link.tsx'
import { Mark } from '@/app/_ui/mark.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Money } from '@/app/_ui/money.tsx'
import { Columns, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Status } from '@/app/_ui/status.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { Trail, type TrailItem } from '@/app/_ui/trail.tsx'
import type { showDispute } from '@/lib/incentives/show-dispute.ts'
import { Clock } from '../columns.tsx'

export type Shown = Awaited<ReturnType<typeof showDispute.invoke>>

/** A dispute as a record: the line within its arithmetic, what the payee says, and what was answered. */
export function DisputeDocket({ dispute: d }: { dispute: Shown }) {
  const { place } = d
  const link = (may: boolean, href: string, words: string) => (may ? <TextLink href={href}>{words}</TextLink> : words)
  return (
    <Page crumbs={[{ label: 'Disputes', href: paths.disputes() }, { label: d.number }]}>
      <Docket
        number={d.number}
        noun="Dispute"
        stub={
          <>
            Opened <Moment at={d.at} place={place} show="day" />
            <br />
            by {d.openedBy}
          </>
        }
        title={<>“{localText(d.line, place)}”</>}
        about={
          <>
            {link(d.mayOpen.payee, paths.payee(d.payee.id), d.payee.name)}, {link(d.mayOpen.program, paths.program(d.program.id), d.program.name)},{' '}
            {periodText(d.award.from, d.award.to, place)}
          </>
        }
        acts={
          d.state === 'open' ? (
            <LinkButton size="large" primary href={paths.disputeAct(d.id, 'decide')} keys="a" why={d.mayDecide ? undefined : d.notYours}>
              Answer…
            </LinkButton>
          ) : undefined
        }
        status={<Status noun="dispute" state={d.state} strong />}
        consequence={
          d.state === 'open' ? (
            <>
              Answer by <Clock dueOn={d.dueOn} daysLeft={d.daysLeft} place={place} />
            </>
          ) : (
            (d.outcome ?? 'The payee took it back.')
          )
        }
      />
      <Columns
        aside={
          <Section title="Trail">
            <Trail items={trailOf(d)} place={place} />
          </Section>
        }
      >
        <Facts
          boxed
          items={[
            [
              'What is said',
              <span key="r" className="whitespace-pre-line">
                {d.reason}
              </span>,
            ],
            d.record
              ? [
                  'Work record',
                  <span key="w">
                    {link(d.mayOpen.record, paths.workRecord(d.record.id), d.record.number)} <Mono>{d.record.key}</Mono>
                    {d.record.countedAt ? (
                      <>
                        , done <Moment at={d.record.countedAt} place={place} />
                      </>
                    ) : null}
                  </span>,
                ]
              : null,
            [
              'Award',
              <span key="a">
                {link(d.mayOpen.award, paths.award(d.award.id), d.award.number)}, <Status noun="award" state={d.award.state} />
              </span>,
            ],
          ]}
        />
        <Section title="How the award was reckoned" note="the disputed line is marked">
          <Table
            plain
            dense
            caption="Steps"
            rows={d.steps}
            rowKey={(step) => step.key}
            columns={[
              {
                id: 'words',
                header: 'Step',
                priority: 1,
                wraps: true,
                cell: (step) => (
                  <span className="inline-flex items-baseline gap-2">
                    {step.key === d.lineKey && <Mark shape="square" />}
                    {localText(step.words, place)}
                  </span>
                ),
              },
              { id: 'amount', header: 'Amount', align: 'end', priority: 2, cell: (step) => (step.amount ? <Money of={step.amount} place={place} /> : '') },
            ]}
            total={{
              label: <span className="inline-flex items-baseline gap-2">{d.lineKey === 'sum' && <Mark shape="square" />}Award</span>,
              cells: { amount: <Money of={d.award.amount} place={place} code /> },
            }}
          />
        </Section>
        {d.corrections.length > 0 && (
          <Section title="Corrections" note="each a line of its own">
            <Table
              plain
              caption="Corrections"
              rows={d.corrections}
              rowKey={(row) => row.id}
              {...(d.mayOpen.award ? { rowHref: (row: Shown['corrections'][number]) => paths.award(row.id) } : {})}
              columns={[
                { id: 'number', header: 'Award', priority: 3, cell: (row) => <Mono>{row.number}</Mono> },
                { id: 'reason', header: 'Reason', priority: 1, wraps: true, cell: (row) => row.reason ?? '' },
                { id: 'amount', header: 'Amount', align: 'end', priority: 2, cell: (row) => <Money of={row.amount} place={place} sign /> },
              ]}
            />
          </Section>
        )}
      </Columns>
    </Page>
  )
}
const trailOf = (d: Shown): TrailItem[] => [
  ...(d.state === 'open' ? [{ id: 'ahead', mark: 'quarter' as const, ahead: true, what: 'Answered', when: 'not yet' }] : []),
  ...(d.decidedAt && d.state !== 'withdrawn'
    ? [
        {
          id: 'decided',
          mark: d.state === 'upheld' ? ('disc' as const) : ('slash' as const),
          what: `${d.state === 'upheld' ? 'Upheld' : 'Rejected'}${d.decidedBy ? ` by ${d.decidedBy}` : ''}`,
          when: d.decidedAt,
          ...(d.outcome ? { sub: d.outcome } : {}),
        },
      ]
    : []),
  ...(d.decidedAt && d.state === 'withdrawn' ? [{ id: 'withdrawn', mark: 'slash' as const, what: 'Taken back', when: d.decidedAt }] : []),
  ...(d.overdueAt ? [{ id: 'overdue', mark: 'triangle' as const, what: 'Its day passed without an answer', when: d.overdueAt }] : []),
  { id: 'opened', mark: 'square', bob: true, what: `${d.openedBy} disputed the line`, when: d.at, sub: d.reason },
]
