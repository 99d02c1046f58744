import { Fragment } from 'react'
import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Docket, Facts, RuleSentence } from '@/app/_ui/docket.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { capital, countText, localText, numberText, periodText, quantityText } from '@/app/_ui/format.ts'
import { Mono, TextLink } from '@/app/_ui/link.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Money } from '@/app/_ui/money.tsx'
import { Columns, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Status } from '@/app/_ui/status.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import type { Column } from '@/app/_ui/table/column.ts'
import { Table } from '@/app/_ui/table/table.tsx'
import { Trail, type TrailItem } from '@/app/_ui/trail.tsx'
import { showAward } from '@/lib/incentives/read-awards.ts'
import { DeskLink } from '../../desk-link.tsx'
import { Pieces } from '../../programs/pieces.tsx'
import { confirm } from '../actions.ts'

export const metadata = { title: 'Award' }
const workShown = 6
type Award = Awaited<ReturnType<typeof showAward.invoke>>

function trailOf(a: Award): TrailItem[] {
  const items: TrailItem[] = a.payouts
    .map((p) => ({
      id: p.id,
      mark: p.isVoid ? ('slash' as const) : p.state === 'settled' ? ('disc' as const) : ('half' as const),
      what: (
        <>
          In <DeskLink href={paths.payout(p.id)}>{p.number}</DeskLink>
        </>
      ),
      sub: p.isVoid ? `${p.state}; free again` : p.state,
    }))
    .reverse()
  if (a.payouts.every((p) => p.isVoid)) items.unshift({ id: 'ahead', mark: 'ring', ahead: true, what: 'Paid by a payout' })
  for (const c of a.corrections)
    items.push({
      id: c.id,
      mark: c.kind === 'clawback' ? 'triangle' : 'disc',
      what: (
        <>
          <TextLink href={paths.award(c.id)}>{c.number}</TextLink> {c.kind} <Money of={c.amount} place={a.place} sign />
        </>
      ),
      sub: c.reason ?? undefined,
    })
  if (a.decidedAt)
    items.push({
      id: 'decided',
      mark: a.state === 'declined' ? 'slash' : 'disc',
      what: (
        <>
          {a.state === 'declined' ? 'Declined' : 'Confirmed'}
          {a.decidedBy ? ` by ${a.decidedBy}` : ' by itself'}
        </>
      ),
      when: a.decidedAt,
    })
  items.push({
    id: 'made',
    mark: 'disc',
    what: a.nominatedBy ? (
      <>{a.nominatedBy} nominated</>
    ) : (
      <>
        Computed from {a.records.length} {a.records.length === 1 ? 'record' : 'records'}
      </>
    ),
    when: a.createdAt,
    sub: (
      <>
        Derivation <Mono>{a.digest.slice(0, 16)}</Mono> {a.digestHolds ? 'holds' : 'does not hold'}
      </>
    ),
  })
  items.push({
    id: 'work',
    mark: 'disc',
    bob: true,
    what: a.records.length > 0 ? `${capital(countText(a.records.length, 'record', a.place))} of work` : (a.reason ?? 'A proof'),
    sub:
      a.records.length === 0 ? undefined : (
        <>
          {a.records.slice(0, workShown).map((r) => (
            <Fragment key={r.id}>
              {a.all ? (
                <DeskLink href={paths.workRecord(r.id)}>
                  <Mono>{r.number}</Mono>
                </DeskLink>
              ) : (
                <Mono>{r.number}</Mono>
              )}{' '}
              {r.key} · <Mono>{r.digest.slice(0, 8)}…</Mono>
              <br />
            </Fragment>
          ))}
          {a.records.length > workShown ? `and ${numberText(a.records.length - workShown, a.place)} more, listed beside` : null}
        </>
      ),
  })
  return items
}
type Counted = Award['records'][number]
/** The figure of each record by which the rule pays; a rule that counts records has none. */
function measuredBy({ measure, place }: Award): Column<Counted>[] {
  if (measure === 'value') return [{ id: 'm', header: 'Value', align: 'end', cell: (r) => (r.value ? <Money of={r.value} place={place} /> : '–') }]
  if (measure === 'quantity')
    return [{ id: 'm', header: 'Quantity', align: 'end', cell: (r) => (r.quantity === undefined ? '–' : quantityText(r.quantity, place)) }]
  return []
}
function sumOf({ measure, measured, place }: Award) {
  if (!measured || measure === 'count') return {}
  return {
    total: { label: 'In all', cells: { m: measure === 'value' ? <Money of={measured.value} place={place} /> : quantityText(measured.quantity, place) } },
  }
}
/** What the state means for whoever reads it, and what a confirmation would cause. */
const consequenceOf = (a: { readonly why: string; readonly reason: string | null; readonly mayDecide: boolean; readonly isHeldBack: boolean }): string =>
  a.why
    ? `${a.why}.`
    : a.mayDecide
      ? `${a.isHeldBack ? 'It counts work that its payee recorded. ' : a.reason ? `${a.reason.replace(/[.!?]?$/, '.')} ` : ''}Confirmed, it is owed to its payee. That is not undone: a mistake takes a correction, which the payee reads.`
      : (a.reason ?? 'Computing it again gives the same cents.')
