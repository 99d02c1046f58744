import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Docket, Facts } from '@/app/_ui/docket.tsx'
import { capital, momentText } from '@/app/_ui/format.ts'
import { Moment } from '@/app/_ui/moment.tsx'
import { Notice, Pip } from '@/app/_ui/notice.tsx'
import { Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Status } from '@/app/_ui/status.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { showLine } from '@/lib/tenancy/review/list-lines.ts'
import { DeskLink } from '../../../../../desk-link.tsx'
import { roleWords } from '../../../../../role-words.ts'

export const metadata = { title: 'Line of a review' }
type Line = Awaited<ReturnType<typeof showLine.invoke>>
const isMoment = (text: string): boolean => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text)

/** One line as it was frozen: what the subject was and could do, what has changed since, and what was decided. */
export default async function LinePage({ params }: { params: Promise<{ id: string; line: string }> }) {
  const { id, line: lineId } = await params,
    line = await load(showLine, { reviewId: id, lineId }),
    { place, review } = line,
    title = line.kind === 'member' ? line.name : line.label,
    act = (which: 'keep' | 'remove'): string => `${paths.reviewAct(id, which)}?line=${encodeURIComponent(line.id)}`
  const page =
    line.kind === 'member'
      ? paths.member(line.subject)
      : line.kind === 'role'
        ? paths.role(line.subject)
        : line.kind === 'grant'
          ? paths.accessRequest(line.subject)
          : paths.settings(line.kind === 'key' ? 'keys' : 'provisioning')
  return (
    <Page
      crumbs={[{ label: 'Access reviews', href: paths.reviews() }, { label: review.number, href: paths.review(id) }, { label: `Line ${line.position}` }]}
      notice={
        line.isWhole ? undefined : (
          <Notice tone="bad" title="This line was changed after the freezing.">
            Its digest is not that of what stands here.
          </Notice>
        )
      }
    >
      <Docket
        number={`${review.number} / ${line.position}`}
        noun={capital(line.noun)}
        title={
          <>
            {title}
            {line.holdsMoney ? (
              <>
                {' '}
                <Pip>money</Pip>
              </>
            ) : null}
          </>
        }
        stub={
          <>
            Frozen <Moment at={review.openedAt} place={place} show="day" />
          </>
        }
        about={<DeskLink href={page}>As it is now</DeskLink>}
        status={<Status noun="reviewLine" state={line.decision ?? 'open'} strong />}
        consequence={
          line.decision === null ? (
            line.whyNot === '' ? (
              'Yours to decide.'
            ) : (
              `${line.whyNot}.`
            )
          ) : (
            <>
              by {line.decidedBy}, {line.decidedAt ? momentText(line.decidedAt, place) : ''}
              {line.reason === '' ? '' : `: ${line.reason}`}
              {line.outcome === '' ? '' : `; ${line.outcome}`}
            </>
          )
        }
        acts={
          line.decision === null && (
            <>
              <LinkButton size="large" href={act('remove')} why={line.whyNot === '' ? undefined : line.whyNot}>
                Remove…
              </LinkButton>
              <LinkButton size="large" primary href={act('keep')} why={line.whyNot === '' ? undefined : line.whyNot}>
                Keep…
              </LinkButton>
            </>
          )
        }
      />
      <Facts
        boxed
        items={[
          ...Object.entries(line.facts).map(
            ([key, value]) =>
              [
                capital(key),
                key === 'role' || key === 'made from' ? roleWords(value) : isMoment(value) ? <Moment key={key} at={new Date(value)} place={place} /> : value,
              ] as const,
          ),
          [
            'Digest',
            <span key="digest" className="mono break-all">
              {line.digest}
            </span>,
          ],
        ]}
      />
      <Section title="Changed since the freezing">
        {line.changes.length === 0 ? (
          <p className="text-ink-2">Nothing.</p>
        ) : (
          <ul>
            {line.changes.map((change) => (
              <li key={change}>{capital(change)}</li>
            ))}
          </ul>
        )}
      </Section>
      {line.groups.length > 0 && (
        <Section title="Could do" note="when it was frozen, by role and for a time">
          <Table<Line['groups'][number]['rows'][number]>
            plain
            dense
            caption="Permissions when frozen"
            groups={line.groups}
            rowKey={(row) => row.name}
            columns={[
              {
                id: 'sentence',
                header: 'Permission',
                priority: 1,
                wraps: true,
                cell: (row) => (
                  <>
                    {row.sentence}
                    {row.isMoney && row.reach === 'all' ? (
                      <>
                        {' '}
                        <Pip>money</Pip>
                      </>
                    ) : null}
                  </>
                ),
              },
              { id: 'reach', header: 'Reach', priority: 2, cell: (row) => row.reach },
            ]}
          />
        </Section>
      )}
    </Page>
  )
}
