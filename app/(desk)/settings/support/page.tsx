import { LifeBuoy } from 'lucide-react'
import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Empty } from '@/app/_ui/empty.tsx'
import { capital, countText } from '@/app/_ui/format.ts'
import { TextLink } from '@/app/_ui/link.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Headline, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { MarkedText } from '@/app/_ui/status.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { listSupport, type SupportView } from '@/lib/tenancy/support/list-support.ts'
import { SettingsTabs } from '../tabs.tsx'

export const metadata = { title: 'Support' }
/** Which operators were let in, by whom and why, and whether they came. */
export default async function SupportPage() {
  const { grants, mayChange, place } = await load(listSupport, {}),
    open = grants.filter((g) => g.state === 'open').length
  return (
    <Page
      crumbs={[{ label: 'Settings' }, { label: 'Support' }]}
      tabs={<SettingsTabs at="support" />}
      about="Whoever runs this installation sees nothing of what is in the company unless you let one of them look: a person by name, for hours, read only, from networks that you allow. While they look, a line on every page says so, and each page that they open stands in your log."
      headline={
        <Headline>{open === 0 ? <>Nobody outside the company may look in.</> : <>{capital(countText(open, 'operator', place))} may look in.</>}</Headline>
      }
      acts={
        <LinkButton href={paths.newSupportGrant()} icon={LifeBuoy} keys="n" why={mayChange ? undefined : 'An admin or owner lets somebody look'}>
          Let an operator look
        </LinkButton>
      }
    >
      <Section title="Grants" note="the newest hundred; the log has all">
        <Table<SupportView>
          plain
          caption="Grants"
          rows={grants}
          rowKey={(g) => g.id}
          columns={[
            {
              id: 'number',
              header: 'Grant',
              priority: 1,
              strong: true,
              cell: (g) => (g.state === 'open' && mayChange ? <TextLink href={paths.endSupportGrant(g.id)}>{g.number}</TextLink> : g.number),
            },
            { id: 'state', header: 'State', priority: 2, cell: (g) => <GrantState grant={g} /> },
            {
              id: 'operator',
              header: 'Operator',
              priority: 4,
              cell: (g) => (
                <>
                  {g.operator} <span className="text-caption text-ink-2">{g.email}</span>
                </>
              ),
            },
            { id: 'reason', header: 'To look at', priority: 3, wraps: true, cell: (g) => g.reason },
            { id: 'by', header: 'Let in by', quiet: true, cell: (g) => g.by },
            { id: 'until', header: 'Until', cell: (g) => <Moment at={g.endedAt ?? g.endsAt} place={place} /> },
            { id: 'used', header: 'Last looked', quiet: true, cell: (g) => (g.lastUsedAt ? <Moment at={g.lastUsedAt} place={place} show="near" /> : 'never') },
          ]}
          empty={
            <Empty.Yet
              title="Nobody was let in yet."
              {...(mayChange ? { act: <LinkButton href={paths.newSupportGrant()}>Let an operator look</LinkButton> } : {})}
            >
              When something has to be looked at together, you decide who looks, and for how long.
            </Empty.Yet>
          }
        />
      </Section>
    </Page>
  )
}
function GrantState({ grant }: { grant: SupportView }) {
  if (grant.state === 'ended') return <MarkedText shape="slash">Ended early</MarkedText>
  if (grant.state === 'over') return <MarkedText shape="ring">{grant.enteredAt ? 'Over' : 'Over, never used'}</MarkedText>
  return grant.enteredAt ? <MarkedText shape="half">Open, used</MarkedText> : <MarkedText shape="quarter">Open</MarkedText>
}
