import { Building2 } from 'lucide-react'
import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Empty } from '@/app/_ui/empty.tsx'
import { capital, countText } from '@/app/_ui/format.ts'
import { Moment } from '@/app/_ui/moment.tsx'
import { Headline, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { MarkedText } from '@/app/_ui/status.tsx'
import { SubmitButton } from '@/app/_ui/submit.client.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { listCompanies, type CompanyView } from '@/lib/tenancy/operator.ts'
import { withdraw } from '../actions.ts'
import { stateMark, stateWords } from '../company-words.ts'
import { RecoveryList } from '../../recovery-list.tsx'
import { OperatorTabs } from '../tabs.tsx'

export const metadata = { title: 'Companies' }
export default async function CompaniesPage() {
  const { companies, invitations, place, may } = await load(listCompanies, {}), suspended = companies.filter((c) => c.state === 'suspended').length
  return (
    <Page crumbs={[{ label: 'Installation' }, { label: 'Companies' }]} tabs={<OperatorTabs at="tenants" />} about="You see that they exist and when they were last here, never what is in them."
      headline={<Headline>{companies.length === 0 ? <>No company lives here yet.</> : <>{capital(countText(companies.length, 'company', place, 'companies'))} {companies.length === 1 ? 'lives' : 'live'} here{suspended > 0 ? <>; {countText(suspended, 'is', place, 'are')} suspended</> : null}.</>}</Headline>}
      acts={may.invite && <LinkButton href={paths.inviteCompany()} icon={Building2} keys="n">Invite a company</LinkButton>}>
      <RecoveryList />
      <Table<CompanyView> caption="Companies" rows={companies} rowKey={(c) => c.id} rowHref={(c) => paths.operatorTenant(c.id)} empty={<Empty.Yet title="No company yet." act={<LinkButton href={paths.inviteCompany()}>Invite a company</LinkButton>}>Its first owner sets it up by a link.</Empty.Yet>} columns={[
        { id: 'name', header: 'Company', priority: 1, strong: true, link: true, cell: (c) => c.name }, { id: 'state', header: 'State', priority: 2, cell: (c) => <MarkedText shape={stateMark[c.state]}>{stateWords[c.state]}</MarkedText> },
        { id: 'accounts', header: 'People seen', align: 'end', cell: (c) => (c.accounts === 0 ? '–' : c.accounts) }, { id: 'sessions', header: 'Signed in', align: 'end', cell: (c) => (c.sessions === 0 ? '–' : c.sessions) },
        { id: 'founded', header: 'Founded', quiet: true, priority: 3, cell: (c) => <Moment at={c.foundedAt} place={place} show="day" /> }, { id: 'seen', header: 'Last seen', quiet: true, align: 'end', priority: 4, cell: (c) => (c.lastSeenAt ? <Moment at={c.lastSeenAt} place={place} show="near" /> : 'never') },
      ]} />
      {invitations.length > 0 && (
        <Section title="Invited" note="each link works once">
          <Table plain caption="Invitations" rows={invitations} rowKey={(i) => i.id} columns={[
            { id: 'company', header: 'Company', priority: 1, strong: true, cell: (i) => i.company }, { id: 'email', header: 'To', priority: 3, cell: (i) => i.email }, { id: 'until', header: 'Until', quiet: true, priority: 4, cell: (i) => <Moment at={i.until} place={place} /> },
            ...(may.invite ? [{ id: 'act', header: '', align: 'end' as const, priority: 2 as const, cell: (i: (typeof invitations)[number]) => <SubmitButton action={withdraw} hidden={{ invitationId: i.id }} size="small">Withdraw</SubmitButton> }] : []),
          ]} />
        </Section>
      )}
    </Page>
  )
}
