import type { ReactNode } from 'react'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Facts } from '@/app/_ui/docket.tsx'
import { countText } from '@/app/_ui/format.ts'
import { TextLink } from '@/app/_ui/link.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Headline, Page, Section } from '@/app/_ui/page.tsx'
import { paths } from '@/app/_ui/paths.ts'
import type { Place } from '@/app/_ui/place.ts'
import { MarkedText } from '@/app/_ui/status.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import type { OwnAccount, OwnFactor } from '@/lib/identity/own-account.ts'
import { factorWords } from '../members/columns.tsx'
import { AccountTabs } from './tabs.tsx'

/** Authenticators and backup codes; also what lies beneath the acts on them. */
export function FactorsFrame({ account: { factors, codesLeft }, place }: { account: OwnAccount; place: Place }) {
  return (
    <Page crumbs={[{ label: 'Your account', href: paths.account() }, { label: 'Second factor' }]} tabs={<AccountTabs current="factors" />} acts={<LinkButton href={paths.accountAct('add-factor')}>Add an authenticator…</LinkButton>}
      headline={<Headline>{factors.length === 1 ? 'One authenticator' : `${countText(factors.length, 'authenticator', place)}`} and {countText(codesLeft, 'backup code', place)} let you in beside the password.</Headline>}>
      <Table<OwnFactor> caption="Your second factors" rows={factors} rowKey={(f) => f.id} columns={[
        { id: 'name', header: 'Name', priority: 1, strong: true, cell: (f) => f.name }, { id: 'kind', header: 'Kind', priority: 3, quiet: true, cell: (f) => factorWords[f.kind] ?? f.kind }, { id: 'since', header: 'Since', quiet: true, cell: (f) => <Moment at={f.enrolledAt} place={place} show="day" /> },
        { id: 'used', header: 'Last used', quiet: true, priority: 4, cell: (f) => (f.lastUsedAt ? <Moment at={f.lastUsedAt} place={place} show="near" /> : 'not yet') },
        { id: 'act', header: '', align: 'end', priority: 2, cell: (f) => (factors.length > 1 ? <LinkButton size="small" href={paths.ownFactor(f.id)}>Remove…</LinkButton> : <span className="text-ink-2">the only one stays</span>) },
      ]} />
      <Section title="Backup codes" note="each opens the account once, instead of the app" act={<LinkButton size="small" href={paths.accountAct('codes')}>Make new ones…</LinkButton>}>
        <p><MarkedText shape={codesLeft > 2 ? 'disc' : 'quarter'}>{codesLeft} of 10 are left.{codesLeft > 2 ? '' : ' Make new ones before the last is gone: without app and codes others have to let you in, and a day passes.'}</MarkedText></p>
      </Section>
    </Page>
  )
}
/** Name, address, password, companies; also what lies beneath the acts on them. */
export function AccountFacts({ account, place, more }: { account: OwnAccount; place: Place; more?: ReactNode }) {
  return (
    <>
      <Facts boxed items={[
        ['E-mail', <>{account.email} · <TextLink accent href={paths.accountAct('email')}>Change…</TextLink>{!account.emailVerified && <span className="block text-caption text-warn">Not proven yet. {more}</span>}</>],
        ['Password', <>{account.passwordChangedAt ? <>changed <Moment at={account.passwordChangedAt} place={place} show="near" /></> : 'not set'} · <TextLink accent href={paths.accountAct('password')}>Change…</TextLink></>],
        ['Second factor', <TextLink key="f" href={paths.account('factors')}>{countText(account.factors.length, 'authenticator', place)}, {countText(account.codesLeft, 'backup code', place)} left</TextLink>],
        ['Belongs to', <>{account.companies.map((c) => `${c.company} (${c.role.replace('_', ' ')})`).join(', ')}</>],
        ['Leave', <TextLink key="l" href={paths.accountAct('leave')}>Leave this company…</TextLink>],
      ]} />
    </>
  )
}
