import type { ReactNode } from 'react'
import { LinkButton } from '@/app/_ui/button.tsx'
import { Facts } from '@/app/_ui/docket.tsx'
import { capital, countText } from '@/app/_ui/format.ts'
import { TextLink } from '@/app/_ui/link.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import { Headline, Page, Section } from '@/app/_ui/page.tsx'
import { Notice } from '@/app/_ui/notice.tsx'
import { paths } from '@/app/_ui/paths.ts'
import type { Place } from '@/app/_ui/place.ts'
import { MarkedText } from '@/app/_ui/status.tsx'
import { Table } from '@/app/_ui/table/table.tsx'
import type { OwnAccount, OwnFactor } from '@/lib/identity/own-account.ts'
import { factorWords } from '../members/columns.tsx'
import { AccountTabs } from './tabs.tsx'

/** `one authenticator`, `two passkeys` */
function ownFactorWords(factors: readonly OwnFactor[], place: Place): string[] {
  const [passkeys = 0, phones = 0, apps = 0] = ['passkey', 'sms', 'totp'].map((kind) => factors.filter((f) => f.kind === kind).length)
  return [
    ...(apps > 0 ? [countText(apps, 'authenticator', place)] : []),
    ...(passkeys > 0 ? [countText(passkeys, 'passkey', place)] : []),
    ...(phones > 0 ? [countText(phones, 'phone', place)] : []),
  ]
}
const inWords = (parts: readonly string[]): string => [...(parts.length > 1 ? [parts.slice(0, -1).join(', ')] : []), ...parts.slice(-1)].join(' and ')
/** Authenticators, passkeys and backup codes; also what lies beneath the acts on them. */
export function FactorsFrame({ account: { factors, codesLeft, needPasskey, phone }, place }: { account: OwnAccount; place: Place }) {
  const spares = factors.filter((f) => f.kind !== 'sms').length,
    hasPhone = factors.length > spares
  return (
    <Page
      crumbs={[{ label: 'Your account', href: paths.account() }, { label: 'Second factor' }]}
      tabs={<AccountTabs current="factors" />}
      acts={
        <>
          <LinkButton href={paths.accountAct('add-passkey')}>Add a passkey…</LinkButton>
          <LinkButton href={paths.accountAct('add-factor')}>Add an authenticator…</LinkButton>
          {phone.mayAdd && <LinkButton href={paths.accountAct('phone')}>{hasPhone ? 'Another phone number…' : 'Add a phone…'}</LinkButton>}
        </>
      }
      about="A passkey lives in a phone, a computer or a security key, and works on this site only: nobody can be talked out of it. Where your company allows it, it signs you in by itself."
      headline={<Headline>{capital(inWords([...ownFactorWords(factors, place), countText(codesLeft, 'backup code', place)]))} let you in.</Headline>}
    >
      {needPasskey.length > 0 && !factors.some((f) => f.kind === 'passkey') && (
        <Notice tone="warn" title={`${inWords(needPasskey)} ${needPasskey.length === 1 ? 'asks' : 'ask'} you for a passkey, and you have none yet.`}>
          Until you add one you come in by a code, and nothing that asks for a factor anew, such as approving, is open to you there.
        </Notice>
      )}
      <Table<OwnFactor>
        caption="Your second factors"
        rows={factors}
        rowKey={(f) => f.id}
        columns={[
          { id: 'name', header: 'Name', priority: 1, strong: true, cell: (f) => f.name },
          { id: 'kind', header: 'Kind', priority: 3, quiet: true, cell: (f) => factorWords[f.kind] ?? f.kind },
          { id: 'since', header: 'Since', quiet: true, cell: (f) => <Moment at={f.enrolledAt} place={place} show="day" /> },
          {
            id: 'used',
            header: 'Last used',
            quiet: true,
            priority: 4,
            cell: (f) => (f.lastUsedAt ? <Moment at={f.lastUsedAt} place={place} show="near" /> : 'not yet'),
          },
          {
            id: 'act',
            header: '',
            align: 'end',
            priority: 2,
            cell: (f) => (
              <span className="inline-flex flex-wrap justify-end gap-2">
                {f.kind !== 'sms' && (
                  <LinkButton size="small" href={paths.renameFactor(f.id)}>
                    Rename…
                  </LinkButton>
                )}
                {f.kind === 'sms' || spares > 1 ? (
                  <LinkButton size="small" href={paths.ownFactor(f.id)}>
                    Remove…
                  </LinkButton>
                ) : (
                  <span className="text-ink-2">the only one stays</span>
                )}
              </span>
            ),
          },
        ]}
      />
      {hasPhone && (
        <p>
          <MarkedText shape="quarter">
            A code by text message opens a session where your company allows it, and proves nothing further: what asks for a factor asks for another one.
          </MarkedText>
        </p>
      )}
      <Section
        title="Backup codes"
        note="each opens the account once, instead of the app"
        act={
          <LinkButton size="small" href={paths.accountAct('codes')}>
            Make new ones…
          </LinkButton>
        }
      >
        <p>
          <MarkedText shape={codesLeft > 2 ? 'disc' : 'quarter'}>
            {codesLeft} of 10 are left.
            {codesLeft > 2 ? '' : ' Make new ones before the last is gone: without app and codes others have to let you in, and a day passes.'}
          </MarkedText>
        </p>
      </Section>
    </Page>
  )
}
/** Name, address, password, companies; also what lies beneath the acts on them. */
export function AccountFacts({ account, place, more }: { account: OwnAccount; place: Place; more?: ReactNode }) {
  return (
    <>
      <Facts
        boxed
        items={[
          [
            'E-mail',
            <>
              {account.email} ·{' '}
              <TextLink accent href={paths.accountAct('email')}>
                Change…
              </TextLink>
              {!account.emailVerified && <span className="block text-caption text-warn">Not proven yet. {more}</span>}
            </>,
          ],
          [
            'Password',
            <>
              {account.passwordChangedAt ? (
                <>
                  changed <Moment at={account.passwordChangedAt} place={place} show="near" />
                </>
              ) : (
                'not set'
              )}{' '}
              ·{' '}
              <TextLink accent href={paths.accountAct('password')}>
                Change…
              </TextLink>
            </>,
          ],
          [
            'Second factor',
            <TextLink key="f" href={paths.account('factors')}>
              {ownFactorWords(account.factors, place).join(', ')}, {countText(account.codesLeft, 'backup code', place)} left
            </TextLink>,
          ],
          ['Belongs to', <>{account.companies.map((c) => `${c.company} (${c.role.replace('_', ' ')})`).join(', ')}</>],
          [
            'Leave',
            <TextLink key="l" href={paths.accountAct('leave')}>
              Leave this company…
            </TextLink>,
          ],
        ]}
      />
    </>
  )
}
