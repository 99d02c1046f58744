import { Plus } from 'lucide-react'
import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Empty } from '@/app/_ui/empty.tsx'
import { capital, countText } from '@/app/_ui/format.ts'
import { Moment } from '@/app/_ui/moment.tsx'
import { Pip } from '@/app/_ui/notice.tsx'
import { Headline, Page } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Table } from '@/app/_ui/table/table.tsx'
import { showRequired } from '@/lib/tenancy/require-provider.ts'
import { listConnections } from '@/lib/tenancy/sso-connection.ts'
import { ClosedNotice, closedBy } from '../../closed.tsx'
import { SettingsTabs } from '../tabs.tsx'
import { RequiredSignIn } from './required.tsx'
import { ConnectionState } from './words.tsx'

export const metadata = { title: 'Single sign-on' }
export default async function ConnectionsPage() {
  const [{ connections, mayChange, place }, r] = await Promise.all([load(listConnections, {}), load(showRequired, {})]),
    on = connections.filter((c) => c.state === 'on').length,
    closed = await closedBy('single_sign_on')
  return (
    <Page
      crumbs={[{ label: 'Settings' }, { label: 'Single sign-on' }]}
      tabs={<SettingsTabs at="sso" />}
      about="Your people come in with their work account. The provider vouches for them by SAML 2.0 or OpenID Connect; passwords keep working where it is not required."
      headline={
        <Headline>
          {on === 0 ? (
            <>Everyone signs in with a password.</>
          ) : (
            <>
              {capital(countText(on, 'provider', place))} {on === 1 ? 'vouches' : 'vouch'} for your people.
            </>
          )}
        </Headline>
      }
      acts={
        <LinkButton href={paths.newSsoConnection()} icon={Plus} keys="n" why={closed?.short ?? (mayChange ? undefined : 'An admin or owner sets this up')}>
          Add a provider
        </LinkButton>
      }
    >
      {closed && <ClosedNotice closed={closed}>Providers that there are go on letting people in, and are looked after as before.</ClosedNotice>}
      <Table
        caption="Connections to providers"
        rows={connections}
        rowKey={(c) => c.id}
        rowHref={(c) => paths.ssoConnection(c.id)}
        columns={[
          { id: 'name', header: 'Connection', priority: 1, link: true, strong: true, cell: (c) => c.name },
          { id: 'state', header: 'State', priority: 3, cell: (c) => <ConnectionState connection={c} /> },
          { id: 'issuer', header: 'Provider', quiet: true, cell: (c) => (c.issuer.length > 60 ? `${c.issuer.slice(0, 60)}…` : c.issuer) },
          { id: 'people', header: 'People', align: 'end', cell: (c) => c.people },
          {
            id: 'ends',
            header: 'Certificate until',
            priority: 4,
            cell: (c) =>
              c.isEnding ? (
                <Pip tone="warn">add the next one</Pip>
              ) : c.endsAt ? (
                <Moment at={c.endsAt} place={place} show="day" />
              ) : c.protocol === 'oidc' ? (
                'no certificate'
              ) : (
                'none'
              ),
          },
        ]}
        empty={
          <Empty.Yet
            title="No provider yet."
            {...(mayChange && !closed ? { act: <LinkButton href={paths.newSsoConnection()}>Add a provider</LinkButton> } : {})}
          >
            Bring its metadata or its issuer; a test sign-in shows what your people would meet.
          </Empty.Yet>
        }
      />
      {(connections.length > 0 || r.isRequired) && (
        <div className="mt-8">
          <RequiredSignIn r={r} />
        </div>
      )}
    </Page>
  )
}