export default async function AwardPage({ params }: { params: Promise<{ id: string }> }) {
  const a = await load(showAward, { id: (await params).id }),
    { place } = a
  return (
    <Page crumbs={[{ label: 'Awards', href: paths.awards() }, { label: a.number }]}>
      <Docket
        number={a.number}
        noun="Award"
        stub={a.period}
        figure={<Money of={a.amount} place={place} code />}
        about={
          <>
            to {a.all ? <DeskLink href={paths.payee(a.payee.id)}>{a.payee.name}</DeskLink> : a.payee.name} by{' '}
            <DeskLink href={paths.program(a.program.id)}>{a.program.name}</DeskLink>
            {a.rule ? `, rule v${a.rule.version}` : ''}
          </>
        }
        acts={
          <>
            {a.may.correct && (
              <LinkButton size="large" href={paths.awardAct(a.id, 'adjust')}>
                Correct…
              </LinkButton>
            )}
            {a.mayDecide && (
              <>
                <LinkButton size="large" href={`${paths.awardsAct('decline')}?id=${a.id}`}>
                  Decline…
                </LinkButton>
                <Form action={confirm} hidden={{ 'awardIds[]': a.id }}>
                  <Submit primary size="large">
                    Confirm
                  </Submit>
                </Form>
              </>
            )}
          </>
        }
        status={<Status noun="award" state={a.state} strong />}
        consequence={consequenceOf(a)}
      />
      <Columns
        aside={
          <Section title="Trail" note="from the payout down to the work">
            <Trail items={trailOf(a)} place={place} />
          </Section>
        }
      >
        <Facts
          boxed
          items={[
            [
              'Program',
              <DeskLink key="p" href={paths.program(a.program.id)}>
                {a.program.name}
              </DeskLink>,
            ],
            ['Period', periodText(a.from, a.to, place)],
            a.corrects && [
              'Corrects',
              <TextLink key="c" href={paths.award(a.corrects.id)}>
                {a.corrects.number}
              </TextLink>,
            ],
            a.reason !== null && ['Reason', a.reason],
            a.proof && [
              'Proof',
              <>
                <TextLink href={`${paths.award(a.id)}/proof`}>{a.proof.name}</TextLink> <Mono>{a.proof.digest.slice(0, 12)}</Mono>
              </>,
            ],
          ]}
        />
        {a.rule && (
          <Section title={`Rule v${a.rule.version}`}>
            <RuleSentence>
              <Pieces of={a.rule.pieces} place={place} />
            </RuleSentence>
          </Section>
        )}
        <Section title="Step by step" note="how the amount comes about">
          <ol className="list-decimal pl-6">
            {a.steps.map((step) => (
              <li key={step.key} className="py-1">
                {localText(step.text, place)}
              </li>
            ))}
          </ol>
        </Section>
        {a.records.length > 0 && (
          <Section title="Counted" note={`${a.records.length} ${a.records.length === 1 ? 'record' : 'records'}, each with its digest`}>
            <Table<Award['records'][number]>
              plain
              dense
              caption="Work records counted"
              rows={a.records}
              rowKey={(r) => r.id}
              {...sumOf(a)}
              columns={[
                {
                  id: 'n',
                  header: 'Record',
                  priority: 3,
                  cell: (r) =>
                    a.all ? (
                      <DeskLink href={paths.workRecord(r.id)}>
                        <Mono>{r.number}</Mono>
                      </DeskLink>
                    ) : (
                      <Mono>{r.number}</Mono>
                    ),
                },
                { id: 'k', header: 'Key', priority: 1, cell: (r) => r.key },
                { id: 'w', header: 'Kind', quiet: true, cell: (r) => r.kind },
                { id: 'c', header: 'Closed', priority: 4, cell: (r) => (r.countedAt ? <Moment at={r.countedAt} place={place} show="minute" /> : '–') },
                ...measuredBy(a),
                { id: 'd', header: 'Digest', priority: 2, align: 'end', cell: (r) => <Mono>{r.digest.slice(0, 12)}</Mono> },
              ]}
            />
          </Section>
        )}
      </Columns>
    </Page>
  )
}
