import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Empty } from '@/app/_ui/empty.tsx'
import { capital, countText } from '@/app/_ui/format.ts'
import { Moment } from '@/app/_ui/moment.tsx'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Table } from '@/app/_ui/table/table.tsx'
import { listOwnSupport } from '@/lib/tenancy/support/list-support.ts'
import { OperatorTabs } from '../tabs.tsx'

export const metadata = { title: 'Support' }
type Grant = Awaited<ReturnType<typeof listOwnSupport.invoke>>['grants'][number]
/** The companies that let this operator look, at present. */
export default async function OperatorSupportPage() {
  const { grants, place } = await load(listOwnSupport, {})
  return (
    <Page
      crumbs={[{ label: 'Installation' }, { label: 'Support' }]}
      tabs={<OperatorTabs at="support" />}
      headline={
        <Headline>
          {grants.length === 0 ? (
            <>No company lets you look at present.</>
          ) : (
            <>
              {capital(countText(grants.length, 'company', place, 'companies'))} {grants.length === 1 ? 'lets' : 'let'} you look.
            </>
          )}
        </Headline>
      }
      about="A company lets one operator look, by name and for hours. You see what a read-only member sees; each page that you open stands in its log, and its people see that you are there."
    >
      <Table<Grant>
        plain
        caption="Companies that let you look"
        rows={grants}
        rowKey={(g) => g.id}
        columns={[
          { id: 'company', header: 'Company', priority: 1, strong: true, cell: (g) => g.company },
          { id: 'number', header: 'Grant', quiet: true, cell: (g) => <span className="mono">{g.number}</span> },
          { id: 'reason', header: 'To look at', priority: 3, wraps: true, cell: (g) => g.reason },
          { id: 'until', header: 'Until', priority: 4, cell: (g) => <Moment at={g.endsAt} place={place} /> },
          { id: 'used', header: 'Last looked', quiet: true, cell: (g) => (g.lastUsedAt ? <Moment at={g.lastUsedAt} place={place} show="near" /> : 'never') },
          {
            id: 'act',
            header: '',
            align: 'end',
            priority: 2,
            cell: (g) => (
              <LinkButton size="small" href={paths.enterSupport(g.id)}>
                Go in…
              </LinkButton>
            ),
          },
        ]}
        empty={
          <Empty.Yet title="No company lets you look.">
            An owner or admin of a company does so under Settings, Support, by the address that you sign in with.
          </Empty.Yet>
        }
      />
    </Page>
  )
}
