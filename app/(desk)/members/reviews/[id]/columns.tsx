import { capital } from '@/app/_ui/format.ts'
import { Moment } from '@/app/_ui/moment.tsx'
import { Pip } from '@/app/_ui/notice.tsx'
import type { Place } from '@/app/_ui/place.ts'
import { MarkedText, Status } from '@/app/_ui/status.tsx'
import type { Column } from '@/app/_ui/table/column.ts'
import type { LineView } from '@/lib/tenancy/review/list-lines.ts'
import { roleWords } from '../../../role-words.ts'
import { factorWords } from '../../columns.tsx'

const signedIn = (text: string | undefined, place: Place) =>
  text === undefined || text === 'never' ? 'never' : <Moment at={new Date(text)} place={place} show="day" />
/** What it was at the freezing, in a line. */
function Was({ line, place }: { line: LineView; place: Place }) {
  const { facts } = line
  if (line.kind === 'member')
    return (
      <>
        {roleWords(facts['role'] ?? '')}
        {facts['state'] === 'active' ? '' : `, ${facts['state'] ?? ''}`}
        {facts['given for a time'] === 'none' ? '' : `, and ${facts['given for a time'] ?? ''} for a time`}
      </>
    )
  if (line.kind === 'role')
    return (
      <>
        Made from {(facts['made from'] ?? '').replace('_', ' ')}, held by {facts['members']}
      </>
    )
  if (line.kind === 'grant')
    return (
      <>
        {capital(facts['what'] ?? '')} until {signedIn(facts['until'], place)}
      </>
    )
  return (
    <>
      {line.kind === 'key' ? <>Made by {facts['made by']}</> : <>For {facts['connection']}</>}, until {signedIn(facts['until'], place)}
    </>
  )
}
export const columns = (place: Place): Column<LineView>[] => [
  { id: 'line', header: 'Line', quiet: true, align: 'end', cell: (row) => <span className="tabular-nums">{row.position}</span> },
  {
    id: 'subject',
    header: 'Subject',
    priority: 1,
    strong: true,
    link: true,
    cell: (row) => (
      <>
        {row.kind === 'member' ? row.name : row.label}
        {row.holdsMoney ? (
          <>
            {' '}
            <Pip>money</Pip>
          </>
        ) : null}
        {row.isWhole ? null : (
          <>
            {' '}
            <Pip tone="warn">changed after the freezing</Pip>
          </>
        )}
      </>
    ),
  },
  { id: 'kind', header: 'Kind', quiet: true, cell: (row) => capital(row.noun) },
  { id: 'was', header: 'When it was frozen', priority: 3, wraps: true, cell: (row) => <Was line={row} place={place} /> },
  {
    id: 'may',
    header: 'May',
    align: 'end',
    quiet: true,
    cell: (row) => (row.permissions === 0 ? '–' : `${row.permissions}${row.moneyPermissions > 0 ? `, ${row.moneyPermissions} of money` : ''}`),
  },
  {
    id: 'seen',
    header: 'Last signed in',
    quiet: true,
    cell: (row) =>
      row.kind === 'member'
        ? signedIn(row.facts['last sign-in'], place)
        : row.kind === 'token' || row.kind === 'key'
          ? signedIn(row.facts['last used'], place)
          : '–',
  },
  {
    id: 'factors',
    header: 'Second factors',
    quiet: true,
    hidden: true,
    cell: (row) =>
      (row.facts['second factors'] ?? '–')
        .split(' ')
        .map((factor) => factorWords[factor] ?? factor)
        .join(', '),
  },
  {
    id: 'since',
    header: 'Changed since',
    wraps: true,
    cell: (row) =>
      row.changes.length === 0 ? (
        <span className="text-ink-3">–</span>
      ) : row.decision === 'remove' ? (
        row.outcome
      ) : (
        <MarkedText shape="quarter">{row.changes.join('; ')}</MarkedText>
      ),
  },
  { id: 'decision', header: 'Decision', priority: 2, cell: (row) => <Status noun="reviewLine" state={row.decision ?? 'open'} /> },
  {
    id: 'part',
    header: 'By',
    priority: 4,
    quiet: true,
    wraps: true,
    cell: (row) =>
      row.decision === null ? (row.whyNot === '' ? 'yours to decide' : row.whyNot) : `${row.decidedBy}${row.reason === '' ? '' : `: ${row.reason}`}`,
  },
]
