import { LinkButton } from '@/app/_ui/button.tsx'
import { Docket, Facts } from '@/app/_ui/docket.tsx'
import { TextLink } from '@/app/_ui/link.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { Columns, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import { SubmitButton } from '@/app/_ui/submit.client.tsx'
import type { ConnectionView } from '@/lib/tenancy/sso-connection.ts'
import { roleWords } from '../../../role-words.ts'
import { test } from '../actions.ts'
import { ConnectionState, factorWords } from '../words.tsx'
import { OidcSections, SamlSections } from './provider-sections.tsx'

const yes = (value: boolean): string => (value ? 'yes' : 'no')
const testWords = { waiting: 'under way', passed: 'accepted', refused: 'refused' } as const
const testResult = (t: ConnectionView['tests'][number]): string => `${testWords[t.state]}${t.refusedBy === null ? '' : ` by “${t.refusedBy}”`}`
export function ConnectionDocket({ c }: { c: ConnectionView }) {
  const { place } = c,
    act = (href: string, words: string) =>
      c.mayChange ? (
        <TextLink accent href={href}>
          {words}
        </TextLink>
      ) : undefined
  return (
    <Page crumbs={[{ label: 'Settings', href: paths.settings('company') }, { label: 'Single sign-on', href: paths.settings('sso') }, { label: c.name }]}>
      <Docket
        number={c.protocol === 'oidc' ? 'OIDC' : 'SAML'}
        noun="Connection"
        title={c.name}
        stub={
          <>
            Made <Moment at={c.createdAt} place={place} show="day" />
          </>
        }
        status={<ConnectionState connection={c} strong />}
        consequence={c.state === 'on' ? 'It vouches for addresses at your proven domains.' : 'Nobody signs in by it.'}
        acts={
          c.mayChange && (
            <>
              <LinkButton href={paths.ssoState(c.id)}>{c.state === 'on' ? 'Switch off…' : 'Switch on…'}</LinkButton>
              <SubmitButton action={test} hidden={{ connectionId: c.id }} primary>
                Test sign-in
              </SubmitButton>
            </>
          )
        }
      />
      {c.client === null && !c.certificates.some(({ state }) => state === 'valid') && (
        <Notice tone="warn" title="The certificate ends or has ended.">
          Add the provider’s next one now; both hold until you remove the old one.
        </Notice>
      )}
      {c.client !== null && c.client.clientId === null && (
        <Notice tone="hold" title="Client id and secret are missing." act={act(paths.ssoClient(c.id), 'Enter them')}>
          Register an application at the provider with the redirect address below; it gives you both.
        </Notice>
      )}
      <Columns
        aside={
          <Section title="Tests" note="of sign-ins, the newest first">
            {c.tests.length === 0 ? (
              <p className="text-ink-2">None yet.</p>
            ) : (
              <ul className="plain-list">
                {c.tests.map((t) => (
                  <li key={t.id}>
                    <span className="line">
                      {c.mayChange ? <TextLink href={paths.ssoTest(c.id, t.id)}>{testResult(t)}</TextLink> : testResult(t)}
                      <span className="ml-auto text-caption text-ink-2">
                        <Moment at={t.createdAt} place={place} show="near" />
                      </span>
                    </span>
                  </li>
                ))}
              </ul>
            )}
          </Section>
        }
      >
        {c.client === null ? <SamlSections c={c} change={act} /> : <OidcSections c={c} client={c.client} change={act} />}
        <Section title="How it is used" act={act(paths.changeSso(c.id), 'Change…')}>
          <Facts
            boxed
            items={[
              ['Address from', c.emailAttribute || 'the name id'],
              c.client !== null && ['Its word that the address is verified', c.client.wantsVerifiedEmail ? 'needed' : 'not needed; its addresses are trusted'],
              ['Name from', c.nameAttribute || 'nothing; people write it'],
              ['Groups from', c.groupsAttribute || 'nothing'],
              ['People join by signing in', yes(c.joins)],
              c.joins && ['Role of others', c.defaultRole === null ? 'none: they stay outside' : roleWords(c.defaultRole)],
              c.client === null && ['Begun at the provider', c.allowsProviderStart ? 'allowed; the person is asked first' : 'refused'],
              ['Its second factor', factorWords[c.providerFactor]],
              c.attestation !== null && ['Vouched', `${c.attestation} (${c.attestedBy ?? 'somebody who left'})`],
            ]}
          />
        </Section>
        <Section title="Groups and roles" note="the first that fits" act={act(paths.ssoGroups(c.id), 'Change…')}>
          {c.groups.length === 0 ? (
            <p className="text-ink-2">No group means a role.</p>
          ) : (
            <Facts boxed items={c.groups.map((g) => [g.group, roleWords(g.role)])} />
          )}
        </Section>
      </Columns>
    </Page>
  )
}
