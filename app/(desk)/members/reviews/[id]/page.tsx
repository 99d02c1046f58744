import { Printer } from 'lucide-react'
import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Empty } from '@/app/_ui/empty.tsx'
import { ExportLink } from '@/app/_ui/export-link.tsx'
import { choice, flag, text } from '@/app/_ui/filter.ts'
import { countText, listText } from '@/app/_ui/format.ts'
import { TextLink } from '@/app/_ui/link.tsx'
import { readList, type SearchParams } from '@/app/_ui/list-url.ts'
import { DayMark, Moment } from '@/app/_ui/moment.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { Docket, Facts } from '@/app/_ui/docket.tsx'
import { Page } from '@/app/_ui/page.tsx'
import { Pager } from '@/app/_ui/pager.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Status } from '@/app/_ui/status.tsx'
import { Filters } from '@/app/_ui/table/filters.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { listLines, type LineView } from '@/lib/tenancy/review/list-lines.ts'
import { repeatWords, showReview } from '@/lib/tenancy/review/list-reviews.ts'
import { columns } from './columns.tsx'

export const metadata = { title: 'Access review' }
const filters = [
  text('q', 'Search', 'Name, number or role'),
  choice('decision', 'Decision', [
    ['open', 'To decide'],
    ['keep', 'Kept'],
    ['remove', 'Removed'],
  ]),
  choice('kind', 'Kind', [
    ['member', 'Members'],
    ['role', 'Roles'],
    ['token', 'Provisioning tokens'],
    ['key', 'API keys'],
    ['grant', 'Given for a time'],
  ]),
  flag('money', 'Money', 'Holds money'),
  flag('mine', 'Yours', 'Yours to decide'),
] as const

export default async function ReviewPage({ params, searchParams }: { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> }) {
  const { id } = await params,
    url = readList(paths.review(id), await searchParams, { filters })
  const [r, { rows, next, previous }] = await Promise.all([load(showReview, { reviewId: id }), load(listLines, { ...url.query, reviewId: id })]),
    { place } = r,
    isOpen = r.state !== 'closed',
    mine = rows.some((row) => row.whyNot === '')
  return (
    <Page
      crumbs={[{ label: 'Members', href: paths.members() }, { label: 'Access reviews', href: paths.reviews() }, { label: r.number }]}
      notice={
        !r.digest.isWhole ? (
          <Notice tone="bad" title="The lines are not what was frozen.">
            Their digest is {r.digest.reckoned}; frozen was {r.digest.inLog ?? r.digest.stored}. Somebody changed them past this product: trust the log, and
            open a new review.
          </Notice>
        ) : isOpen && r.stuck.length > 0 ? (
          <Notice tone="hold">
            No reviewer may decide {listText(r.stuck.slice(0, 5))}
            {r.stuck.length > 5 ? ` and ${r.stuck.length - 5} more` : ''}: nobody decides about themselves, and an owner’s line is another owner’s. They stay
            undecided and are named at the end.
          </Notice>
        ) : undefined
      }
    >
      <Docket
        number={r.number}
        noun="Review"
        title={r.name}
        stub={
          <>
            Opened <Moment at={r.openedAt} place={place} show="day" />
            <br />
            by {r.openedBy}
          </>
        }
        about={
          <>
            {r.scope}, {countText(r.lines, 'line', place)}
          </>
        }
        status={<Status noun="review" state={r.state} strong />}
        consequence={
          isOpen ? (
            <>
              {r.undecided === 0 ? 'Everything is decided' : `${r.lines - r.undecided} of ${r.lines} decided`}; due{' '}
              <DayMark day={r.dueOn} place={place} show="weekday" />. The last decision closes it.
            </>
          ) : (
            <>
              {r.kept} kept, {r.removed} removed, {r.undecided} undecided{r.closedWhy === null ? '' : `: ${r.closedWhy}`}
            </>
          )
        }
        acts={
          <>
            <ExportLink url={url} at={paths.reviewFile(id)}>
              {url.active.length === 0 ? 'Evidence file' : 'CSV of these lines'}
            </ExportLink>
            <LinkButton href={paths.reviewEvidence(id)} icon={Printer}>
              Print
            </LinkButton>
            {r.mayRepeat && !r.followedBy && <LinkButton href={paths.reviewAct(id, 'repeat')}>Repeat…</LinkButton>}
            {r.mayClose && <LinkButton href={paths.reviewAct(id, 'close')}>Close…</LinkButton>}
          </>
        }
      />
      <Facts
        boxed
        items={[
          [
            'Reviewers',
            listText(r.reviewers.map((person) => `${person.name}${person.isYou ? ' (you)' : ''}${person.isActive ? '' : ', not active any more'}`)),
          ],
          [
            'Population',
            <span key="d">
              <span className="mono break-all">{r.digest.stored}</span> {r.digest.isWhole ? 'and the lines are still exactly that' : ''}
            </span>,
          ],
          [
            'Opened anew',
            <>
              {r.followedBy ? (
                <>
                  Yes, as <TextLink href={paths.review(r.followedBy.id)}>{r.followedBy.number}</TextLink>
                </>
              ) : r.nextOn === null ? (
                'Never'
              ) : (
                <>
                  {repeatWords[r.repeats]}, next on <DayMark day={r.nextOn} place={place} />
                </>
              )}
              {r.follows && (
                <>
                  ; follows <TextLink href={paths.review(r.follows.id)}>{r.follows.number}</TextLink>
                </>
              )}
            </>,
          ],
          r.closedAt !== null && [
            'Closed',
            <>
              <Moment at={r.closedAt} place={place} />
              {r.closedBy ? ` by ${r.closedBy}` : ''}
            </>,
          ],
        ]}
      />
      <Filters url={url} place={place} columns={columns(place)} />
      <Table<LineView>
        url={url}
        caption="Lines of the review"
        columns={columns(place)}
        rows={rows}
        rowKey={(row) => row.id}
        rowHref={(row) => paths.reviewLine(id, row.id)}
        rowTone={(row) => (row.decision === null ? undefined : 'off')}
        noun="lines"
        {...(isOpen && mine
          ? {
              select: {
                name: 'line',
                may: (row: LineView) => (row.whyNot === '' ? (true as const) : row.whyNot),
                noun: ['line', 'lines'] as const,
                place,
                consequence: 'One code covers all. What is removed is gone at the next request.',
                acts: [
                  { verb: 'Remove', href: paths.reviewAct(id, 'remove'), key: 'r', danger: true },
                  { verb: 'Keep', href: paths.reviewAct(id, 'keep'), key: 'a', primary: true },
                ],
              },
            }
          : {})}
        empty={<Empty.Yet title="No line.">A review has one line at least.</Empty.Yet>}
      />
      <Pager url={url} next={next} previous={previous} />
      {r.mayReadLog && (
        <p className="text-caption text-ink-2">
          The opening, each decision and the closing stand in the <TextLink href={paths.audit()}>audit log</TextLink>.
        </p>
      )}
    </Page>
  )
}
