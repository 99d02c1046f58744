import { Building2 } from 'lucide-react'
import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Empty } from '@/app/_ui/empty.tsx'
import { ExportLink } from '@/app/_ui/export-link.tsx'
import { choice, text } from '@/app/_ui/filter.ts'
import { capital, countText } from '@/app/_ui/format.ts'
import { TextLink } from '@/app/_ui/link.tsx'
import { readList, type SearchParams } from '@/app/_ui/list-url.ts'
import { Moment } from '@/app/_ui/moment.tsx'
import { Headline, Page, Section } from '@/app/_ui/page.tsx'
import { Pager } from '@/app/_ui/pager.tsx'
import { paths } from '@/app/_ui/paths.ts'
import type { Place } from '@/app/_ui/place.ts'
import { MarkedText } from '@/app/_ui/status.tsx'
import { SubmitButton } from '@/app/_ui/submit.client.tsx'
import type { Column } from '@/app/_ui/table/column.ts'
import { Filters } from '@/app/_ui/table/filters.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { plans } from '@/lib/access/plans.ts'
import { listCompanies, type CompanyView } from '@/lib/tenancy/console-lists.ts'
import { withdraw } from '../actions.ts'
import { stateMark, stateWords } from '../company-words.ts'
import { RecoveryList } from '../../recovery-list.tsx'
import { OperatorTabs } from '../tabs.tsx'

export const metadata = { title: 'Companies' }
const filters = [text('q', 'Search', 'Name'), choice('state', 'State', Object.entries(stateWords))] as const
const columns = (place: Place): Column<CompanyView>[] => [
  { id: 'name', header: 'Company', priority: 1, strong: true, link: true, sortable: true, cell: (c) => c.name },
  { id: 'state', header: 'State', priority: 2, cell: (c) => <MarkedText shape={stateMark[c.state]}>{stateWords[c.state]}</MarkedText> },
  { id: 'plan', header: 'Plan', quiet: true, cell: (c) => plans[c.plan].name },
  { id: 'people', header: 'People seen', align: 'end', sortable: true, cell: (c) => (c.accounts === 0 ? '–' : c.accounts) },
  { id: 'sessions', header: 'Signed in', align: 'end', cell: (c) => (c.sessions === 0 ? '–' : c.sessions) },
  { id: 'founded', header: 'Founded', quiet: true, priority: 3, sortable: true, cell: (c) => <Moment at={c.foundedAt} place={place} show="day" /> },
  {
    id: 'seen',
    header: 'Last seen',
    quiet: true,
    align: 'end',
    priority: 4,
    sortable: true,
    cell: (c) => (c.lastSeenAt ? <Moment at={c.lastSeenAt} place={place} show="near" /> : 'never'),
  },
]

export default async function CompaniesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const url = readList(paths.operator('tenants'), await searchParams, { filters, sort: ['name', 'people', 'founded', 'seen'], defaultSort: '-founded' })
  const { companies, next, previous, count, suspended, invitations, place, may } = await load(listCompanies, url.query)
  return (
    <Page
      crumbs={[{ label: 'Installation' }, { label: 'Companies' }]}
      tabs={<OperatorTabs at="tenants" />}
      about="You see that they exist and when they were last here, never what is in them."
      headline={
        <Headline>
          {count === 0 ? (
            <>No company lives here yet.</>
          ) : (
            <>
              {capital(countText(count, 'company', place, 'companies'))} {count === 1 ? 'lives' : 'live'} here
              {suspended > 0 ? (
                <>
                  ; <TextLink href={url.with({ state: 'suspended' })}>{countText(suspended, 'is', place, 'are')} suspended</TextLink>
                </>
              ) : null}
              .
            </>
          )}
        </Headline>
      }
      acts={
        <>
          <ExportLink url={url} />
          {may.invite && (
            <LinkButton href={paths.inviteCompany()} icon={Building2} keys="n">
              Invite a company
            </LinkButton>
          )}
        </>
      }
    >
      <RecoveryList />
      <Filters url={url} place={place} columns={columns(place)} />
      <Table<CompanyView>
        url={url}
        caption="Companies"
        noun="companies"
        columns={columns(place)}
        rows={companies}
        rowKey={(c) => c.id}
        rowHref={(c) => paths.operatorTenant(c.id)}
        empty={
          <Empty.Yet title="No company yet." act={<LinkButton href={paths.inviteCompany()}>Invite a company</LinkButton>}>
            Its first owner sets it up by a link.
          </Empty.Yet>
        }
      />
      <Pager url={url} next={next} previous={previous} />
      {invitations.length > 0 && (
        <Section title="Invited" note="each link works once">
          <Table
            plain
            caption="Invitations"
            rows={invitations}
            rowKey={(i) => i.id}
            columns={[
              { id: 'company', header: 'Company', priority: 1, strong: true, cell: (i) => i.company },
              { id: 'email', header: 'To', priority: 3, cell: (i) => i.email },
              { id: 'until', header: 'Until', quiet: true, priority: 4, cell: (i) => <Moment at={i.until} place={place} /> },
              ...(may.invite
                ? [
                    {
                      id: 'act',
                      header: '',
                      align: 'end' as const,
                      priority: 2 as const,
                      cell: (i: (typeof invitations)[number]) => (
                        <SubmitButton action={withdraw} hidden={{ invitationId: i.id }} size="small">
                          Withdraw
                        </SubmitButton>
                      ),
                    },
                  ]
                : []),
            ]}
          />
        </Section>
      )}
    </Page>
  )
}
