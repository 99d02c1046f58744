import { load, loadIfAllowed } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Bars } from '@/app/_ui/chart/bars.tsx'
import { mostSaid } from '@/app/_ui/chart/most-said.ts'
import { BudgetBand } from '@/app/_ui/chart/band.tsx'
import { SelectField } from '@/app/_ui/choice.client.tsx'
import { Docket, Facts, RuleSentence } from '@/app/_ui/docket.tsx'
import { DayField } from '@/app/_ui/value-fields.client.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { Mono, TextLink } from '@/app/_ui/link.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Money } from '@/app/_ui/money.tsx'
import { dayText, moneyText, monthText, wholeMoneyText } from '@/app/_ui/format.ts'
import { Columns, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Status } from '@/app/_ui/status.tsx'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { showProgram } from '@/lib/incentives/read-programs.ts'
import { replayRule } from '@/lib/incentives/replay-rule.ts'
import { awardsText } from '../../award-runs/columns.tsx'
import { activate, compute, move } from '../actions.ts'
import { Replay } from '../replay.tsx'
import { Pieces } from '../pieces.tsx'

export const metadata = { title: 'Program' }
type Shown = Awaited<ReturnType<typeof showProgram.invoke>>
type Run = Awaited<ReturnType<typeof showProgram.invoke>>['runs'][number]

