import { Mono } from '@/app/_ui/link.tsx'
import { Moment } from '@/app/_ui/moment.tsx'
import type { Place } from '@/app/_ui/place.ts'
import { Status } from '@/app/_ui/status.tsx'
import type { Column } from '@/app/_ui/table/column.ts'
import type { SignInRow } from '@/lib/tenancy/watch/list-sign-ins.ts'

const proofs: Readonly<Record<string, string>> = {
  password: 'password',
  totp: 'authenticator',
  'backup code': 'backup code',
  sso: 'provider',
  'provider factor': 'the provider’s second factor',
  reset: 'new password',
  recovery: 'recovery',
}
/** How a session was proven, or what refused, in words. */
export const howWords = (row: Pick<SignInRow, 'how' | 'outcome'>): string =>
  row.outcome === 'in'
    ? row.how
        .split(' and ')
        .map((proof) => proofs[proof] ?? proof)
        .join(' and ')
    : row.how
export const Gone = () => <span className="text-ink-3">not kept</span>
export const columns = (place: Place): Column<SignInRow>[] => [
  {
    id: 'person',
    header: 'Person',
    priority: 1,
    strong: true,
    link: true,
    clips: true,
    cell: (row) => row.person?.name ?? <span className="font-normal text-ink-2">Nobody known</span>,
  },
  { id: 'when', header: 'When', priority: 2, quiet: true, sortable: true, cell: (row) => <Moment at={row.at} place={place} show="near" /> },
  { id: 'outcome', header: 'Outcome', priority: 4, cell: (row) => <Status noun="signIn" state={row.outcome} /> },
  { id: 'how', header: 'How', wraps: true, cell: howWords },
  { id: 'device', header: 'Device', priority: 3, cell: (row) => row.device || <Gone /> },
  { id: 'place', header: 'Place', cell: (row) => row.place || <Gone /> },
  { id: 'network', header: 'Network', quiet: true, cell: (row) => (row.network ? <Mono>{row.network}</Mono> : <Gone />) },
  { id: 'ip', header: 'Address', quiet: true, hidden: true, cell: (row) => (row.ip ? <Mono>{row.ip}</Mono> : <Gone />) },
]
