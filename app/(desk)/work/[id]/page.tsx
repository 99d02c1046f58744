import { Pencil } from 'lucide-react'
import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Copyable } from '@/app/_ui/copyable.client.tsx'
import { Docket, Facts } from '@/app/_ui/docket.tsx'
import { quantityText, shortDigest } from '@/app/_ui/format.ts'
import { TextLink } from '@/app/_ui/link.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Money } from '@/app/_ui/money.tsx'
import { Columns, Page, Section } from '@/app/_ui/page.tsx'
import { whyNotText } from '@/app/_ui/passing-words.ts'
import { paths } from '@/app/_ui/paths.ts'
import { Status } from '@/app/_ui/status.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { Trail } from '@/app/_ui/trail.tsx'
import { showWork } from '@/lib/incentives/list-work.ts'
import { revisionTrail } from './revision-trail.tsx'

export const metadata = { title: 'Work record' }
type Verdict = Awaited<ReturnType<typeof showWork.invoke>>['verdicts'][number]
const countsText = 'It counts by the rule; the period has not been computed since'
type Counted = Awaited<ReturnType<typeof showWork.invoke>>['awards'][number]

export default async function WorkRecordPage({ params }: { params: Promise<{ id: string }> }) {
  const work = await load(showWork, { id: (await params).id }),
    { place } = work
  const took = work.openedAt && work.closedAt ? <Took from={work.openedAt} to={work.closedAt} /> : undefined
  return (
    <Page crumbs={[{ label: 'Work records', href: paths.work() }, { label: work.number }]}>
      <Docket
        number={work.number}
        noun="Work record"
        stub={
          <>
            Recorded <Moment at={work.recordedAt} place={place} show="day" />
            <br />
            revision {work.revision} of {work.revisions.length}
          </>
        }
        title={<span className="mono">{work.key}</span>}
        about={
          <>
            {work.kind}
            {work.payee ? <> by {work.may.seePayees ? <TextLink href={paths.payee(work.payee.id)}>{work.payee.name}</TextLink> : work.payee.name}</> : null}
            {work.crew ? (
              <>
                , crew <TextLink href={paths.crew(work.crew.id)}>{work.crew.name}</TextLink>
              </>
            ) : null}
          </>
        }
        acts={
          work.may.correct ? (
            <LinkButton size="large" href={paths.correctWork(work.id)} icon={Pencil}>
              Correct…
            </LinkButton>
          ) : undefined
        }
        status={<Status noun="workRecord" state={work.state} strong />}
        consequence={
          work.newest ? (
            <>
              What stands is <TextLink href={paths.workRecord(work.newest.id)}>{work.newest.number}</TextLink>.
            </>
          ) : work.state === 'open' ? (
            'It earns nothing until it is closed.'
          ) : undefined
        }
      />
      <Columns
        aside={
          <Section title="Trail" note="each revision, down to the first">
            <Trail items={revisionTrail(work)} place={place} />
          </Section>
        }
      >
        <Facts
          boxed
          items={[
            ['Opened', work.openedAt ? <Moment key="o" at={work.openedAt} place={place} show="second" /> : '–'],
            [
              'Closed',
              work.closedAt ? (
                <>
                  <Moment at={work.closedAt} place={place} show="second" />
                  {took && <span className="text-ink-2">, {took}</span>}
                </>
              ) : (
                '–'
              ),
            ],
            work.quantity !== undefined && ['Quantity', quantityText(work.quantity, place)],
            work.value !== undefined && ['Value', <Money key="v" of={work.value} place={place} code />],
            work.sourceName !== '' && ['Source', work.sourceName],
            work.reason !== null && ['Corrected because', work.reason],
            ['Content', <Copyable key="d" text={work.digest} short={shortDigest(work.digest)} />],
          ]}
        />
        {work.fields.length > 0 && (
          <Section title="Further fields">
            <Facts
              boxed
              items={work.fields.map(([name, value]) => [
                name.replaceAll('_', ' '),
                <span key={name} className="whitespace-pre-line break-words">
                  {value}
                </span>,
              ])}
            />
          </Section>
        )}
        <Section title="Counted by" note={work.awards.length === 0 ? undefined : 'every award that this record, or an earlier revision of it, earned'}>
          {work.awards.length === 0 ? (
            <p className="text-ink-2">
              {work.verdicts.length > 0 || work.newest || work.state === 'open'
                ? 'No award has counted this record.'
                : 'No award has counted this record, and no program that is running is for it.'}
            </p>
          ) : (
            <Table<Counted>
              plain
              caption="Awards that counted this record"
              rows={work.awards}
              rowKey={(a) => `${a.id}${a.revision}`}
              columns={[
                {
                  id: 'award',
                  header: 'Award',
                  priority: 1,
                  cell: (a) => (
                    <TextLink href={paths.award(a.id)}>
                      <span className="mono">{a.number}</span>
                    </TextLink>
                  ),
                },
                { id: 'program', header: 'Program', priority: 3, cell: (a) => a.program },
                { id: 'as', header: 'As', quiet: true, cell: (a) => <span className="mono">{a.revision}</span> },
                { id: 'state', header: 'State', priority: 4, cell: (a) => <Status noun="award" state={a.state} /> },
                { id: 'amount', header: 'Amount', align: 'end', priority: 2, cell: (a) => <Money of={a.amount} place={place} code /> },
              ]}
            />
          )}
        </Section>
        {work.verdicts.length > 0 && (
          <Section title="Not counted by" note="programs that are running, by their rule for the period of its closing">
            <Table<Verdict>
              plain
              caption="Programs that have not counted this record"
              rows={work.verdicts}
              rowKey={(v) => v.program.id}
              columns={[
                { id: 'program', header: 'Program', priority: 1, cell: (v) => <TextLink href={paths.program(v.program.id)}>{v.program.name}</TextLink> },
                { id: 'period', header: 'Period', priority: 3, cell: (v) => v.period },
                { id: 'why', header: 'Why not', priority: 2, wraps: true, cell: (v) => (v.why === undefined ? countsText : whyNotText(v)) },
              ]}
            />
          </Section>
        )}
      </Columns>
    </Page>
  )
}
function Took({ from, to }: { from: Date; to: Date }) {
  const minutes = Math.floor((to.getTime() - from.getTime()) / 60_000),
    hours = Math.floor(minutes / 60)
  return <>{hours >= 96 ? `${Math.floor(hours / 24)} d ${hours % 24} h` : hours > 0 ? `${hours} h ${minutes % 60} min` : `${minutes} min`} after opening</>
}
