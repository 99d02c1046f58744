import type { ReactNode } from 'react'
import { loadOwnIfMember } from '@/app/_bind/own.ts'
import { numberText, plural, relativeText } from '@/app/_ui/format.ts'
import { companyName } from '@/app/_ui/installation-name.ts'
import { PasskeyOffer } from '@/app/_ui/passkey.client.tsx'
import { passkeyWay } from '@/app/_ui/passkey-way.ts'
import { paths } from '@/app/_ui/paths.ts'
import { Desk, type SealLine } from '@/app/_ui/shell/desk.tsx'
import { listOwnCompanies } from '@/lib/identity/switch-company.ts'
import { saveTheme } from './actions.ts'
import { placeOf, readDesk } from './desk.ts'
import { entriesOf, navOf } from './places.tsx'
import { PausedLine } from './looked-at.tsx'
import { LookingLine } from './looking-line.tsx'
import { roleWords } from './role-words.ts'

/** The frame of the office. It decides nothing: every operation does, because layouts are not run again on navigation. */
export default async function DeskLayout({ children }: { children: ReactNode }) {
  const [desk, account] = await Promise.all([readDesk(), loadOwnIfMember(listOwnCompanies)]),
    own = account?.companies ?? []
  const companies = own.map((c) => ({ name: companyName(c), href: paths.switchCompany(c.id), current: c.isThis }))
  const place = placeOf(desk)
  const sealed = desk.seal
  const seal: SealLine | undefined = sealed
    ? {
        mark: sealed.lags || sealed.fault !== '' ? 'triangle' : 'disc',
        words:
          sealed.size === 0n ? (
            'Nothing to seal yet'
          ) : (
            <>
              <span className="mono">{numberText(sealed.size, place)}</span> {plural(sealed.size, 'entry is sealed', 'entries are sealed')}
            </>
          ),
        checked:
          sealed.fault !== ''
            ? 'Found broken; tell an admin'
            : sealed.lags
              ? 'Newer events wait; tell an admin'
              : sealed.checkedAt
                ? `Checked ${relativeText(sealed.checkedAt, place)}`
                : 'Not checked yet',
        ...(desk.reaches['audit.read'] ? { href: paths.auditSeal() } : {}),
      }
    : undefined
  const links = desk.support
    ? [{ label: 'Sign out', href: paths.signOut() }]
    : [
        ...(desk.reaches['earnings.read'] ? [{ label: 'My earnings', href: paths.myEarnings() }] : []),
        { label: desk.unread > 0 ? `Notifications (${desk.unread})` : 'Notifications', href: paths.notifications() },
        { label: 'Your account', href: paths.account('profile') },
        { label: 'Sign out', href: paths.signOut() },
      ]
  return (
    <Desk
      company={companyName({ company: desk.company, isInstallation: desk.kind === 'platform' })}
      companies={companies}
      nav={navOf(desk.reaches, desk.showsMail)}
      seal={seal}
      member={{ name: desk.member.name, role: roleWords(desk.member.role) }}
      memberLinks={links}
      entries={
        desk.support ? entriesOf(desk.reaches, 'platform', false).filter((entry) => entry.id !== 'account') : entriesOf(desk.reaches, desk.kind, desk.showsMail)
      }
      theme={desk.theme}
      saveTheme={saveTheme}
      keys={desk.keys}
    >
      {account ? <PasskeyOffer way={passkeyWay(account.factors)}>{children}</PasskeyOffer> : children}
      <LookingLine desk={desk} />
      <PausedLine desk={desk} />
    </Desk>
  )
}
