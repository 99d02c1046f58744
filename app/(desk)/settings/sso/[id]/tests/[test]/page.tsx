import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { buttonClass } from '@/app/_ui/button-class.ts'
import { Facts } from '@/app/_ui/docket.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { Columns, Headline, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Table } from '@/app/_ui/table/table.tsx'
import { showTest } from '@/lib/tenancy/sso-connection.ts'
import { roleWords } from '../../../../../role-words.ts'
import { Watch } from '../../../../../imports/[id]/watch.client.tsx'

export const metadata = { title: 'Test sign-in' }
export default async function TestPage({ params }: { params: Promise<{ id: string; test: string }> }) {
  const { id, test } = await params,
    t = await load(showTest, { connectionId: id, testId: test })
  return (
    <Page
      crumbs={[
        { label: 'Settings', href: paths.settings('company') },
        { label: 'Single sign-on', href: paths.settings('sso') },
        { label: t.connection, href: paths.ssoConnection(t.connectionId) },
        { label: 'Test sign-in' },
      ]}
      about="Nobody is signed in by a test."
      headline={
        <Headline>
          {t.state === 'waiting' ? (
            <>Sign in at the provider.</>
          ) : t.state === 'passed' ? (
            <>The answer was accepted.</>
          ) : (
            <>The answer was refused by the check “{t.check}”.</>
          )}
        </Headline>
      }
      acts={
        t.state === 'waiting' && (
          <>
            <LinkButton href={paths.ssoConnection(t.connectionId)}>Back</LinkButton>
            {/* It leads off this site, where no script of ours follows. */}
            <a className={buttonClass({ primary: true })} href={paths.startSsoTest(t.connectionId, t.id)}>
              Go to the provider
            </a>
          </>
        )
      }
    >
      {t.state === 'waiting' && (
        <>
          <Notice tone="hold">This page shows the result as soon as the provider’s answer is here. It waits for ten minutes.</Notice>
          <Watch />
        </>
      )}
      {t.state === 'refused' && (
        <Section title="What to change at the provider">
          <Facts
            boxed
            items={[
              ['Check', t.check ?? ''],
              [
                'Found',
                <span key="f" className="mono">
                  {t.found}
                </span>,
              ],
              ['Change', t.advice ?? ''],
            ]}
          />
        </Section>
      )}
      {t.state === 'passed' && t.received && t.mapped && (
        <Columns
          aside={
            <>
              <Section title="As it is read">
                <Facts
                  boxed
                  items={[
                    ['Address', t.mapped.email ?? (t.protocol === 'oidc' ? 'none: map a claim' : 'none: map an attribute')],
                    t.protocol === 'oidc' && ['Its word that the address is verified', t.mapped.addressVerified ? 'good' : 'missing: nobody is linked by it'],
                    ['Name', t.mapped.name ?? 'none'],
                    ['Groups', t.mapped.groups.join(', ') || 'none'],
                    ['Role by groups', t.mapped.role === null ? 'none' : roleWords(t.mapped.role)],
                    ['Its second factor', t.mapped.factor ? 'counts' : 'does not count; ours follows'],
                  ]}
                />
              </Section>
              <LogoutTest t={t} />
            </>
          }
        >
          <Section title="As it was received">
            <Facts
              boxed
              items={[
                [
                  t.protocol === 'oidc' ? 'Subject' : 'Name id',
                  <span key="s" className="mono">
                    {t.received.subject}
                  </span>,
                ],
                t.protocol === 'saml' && [
                  'Its format',
                  <span key="o" className="mono">
                    {t.received.format || 'none'}
                  </span>,
                ],
                [
                  'Signed in there by',
                  <span key="c" className="mono">
                    {t.received.context || 'not said'}
                  </span>,
                ],
              ]}
            />
            <Table
              plain
              caption={t.protocol === 'oidc' ? 'Claims' : 'Attributes'}
              rows={t.received.attributes}
              rowKey={(a) => a.name}
              columns={[
                { id: 'name', header: t.protocol === 'oidc' ? 'Claim' : 'Attribute', priority: 1, cell: (a) => <span className="break-all">{a.name}</span> },
                { id: 'values', header: 'Values', priority: 3, cell: (a) => a.values.join(', ') },
              ]}
              empty={<p className="text-ink-2">Nothing more was sent.</p>}
            />
          </Section>
        </Columns>
      )}
    </Page>
  )
}
/** The session that the test opened at the provider is still there: it can be ended, which shows whether single logout works. */
function LogoutTest({ t }: { t: Awaited<ReturnType<typeof showTest.invoke>> }) {
  if (!t.signsOut && t.logout === null) return null
  const { logout } = t,
    isSaml = t.protocol === 'saml'
  return (
    <Section title="Single logout">
      {logout?.state === 'passed' && (
        <Notice tone="good">
          {isSaml ? 'The provider ended its session and said so. A sign-out goes both ways.' : 'The provider took the sign-out and led back here.'}
        </Notice>
      )}
      {logout?.state === 'refused' && (
        <Facts
          boxed
          items={[
            ['Refused by the check', logout.check ?? ''],
            [
              'Found',
              <span key="f" className="mono">
                {logout.found}
              </span>,
            ],
            ['Change', logout.advice ?? ''],
          ]}
        />
      )}
      {logout?.state !== 'passed' && (
        <p className="text-ink-2">
          {logout === null
            ? 'You are still signed in at the provider. Its session ends, and it leads back here; nobody is signed out of Plumbline by it.'
            : logout.state === 'sent'
              ? `You were sent to the provider, and its answer has not come back. If it showed an error, compare our ${isSaml ? 'entity id, logout address and certificate' : 'client id and post-logout address'} there.`
              : 'Change it there, and try again.'}
        </p>
      )}
      {logout?.state !== 'passed' && (
        <p className="mt-4">
          <a className="button" href={paths.leaveSsoTest(t.connectionId, t.id)}>
            <span>Try the sign-out</span>
          </a>
        </p>
      )}
    </Section>
  )
}
