import { load } from '@/app/_bind/load.ts'
import { Empty } from '@/app/_ui/empty.tsx'
import { capital, countText } from '@/app/_ui/format.ts'
import { Moment } from '@/app/_ui/moment.tsx'
import { Mono } from '@/app/_ui/link.tsx'
import { Headline, Page, Section } from '@/app/_ui/page.tsx'
import { MarkedText } from '@/app/_ui/status.tsx'
import { SubmitButton } from '@/app/_ui/submit.client.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { listJobs } from '@/lib/tenancy/operator.ts'
import { retry } from '../actions.ts'
import { OperatorTabs } from '../tabs.tsx'

export const metadata = { title: 'Jobs' }
const count = (n: number) => (n === 0 ? '–' : n)
export default async function JobsPage() {
  const { dead, depth, mayRetry, place } = await load(listJobs, {}), waiting = depth.reduce((n, row) => n + row.waiting, 0)
  return (
    <Page crumbs={[{ label: 'Installation' }, { label: 'Jobs' }]} tabs={<OperatorTabs at="jobs" />} about="Work behind the pages: kinds, counts and errors. What a job carries belongs to its company and is not shown."
      headline={<Headline>{dead.length === 0 ? <>No job has given up</> : <>{capital(countText(dead.length, 'job', place))} {dead.length === 1 ? 'has' : 'have'} given up</>}; {waiting === 0 ? 'none waits' : <>{countText(waiting, 'waits', place, 'wait')}</>}.</Headline>}>
      {dead.length > 0 && (
        <Section title="Gave up" note="tried as often as it makes sense">
          <Table plain caption="Failed jobs" rows={dead} rowKey={(job) => job.id} columns={[
            { id: 'task', header: 'Kind', priority: 1, strong: true, cell: (job) => <Mono>{job.task}</Mono> }, { id: 'company', header: 'Company', priority: 3, cell: (job) => job.company }, { id: 'error', header: 'Why', priority: 4, wraps: true, cell: (job) => <MarkedText shape="triangle">{job.error}</MarkedText> },
            { id: 'attempts', header: 'Tries', align: 'end', cell: (job) => job.attempts }, { id: 'at', header: 'Last', quiet: true, align: 'end', cell: (job) => <Moment at={job.at} place={place} show="near" /> },
            ...(mayRetry ? [{ id: 'act', header: '', align: 'end' as const, priority: 2 as const, cell: (job: (typeof dead)[number]) => <SubmitButton action={retry} hidden={{ job: job.id }} size="small">Run again</SubmitButton> }] : []),
          ]} />
        </Section>
      )}
      <Section title="Queue" note="by kind">
        <Table plain caption="Jobs by kind" rows={depth} rowKey={(row) => row.task} empty={<Empty.Yet title="Nothing waits and nothing runs." />} columns={[
          { id: 'task', header: 'Kind', priority: 1, strong: true, cell: (row) => <Mono>{row.task}</Mono> }, { id: 'waiting', header: 'Waiting', align: 'end', priority: 2, cell: (row) => count(row.waiting) }, { id: 'running', header: 'Running', align: 'end', cell: (row) => count(row.running) },
          { id: 'dead', header: 'Gave up', align: 'end', cell: (row) => count(row.dead) }, { id: 'oldest', header: 'Next due', quiet: true, align: 'end', priority: 4, cell: (row) => (row.oldestAt ? <Moment at={row.oldestAt} place={place} show="near" /> : '–') },
        ]} />
      </Section>
    </Page>
  )
}
