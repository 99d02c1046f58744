import type { ReactNode } from 'react'
import { Copyable } from '@/app/_ui/copyable.client.tsx'
import { Facts } from '@/app/_ui/docket.tsx'
import { TextLink } from '@/app/_ui/link.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Table } from '@/app/_ui/table/table.tsx'
import type { ConnectionView } from '@/lib/tenancy/sso-connection.ts'
import { certificateWords } from '../words.tsx'

type Change = (href: string, words: string) => ReactNode
/** What both sides have to know of each other, by SAML. */
export function SamlSections({ c, change }: { c: ConnectionView; change: Change }) {
  const { place, own } = c
  return (
    <>
      <Section
        title="To enter at the provider"
        act={
          <a href={paths.ownMetadata(c.id)} className="text-accent" download>
            Download our metadata
          </a>
        }
      >
        <Facts
          boxed
          items={[
            ['Entity id', <Copyable key="e" text={own.entityId} label="Copy the entity id" />],
            ['Sign-in address (ACS)', <Copyable key="a" text={own.acsUrl} label="Copy the sign-in address" />],
            ['Signs', c.wantsResponseSigned ? 'assertion and response, RSA with SHA-256' : 'the assertion, RSA with SHA-256'],
          ]}
        />
      </Section>
      <Section title="As the provider says">
        <Facts
          boxed
          items={[
            [
              'Entity id',
              <span key="i" className="mono">
                {c.issuer}
              </span>,
            ],
            [
              'Sign-in address',
              <span key="s" className="mono">
                {c.ssoUrl}
              </span>,
            ],
            c.metadataUrl !== null && [
              'Metadata from',
              <span key="m" className="mono">
                {c.metadataUrl}
              </span>,
            ],
            ['People linked', String(c.people)],
          ]}
        />
      </Section>
      <SingleLogout c={c} change={change} />
      <Section title="Certificates" note="any of them may sign" act={change(paths.ssoCertificates(c.id), 'Add…')}>
        <Table
          plain
          caption="Certificates"
          rows={c.certificates}
          rowKey={(k) => k.id}
          columns={[
            {
              id: 'subject',
              header: 'Name',
              priority: 1,
              strong: true,
              cell: (k) => (c.mayChange ? <TextLink href={paths.ssoCertificate(c.id, k.id)}>{k.subject}</TextLink> : k.subject),
            },
            { id: 'until', header: 'Until', priority: 2, cell: (k) => <Moment at={k.validUntil} place={place} show="day" /> },
            { id: 'state', header: 'State', priority: 3, cell: (k) => certificateWords[k.state] },
            {
              id: 'fingerprint',
              header: 'SHA-256',
              quiet: true,
              cell: (k) => <Copyable text={k.fingerprint} short={`${k.fingerprint.slice(0, 12)}…`} label="Copy the fingerprint" />,
            },
          ]}
          empty={<p className="text-ink-2">None.</p>}
        />
      </Section>
    </>
  )
}
/** Whether a sign-out goes both ways, what the provider said of it, and what it has to know for it. */
function SingleLogout({ c, change }: { c: ConnectionView; change: Change }) {
  const { signs } = c,
    theirs =
      c.logoutUrl === null ? (
        'none known for the redirect binding'
      ) : (
        <span key="l" className="mono break-all">
          {c.logoutUrl}
        </span>
      )
  return (
    <Section
      title="Single logout"
      note={c.signsOut ? 'a sign-out goes both ways' : 'off: a sign-out here ends nothing there'}
      act={change(paths.ssoLogout(c.id), c.signsOut ? 'Change…' : 'Switch on single logout…')}
    >
      <Facts
        boxed
        items={[
          ['Provider’s logout address', theirs],
          c.logoutAnswerUrl !== null && [
            'It takes answers at',
            <span key="n" className="mono break-all">
              {c.logoutAnswerUrl}
            </span>,
          ],
          ...(c.signsOut && signs
            ? [
                ['Our logout address', <Copyable key="o" text={c.own.logoutUrl} label="Copy our logout address" />] as const,
                [
                  'Our certificate',
                  <span key="k" className="line">
                    <a href={paths.ownCertificate(c.id)} className="text-accent" download>
                      Download
                    </a>
                    <span className="text-ink-2">
                      until <Moment at={signs.validUntil} place={c.place} show="day" />
                    </span>
                    <Copyable text={signs.fingerprint} short={`SHA-256 ${signs.fingerprint.slice(0, 12)}…`} label="Copy the fingerprint" />
                  </span>,
                ] as const,
              ]
            : []),
        ]}
      />
    </Section>
  )
}
/** The same by OpenID Connect: one address of ours for both ways. */
function OidcLogout({ c, client, change }: { c: ConnectionView; client: NonNullable<ConnectionView['client']>; change: Change }) {
  return (
    <Section
      title="Single logout"
      note={c.signsOut ? 'on' : 'off: a sign-out here ends nothing there'}
      act={change(paths.ssoLogout(c.id), c.signsOut ? 'Change…' : 'Switch on single logout…')}
    >
      <Facts
        boxed
        items={[
          ['Our address, for post-logout and back-channel', <Copyable key="o" text={c.own.logoutUrl} label="Copy our address for sign-outs" />],
          [
            'People sign out there at',
            c.logoutUrl === null ? (
              'it names no address that can be used: a sign-out here ends nothing there'
            ) : (
              <span key="l" className="mono break-all">
                {c.logoutUrl}
              </span>
            ),
          ],
          ['It tells us of its sign-outs', client.tellsSignOuts ? 'yes, by the back channel' : 'it does not say that it does'],
        ]}
      />
    </Section>
  )
}
/** The same by OpenID Connect. The secret is kept and never shown. */
export function OidcSections({ c, client, change }: { c: ConnectionView; client: NonNullable<ConnectionView['client']>; change: Change }) {
  const address = (key: string, text: string) => (
    <span key={key} className="mono break-all">
      {text}
    </span>
  )
  return (
    <>
      <Section title="To enter at the provider">
        <Facts
          boxed
          items={[
            ['Redirect address', <Copyable key="r" text={c.own.redirectUrl} label="Copy the redirect address" />],
            ['Begin address (initiate login), if it asks', <Copyable key="b" text={c.own.startUrl} label="Copy the begin address" />],
            ['Kind of application', 'web, with a secret; flow by code, with PKCE (S256)'],
            ['Scopes', c.groupsAttribute === '' ? 'openid, email, profile' : 'openid, email, profile; groups where it offers them'],
          ]}
        />
      </Section>
      <Section title="Who we are there" act={change(paths.ssoClient(c.id), 'Change…')}>
        <Facts
          boxed
          items={[
            ['Client id', client.clientId === null ? 'not entered' : address('c', client.clientId)],
            [
              'Client secret',
              client.secretSetAt === null ? (
                'not entered'
              ) : (
                <span key="s">
                  •••••••• entered <Moment at={client.secretSetAt} place={c.place} show="day" />
                </span>
              ),
            ],
            ['The secret goes', client.proof === 'post' ? 'in the body of the request' : 'in the header of the request'],
          ]}
        />
      </Section>
      <Section title="As the provider says" act={change(paths.rereadSso(c.id), 'Read again…')}>
        <Facts
          boxed
          items={[
            ['Issuer', address('i', c.issuer)],
            ['People sign in at', address('a', c.ssoUrl)],
            ['Codes are exchanged at', address('t', client.tokenUrl)],
            ['Its keys are at', address('k', client.keysUrl)],
            client.userinfoUrl !== null && ['It tells of a person at', address('u', client.userinfoUrl)],
            ['Signs by', client.algorithms.join(', ')],
            ['Read', <Moment key="m" at={client.readAt} place={c.place} show="near" />],
            ['People linked', String(c.people)],
          ]}
        />
      </Section>
      <OidcLogout c={c} client={client} change={change} />
    </>
  )
}
