import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Facts } from '@/app/_ui/docket.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { capital, countText } from '@/app/_ui/format.ts'
import { TextLink } from '@/app/_ui/link.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { Columns, Headline, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { previewRequired } from '@/lib/tenancy/require-provider.ts'
import { ClosedNotice, closedBy } from '../../../../closed.tsx'
import { roleWords } from '../../../../role-words.ts'
import { lift, required } from '../../actions.ts'
import { OwnersField } from '../../required.tsx'

export const metadata = { title: 'Sign-in by the provider only' }
type Seen = Awaited<ReturnType<typeof previewRequired.invoke>>
/** Whom it means by name, which sessions end and who keeps a way in: before the act and on the same page as it. */
export default async function RequiredPage({ params }: { params: Promise<{ domain: string }> }) {
  const p = await load(previewRequired, { domainId: (await params).domain }),
    { name } = p.domain,
    people = countText(p.total, 'person', p.place, 'people'),
    closed = await closedBy('single_sign_on')
  return (
    <Page
      crumbs={[{ label: 'Settings' }, { label: 'Single sign-on', href: paths.settings('sso') }, { label: name }]}
      headline={
        <Headline>
          {p.isRequired ? (
            <>
              {capital(people)} at {name} {p.total === 1 ? 'comes' : 'come'} in by the provider only.
            </>
          ) : (
            <>
              {capital(people)} at {name} would come in by the provider only.
            </>
          )}
        </Headline>
      }
    >
      <Columns
        asideLabel="What it means, and the act"
        aside={
          <>
            <Section title="What it means">
              <Facts
                boxed
                items={[
                  ['Password, reset, invitation', 'open no session here; the account’s other companies stay as they are'],
                  [
                    'Sessions opened by password',
                    p.sessions === 0
                      ? 'none is open'
                      : p.isRequired
                        ? `${p.sessions} of owners who keep a way in`
                        : `${countText(p.sessions, 'session', p.place)} at the domain; all end at once but those of the owners who keep a way in`,
                  ],
                  [
                    'API keys',
                    p.keys === 0
                      ? 'none was made without the provider'
                      : `${countText(p.keys, 'key', p.place)} made without the provider; of these only those of owners who keep a way in ${p.isRequired ? 'open' : 'go on opening'} anything`,
                  ],
                  ['Addresses', `stay at ${name} while their people belong to the company`],
                  ['If the provider is off or down', 'only the owners who keep a way in come in; passwords do not open again by themselves'],
                  ['If the domain’s record is lost', 'the provider stays required; nobody new is linked'],
                ]}
              />
              {!p.isRequired && p.unlinked > 0 && (
                <Notice tone="warn" title={`The provider has not let ${countText(p.unlinked, 'person', p.place, 'people')} in yet.`}>
                  It has to know them by the address that they have here, or they are locked out.
                </Notice>
              )}
            </Section>
            {p.isRequired ? (
              <Lift p={p} />
            ) : closed ? (
              <ClosedNotice closed={closed} />
            ) : p.fault !== null ? (
              <Notice tone="bad" title="Not yet.">
                {p.fault}
              </Notice>
            ) : (
              <Require p={p} />
            )}
          </>
        }
      >
        <Section
          title={p.isRequired ? 'Whom it binds' : 'Whom it would bind'}
          note={p.total > p.people.length ? `the first ${p.people.length} of ${p.total}` : 'members with an address at the domain'}
        >
          <Table<Seen['people'][number]>
            plain
            dense
            caption="People with an address at the domain"
            rows={p.people}
            rowKey={(person) => person.id}
            rowHref={(person) => paths.member(person.id)}
            columns={[
              { id: 'name', header: 'Person', priority: 1, strong: true, link: true, cell: (person) => person.name },
              { id: 'role', header: 'Role', priority: 3, quiet: true, cell: (person) => roleWords(person.role) },
              {
                id: 'linked',
                header: 'The provider',
                priority: 2,
                cell: (person) => (person.isLinked ? 'has let them in' : person.state === 'invited' ? 'lets them join' : 'has not let them in yet'),
              },
              {
                id: 'sessions',
                header: 'Open sessions',
                priority: 4,
                cell: (person) => (person.sessions === 0 ? 'none by password' : `${person.sessions} by password`),
              },
            ]}
            empty={<p className="text-ink-2">Nobody has an address at {name} yet.</p>}
          />
        </Section>
      </Columns>
    </Page>
  )
}
function Require({ p }: { p: Seen }) {
  return (
    <Section title="Require it">
      {p.own !== 'untouched' && (
        <Notice tone="hold">
          {p.own === 'by the provider' ? (
            'Your own address is among them. If this session is by password and you are not chosen below, it ends, and you come in by the provider.'
          ) : (
            <>
              Your own address is among them and the provider has not let you in yet: keep a way in below, or{' '}
              <TextLink href={paths.settings('sso')}>sign in by the provider</TextLink> first.
            </>
          )}
        </Notice>
      )}
      <Form action={required} hidden={{ domainId: p.domain.id }} className="mt-4">
        <OwnersField owners={p.owners} isFirst={!p.owners.some((owner) => owner.isChosen)} />
        <OtpField name="factorCode" label="Code from your authenticator app" />
        <div>
          <Submit primary size="large">
            Require sign-in by the provider
          </Submit>{' '}
          <LinkButton href={paths.settings('sso')} quiet>
            Back
          </LinkButton>
        </div>
      </Form>
    </Section>
  )
}
function Lift({ p }: { p: Seen }) {
  return (
    <Section title="Lift it">
      <p className="mb-4">
        Passwords open for addresses at {p.domain.name} again. No session that ended comes back.
        {p.isLast ? ' Owners then need no way past the provider, and the choice of them is forgotten.' : ''}
      </p>
      <Form action={lift} hidden={{ domainId: p.domain.id }}>
        <OtpField name="factorCode" label="Code from your authenticator app" />
        <div>
          <Submit danger size="large">
            Lift the requirement
          </Submit>{' '}
          <LinkButton href={paths.settings('sso')} quiet>
            Back
          </LinkButton>
        </div>
      </Form>
    </Section>
  )
}