export default async function ProgramPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  const p = await load(showProgram, { id }),
    { place, may } = p
  const current = p.versions.find((v) => v.isCurrent) ?? p.versions.find((v) => v.state === 'active'),
    draft = p.versions.find((v) => v.state === 'draft')
  const isNomination = (draft ?? current)?.rule.pay.kind === 'nomination'
  const replay = draft && may.change && !isNomination ? await loadIfAllowed(replayRule, { programId: id, version: draft.version }) : undefined
  const ruled = p.periods.filter((x) => x.hasRule),
    newest = ruled.find((x) => x.from === p.newestWork) ?? ruled[0]
  // The newest period with work, or the one before it while that still goes on: what is computed now would be corrected all month.
  const proposed = newest?.isOver ? newest : (ruled.find((x) => x.isOver) ?? newest)
  const f = p.figures,
    total = f ? { minor: f.budget.minor + f.computed.minor + f.confirmed.minor + f.paid.minor, currency: p.currency } : undefined
  return (
    <Page crumbs={[{ label: 'Programs', href: paths.programs() }, { label: p.number }]}>
      <Docket
        number={p.number}
        noun="Program"
        title={p.name}
        stub={p.startsOn ? <>Since {dayText(p.startsOn, place)}</> : 'Not started'}
        about={
          <>
            Pays every {p.period} in {p.currency}; awards are confirmed {p.confirmation === 'by_itself' ? 'by themselves' : 'by a person'}
            {p.minimum.minor > 0n ? (
              <>
                ; under <Money of={p.minimum} place={place} /> carries over
              </>
            ) : null}
          </>
        }
        acts={
          <>
            {may.nominate && isNomination && p.state === 'active' && (
              <LinkButton size="large" primary href={`${paths.nominate()}?program=${id}`}>
                Nominate…
              </LinkButton>
            )}
            {may.change && p.state !== 'ended' && p.state !== 'archived' && (
              <>
                <LinkButton size="large" href={paths.programAct(id, 'budget')}>
                  Budget…
                </LinkButton>
                <LinkButton size="large" href={paths.programDraft(id)}>
                  {draft ? 'Change draft…' : 'Change rule…'}
                </LinkButton>
                <LinkButton size="large" href={paths.programAct(id, 'change')}>
                  Name and terms…
                </LinkButton>
              </>
            )}
            {!isNomination && (
              <LinkButton size="large" href={paths.programAct(id, 'try')}>
                Try on a person…
              </LinkButton>
            )}
          </>
        }
        status={<Status noun="program" state={p.state} strong />}
        consequence={p.state === 'draft' ? 'Nothing is earned before a rule is activated.' : 'A version in force never changes; a change is the next version.'}
      >
        {f && total && total.minor > 0n && (
          <BudgetBand title="Budget" total={total} paid={f.paid} confirmed={f.confirmed} computed={f.computed} place={place} />
        )}
      </Docket>
      <Columns
        asideLabel="Versions and course"
        aside={
          <>
            <Facts
              boxed
              items={[
                ['Takes part', p.audienceIsAll ? 'Everyone' : <TakingPart key="t" named={p.audience} />],
                ['Pays', `Every ${p.period}, in ${p.currency}`],
                ['Confirmed', p.confirmation === 'by_itself' ? 'By itself' : 'By a person'],
                f !== undefined && ['Budget left', <Money key="b" of={f.budget} place={place} />],
                p.minimum.minor > 0n && [
                  'Carries over',
                  <>
                    Sums under <Money of={p.minimum} place={place} />
                  </>,
                ],
                p.endsOn !== null && ['Ended', dayText(p.endsOn, place)],
              ]}
            />
            <Section title="Versions" note="newest first">
              {p.versions.map((v) => (
                <div key={v.version} className="border-t border-line py-3">
                  <b>v{v.version}</b>{' '}
                  <span className="text-ink-2">
                    {v.state === 'draft' ? (
                      'draft'
                    ) : v.isCurrent ? (
                      <>in force since {v.effectiveOn === null ? 'its start' : dayText(v.effectiveOn, place)}</>
                    ) : (
                      <>from {v.effectiveOn === null ? 'its start' : dayText(v.effectiveOn, place)}</>
                    )}
                  </span>
                  <span className="block text-caption text-ink-2">
                    <Mono>{v.digest.slice(0, 16)}</Mono>
                    {v.activatedAt ? (
                      <>
                        {' '}
                        · activated <Moment at={v.activatedAt} place={place} show="minute" />
                      </>
                    ) : null}
                  </span>
                  {v !== draft && v !== current && <Pieces of={v.pieces} place={place} small />}
                </div>
              ))}
            </Section>
            <Course runs={p.runs} place={place} />
          </>
        }
      >
        {current && (
          <Section title={`Rule v${current.version}`} note="in force">
            <RuleSentence>
              <Pieces of={current.pieces} place={place} />
            </RuleSentence>
          </Section>
        )}
        {draft && (
          <Section title={`Rule v${draft.version}`} note="draft, pays nothing yet">
            <RuleSentence>
              <Pieces of={draft.pieces} place={place} />
            </RuleSentence>
            {p.draftAudience && <p className="my-3">Takes part: {p.draftAudience.isAll ? 'everyone' : <TakingPart named={p.draftAudience.named} />}.</p>}
            {replay && <Replay replay={replay} />}
            {may.activate && (
              <Form action={activate} hidden={{ programId: id, 'version:int': String(draft.version) }} className="mt-4">
                <div className="flex flex-wrap items-end gap-4">
                  <DayField name="effectiveOn" label="In force from" defaultValue={p.periods.at(-1)?.from ?? p.today} />
                  <Submit primary>{`Activate v${draft.version}`}</Submit>
                </div>
              </Form>
            )}
          </Section>
        )}
        {may.compute && !isNomination && p.state !== 'draft' && (
          <Section title="Compute a period" note="again on the same facts changes nothing">
            <Form action={compute} hidden={{ programId: id }}>
              <div className="flex flex-wrap items-end gap-4">
                <SelectField
                  name="from"
                  label="Period"
                  options={p.periods.map((x) => ({
                    value: x.from,
                    label: x.isOver ? x.name : `${x.name}, not over yet`,
                    ...(x.hasRule ? {} : { why: 'before the first rule' }),
                  }))}
                  defaultValue={proposed?.from}
                />
                <Submit primary>Compute awards</Submit>
              </div>
            </Form>
          </Section>
        )}
        {p.runs.length > 0 && (
          <Section
            title="Computed"
            note="the last twelve runs"
            act={
              <TextLink accent href={`${paths.awardRuns()}?program=${p.id}`}>
                All runs
              </TextLink>
            }
          >
            <Table<Run>
              plain
              caption="Runs"
              rows={p.runs}
              rowKey={(r) => r.id}
              rowHref={(r) => paths.awardRun(r.id)}
              columns={[
                { id: 'n', header: 'Run', priority: 3, link: true, cell: (r) => <Mono>{r.number}</Mono> },
                { id: 'p', header: 'Period', priority: 1, cell: (r) => r.name },
                { id: 'r', header: 'Records', align: 'end', cell: (r) => r.records },
                { id: 'a', header: 'Awards', align: 'end', priority: 4, cell: (r) => awardsText(r, place) },
                { id: 't', header: 'Total', align: 'end', priority: 2, cell: (r) => <Money of={r.total} place={place} /> },
              ]}
            />
          </Section>
        )}
        {may.activate && (p.state === 'active' || p.state === 'paused' || p.state === 'ended') && (
          <div className="mt-6 flex flex-wrap gap-4">
            {p.state === 'active' && (
              <Form action={move} hidden={{ programId: id, to: 'paused' }}>
                <Submit>Pause</Submit>
              </Form>
            )}
            {p.state === 'paused' && (
              <Form action={move} hidden={{ programId: id, to: 'active' }}>
                <Submit>Resume</Submit>
              </Form>
            )}
            {p.state !== 'ended' ? (
              <Form action={move} hidden={{ programId: id, to: 'ended' }}>
                <Submit danger>End program</Submit>
              </Form>
            ) : (
              <Form action={move} hidden={{ programId: id, to: 'archived' }}>
                <Submit>Archive</Submit>
              </Form>
            )}
          </div>
        )}
      </Columns>
    </Page>
  )
}

