import { load } from '@/app/_bind/load.ts'
import { LinkButton } from '@/app/_ui/button.tsx'
import { ChecksField } from '@/app/_ui/choice.client.tsx'
import { Facts } from '@/app/_ui/docket.tsx'
import { Empty } from '@/app/_ui/empty.tsx'
import { Form } from '@/app/_ui/form.client.tsx'
import { capital, countText, listText } from '@/app/_ui/format.ts'
import { TextLink } from '@/app/_ui/link.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { OtpField } from '@/app/_ui/otp-field.client.tsx'
import { Halves, Headline, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { Submit } from '@/app/_ui/submit.client.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import { showNetworks } from '@/lib/tenancy/networks.ts'
import { SettingsTabs } from '../tabs.tsx'
import { breakGlass } from './actions.ts'

export const metadata = { title: 'Networks' }
type Data = Awaited<ReturnType<typeof showNetworks.invoke>>
type List = Data['lists'][number]
const scopes: Readonly<Record<List['scope'], string>> = { company: 'everyone', role: 'the role', member: 'one person' }

/** From where people may come in: every list there is, whom it keeps out now, and who has a way past them. */
export default async function NetworksPage() {
  const n = await load(showNetworks, {}),
    company = n.lists.find((list) => list.scope === 'company'),
    chosen = n.owners.filter((owner) => owner.isChosen)
  return (
    <Page
      crumbs={[{ label: 'Settings' }, { label: 'Networks' }]}
      tabs={<SettingsTabs at="networks" />}
      about="The narrowest list decides: a person’s own, else their role’s, else everyone’s. It is judged at every request."
      acts={
        n.mayChange && (
          <LinkButton href={paths.changeNetworks('company')} primary={!company}>
            {company ? 'Change the list for everyone…' : 'Allow certain networks only…'}
          </LinkButton>
        )
      }
      headline={
        <Headline>
          {n.lists.length === 0 ? (
            'People come in from every network.'
          ) : (
            <>
              {capital(countText(n.lists.length, 'list', n.place))} of networks {n.lists.length === 1 ? 'decides' : 'decide'} from where people come in
              {n.outsiders.length > 0 ? (
                <>
                  ; {countText(n.outsiders.length, 'open session', n.place)} {n.outsiders.length === 1 ? 'is' : 'are'} outside
                </>
              ) : null}
              .
            </>
          )}
        </Headline>
      }
    >
      <Halves>
        <div>
          <Section title="Lists">
            <Table<List>
              plain
              caption="Lists of networks"
              rows={n.lists}
              rowKey={(list) => list.key}
              {...(n.mayChange ? { rowHref: (list: List) => paths.changeNetworks(list.key) } : {})}
              columns={[
                { id: 'whose', header: 'For', priority: 1, strong: true, link: true, cell: (list) => capital(list.words) },
                { id: 'scope', header: 'Counts for', priority: 3, quiet: true, cell: (list) => scopes[list.scope] },
                {
                  id: 'ranges',
                  header: 'Allowed',
                  priority: 4,
                  wraps: true,
                  cell: (list) => (
                    <>
                      {list.lines.slice(0, 4).map((line) => (
                        <span key={line.range} className="block">
                          <span className="mono">{line.range}</span>
                          {line.label ? ` ${line.label}` : ''}
                        </span>
                      ))}
                      {list.lines.length > 4 ? <span className="text-ink-2">and {list.lines.length - 4} more</span> : null}
                    </>
                  ),
                },
              ]}
              empty={<Empty.Yet title="No list yet.">A session is good from anywhere until you allow certain networks only.</Empty.Yet>}
            />
            {n.mayChange && (
              <p className="mt-3 text-caption text-ink-2">
                A list for a role begins on the page of the role, under <TextLink href={paths.roles()}>Roles</TextLink>; one for a person on their page, under{' '}
                <TextLink href={paths.members()}>Members</TextLink>.
              </p>
            )}
          </Section>
          {n.outsiders.length > 0 && (
            <Section title="Kept out now" note="by where their session was last used">
              <ul className="plain-list">
                {n.outsiders.map((one) => (
                  <li key={`${one.id} ${one.address}`}>
                    <TextLink href={paths.member(one.id)}>{one.name}</TextLink> <span className="mono">{one.address}</span>
                    {one.isBreakGlass ? ' (has break-glass)' : ''}
                  </li>
                ))}
              </ul>
            </Section>
          )}
        </div>
        <div>
          <Section title="You">
            <Facts
              boxed
              items={[
                [
                  'Your address',
                  <span key="ip" className="mono">
                    {n.address}
                  </span>,
                ],
              ]}
            />
          </Section>
          <Section title="Break-glass" note="owners whom no list keeps out">
            {chosen.length < 2 && n.lists.length > 0 && (
              <Notice tone="warn">
                {chosen.length === 0 ? 'Nobody can come in past a list that turns out wrong.' : 'One owner alone can come in past a list that turns out wrong.'}{' '}
                Two are better.
              </Notice>
            )}
            {n.mayChange && n.isOwner ? (
              <Form action={breakGlass} className="mt-4">
                <ChecksField
                  name="owners[]"
                  label="Owners with break-glass"
                  optional
                  hint="Each use of it stands in the log."
                  options={n.owners.map((owner) => ({ value: owner.id, label: owner.name }))}
                  defaultValue={chosen.map((owner) => owner.id)}
                />
                <OtpField name="factorCode" label="Code from your authenticator app" />
                <div>
                  <Submit>Choose</Submit>
                </div>
              </Form>
            ) : (
              <p>{chosen.length === 0 ? 'No owner has it.' : `${listText(chosen.map((owner) => owner.name))}.`} An owner decides.</p>
            )}
          </Section>
        </div>
      </Halves>
    </Page>
  )
}
