import { Trophy } from 'lucide-react'
import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Empty } from '@/app/_ui/empty.tsx'
import { ExportLink } from '@/app/_ui/export-link.tsx'
import { amounts, choice, text } from '@/app/_ui/filter.ts'
import { capital, countText } from '@/app/_ui/format.ts'
import { readList, type SearchParams } from '@/app/_ui/list-url.ts'
import { sharedCurrency } from '@/app/_ui/money.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { Headline, Page, Tabs, type Crumb } from '@/app/_ui/page.tsx'
import { Pager } from '@/app/_ui/pager.tsx'
import { paths } from '@/app/_ui/paths.ts'
import type { Place } from '@/app/_ui/place.ts'
import { Filters } from '@/app/_ui/table/filters.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { listAwards } from '@/lib/incentives/read-awards.ts'
import { Sums, sumsOf } from '../payouts/sums.tsx'
import { awardTabs, columns, type AwardItem } from './columns.tsx'

const filters = [
  text('q', 'Search', 'Number or payee'),
  choice('kind', 'Kind', [
    ['computed', 'computed'],
    ['nomination', 'nomination'],
    ['adjustment', 'adjustment'],
    ['clawback', 'clawback'],
  ]),
  amounts('amount', 'Amount'),
] as const
/** Awards, of all programs or of one run, with what waits for whom. */
export async function AwardList({ given, run }: { given: SearchParams; run?: string }) {
  const path = run ? paths.awardRun(run) : paths.awards(),
    first = run ? '' : 'waiting'
  const url = readList(path, { state: first, ...given }, { filters, keep: ['state', 'program', 'payee'], sort: ['amount', 'period'], defaultSort: '-made' })
  const state = url.get('state') ?? '',
    list = await load(listAwards, { ...url.query, ...(run ? { run } : {}) }),
    { rows, next, previous, place, totals, may } = list
  const waiting = list.run?.open ?? totals.filter((t) => t.state === 'computed' || t.state === 'nominated'),
    count = waiting.reduce((n, t) => n + t.count, 0),
    open = rows.filter((r) => r.mayDecide).length
  const owed = totals.filter((t) => t.state === 'confirmed' && t.count > 0)
  const crumbs: Crumb[] = run
    ? [{ label: 'Awards', href: paths.awards() }, { label: 'Runs', href: paths.awardRuns() }, { label: list.run?.number ?? 'Run' }]
    : [{ label: 'Awards' }]
  return (
    <Page
      crumbs={crumbs}
      notice={
        run && rows.some((r) => r.isHeldBack) ? (
          <Notice tone="hold">The program confirms by itself, but not what counts work that its payee recorded: somebody else confirms that.</Notice>
        ) : undefined
      }
      headline={
        <Headline>
          {count === 0 ? (
            <>No award{run ? ' of this run' : ''} waits for confirmation.</>
          ) : (
            <>
              <a href={`${path}?state=waiting`}>{capital(countText(count, 'award', place))}</a> {run ? 'of this run ' : ''}worth{' '}
              <Sums of={sumsOf(waiting)} place={place} /> {count === 1 ? 'waits' : 'wait'} for confirmation.
            </>
          )}
        </Headline>
      }
      acts={
        <>
          {!run && <ExportLink url={url} />}
          {!run && may.runs && (
            <LinkButton href={paths.awardRuns()} quiet>
              Runs
            </LinkButton>
          )}
          {may.nominate && (
            <LinkButton href={paths.nominate()} icon={Trophy}>
              Nominate
            </LinkButton>
          )}
          {run && open > 0 && (
            <LinkButton primary href={paths.confirmRun(run)}>
              {`Confirm all ${list.run?.open.reduce((n, of) => n + of.count, 0) ?? open}…`}
            </LinkButton>
          )}
        </>
      }
      tabs={
        <Tabs
          label="Awards by state"
          items={awardTabs.map(([value, label]) => ({
            label,
            href: url.with({ state: value || (run ? undefined : 'all') }),
            current: state === value || (value === '' && state === 'all'),
          }))}
        />
      }
    >
      <Filters url={url} place={place} columns={columns(place)} />
      <Table<AwardItem>
        url={url}
        caption="Awards"
        columns={columns(place, sharedCurrency(rows.map((r) => r.amount)))}
        rows={rows}
        rowKey={(r) => r.id}
        rowHref={(r) => paths.award(r.id)}
        noun="award"
        {...(open > 0
          ? {
              select: {
                name: 'id',
                may: (r: AwardItem) => (r.mayDecide ? (true as const) : r.why || 'Decided already'),
                amount: (r: AwardItem) => r.amount,
                noun: ['award', 'awards'] as const,
                place,
                consequence: 'Confirmed awards are owed to their payees.',
                acts: [
                  { verb: 'Decline', href: paths.awardsAct('decline'), key: 'r' },
                  { verb: 'Confirm', href: paths.awardsAct('confirm'), key: 'a', primary: true },
                ],
              },
            }
          : {})}
        empty={
          state === 'waiting' && owed.length > 0 ? (
            <Owed totals={owed} place={place} mayRaise={may.raise} />
          ) : (
            <Empty.Yet title="Nothing here." act={<LinkButton href={paths.programs()}>Open programs</LinkButton>}>
              Awards appear when a program’s period is computed, or when somebody is nominated.
            </Empty.Yet>
          )
        }
      />
      <Pager url={url} next={next} previous={previous} />
    </Page>
  )
}

type Totals = Awaited<ReturnType<typeof listAwards.invoke>>['totals']
/** Nothing is left to confirm: what was confirmed waits for its payouts, and that is the next act. */
function Owed({ totals, place, mayRaise }: { totals: Totals; place: Place; mayRaise: boolean }) {
  const count = totals.reduce((n, t) => n + t.count, 0)
  return (
    <Empty.Yet
      title={
        <>
          {capital(countText(count, 'award', place))} confirmed, <Sums of={totals.map((t) => t.amount)} place={place} /> in all.
        </>
      }
      act={
        mayRaise ? (
          <LinkButton primary href={paths.newPayout()}>
            Raise payouts
          </LinkButton>
        ) : (
          <LinkButton href={`${paths.awards()}?state=confirmed`}>Confirmed awards</LinkButton>
        )
      }
    >
      {count === 1 ? 'It is' : 'They are'} owed to {count === 1 ? 'its payee' : 'their payees'} and in no payout yet;{' '}
      {mayRaise ? 'raise payouts to pay' : 'finance raises payouts to pay'} {count === 1 ? 'it' : 'them'}.
    </Empty.Yet>
  )
}
