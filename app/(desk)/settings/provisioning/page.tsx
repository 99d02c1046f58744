import { Plus } from 'lucide-react'
import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Copyable } from '@/app/_ui/copyable.client.tsx'
import { Facts } from '@/app/_ui/docket.tsx'
import { Empty } from '@/app/_ui/empty.tsx'
import { capital, countText } from '@/app/_ui/format.ts'
import { TextLink } from '@/app/_ui/link.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Notice, Pip } from '@/app/_ui/notice.tsx'
import { Headline, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Table } from '@/app/_ui/table/table.tsx'
import { showProvisioning, type ProvisioningView } from '@/lib/tenancy/scim/scim-token.ts'
import { ClosedNotice, closedBy } from '../../closed.tsx'
import { SettingsTabs } from '../tabs.tsx'
import { answerWords, TokenState } from './words.tsx'

export const metadata = { title: 'Provisioning' }
export default async function ProvisioningPage() {
  const p = await load(showProvisioning, {}),
    { place } = p,
    closed = await closedBy('provisioning'),
    why = closed?.short ?? whyNot(p)
  return (
    <Page
      crumbs={[{ label: 'Settings' }, { label: 'Provisioning' }]}
      tabs={<SettingsTabs at="provisioning" />}
      about="Your provider tells us by SCIM 2.0 who belongs to you. Whom it sets inactive is out at the next request: pages, downloads and what others lent them."
      headline={
        <Headline>
          {p.people === 0 ? (
            <>Nobody is provisioned.</>
          ) : (
            <>
              {capital(countText(p.people, 'person', place, 'people'))} {p.people === 1 ? 'is' : 'are'} provisioned.
            </>
          )}
        </Headline>
      }
      acts={
        <LinkButton href={paths.newScimToken()} icon={Plus} keys="n" why={why}>
          Make a token
        </LinkButton>
      }
    >
      {closed ? (
        <ClosedNotice closed={closed}>Tokens that there are go on until they end: who has left must be able to be shut out.</ClosedNotice>
      ) : p.connections.length === 0 ? (
        <Notice
          tone="hold"
          title="Add the provider first."
          act={
            <TextLink accent href={paths.settings('sso')}>
              Single sign-on
            </TextLink>
          }
        >
          A token belongs to a connection: its groups mean the roles that you map there.
        </Notice>
      ) : (
        !p.hasDomain && (
          <Notice
            tone="hold"
            title="Prove a domain first."
            act={
              <TextLink accent href={paths.settings('domains')}>
                Domains
              </TextLink>
            }
          >
            People are provisioned by the domain of their address, and nobody else is.
          </Notice>
        )
      )}
      <Section title="To enter at the provider">
        <Facts
          boxed
          items={[
            ['Base address (tenant URL)', <Copyable key="b" text={p.baseUrl} label="Copy the base address" />],
            ['Credential', 'a token from below, as a bearer token'],
            ['Unique by', 'userName'],
            p.people > 0 && [
              'Kept here',
              `${countText(p.people, 'person', place, 'people')} and ${countText(p.groups, 'group', place)}${p.outside > 0 ? `; ${countText(p.outside, 'person', place, 'people')} outside, as no group of theirs means a role` : ''}`,
            ],
          ]}
        />
      </Section>
      <Section title="Tokens" note="shown once, when made">
        <Table
          plain
          caption="Provisioning tokens"
          rows={p.tokens}
          rowKey={(t) => t.id}
          columns={[
            {
              id: 'name',
              header: 'Token',
              priority: 1,
              strong: true,
              cell: (t) => (p.mayChange && t.revokedAt === null ? <TextLink href={paths.revokeScimToken(t.id)}>{t.name}</TextLink> : t.name),
            },
            { id: 'state', header: 'State', priority: 3, cell: (t) => <TokenState state={t.state} /> },
            { id: 'hint', header: 'Begins', quiet: true, cell: (t) => <span className="mono">{t.hint}…</span> },
            { id: 'connection', header: 'Connection', quiet: true, cell: (t) => t.connection },
            { id: 'by', header: 'Made by', quiet: true, cell: (t) => t.by },
            { id: 'until', header: 'Until', priority: 4, cell: (t) => <Moment at={t.expiresAt} place={place} show="day" /> },
            { id: 'used', header: 'Last used', priority: 2, cell: (t) => (t.lastUsedAt ? <Moment at={t.lastUsedAt} place={place} show="near" /> : 'never') },
          ]}
          empty={
            <Empty.Yet title="No token yet." {...(why === undefined ? { act: <LinkButton href={paths.newScimToken()}>Make a token</LinkButton> } : {})}>
              With one, the provider can tell us who belongs to you.
            </Empty.Yet>
          }
        />
      </Section>
      <Section title="Last requests" note="without names and addresses">
        <Table
          plain
          caption="Last requests of the provider"
          rows={p.requests}
          rowKey={(r) => r.key}
          columns={[
            {
              id: 'request',
              header: 'Request',
              priority: 1,
              cell: (r) => (
                <span className="mono break-all">
                  {r.method} {r.path}
                </span>
              ),
            },
            {
              id: 'outcome',
              header: 'Outcome',
              priority: 3,
              cell: (r) => (r.status >= 400 ? <Pip tone="warn">{answerWords(r.status)}</Pip> : answerWords(r.status)),
            },
            { id: 'reason', header: 'Reason', priority: 4, wraps: true, cell: (r) => r.reason ?? '' },
            { id: 'token', header: 'Token', quiet: true, cell: (r) => r.token },
            { id: 'at', header: 'When', priority: 2, cell: (r) => <Moment at={r.at} place={place} show="near" /> },
          ]}
          empty={<p className="text-ink-2">None yet. The provider’s own test of the connection is the first.</p>}
        />
      </Section>
    </Page>
  )
}
const whyNot = (p: ProvisioningView): string | undefined =>
  !p.mayChange
    ? 'An admin or owner sets this up'
    : p.connections.length === 0
      ? 'Add the provider first, under Single sign-on'
      : !p.hasDomain
        ? 'Prove a domain first, under Domains'
        : undefined