function TakingPart({ named }: { named: Shown['audience'] }) {
  if (!named) return 'Chosen payees and crews'
  const all = [
    ...named.crews.map((crew) => (
      <TextLink key={crew.id} href={paths.crew(crew.id)}>
        {crew.name}
      </TextLink>
    )),
    ...named.payees.map((payee) => (
      <TextLink key={payee.id} href={paths.payee(payee.id)}>
        {payee.name}
      </TextLink>
    )),
  ]
  return (
    <>
      {all.map((one, i) => (
        <span key={i}>
          {i > 0 && ', '}
          {one}
        </span>
      ))}
      {named.more > 0 && <>, and {named.more} more</>}
    </>
  )
}
const coursePeriods = 7
/** What the program awarded, period by period; nothing to see before the third. */
function Course({ runs, place }: Pick<Shown, 'runs' | 'place'>) {
  const periods = runs.slice(0, coursePeriods).reverse(),
    most = periods.reduce<Run | undefined>((best, run) => (best && best.total.minor >= run.total.minor ? best : run), undefined)
  if (periods.length < 3 || !most || most.total.minor === 0n) return null
  const said = mostSaid(periods.map((run) => ({ name: run.name, minor: run.total.minor })))
  const whole = (value: number): string => wholeMoneyText({ minor: BigInt(value), currency: most.total.currency }, place)
  return (
    <Section title="Awarded by period">
      <Bars
        aside
        head={['Period', 'Awarded']}
        format={whole}
        bars={periods.map((run, i) => ({
          label: monthText(run.from, place),
          value: Number(run.total.minor),
          said: moneyText(run.total, place),
          ...(i === periods.length - 1 ? { tone: 'now' as const } : {}),
        }))}
        caption={
          <>
            <b>{said?.words}</b> with {moneyText(most.total, place)}
            {said?.each}.
          </>
        }
      />
    </Section>
  )
}
