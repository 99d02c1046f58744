import { Moment } from '@/app/_ui/moment.tsx'
import { Pip } from '@/app/_ui/notice.tsx'
import type { Place } from '@/app/_ui/place.ts'
import { MarkedText, Status } from '@/app/_ui/status.tsx'
import type { Column } from '@/app/_ui/table/column.ts'
import type { MemberRow } from '@/lib/tenancy/list-members.ts'
import { roleWords } from '../role-words.ts'

export const factorWords: Readonly<Record<string, string>> = { totp: 'Authenticator app', passkey: 'Passkey', sms: 'Text message, weaker' }
/** How a person proves themselves, in words; nobody who has come in is without a second factor. */
export function WayIn({ member }: { member: Pick<MemberRow, 'factors' | 'codesLeft' | 'state'> }) {
  if (member.factors.length === 0) return <span className="text-ink-2">{member.state === 'invited' ? 'at the first sign-in' : 'none yet'}</span>
  const words = member.factors.map((factor) => factorWords[factor] ?? factor).join(', ')
  return member.codesLeft > 2 ? (
    <MarkedText shape="disc">{words}</MarkedText>
  ) : (
    <MarkedText shape="quarter">
      {words}, {member.codesLeft === 0 ? 'no backup code left' : `${member.codesLeft} backup codes left`}
    </MarkedText>
  )
}
const sourceWords: Readonly<Record<string, string>> = {
  setup: 'first set-up',
  invited: 'invitation',
  demo: 'demo',
  sso: 'single sign-on',
  scim: 'provisioning',
}
export const columns = (place: Place): Column<MemberRow>[] => [
  { id: 'number', header: 'Number', hidden: true, cell: (r) => <span className="mono">{r.number}</span>, csv: (r) => r.number },
  {
    id: 'name',
    header: 'Person',
    sortable: true,
    priority: 1,
    strong: true,
    link: true,
    cell: (r) => (
      <>
        {r.name}
        {r.isYou ? <span className="text-ink-2 font-normal"> you</span> : null}
      </>
    ),
    csv: (r) => r.name,
  },
  {
    id: 'email',
    header: 'E-mail',
    quiet: true,
    cell: (r) => (
      <>
        {r.email}
        {r.state === 'active' && r.sessions > 0 && !r.emailVerified ? (
          <>
            {' '}
            <Pip tone="warn">not proven</Pip>
          </>
        ) : null}
      </>
    ),
    csv: (r) => r.email,
  },
  { id: 'role', header: 'Role', sortable: true, priority: 2, cell: (r) => roleWords(r.role), csv: (r) => r.role },
  { id: 'state', header: 'State', priority: 4, cell: (r) => <Status noun="member" state={r.state} />, csv: (r) => r.state },
  { id: 'factors', header: 'Second factor', priority: 3, cell: (r) => <WayIn member={r} />, csv: (r) => r.factors.join(' ') },
  { id: 'source', header: 'Came by', quiet: true, hidden: true, cell: (r) => sourceWords[r.source] ?? r.source, csv: (r) => r.source },
  { id: 'sessions', header: 'Signed in', quiet: true, hidden: true, align: 'end', cell: (r) => (r.sessions === 0 ? '–' : r.sessions) },
  {
    id: 'seen',
    header: 'Last seen',
    quiet: true,
    align: 'end',
    cell: (r) => (r.lastSeenAt ? <Moment at={r.lastSeenAt} place={place} show="near" /> : '–'),
    csv: (r) => r.lastSeenAt?.toISOString() ?? '',
  },
]
