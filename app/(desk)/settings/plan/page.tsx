import { load } from '@/app/_bind/load.ts'
import { Headline, Page, Section } from '@/app/_ui/page.tsx'
import { MarkedText } from '@/app/_ui/status.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { showPlan } from '@/lib/tenancy/show-plan.ts'
import { SettingsTabs } from '../tabs.tsx'

export const metadata = { title: 'Plan' }
/** What is open to the company, what is closed and which plan opens it. */
export default async function PlanPage() {
  const { name, sentence, features, bounds } = await load(showPlan, {}),
    closed = features.filter((feature) => !feature.isOpen).length
  return (
    <Page
      crumbs={[{ label: 'Settings' }, { label: 'Plan' }]}
      tabs={<SettingsTabs at="plan" />}
      headline={
        <Headline>
          {closed === 0 ? (
            <>Everything is open to you under the plan {name}.</>
          ) : (
            <>
              Your plan is {name};{' '}
              {closed === features.length ? (
                'every feature below is closed'
              ) : (
                <>
                  {closed} of {features.length} features {closed === 1 ? 'is' : 'are'} closed
                </>
              )}
              .
            </>
          )}
        </Headline>
      }
      about={`${sentence}. What was set up under another plan stays readable and goes on working. Factors, passkeys, networks, alerts and the log belong to every plan. Whoever runs this installation changes plans.`}
    >
      <Section title="Features">
        <Table
          plain
          caption="Features"
          rows={features}
          rowKey={(f) => f.name}
          columns={[
            {
              id: 'name',
              header: 'Feature',
              priority: 1,
              wraps: true,
              cell: (f) => (
                <>
                  <span className="font-medium">{f.name}</span>
                  <span className="block text-caption text-ink-2">{f.sentence}</span>
                </>
              ),
            },
            {
              id: 'state',
              header: 'Yours',
              priority: 2,
              cell: (f) => (f.isOpen ? <MarkedText shape="disc">Open</MarkedText> : <MarkedText shape="slash">Opened by {f.openedBy}</MarkedText>),
            },
          ]}
        />
      </Section>
      <Section title="Room">
        <Table
          plain
          caption="What the plan has room for"
          rows={bounds}
          rowKey={(b) => b.sentence}
          columns={[
            { id: 'what', header: 'What', priority: 1, strong: true, cell: (b) => b.sentence },
            {
              id: 'has',
              header: 'In use',
              align: 'end',
              priority: 2,
              cell: (b) => (b.most === undefined ? `${b.has}, without a bound` : `${b.has} of ${b.most}`),
            },
          ]}
        />
      </Section>
    </Page>
  )
}
